"""Tables of cells as people see them: text with its place, whatever program it was written with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from scenarios.problems import Mark, Problem

CellKind: TypeAlias = Literal["text", "number", "date", "boolean"]
_PLAIN_NAME: Final = re.compile(r"\w+")
_ALPHABET: Final = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What one cell shows, trimmed; numbers without a needless `.0`, dates as 2026-11-21 or 2026-11-21 20:00.

    `row` and `column` count from 1. `spread` says that the text stands in the first cell of a merged area that
    covers this one. `computed` says that it is the stored value of a formula.
    """

    text: str
    row: int
    column: int
    kind: CellKind = "text"
    spread: bool = False
    computed: bool = False

    @property
    def ref(self) -> str:
        """Return `B7`."""
        return f"{column_name(self.column)}{self.row}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table; only cells that show something are there.

    `alone` says that its file holds nothing else (CSV); then the file names it, and a single CSV file has no `name`.
    """

    file: str
    name: str
    alone: bool = False
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict[tuple[int, int], Cell])

    @property
    def height(self) -> int:
        """Return the last row that shows something, 0 if none does."""
        return max((row for row, _ in self.cells), default=0)

    @property
    def width(self) -> int:
        """Return the last column that shows something, 0 if none does."""
        return max((column for _, column in self.cells), default=0)

    def at(self, row: int, column: int) -> Cell:
        """Return the cell, an empty one where nothing stands."""
        return self.cells.get((row, column)) or Cell(text="", row=row, column=column)

    def row(self, number: int) -> tuple[Cell, ...]:
        """Return the cells of a row from the first column to the sheet's last."""
        return tuple(self.at(number, column) for column in range(1, self.width + 1))

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """Yield every row that shows something."""
        width = self.width
        for number in sorted({row for row, _ in self.cells}):
            yield tuple(self.at(number, column) for column in range(1, width + 1))

    def mark(self, row: int, column: int) -> Mark:
        """Return the place of a cell as problems name it: `IT服务!D7`, in a file of CSV `D7`."""
        if self.alone:
            return Mark(line=row, column=column, cell=f"{column_name(column)}{row}", file=self.file)
        return mark(self.name, row, column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The tables of one file or folder, and what could not be read of them."""

    file: str
    sheets: tuple[Sheet, ...] = ()
    problems: tuple[Problem, ...] = ()

    def sheet(self, name: str) -> Sheet | None:
        """Return the table of that name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def mark(sheet: str, row: int, column: int) -> Mark:
    """Return the place of a cell of a workbook as problems name it."""
    quoted = sheet if _PLAIN_NAME.fullmatch(sheet) else "'" + sheet.replace("'", "''") + "'"
    return Mark(line=row, column=column, cell=f"{quoted}!{column_name(column)}{row}")


def column_name(number: int) -> str:
    """Return `A` for 1, `AA` for 27."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, _ALPHABET)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return 1 for `A`, 27 for `AA`; 0 for no letters."""
    number = 0
    for letter in letters.upper():
        number = number * _ALPHABET + ord(letter) - ord("A") + 1
    return number
