"""Names of hosts with ranges in them, `web[01:10]`, as the names that they stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_letters
from typing import Final

MOST: Final = 20_000
_RANGE: Final = re.compile(r"\[(?P<first>[0-9A-Za-z]*):(?P<last>[0-9A-Za-z]+)(:(?P<step>[0-9]{1,6}))?\]", re.ASCII)
_PORT: Final = re.compile(r"(?P<name>[^:]+|.*\][^:]*|\[[0-9A-Fa-f:.]+\]):(?P<port>[0-9]{1,5})", re.ASCII)
_LONGEST: Final = 9


class NoRangeError(ValueError):
    """A pattern is no range of hosts."""


class TooManyHostsError(ValueError):
    """A pattern stands for more than MOST hosts."""


def name_and_port(pattern: str) -> tuple[str, str | None]:
    """Return a pattern without the `:port` behind it, and the port."""
    parts = _PORT.fullmatch(pattern)
    if parts is None or (parts["name"].count("[") != parts["name"].count("]")):
        return pattern, None
    name = parts["name"]
    return (name[1:-1] if re.fullmatch(r"\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:.*\]", name) else name), parts["port"]


def names_of(pattern: str) -> list[str]:
    """Return the names that a pattern stands for, in order.

    Raises:
        NoRangeError: brackets that hold no range, or a range from more digits to fewer.
        TooManyHostsError: more than MOST.
    """
    names: list[str] = []
    for name in _expanded(pattern):
        names.append(name)
        if len(names) > MOST:
            raise TooManyHostsError
    return names


def _expanded(pattern: str) -> Iterator[str]:
    if "[" not in pattern or not re.search(r"\[[^\]]*:", pattern):
        if re.search(r"[\[\]]", pattern) and not re.fullmatch(r"\[?[0-9A-Fa-f:.]+\]?", pattern):
            raise NoRangeError(pattern)
        yield pattern
        return
    range_ = _RANGE.search(pattern)
    if range_ is None:
        raise NoRangeError(pattern)
    head, tail = pattern[: range_.start()], pattern[range_.end() :]
    for middle in _members(range_["first"] or "0", range_["last"], int(range_["step"] or 1)):
        yield from _expanded(f"{head}{middle}{tail}")


def _members(first: str, last: str, step: int) -> Iterator[str]:
    if step < 1 or max(len(first), len(last)) > _LONGEST:
        raise NoRangeError(first)
    if first.isdecimal() and last.isdecimal():
        padded = len(first) > 1 and first.startswith("0")
        if padded and len(first) != len(last):
            raise NoRangeError(first)
        width = len(first) if padded else 0
        yield from (f"{number:0{width}d}" for number in _span(int(first), int(last), step))
    elif len(first) == 1 and len(last) == 1 and first in ascii_letters and last in ascii_letters:
        yield from (ascii_letters[n] for n in _span(ascii_letters.index(first), ascii_letters.index(last), step))
    else:
        raise NoRangeError(first)


def _span(first: int, last: int, step: int) -> range:
    if first > last:
        raise NoRangeError(str(first))
    return range(first, last + 1, step)
