"""Trees put together from several places, every part still knowing where it stood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from scenarios.problems import START, Mark, Problem, found, one_line
from scenarios.tree import Listing, Node, Scalar, Table, depth_of, size_of, value_of

_JOINED: Final = frozenset(("env", "labels"))
"""Mappings whose entries are laid over each other one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a file of another tool tells: a table of our own fields for each host, and the groups of hosts."""

    hosts: Mapping[str, Table]
    groups: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...] = ()
    doubts: Mapping[tuple[str, str], Problem] = field(default_factory=dict[tuple[str, str], Problem])
    """What keeps a field (second) of a host (first) from being read; no matter where another file says the field."""
    usual: Mapping[str, str] = field(default_factory=dict[str, str])
    """What its own tool takes where neither file nor defaults say anything."""
    digests: tuple[str, ...] = ()
    """Of every further file that was read, in order."""


def word(text: str, mark: Mark) -> Scalar:
    """Return a value that is text whatever it looks like."""
    return Scalar(mark=mark, text=text, plain=False)


def plain(text: str, mark: Mark) -> Scalar:
    """Return a value that is a number or truth value where it looks like one."""
    return Scalar(mark=mark, text=text, plain=True)


def table(entries: Mapping[str, Node], mark: Mark, marks: Mapping[str, Mark] | None = None) -> Table:
    """Return a mapping; a key without a place of its own stands where its value does."""
    places = {key: (marks or {}).get(key, node.mark) for key, node in entries.items()}
    nodes = list(entries.values())
    return Table(mark=mark, entries=dict(entries), marks=places, size=size_of(nodes), depth=depth_of(nodes))


def listing(items: Iterable[Node], mark: Mark) -> Listing:
    """Return a sequence."""
    nodes = tuple(items)
    return Listing(mark=mark, items=nodes, size=size_of(nodes), depth=depth_of(nodes))


def located(node: Node, file: str) -> Node:
    """Return a copy whose every place names its file."""
    mark = replace(node.mark, file=file)
    match node:
        case Scalar():
            return replace(node, mark=mark)
        case Listing():
            return replace(node, mark=mark, items=tuple(located(item, file) for item in node.items))
        case Table():
            return located_table(node, file)


def located_table(node: Table, file: str) -> Table:
    """Return a copy whose every place names its file."""
    return replace(
        node,
        mark=replace(node.mark, file=file),
        entries={key: located(each, file) for key, each in node.entries.items()},
        marks={key: replace(mark, file=file) for key, mark in node.marks.items()},
    )


def laid_over(above: Table, below: Table) -> Table:
    """Return the entries of both; what `above` says counts, of environments and labels each entry by itself."""
    entries, marks = {**below.entries, **above.entries}, {**below.marks, **above.marks}
    for key in _JOINED & above.entries.keys() & below.entries.keys():
        over, under = above.entries[key], below.entries[key]
        if isinstance(over, Table) and isinstance(under, Table):
            entries[key] = laid_over(over, under)
    return table(entries, above.mark, marks)


def table_in(node: Node | None) -> Table:
    """Return a mapping as it is, anything else as an empty one."""
    return node if isinstance(node, Table) else table({}, START if node is None else node.mark)


def text_in(node: Node | None) -> str | None:
    """Return the text of a value, None where there is none."""
    return node.text if isinstance(node, Scalar) and value_of(node) is not None else None


def at(mark: Mark, spelled: str, key: str, **facts: str) -> Problem:
    """Return a problem at a place that names its own file."""
    return found(mark.file, mark, spelled, key, **{name: one_line(fact) for name, fact in facts.items()})
