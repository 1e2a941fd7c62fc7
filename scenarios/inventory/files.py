"""How an inventory file is read, whatever form it has: the result always has the form of ours, defaults put in."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Literal, TypeAlias

from scenarios.composer import compose
from scenarios.documents import LARGEST, Document, decode, load, read_bytes
from scenarios.inventory.ansible import read_ini, read_yaml, yaml_form
from scenarios.inventory.forms import form_of_text, form_of_tree, is_foreign
from scenarios.inventory.layers import Layers, Origin
from scenarios.inventory.nodes import Source, at, table, table_in, text_in
from scenarios.inventory.openssh import read_ssh_config
from scenarios.inventory.resolved import beside
from scenarios.problems import START, Mark, Problem
from scenarios.tree import Listing, Node, Table

Kind: TypeAlias = Literal["auto", "ansible", "ssh_config"]


def read_inventory(path: Path, called: str | None = None) -> Document:
    """Return the inventory at `path` in the form of `scenarios.inventory.model.InventoryInput`.

    It may be written in our own form (with defaults, groups, and `from` another file), as ssh_config, or as an
    Ansible inventory. What is wrong stands in `problems`, at its place in whichever file it was found.
    """
    file = called or str(path)
    if is_foreign(path):
        return _foreign(path, file)
    document = load(path, called)
    if document.root is None:
        return document
    origin = _origin(document.root, file, document.folder)
    return _put_together(document, document.root, origin)


def _foreign(path: Path, file: str) -> Document:
    """A file of another tool stands for itself: as if ours said nothing but `from` it."""
    raw = read_bytes(path, LARGEST)
    digest = hashlib.sha256(raw).hexdigest() if isinstance(raw, bytes) else ""
    source = _source(path, file, "auto", Mark(file=file))
    document = Document(file=file, folder=path.absolute().parent, sha256=digest)
    return _put_together(document, table({}, START), Origin(file=file, source=source, stands_alone=True))


def _put_together(document: Document, root: Table, origin: Origin | None) -> Document:
    layers = Layers(document=replace(document, root=root), root=root, origin=origin)
    merged = layers.merged()
    digests = () if origin is None else origin.source.digests
    return replace(
        document,
        sha256=_digest(document.sha256, digests),
        root=merged,
        problems=(*document.problems, *layers.problems),
    )


def _digest(own: str, further: tuple[str, ...]) -> str:
    """Return the file's own digest, or where further files were read, that of all their digests one below the other."""
    return own if not further else hashlib.sha256("\n".join((own, *further)).encode()).hexdigest()


def _origin(root: Table, file: str, folder: Path) -> Origin | None:
    """Return what `from` names."""
    node = root.entries.get("from")
    if node is None:
        return None
    written = table_in(node)
    named = text_in(written.entries.get("file")) if isinstance(node, Table) else text_in(node)
    if named is None:
        return None
    said = text_in(written.entries.get("kind"))
    kind: Kind = "ansible" if said == "ansible" else "ssh_config" if said == "ssh_config" else "auto"
    path = Path(beside(folder, named))
    called = str(Path(file).parent / named)
    mark = replace(node.mark, file=file)
    source = _source(path, called, kind, mark)
    return Origin(file=called, source=source, mark=mark, only=_only(written.entries.get("only")))


def _only(node: Node | None) -> dict[str, Mark] | None:
    if not isinstance(node, Listing):
        return None
    return {text: item.mark for item in node.items if (text := text_in(item)) is not None}


def _source(path: Path, called: str, kind: Kind, mark: Mark) -> Source:
    """Return what a file of another tool says."""
    raw = read_bytes(path, LARGEST)
    text = decode(raw) if isinstance(raw, bytes) else None
    if not isinstance(raw, bytes) or not isinstance(text, str):
        return _nothing(at(mark, "from", "foreign_unreadable", source=called))
    source = _of_form(path, called, text, kind)
    if source is None:
        return _nothing(at(mark, "from", "from_kind", source=called))
    digest = hashlib.sha256(raw).hexdigest()
    problems = list(source.problems)
    if not source.hosts and not problems:
        problems.append(at(Mark(file=called), "", "foreign_no_hosts"))
    further = source.digests if mark.file == called else (digest, *source.digests)
    return replace(source, digests=further, problems=tuple(problems))


def _of_form(path: Path, called: str, text: str, kind: Kind) -> Source | None:
    if kind == "ssh_config":
        return read_ssh_config(path, called, text)
    form = form_of_text(path, text)
    if form == "ssh_config" and kind == "auto":
        return read_ssh_config(path, called, text)
    if form == "ansible_ini":
        return read_ini(path, called, text)
    root, problems = compose(called, text)
    if root is not None and (
        form_of_tree(root) == "ansible_yaml" or (kind == "ansible" and yaml_form.looks_like(root))
    ):
        return read_yaml(path, called, root, problems)
    return read_ini(path, called, text) if kind == "ansible" and root is None else None


def _nothing(problem: Problem) -> Source:
    return Source(hosts={}, groups={}, problems=(problem,))
