"""A file as far as it can be understood: its model without the parts that are wrong, and the problems of those."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar, cast

from pydantic import ValidationError

from scenarios.complaints import complaints, refer, spelled
from scenarios.documents import Document
from scenarios.fields import Input, Known
from scenarios.parameters import Value
from scenarios.problems import START, Problem, found
from scenarios.references import fill
from scenarios.tree import Listing, Node, Path, Scalar, Table, data_of, key_mark, mark_of, node_at, value_of

M = TypeVar("M", bound=Input)

_OF_NAMES: Final = frozenset(
    {
        *("hosts", "parameters", "probes", "ledger", "services", "secrets", "include", "businesses", "suppliers"),
        *("people", "channels", "groups", "outside", "risks", "threats", "ruled_out", "plans"),
    }
)
OPEN: Final = re.compile(r"TODO(?:$|[:：](?P<what>[^\n]*))", re.ASCII)
"""How a value begins that was left open."""
STOCK: Final[dict[str, Any]] = {
    "scenario": "unreadable",
    "title": "unreadable",
    "form": "live",
    "services": ["unreadable"],
    "safeguards": {"environments": ["unreadable"], "longest": "7d"},
}
"""What stands in for a required part of a scenario that is wrong, so that the rest can still be looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(Generic[M]):
    """`model` is None where too little was right; `broken` are the parts that were left out of it.

    `kept` says, for each list at the top, which places its items had in the file.
    """

    document: Document
    model: M | None = None
    broken: frozenset[Path] = frozenset()
    kept: Mapping[str, tuple[int, ...]]
    problems: tuple[Problem, ...] = ()

    def problem(self, path: Path, key: str, **facts: str) -> Problem:
        """Return the problem with the value at `path`."""
        root = self.document.root
        mark = START if root is None else mark_of(root, path)
        told = found(self.document.file, mark, spelled(path), key, **facts)
        return told if root is None else refer(told, root, path)

    def problem_of_key(self, path: Path, key: str, **facts: str) -> Problem:
        """Return the problem with the part that the key at the end of `path` names."""
        root = self.document.root
        mark = START if root is None else key_mark(root, path)
        return found(self.document.file, mark, spelled(path), key, **facts)

    def names(self, section: str) -> tuple[str, ...]:
        """Return every key written in a section, those of broken parts included."""
        node = None if self.document.root is None else node_at(self.document.root, (section,))
        return tuple(node.entries) if isinstance(node, Table) else ()

    def is_whole(self, *path: str | int) -> bool:
        """Whether the part at `path` was right."""
        return path not in self.broken


def understand(
    kind: type[M], document: Document, values: Mapping[str, Value] | None = None, stock: Mapping[str, Any] | None = None
) -> Draft[M]:
    """Return what `document` says as a `kind`; with `values`, references to parameters are replaced by them."""
    if document.root is None:
        return Draft(document=document, kept={}, problems=document.problems)
    data = data_of(document.root) if values is None else fill(document.root, values)
    told = dict(_unwritten(document.file, document.root))
    known: Known = {}
    try:
        model = kind.model_validate(data, context=known)
    except ValidationError as error:
        told = {**dict(complaints(error, document.file, document.root, known, data)), **told}
        model = None
    if model is not None and not told:
        return Draft(document=document, model=model, kept=_places(data), problems=document.problems)
    broken = frozenset(_part(path, data) for path in told)
    rest, kept = _without(data, broken, stock or {})
    problems = (*document.problems, *told.values())
    return Draft(document=document, model=_attempt(kind, rest), broken=broken, kept=kept, problems=problems)


def _unwritten(file: str, node: Node, path: Path = ()) -> Iterator[tuple[Path, Problem]]:
    """Yield every place where a value was begun and none is given, and every one that an import left open.

    Nothing is never a value here, and neither is `TODO: …`, whatever the place would take.
    """
    match node:
        case Scalar():
            if value_of(node) is None:
                yield path, found(file, node.mark, spelled(path), "nothing_here")
            elif (left := OPEN.match(node.text)) is not None:
                yield (
                    path,
                    found(file, node.mark, spelled(path), "left_open", what=(left["what"] or "").strip() or "TODO"),
                )
        case Listing():
            for index, item in enumerate(node.items):
                yield from _unwritten(file, item, (*path, index))
        case Table():
            for key, value in node.entries.items():
                yield from _unwritten(file, value, (*path, key))


def _attempt(kind: type[M], data: Any) -> M | None:
    try:
        return kind.model_validate(data, context={})
    except ValidationError:
        return None


def _part(path: Path, data: dict[str, Any]) -> Path:
    """Return the smallest part that can be left out: an entry of a mapping or list of names, or a whole section."""
    section = str(path[0]) if path else ""
    if isinstance(data.get(section), dict):
        return path[:2] if section in _OF_NAMES else path[:1]
    return path[:1] if section in _OF_NAMES else path[:2]


def _places(data: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    return {key: tuple(range(len(cast("list[Any]", value)))) for key, value in data.items() if isinstance(value, list)}


def _without(
    data: dict[str, Any], broken: frozenset[Path], stock: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, tuple[int, ...]]]:
    rest: dict[str, Any] = {}
    kept: dict[str, tuple[int, ...]] = {}
    for key, value in data.items():
        if (key,) in broken:
            continue
        if isinstance(value, dict):
            entries = cast("dict[str, Any]", value)
            rest[key] = {name: entry for name, entry in entries.items() if (key, name) not in broken}
        elif isinstance(value, list):
            items = cast("list[Any]", value)
            kept[key] = tuple(index for index in range(len(items)) if (key, index) not in broken)
            rest[key] = [items[index] for index in kept[key]]
        else:
            rest[key] = value
    return {**{key: value for key, value in stock.items() if key not in rest}, **rest}, kept
