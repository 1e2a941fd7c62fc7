"""What is wrong in a file: where, what, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from scenarios.messages import say

_SHOWN: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Mark:
    """A place in a file; both count from 1, columns in characters."""

    line: int = 1
    column: int = 1


START: Final = Mark()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, and the repair. `key` and `facts` let another language say it."""

    file: str
    line: int
    column: int
    field: str
    message: str
    repair: str
    key: str
    facts: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """Return `file:line:column: field: what is wrong; what to write`."""
        return self.told("en")

    def told(self, language: Literal["zh", "en"]) -> str:
        """Return the same line in one of the two languages of the house."""
        message, repair = say(self.key, dict(self.facts), language)
        separator = "；" if language == "zh" else "; "
        return f"{self.file}:{self.line}:{self.column}: {self.field or 'file'}: {message}{separator}{repair}"


class Problems(Exception):  # noqa: N818  it is the plural of Problem, and carries them
    """The input is refused; `problems` holds everything that is wrong in all files, in order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def found(file: str, mark: Mark, field: str, key: str, **facts: str) -> Problem:
    """Return the problem that message `key` tells of, at `mark` of `file`."""
    safe = {name: one_line(value) for name, value in facts.items()}
    message, repair = say(key, safe, "en")
    return Problem(
        file=one_line(file),
        line=mark.line,
        column=mark.column,
        field=one_line(field),
        message=message,
        repair=repair,
        key=key,
        facts=tuple(safe.items()),
    )


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return each problem once, by file (in order of appearance), line and column."""
    once = tuple(dict.fromkeys(problems))
    files = list(dict.fromkeys(problem.file for problem in once))
    return tuple(sorted(once, key=lambda p: (files.index(p.file), p.line, p.column, p.field)))


def one_line(text: str) -> str:
    """Return `text` on one line, printable, in bounded length."""
    printable = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[: 5 * _SHOWN])
    return printable if len(printable) <= 4 * _SHOWN else f"{printable[: 4 * _SHOWN]}…"


def shown(value: object) -> str:
    """Return how `value` stood in the file, shortened; for quoting inside a message."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return "a list"
        case dict():
            return "a mapping"
        case _:
            text = str(value)
            return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
