"""The rows of a drill script sheet that are steps, each with its phase."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from scenarios.importing.naming import number_of
from scenarios.importing.outline import Wishes
from scenarios.importing.phase_words import phase_of
from scenarios.importing.script.headings import Column, Headings
from scenarios.plan import Phase
from scenarios.problems import Mark, Problem, found
from scenarios.sheets import Cell, Sheet

PHASES: Final = tuple(Phase)
KNOWN: Final = "准备、启动、发现、研判、切换、验证、恢复 (prepare, inject, detect, decide, switch, verify, restore)"
_ONCE: Final[frozenset[Column]] = frozenset(("number", "command", "duration", "needs", "undo_command", "begin", "end"))
"""What a merged cell says of its first row only: a command that stands once is run once."""

_TELLING: Final[frozenset[Column]] = frozenset(("step", "command", "detail"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One step as it stands in the sheet; `cells` holds only what shows something."""

    sheet: Sheet
    headings: Headings
    place: int
    phase: Phase
    cells: Mapping[Column, tuple[Cell, ...]]

    def heading(self, cell: Cell) -> str:
        """Return the heading above a cell, on one line."""
        return " ".join(self.sheet.at(self.headings.row, cell.column).text.split())

    def cell(self, column: Column) -> Cell | None:
        """Return the cell, None where nothing stands."""
        return next(iter(self.cells.get(column, ())), None)

    def text(self, column: Column) -> str:
        """Return what the cell shows, nothing where nothing stands."""
        cell = self.cell(column)
        return "" if cell is None else cell.text

    def mark(self, column: Column) -> Mark:
        """Return the place of a cell, that of the row where nothing stands."""
        cell = self.cell(column)
        return self.sheet.mark(self.place, 1 if cell is None else cell.column)

    def problem(self, column: Column, key: str, **facts: str) -> Problem:
        """Return a problem with a cell of this row."""
        return found(self.sheet.file, self.mark(column), column, key, **facts)


def read_rows(sheet: Sheet, headings: Headings, wishes: Wishes) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """Return the steps under the headings and what is wrong with their rows.

    A phase holds until another is named: in its column, in a merged cell, or in a row of its own.
    """
    reader = _Reader(sheet=sheet, headings=headings, wishes=wishes, phase=wishes.all_in)
    for row in sheet.rows():
        if row[0].row > headings.row and any(cell.text and not cell.spread for cell in row):
            reader.read(row)
    reader.end()
    return tuple(reader.rows), tuple(reader.problems)


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Goes down the rows and remembers the phase. What is no step is judged by whether steps follow it."""

    sheet: Sheet
    headings: Headings
    wishes: Wishes
    phase: Phase | None
    said: Cell | None = None
    further: Cell | None = None
    rows: list[Row] = field(default_factory=list[Row])
    problems: list[Problem] = field(default_factory=list[Problem])
    pending: list[tuple[Cell, str]] = field(default_factory=list[tuple[Cell, str]])

    def read(self, row: Sequence[Cell]) -> None:
        """Take one row that shows something of its own."""
        cells = dict(self._cells(row))
        first = next(cell for cell in row if cell.text)
        if len({cell.text for cell in row if cell.text}) == 1 and phase_of(first.text, self.wishes.phases):
            self._enter(first)
        elif _TELLING.intersection(cells):
            self._step(row[0].row, cells)
        elif cells.keys() == {"phase"}:
            self.pending.append((first, "script_unknown_phase"))
        elif cells.keys() != {"number"} or not number_of(first.text):
            single = sum(bool(cell.text and not cell.spread) for cell in row) == 1
            self.pending.append((first, "script_row_unread" if single else "script_row_without_step"))

    def end(self) -> None:
        """Tell what stood below the last step and was not read."""
        for cell, _ in self.pending:
            self._note(cell, "script_row_unread", text=cell.text)

    def _cells(self, row: Sequence[Cell]) -> Iterator[tuple[Column, tuple[Cell, ...]]]:
        for column, headings in self.headings.columns.items():
            cells = tuple(row[heading.column - 1] for heading in headings)
            shown = tuple(cell for cell in cells if cell.text and not (cell.spread and column in _ONCE))
            if shown:
                yield column, shown

    def _step(self, place: int, cells: Mapping[Column, tuple[Cell, ...]]) -> None:
        for cell, key in self.pending:
            self._note(cell, key, text=cell.text, value=cell.text, known=KNOWN)
        self.pending.clear()
        if "phase" in cells and (self.said is None or self.said.text != cells["phase"][0].text):
            self._enter(cells["phase"][0])
        if self.phase is not None:
            self.rows.append(Row(sheet=self.sheet, headings=self.headings, place=place, phase=self.phase, cells=cells))
        elif self.said is None:
            key = "script_no_phase" if "phase" in self.headings.columns else "script_no_phase_column"
            self.problems.append(found(self.sheet.file, self.sheet.mark(place, 1), "phase", key, known=KNOWN))

    def _enter(self, cell: Cell) -> None:
        """Take the phase that a cell names; what follows the restoring belongs to it, nothing else goes back."""
        named = phase_of(cell.text, self.wishes.phases)
        self.said = cell
        if named is None:
            self._note(cell, "script_unknown_phase", value=cell.text, known=KNOWN)
        elif self.phase is None or PHASES.index(named) >= PHASES.index(self.phase):
            self.phase, self.further = named, cell
        elif self.phase is Phase.RESTORE:
            self._note(cell, "script_phase_moved", value=cell.text)
        else:
            later = self.further or cell
            facts = {"phase": cell.text, "later": later.text, "other": later.ref, "known": " → ".join(PHASES)}
            self._note(cell, "script_phase_backwards", **facts)

    def _note(self, cell: Cell, key: str, **facts: str) -> None:
        field = "phase" if "phase" in key else "row"
        self.problems.append(found(self.sheet.file, self.sheet.mark(cell.row, cell.column), field, key, **facts))
