"""Tables as a workbook or as CSV files in a zip, row by row; no text of a user is ever taken for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO, Final, TypeAlias, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from scenarios.plan import Text
from scenarios.sheets.csv_text import DANGEROUS
from service.report.charts.svg import cleaned
from service.report.formats.sheets import Drill, Row, Sheet, Value, about, sheets
from service.report.formats.tongues import Tongue, one_line
from service.words import say

Plain: TypeAlias = str | float | bool | None
MOST_ROWS: Final = 1_048_576
"""Rows of a sheet, the heads among them: Excel opens no more."""
_LONGEST: Final = 32_000
"""Characters of a cell; Excel takes 32,767."""
_BOM: Final = "\ufeff"
_OLDEST: Final = (1980, 1, 1, 0, 0, 0)


def write_xlsx(drill: Drill, tongue: Tongue, out: BinaryIO, most: int = MOST_ROWS) -> None:
    """Write the tables as a workbook; of a table with more than `most` rows the first, and the first sheet says so."""
    book: Any = cast("Any", openpyxl).Workbook(write_only=True)
    told = sheets(drill)
    counts = {sheet.name: sum(1 for _ in sheet.rows()) for sheet in told}
    first = _new(book, say("sheet.about"), (30, 110), tongue)
    _head(first, (say("sheet.item"), say("sheet.content")), tongue)
    for row in (*about(drill), *_lengths(counts, most)):
        first.append(_cells(first, row, tongue))
    for sheet in told:
        page = _new(book, say(f"sheet.{sheet.name}"), sheet.widths, tongue)
        _head(page, sheet.heads, tongue)
        for row in islice(sheet.rows(), most - 1):
            page.append(_cells(page, row, tongue))
    book.save(out)


def write_csv(drill: Drill, tongue: Tongue, out: BinaryIO) -> None:
    """Write every row as CSV files (UTF-8 with a mark) in a zip; the same drill gives the same bytes."""
    told = sheets(drill)
    counts = {sheet.name: sum(1 for _ in sheet.rows()) for sheet in told}
    own = (*about(drill), *_lengths(counts, None))
    first = Sheet(name="about", heads=(say("sheet.item"), say("sheet.content")), widths=(), rows=lambda: iter(own))
    with ZipFile(out, "w") as archive:
        for sheet in (first, *told):
            info = ZipInfo(f"{sheet.name}.csv", _OLDEST)
            info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
            with (
                archive.open(info, "w", force_zip64=True) as raw,
                io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", newline="") as text,
            ):
                text.write(_BOM)
                rows = csv.writer(text, lineterminator="\r\n")
                rows.writerow([one_line(head, tongue) for head in sheet.heads])
                rows.writerows(_texts(sheet.rows(), tongue))


def _lengths(counts: dict[str, int], most: int | None) -> Iterator[Row]:
    for name, count in counts.items():
        is_cut = most is not None and count > most - 1
        said = say("sheet.cut", count=count, shown=most - 1) if most and is_cut else say("sheet.rows", count=count)
        yield say(f"sheet.{name}"), said


def _new(book: Any, title: Text, widths: Iterable[int], tongue: Tongue) -> Any:
    sheet = book.create_sheet(one_line(title, tongue, " "))
    sheet.freeze_panes = "A2"
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    return sheet


def _head(sheet: Any, heads: Iterable[Text], tongue: Tongue) -> None:
    cells: list[Any] = []
    for head in heads:
        cell: Any = WriteOnlyCell(sheet, one_line(head, tongue))
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="DCE6F1")
        cells.append(cell)
    sheet.append(cells)


def _cells(sheet: Any, row: Row, tongue: Tongue) -> list[Any]:
    return [_cell(sheet, _plain(value, tongue)) for value in row]


def _cell(sheet: Any, value: Plain) -> Any:
    """Return what a cell holds; text that looks like a formula is marked as text, also for what Excel saves."""
    if not isinstance(value, str) or not value.startswith(DANGEROUS):
        return value
    cell: Any = WriteOnlyCell(sheet, value)
    cell.data_type, cell.quotePrefix = "s", True
    return cell


def _plain(value: Value, tongue: Tongue) -> Plain:
    if isinstance(value, Text):
        value = one_line(value, tongue)
    if not isinstance(value, str):
        return value
    text = cleaned(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _texts(rows: Iterable[Row], tongue: Tongue) -> Iterator[list[str]]:
    for row in rows:
        yield [_text(value, tongue) for value in row]


def _text(value: Value, tongue: Tongue) -> str:
    """Return a value as CSV has it; a number keeps its digits, text that looks like a formula gets an apostrophe."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str() | Text():
            text = cleaned(one_line(value, tongue) if isinstance(value, Text) else value)
            return f"'{text}" if text.lstrip("'").startswith(DANGEROUS) else text
