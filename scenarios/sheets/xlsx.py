"""Reading a workbook (.xlsx): stored values only; nothing in it is ever computed, followed or run."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final, cast

import openpyxl

from scenarios.problems import START, Problem, found
from scenarios.sheets.archive import unpack
from scenarios.sheets.grid import Book, Cell, CellKind, Sheet, column_number
from scenarios.sheets.limits import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, MOST_SHEETS, Collector, TooMuchError

_MERGED: Final = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_DAY: Final = timedelta(days=1)
Area = tuple[int, int, int, int]
"""First row, first column, last row, last column."""


def read_workbook(file: str, raw: bytes) -> Book:
    """Return the sheets of a workbook; what cannot be read stands in `problems`, nothing is raised."""
    parts = unpack(file, raw)
    if isinstance(parts, Problem):
        return Book(file=file, problems=(parts,))
    collector = Collector(file=file)
    try:
        sheets = tuple(_sheets(raw, parts, collector))
    except TooMuchError as stop:
        return Book(file=file, problems=(*collector.problems, stop.problem))
    except Exception as error:  # noqa: BLE001  a spoiled workbook makes openpyxl and the XML parser raise anything
        broken = found(file, START, "", "sheet_broken", why=f"{type(error).__name__}: {error}")
        return Book(file=file, problems=(broken,))
    return Book(file=file, sheets=sheets, problems=tuple(collector.problems))


def _sheets(raw: bytes, parts: Mapping[str, bytes], collector: Collector) -> Iterator[Sheet]:
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # openpyxl warns of what it leaves out (pictures, validation); cells are all we want
        written = _opened(raw, stored=False)
        stored = _opened(raw, stored=True)
        if len(written.worksheets) > MOST_SHEETS:
            raise collector.stop(START, "sheet_too_many_sheets", most=str(MOST_SHEETS))
        for form, values in zip(written.worksheets, stored.worksheets, strict=True):
            form.reset_dimensions()  # a sheet may claim any size; what is in it counts
            values.reset_dimensions()
            sheet = Sheet(file=collector.file, name=str(form.title))
            _fill(sheet, form, values, collector)
            _spread(sheet, parts.get(str(form._worksheet_path), b""), collector)  # noqa: SLF001  merged areas are told nowhere else in this mode
            yield sheet


def _opened(raw: bytes, *, stored: bool) -> Any:
    load = cast("Any", openpyxl).load_workbook
    return load(io.BytesIO(raw), read_only=True, data_only=stored, keep_links=False)


def _fill(sheet: Sheet, form: Any, values: Any, collector: Collector) -> None:
    """Take up the cells of a sheet; the two are the same sheet with formulas and with their stored values."""
    for number, (cells, results) in enumerate(zip(form.iter_rows(), values.iter_rows(), strict=True), 1):
        if number > MOST_ROWS and not cells:
            raise collector.stop(sheet.mark(number, 1), "sheet_too_many_rows", most=str(MOST_ROWS))
        for cell, result in zip(cells, results, strict=True):
            if cell.value is not None:
                _take(sheet, cell, result, collector)


def _take(sheet: Sheet, cell: Any, result: Any, collector: Collector) -> None:
    row, column, computed = int(cell.row), int(cell.column), cell.data_type == "f"
    if result.data_type == "e":
        collector.note(sheet.mark(row, column), "sheet_error_value", value=str(result.value))
    elif result.value is None:
        collector.note(sheet.mark(row, column), "sheet_formula_without_value")
    else:
        text, kind = _shown(result.value, str(result.number_format))
        collector.add(sheet, Cell(text=text, row=row, column=column, kind=kind, computed=computed))


def _shown(value: Any, form: str) -> tuple[str, CellKind]:
    match value:
        case bool():
            return ("true" if value else "false"), "boolean"
        case int() | float():
            return _number(value, percent="%" in form), "number"
        case datetime():
            return _moment(value), "date"
        case date() | time():
            return value.isoformat(), "date"
        case timedelta():
            return _clock(value), "date"
        case _:
            return str(value), "text"


def _number(value: float, *, percent: bool) -> str:
    try:
        exact = Decimal(repr(value)) * (100 if percent else 1)
    except InvalidOperation:
        return repr(value)
    text = f"{exact.normalize():f}" if exact.is_finite() else str(value)
    return f"{text}%" if percent else text


def _moment(value: datetime) -> str:
    if value.time() == time():
        return value.date().isoformat()
    return value.isoformat(sep=" ", timespec="minutes" if not value.second else "seconds")


def _clock(value: timedelta) -> str:
    """Return hours, minutes and seconds, more than 24 hours too."""
    seconds = value // timedelta(seconds=1)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _spread(sheet: Sheet, part: bytes, collector: Collector) -> None:
    """Show the text of a merged area in every cell that it covers."""
    covered = 0
    for match in _MERGED.finditer(part):
        area = _area(match)
        covered += (area[2] - area[0] + 1) * (area[3] - area[1] + 1)
        if covered > MOST_CELLS or area[2] > MOST_ROWS or area[3] > MOST_COLUMNS:
            collector.note(sheet.mark(area[0], area[1]), "sheet_merges_too_large", most=str(MOST_CELLS))
            return
        _spread_over(sheet, area)


def _area(match: re.Match[bytes]) -> Area:
    left, top, right, bottom = (group.decode("ascii") for group in match.groups())
    return int(top), column_number(left), int(bottom), column_number(right)


def _spread_over(sheet: Sheet, area: Area) -> None:
    first = sheet.cells.get((area[0], area[1]))
    for row in range(area[0], area[2] + 1) if first is not None else ():
        for column in range(area[1], area[3] + 1):
            if first is not None and (row, column) not in sheet.cells:
                spread = Cell(text=first.text, row=row, column=column, kind=first.kind, spread=True)
                sheet.cells[row, column] = spread
