"""How much of a spreadsheet is read, and which characters a cell may hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from scenarios.problems import START, Mark, Problem, found
from scenarios.sheets.grid import Cell, Sheet

LARGEST: Final = 10_000_000
"""Bytes of a file."""
LARGEST_UNPACKED: Final = 50_000_000
"""Bytes of all parts of a workbook together."""
MOST_PARTS: Final = 1_000
MOST_SHEETS: Final = 100
MOST_ROWS: Final = 20_000
MOST_COLUMNS: Final = 256
MOST_CELLS: Final = 100_000
MOST_TAGS: Final = 500_000
"""XML tags of a workbook: cells that only have a format cost time too."""
LONGEST: Final = 8_000
"""Characters of a cell."""

_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Control characters and marks that make text read otherwise than it is; a line end inside a cell is allowed."""


class TooMuchError(Exception):
    """The reading of a file ends here; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(str(problem))


@dataclass(slots=True, kw_only=True)
class Collector:
    """Takes up cells within the limits of one file; raises TooMuchError beyond them."""

    file: str
    problems: list[Problem] = field(default_factory=list[Problem])
    count: int = 0

    def add(self, sheet: Sheet, cell: Cell) -> None:
        """Put a cell into its sheet, unless it shows nothing or cannot be shown."""
        text = cell.text.replace("\r\n", "\n").replace("\r", "\n").strip()
        if not text:
            return
        self._within(sheet, cell)
        place = sheet.mark(cell.row, cell.column)
        bad = _UNPRINTABLE.search(text)
        if bad is not None:
            self.note(place, "sheet_control_character", sheet.file, code=f"U+{ord(bad[0]):04X}")
        elif len(text) > LONGEST:
            self.note(place, "sheet_cell_too_long", sheet.file, most=str(LONGEST))
        else:
            sheet.cells[cell.row, cell.column] = cell if cell.text == text else _with_text(cell, text)

    def note(self, place: Mark, key: str, file: str = "", **facts: str) -> None:
        """Remember a problem and read on."""
        self.problems.append(found(file or self.file, place, "", key, **facts))

    def stop(self, place: Mark, key: str, **facts: str) -> TooMuchError:
        """Return what to raise where nothing more can be read."""
        return TooMuchError(found(self.file, place, "", key, **facts))

    def _within(self, sheet: Sheet, cell: Cell) -> None:
        self.count += 1
        if cell.row > MOST_ROWS:
            raise self.stop(sheet.mark(cell.row, 1), "sheet_too_many_rows", most=str(MOST_ROWS))
        if cell.column > MOST_COLUMNS:
            raise self.stop(sheet.mark(cell.row, cell.column), "sheet_too_many_columns", most=str(MOST_COLUMNS))
        if self.count > MOST_CELLS:
            raise self.stop(START, "sheet_too_many_cells", most=str(MOST_CELLS))


def _with_text(cell: Cell, text: str) -> Cell:
    return Cell(text=text, row=cell.row, column=cell.column, kind=cell.kind, spread=cell.spread, computed=cell.computed)
