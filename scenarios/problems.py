"""What is wrong in a file: where, what, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from scenarios.messages import say
from scenarios.sayings import MILDER, Severity

_SHOWN: Final = 60
_DEGREES: Final[dict[str, dict[Severity, str]]] = {
    "en": {"error": "", "warning": "warning: ", "info": "note: "},
    "zh": {"error": "", "warning": "警告：", "info": "提示："},
}


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Mark:
    """A place in a file; both count from 1, columns in characters.

    In a spreadsheet they count rows and columns of cells, and `cell` is how people name the place: `IT服务!D7`.
    `file` is set where a document was put together from several files.
    """

    line: int = 1
    column: int = 1
    cell: str = ""
    file: str = ""


START: Final = Mark()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, and the repair. `key` and `facts` let another language say it.

    Only a problem whose severity is `error` keeps a file from being used.
    """

    file: str
    line: int
    column: int
    field: str
    message: str
    repair: str
    key: str
    facts: tuple[tuple[str, str], ...] = ()
    severity: Severity = "error"
    cell: str = ""

    @property
    def place(self) -> str:
        """Return `line:column`, or the name of the cell."""
        return self.cell or f"{self.line}:{self.column}"

    @property
    def sheet(self) -> str:
        """Return the sheet that the cell is in, nothing for other files."""
        return self.cell.rpartition("!")[0]

    def __str__(self) -> str:
        """Return `file:line:column: field: what is wrong; what to write`."""
        return self.told("en")

    def told(self, language: Literal["zh", "en"]) -> str:
        """Return the same line in one of the two languages of the house."""
        message, repair = say(self.key, dict(self.facts), language)
        separator = "；" if language == "zh" else "; "
        degree = _DEGREES[language][self.severity]
        return f"{self.file}:{self.place}: {self.field or 'file'}: {degree}{message}{separator}{repair}"


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
        file=one_line(mark.file or file),
        line=mark.line,
        column=mark.column,
        field=one_line(field),
        message=message,
        repair=repair,
        key=key,
        facts=tuple(safe.items()),
        severity=MILDER.get(key, "error"),
        cell=one_line(mark.cell),
    )


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return each problem once, by file (in order of appearance), line and column."""
    once = tuple(dict.fromkeys(problems))
    files = list(dict.fromkeys(problem.file for problem in once))
    return tuple(sorted(once, key=lambda p: (files.index(p.file), p.sheet, p.line, p.column, p.field)))


def errors_in(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return those problems that keep their file from being used."""
    return tuple(problem for problem in problems if problem.severity == "error")


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
