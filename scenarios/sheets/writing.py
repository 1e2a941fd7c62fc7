"""Writing tables as a workbook or as CSV, so that nothing in them is ever taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from scenarios.sheets.csv_text import DANGEROUS

_BOM: Final = "\ufeff"
"""Without it, spreadsheet programs in China read CSV as GBK."""
_LAST_CHOICE_ROW: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A table to be written: rows of text, the first one the headings if `headed`.

    `choices` gives the words that a column (from 1) may hold, `widths` its width in characters.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    headed: bool = True
    choices: Mapping[int, tuple[str, ...]] = field(default_factory=dict[int, tuple[str, ...]])
    widths: Mapping[int, int] = field(default_factory=dict[int, int])


def workbook_of(tables: Iterable[Filled]) -> bytes:
    """Return the tables as the bytes of an .xlsx file; every cell is text."""
    book: Any = cast("Any", openpyxl).Workbook()
    book.remove(book.active)
    for table in tables:
        _write(book.create_sheet(table.name), table)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def csv_of(table: Filled) -> bytes:
    """Return the table as UTF-8 CSV with a mark; text that looks like a formula gets an apostrophe in front."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows([[_guarded(text) for text in row] for row in table.rows])
    return (_BOM + stream.getvalue()).encode()


def _guarded(text: str) -> str:
    return f"'{text}" if text.lstrip("'").startswith(DANGEROUS) else text


def _write(sheet: Any, table: Filled) -> None:
    for number, row in enumerate(table.rows, 1):
        for column, text in enumerate(row, 1):
            if text:
                _put(sheet.cell(row=number, column=column), text)
    for column, width in table.widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width
    if table.headed:
        _head(sheet, len(table.rows[0]))
    for column, words in table.choices.items():
        _offer(sheet, column, words)


def _put(cell: Any, text: str) -> None:
    cell.value = text
    cell.data_type = "s"  # openpyxl would take a leading = for a formula
    cell.number_format = "@"
    cell.quotePrefix = text.startswith(DANGEROUS)
    cell.alignment = Alignment(vertical="top", wrap_text=True)


def _head(sheet: Any, width: int) -> None:
    for column in range(1, width + 1):
        cell = sheet.cell(row=1, column=column)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="DCE6F1")
    sheet.freeze_panes = "A2"


def _offer(sheet: Any, column: int, words: tuple[str, ...]) -> None:
    """Let the column's cells be chosen from a list; what is written otherwise is told when the file is read."""
    listed = '"' + ",".join(words) + '"'
    rule: Any = DataValidation(type="list", formula1=listed, allow_blank=True, showErrorMessage=True)
    letter = get_column_letter(column)
    rule.add(f"{letter}2:{letter}{_LAST_CHOICE_ROW}")
    sheet.add_data_validation(rule)
