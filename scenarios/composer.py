"""How YAML text becomes a tree, or the problems that keep it from becoming one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, cast

from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamStartEvent,
)

from scenarios.events import events_of
from scenarios.problems import Mark, Problem, found, shown
from scenarios.tree import Listing, Node, Scalar, Table, depth_of, size_of

MOST_NODES: Final = 100_000
"""Enough for an inventory of 4,000 hosts; read in some seconds."""
MOST_DEPTH: Final = 32
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
"""Control characters, line ends that only some programs see, and marks that make text read otherwise than it is."""


class _StopError(Exception):
    """Nothing more can be read from this text."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


def compose(file: str, text: str) -> tuple[Table | None, tuple[Problem, ...]]:
    """Return the mapping that `text` holds and everything wrong with its form; None if it cannot be read on."""
    root, problems = compose_any(file, text)
    if root is None or isinstance(root, Table):
        return root, problems
    return None, (*problems, found(file, root.mark, "", "not_a_mapping_file"))


def compose_any(file: str, text: str) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return what `text` holds, be it no mapping: other tools have files that are lists."""
    unprintable = _unprintable(file, text)
    if unprintable is not None:
        return None, (unprintable,)
    composer = _Composer(file)
    try:
        root = composer.document(_events(file, text))
    except _StopError as stop:
        return None, (*composer.problems, stop.problem)
    return root, tuple(composer.problems)


def _unprintable(file: str, text: str) -> Problem | None:
    bad = _UNPRINTABLE.search(text)
    if bad is None:
        return None
    before = text[: bad.start()]
    mark = Mark(line=before.count("\n") + 1, column=len(before) - before.rfind("\n"))
    return found(file, mark, "", "control_character", code=f"U+{ord(bad[0]):04X}")


def _events(file: str, text: str) -> Iterator[Any]:
    """Yield ruamel's events; what it cannot read becomes a problem with its place."""
    try:
        yield from events_of(text)
    except YAMLError as error:
        raise _StopError(_syntax(file, text, error)) from None
    except (ValueError, IndexError, AttributeError, AssertionError, NotImplementedError, OverflowError) as error:
        raise _StopError(found(file, Mark(), "", "not_yaml", why=type(error).__name__)) from None


def _syntax(file: str, text: str, error: YAMLError) -> Problem:
    place = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    mark = Mark() if place is None else Mark(line=place.line + 1, column=place.column + 1)
    lines = text.split("\n")
    line = lines[mark.line - 1] if mark.line <= len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return found(file, mark, "", "tab")
    why = getattr(error, "problem", None) or getattr(error, "context", None) or "the text is not YAML"
    return found(file, mark, "", "not_yaml", why=shown(why))


def _kind(event: Any) -> type[Any]:
    """Return the class; asking with isinstance would narrow to classes whose fields are not typed."""
    return cast("type[Any]", type(event))


def _mark(event: Any) -> Mark:
    return Mark(line=event.start_mark.line + 1, column=event.start_mark.column + 1)


@dataclass(slots=True)
class _Composer:
    """Builds the tree of one file; what can be read past is noted and read past."""

    file: str
    problems: list[Problem] = field(default_factory=list[Problem])
    anchors: dict[str, Node] = field(default_factory=dict[str, Node])
    nodes: int = 0

    def document(self, events: Iterator[Any]) -> Node | None:
        """Return the root of the one document."""
        first: Any = next((event for event in events if not isinstance(event, StreamStartEvent)), None)
        if _kind(first) is not DocumentStartEvent:
            return self._refuse(Mark(), "empty_file")
        if first.version is not None and tuple(first.version) != (1, 2):
            self.note(_mark(first), "yaml_version")
        root = self.node(events, next(events), 1)
        further = next((event for event in events if isinstance(event, DocumentStartEvent)), None)
        if further is not None:
            self.note(_mark(further), "many_documents")
        if isinstance(root, Scalar) and not root.text and root.plain:
            return self._refuse(root.mark, "empty_file")
        return root

    def node(self, events: Iterator[Any], event: Any, level: int) -> Node:
        """Return the node that begins with `event`."""
        mark = _mark(event)
        if _kind(event) is AliasEvent:
            return self._alias(str(event.anchor), mark)
        if level > MOST_DEPTH:
            raise self._stop(mark, "too_deep", most=str(MOST_DEPTH))
        self._count(1, mark)
        if event.tag is not None:
            self.note(mark, "tag", tag=shown(event.tag))
        node = self._of(events, event, level)
        if event.anchor is not None:
            self.anchors[str(event.anchor)] = node
        return node

    def _of(self, events: Iterator[Any], event: Any, level: int) -> Node:
        if isinstance(event, MappingStartEvent):
            return self._table(events, _mark(event), level)
        if isinstance(event, SequenceStartEvent):
            return self._listing(events, _mark(event), level)
        return self._scalar(event)

    def _scalar(self, event: Any) -> Scalar:
        text = str(event.value)
        if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
            self.note(_mark(event), "no_text")
            text = ""
        return Scalar(mark=_mark(event), text=text, plain=not event.style)

    def _listing(self, events: Iterator[Any], mark: Mark, level: int) -> Listing:
        items: list[Node] = []
        while not isinstance(event := next(events), SequenceEndEvent):
            items.append(self.node(events, event, level + 1))
        return Listing(mark=mark, items=tuple(items), size=size_of(items), depth=depth_of(items))

    def _table(self, events: Iterator[Any], mark: Mark, level: int) -> Table:
        entries: dict[str, Node] = {}
        marks: dict[str, Mark] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            key = self._key(events, event, level)
            value = self.node(events, next(events), level + 1)
            if key.text in entries:
                self.note(key.mark, "duplicate_key", field=key.text, name=key.text, line=str(marks[key.text].line))
                continue
            entries[key.text], marks[key.text] = value, key.mark
        values = list(entries.values())
        return Table(mark=mark, entries=entries, marks=marks, size=size_of(values), depth=depth_of(values))

    def _key(self, events: Iterator[Any], event: Any, level: int) -> Scalar:
        key = self.node(events, event, level + 1)
        if not isinstance(key, Scalar):
            raise self._stop(key.mark, "key_is_no_text")
        if key.plain and key.text == "<<":
            self.note(key.mark, "merge_key")
        return key

    def _alias(self, name: str, mark: Mark) -> Node:
        node = self.anchors.get(name)
        if node is None:
            raise self._stop(mark, "unknown_alias", name=name)
        self._count(node.size, mark)
        if node.depth > MOST_DEPTH:
            raise self._stop(mark, "too_deep", most=str(MOST_DEPTH))
        return node

    def _count(self, nodes: int, mark: Mark) -> None:
        self.nodes += nodes
        if self.nodes > MOST_NODES:
            raise self._stop(mark, "too_many_nodes", most=str(MOST_NODES))

    def note(self, mark: Mark, key: str, *, field: str = "", **facts: str) -> None:
        """Remember a problem and read on."""
        self.problems.append(found(self.file, mark, field, key, **facts))

    def _refuse(self, mark: Mark, key: str) -> None:
        self.note(mark, key)

    def _stop(self, mark: Mark, key: str, **facts: str) -> _StopError:
        return _StopError(found(self.file, mark, "", key, **facts))
