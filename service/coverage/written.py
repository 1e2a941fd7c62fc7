"""What a scenario file says that it touches; no host, BIA or inventory is needed to know that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from scenarios.documents import Document, load
from scenarios.problems import Problems
from scenarios.tree import Listing, Node, Scalar, Table, node_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The names that one scenario, or the plan of one drill, cites."""

    name: str
    services: tuple[str, ...]
    threats: tuple[str, ...]
    risks: tuple[str, ...]
    procedures: tuple[str, ...]


def written_in(path: Path) -> Written:
    """Return what the scenario at `path` and those that it includes cite; raises Problems for what cannot be read."""
    documents = tuple(_with_included(path, set()))
    return Written(
        name=next(_texts(documents[0], "scenario"), path.stem),
        services=_all(documents, "services"),
        threats=_all(documents, "threats"),
        risks=_all(documents, "risks"),
        procedures=_all(documents, "procedures"),
    )


def _with_included(path: Path, seen: set[Path]) -> Iterator[Document]:
    """Yield a scenario and those that it includes, each once."""
    document = load(path)
    if document.root is None:
        raise Problems(document.problems)
    seen.add(path.resolve())
    yield document
    include = document.root.entries.get("include")
    for one in include.entries.values() if isinstance(include, Table) else ():
        file = node_at(one, ("scenario",))
        if not isinstance(file, Scalar) or "\0" in file.text:
            continue
        if (below := document.folder / file.text).resolve() not in seen:
            yield from _with_included(below, seen)


def _all(documents: tuple[Document, ...], key: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for document in documents for text in _texts(document, key)))


def _texts(document: Document, key: str) -> Iterator[str]:
    """Yield the text, or the texts of the list, under a key; `drillproof validate` tells of what is neither."""
    node: Node | None = None if document.root is None else document.root.entries.get(key)
    for one in node.items if isinstance(node, Listing) else (node,):
        if isinstance(one, Scalar):
            yield one.text
