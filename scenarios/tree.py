"""YAML text as a tree that remembers where everything stood.

YAML 1.2 by ruamel.yaml, and stricter: no tags, no duplicate keys, one document, bounded
size and depth. Keys are text as written. A plain scalar is a number only if it is written
in the one plain way (`12`, `-3`, `0.5`), so `no` and `012` stay the text that they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from scenarios.problems import Mark

Path: TypeAlias = tuple[str | int, ...]
Data: TypeAlias = "str | int | float | bool | list[Data] | dict[str, Data] | None"

_CONSTANTS: Final[dict[str, bool | None]] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE: Final = re.compile(r"-?(0|[1-9][0-9]{0,17})", re.ASCII)
_BROKEN: Final = re.compile(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?([eE][-+]?[0-9]{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """Text as written; `plain` if it stood without quotes."""

    mark: Mark
    text: str
    plain: bool
    size: int = 1
    depth: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A sequence of nodes."""

    mark: Mark
    items: tuple[Node, ...]
    size: int
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A mapping; `marks` says where each key stood."""

    mark: Mark
    entries: dict[str, Node]
    marks: dict[str, Mark]
    size: int
    depth: int


Node: TypeAlias = Scalar | Listing | Table


def value_of(scalar: Scalar) -> str | int | float | bool | None:
    """Return what a scalar means: quoted text is text, a plain one may be a number, true, false or nothing."""
    if not scalar.plain:
        return scalar.text
    if scalar.text in _CONSTANTS:
        return _CONSTANTS[scalar.text]
    if _WHOLE.fullmatch(scalar.text):
        return int(scalar.text)
    return float(scalar.text) if _BROKEN.fullmatch(scalar.text) else scalar.text


def data_of(node: Node) -> Any:
    """Return the tree as plain lists, dictionaries and values."""
    match node:
        case Scalar():
            return value_of(node)
        case Listing():
            return [data_of(item) for item in node.items]
        case Table():
            return {key: data_of(value) for key, value in node.entries.items()}


def step_into(node: Node, part: str | int) -> Node | None:
    """Return the child of that key or place, or None."""
    match node:
        case Table() if isinstance(part, str):
            return node.entries.get(part)
        case Listing() if isinstance(part, int) and 0 <= part < len(node.items):
            return node.items[part]
        case _:
            return None


def node_at(root: Node, path: Path) -> Node | None:
    """Return the node at `path`, or None if there is none."""
    node: Node | None = root
    for part in path:
        node = step_into(node, part) if node is not None else None
    return node


def mark_of(root: Node, path: Path) -> Mark:
    """Return where the value at `path` stands, or the deepest thing above it that is there."""
    node, mark = root, root.mark
    for part in path:
        below = step_into(node, part)
        if below is None:
            break
        mark = below.mark
        node = below
    return mark


def key_mark(root: Node, path: Path) -> Mark:
    """Return where the key at the end of `path` stands, or the deepest thing above it that is there."""
    parent = node_at(root, path[:-1]) if path else None
    key = path[-1] if path else ""
    if isinstance(parent, Table) and isinstance(key, str) and key in parent.marks:
        return parent.marks[key]
    return mark_of(root, path)


def size_of(nodes: Iterable[Node]) -> int:
    """Return how many nodes a table or listing of `nodes` is, itself included."""
    return 1 + sum(node.size for node in nodes)


def depth_of(nodes: Iterable[Node]) -> int:
    """Return how deep a table or listing of `nodes` is, itself included."""
    return 1 + max((node.depth for node in nodes), default=0)
