"""A host line of an INI inventory as words with their columns, quoted as in a shell."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import Final

_SIMPLE: Final = re.compile(r"[A-Za-z0-9_./~@:+-]*", re.ASCII)


class UnclosedError(ValueError):
    """A quotation mark is not closed, or nothing follows a backslash; `column` counts from 1."""

    def __init__(self, column: int) -> None:
        self.column = column
        super().__init__("a quotation mark is not closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A word without its quotes, and the column (from 1) at which it began."""

    text: str
    column: int


def pieces(line: str) -> list[Piece]:
    """Return the words of a line up to its comment, as Ansible's shlex splits it; raises UnclosedError."""
    found: list[Piece] = []
    place = 0
    while place < len(line) and line[place] != "#":
        if line[place].isspace():
            place += 1
            continue
        text, end = _piece(line, place)
        found.append(Piece(text=text, column=place + 1))
        place = end
    return found


def _piece(line: str, start: int) -> tuple[str, int]:
    text, quote, place = "", "", start
    while place < len(line):
        here = line[place]
        if not quote and (here.isspace() or here == "#"):
            break
        if here == "\\" and quote != "'":
            after = line[place + 1 : place + 2]
            if not after:
                raise UnclosedError(place + 1)
            text += after if not quote or after in {'"', "\\"} else here + after
            place += 1
        elif here == quote:
            quote = ""
        elif not quote and here in "'\"":
            quote = here
        else:
            text += here
        place += 1
    if quote:
        raise UnclosedError(start + 1)
    return text, place


def meant(text: str) -> str:
    """Return the text that a value stands for: Ansible reads a Python literal where there is one."""
    if _SIMPLE.fullmatch(text) and not re.match(r"[0-9+-]", text):
        return text
    try:
        value: object = ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return text
    return str(value) if isinstance(value, str | int) else text
