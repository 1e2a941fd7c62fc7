"""Where in a YAML text somebody writes: the path of keys above the place, what is begun there, and what stands beside.

The text is half written, so it is read by its indentation and brackets, not as YAML. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Keys; 0 stands for an item of a list, whichever it is."""
_KEY: Final = re.compile(r"""(?P<quote>["']?)(?P<key>[\w$][\w.$ -]{0,99}?)(?P=quote)\s*:(?:\s+|$)""")
_FARTHEST: Final = 3_000
"""Lines above the place that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place: `path` leads to the mapping, list or value that is written; `begun` stands left of it already.

    `is_key`: a key of a mapping is written, else a value. `beside` are the keys that the mapping has, with those of
    their values that stand on the same line.
    """

    path: Path
    is_key: bool
    begun: str
    beside: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(slots=True)
class _Open:
    """A bracket that is open: its keys so far, and the key whose value is written, None where there is none."""

    is_map: bool
    key: str | None = None
    keys: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class _Row:
    """What a line opens: each step with its indentation, and what follows the last of them."""

    steps: tuple[tuple[int, str | int], ...]
    rest: str
    indent: int


def spot_at(text: str, line: int, column: int) -> Spot:
    """Return the place before character `column` of line `line`; both count from 1."""
    rows = text.split("\n")
    line = min(max(line, 1), len(rows))
    head = rows[line - 1][: max(column - 1, 0)]
    here = _row(head)
    path = _above(rows[: line - 1], here)
    inner = [part for _, part in here.steps]
    opened, begun = _brackets(here.rest)
    if opened:
        return _in_brackets((*path, *inner), opened, begun)
    if inner and isinstance(inner[-1], str):
        return Spot(path=(*path, *inner), is_key=False, begun=here.rest.strip())
    whole = (*path, *inner)
    return Spot(path=whole, is_key=True, begun=here.rest.strip(), beside=_beside(rows, line - 1, here.indent))


def _row(line: str) -> _Row:
    """Return what a line opens; a comment opens nothing."""
    steps: list[tuple[int, str | int]] = []
    at = len(line) - len(line.lstrip(" "))
    while line[at : at + 2] == "- " or line[at:] == "-":
        steps.append((at, 0))
        at += 1
        at += len(line[at:]) - len(line[at:].lstrip(" "))
    if line[at : at + 1] == "#":
        return _Row(tuple(steps), "", at)
    key = _KEY.match(line, at)
    if key is not None:
        steps.append((at, key["key"]))
        return _Row(tuple(steps), line[key.end() :], at)
    return _Row(tuple(steps), line[at:], at)


def _above(rows: list[str], here: _Row) -> Path:
    """Return the path of what the line stands in, by the lines above that are indented less."""
    path: list[str | int] = []
    limit = here.steps[0][0] if here.steps else here.indent
    is_item = bool(here.steps) and here.steps[0][1] == 0
    for line in reversed(rows[-_FARTHEST:]):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        for at, part in reversed(_row(line).steps):
            if at < limit or (at == limit and is_item and isinstance(part, str)):
                path.insert(0, part)
                limit, is_item = at, part == 0
        if limit == 0 and not is_item:
            break
    return tuple(path)


def _brackets(rest: str) -> tuple[list[_Open], str]:
    """Return the brackets that are open at the end of a line, and the word that is begun in the last of them."""
    opened: list[_Open] = []
    word, quote, before = "", "", ""
    for sign in rest:
        if quote:
            quote = "" if sign == quote else quote
            word += sign
        elif sign in "\"'" and not word.strip():
            quote, word = sign, word + sign
        elif sign in "{[" and not word.strip():
            opened.append(_Open(is_map=sign == "{"))
            word = ""
        elif opened and sign in ",}]":
            _end(opened, word, closes=sign != ",")
            word = ""
        elif opened and opened[-1].is_map and opened[-1].key is None and sign == " " and before == ":":
            opened[-1].key, word = word.strip().rstrip(":").strip("\"'"), ""
        else:
            word += sign
        before = sign
    return opened, word.strip()


def _end(opened: list[_Open], word: str, *, closes: bool) -> None:
    one = opened[-1]
    if one.is_map and one.key is not None:
        one.keys[one.key] = word.strip()
        one.key = None
    if closes:
        opened.pop()


def _in_brackets(path: Path, opened: list[_Open], begun: str) -> Spot:
    for one in opened[:-1]:
        path = (*path, one.key or "" if one.is_map else 0)
    last = opened[-1]
    if not last.is_map:
        return Spot(path=(*path, 0), is_key=False, begun=begun)
    if last.key is not None:
        return Spot(path=(*path, last.key), is_key=False, begun=begun, beside=dict(last.keys))
    return Spot(path=path, is_key=True, begun=begun, beside=dict(last.keys))


def _beside(rows: list[str], at: int, indent: int) -> dict[str, str]:
    """Return the keys of the mapping that line `at` is of: those as far in, until one stands farther out."""
    found: dict[str, str] = {}
    for lines, is_up in ((reversed(rows[:at]), True), (iter(rows[at + 1 :]), False)):
        for key, value in _until_out(lines, indent, is_up=is_up):
            found.setdefault(key, value)
    own = _row(rows[at])
    if own.steps and isinstance(own.steps[-1][1], str) and len(own.steps) > 1:
        found.pop(own.steps[-1][1], None)
    return found


def _until_out(lines: Iterator[str], indent: int, *, is_up: bool) -> Iterator[tuple[str, str]]:
    for line in lines:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        row = _row(line)
        first = row.steps[0][0] if row.steps else row.indent
        starts_item = bool(row.steps) and row.steps[0][1] == 0
        if row.indent < indent or (first < indent and starts_item and not is_up):
            return
        if row.indent == indent and row.steps and isinstance(row.steps[-1][1], str):
            yield row.steps[-1][1], row.rest.strip()
        if starts_item and first < indent:
            return
