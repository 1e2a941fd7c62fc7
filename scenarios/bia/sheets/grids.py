"""Finding a form in a sheet: its row of headings, and the rows below with their cells by column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from scenarios.bia.sheets.forms import Column, Form
from scenarios.problems import Mark, Problem, found
from scenarios.sheets.grid import Cell, Sheet
from scenarios.suggest import nearest

_SEARCHED: Final = 10
"""Rows in which the headings are looked for; titles may stand above them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: each heading's cell, empty ones included."""

    sheet: Sheet
    number: int
    cells: dict[str, Cell]

    def at(self, column: Column, *, english: str = "") -> Cell:
        """Return the cell of a column, or the one for its English."""
        return self.cells[column.heading + english]

    def mark(self, cell: Cell) -> Mark:
        """Return a cell's place."""
        return self.sheet.mark(cell.row, cell.column)


@dataclass(slots=True, kw_only=True)
class Grid:
    """A form laid over a sheet; `columns` says where each heading stands."""

    form: Form
    sheet: Sheet
    file: str
    heading_row: int = 0
    columns: dict[str, int] = field(default_factory=dict[str, int])
    problems: list[Problem] = field(default_factory=list[Problem])

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the headings that show something in a known column."""
        for number in sorted({row for row, _ in self.sheet.cells if row > self.heading_row}):
            cells = {heading: self.sheet.at(number, column) for heading, column in self.columns.items()}
            if any(cell.text for cell in cells.values()):
                yield Row(sheet=self.sheet, number=number, cells=self._all(number, cells))

    def note(self, place: Mark, key: str, **facts: str) -> None:
        """Remember a problem."""
        self.problems.append(found(self.file, place, self.form.name, key, **facts))

    def mark(self, row: int, column: int) -> Mark:
        """Return a place in the sheet."""
        return self.sheet.mark(row, column)

    def _all(self, number: int, cells: dict[str, Cell]) -> dict[str, Cell]:
        """Columns that the sheet has not are as if empty; their place is the row's first cell."""
        missing = {heading: Cell(text="", row=number, column=1) for heading, _, _ in self.form.headings()}
        return {**missing, **cells}


def lay(form: Form, sheet: Sheet, file: str) -> Grid:
    """Return the form laid over the sheet; headings that are missing, unknown or doubled are noted."""
    grid = Grid(form=form, sheet=sheet, file=file)
    known = {_plain(heading): heading for heading, _, _ in form.headings()}
    grid.heading_row = _heading_row(sheet, set(known))
    for cell in sheet.row(grid.heading_row) if grid.heading_row else ():
        _take(grid, cell, known)
    _missing(grid)
    return grid


def _plain(heading: str) -> str:
    return "".join(heading.split()).replace("(", "（").replace(")", "）").upper()


def _heading_row(sheet: Sheet, known: set[str]) -> int:
    """Return the row with most headings, 0 if none has any."""
    counts = {
        row: sum(_plain(cell.text) in known for cell in sheet.row(row))
        for row in range(1, min(sheet.height, _SEARCHED) + 1)
    }
    best = max(counts, key=lambda row: (counts[row], -row), default=0)
    return best if counts.get(best) else 0


def _take(grid: Grid, cell: Cell, known: dict[str, str]) -> None:
    heading = known.get(_plain(cell.text))
    place = grid.mark(cell.row, cell.column)
    if heading is not None and heading not in grid.columns:
        grid.columns[heading] = cell.column
    elif heading is not None:
        grid.note(place, "bia_sheet_heading_twice", name=heading)
    elif cell.text:
        listed = tuple(known.values())
        hint = nearest(cell.text, listed)
        grid.note(place, "bia_sheet_unknown_heading", name=cell.text, known="、".join(listed), hint=hint)


def _missing(grid: Grid) -> None:
    """A sheet with nothing in it has no rows, so it needs no headings."""
    for heading, column, english in grid.form.headings():
        wanted = not english and (column.required or not column.path)
        if grid.sheet.cells and wanted and heading not in grid.columns:
            grid.note(grid.mark(grid.heading_row or 1, 1), "bia_sheet_no_heading", name=heading)
