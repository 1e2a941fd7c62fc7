"""Reading a table of text (.csv): UTF-8 with or without a mark, UTF-16 with one, or GB18030."""

from __future__ import annotations

import csv
import io
from typing import Final

from scenarios.problems import START, Problem, found
from scenarios.sheets.grid import Book, Cell, Sheet
from scenarios.sheets.limits import LONGEST, MOST_ROWS, Collector, TooMuchError

_SEPARATORS: Final = (",", "\t", ";")
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""With one of these in front a spreadsheet program takes text for a formula."""


def read_table(file: str, raw: bytes, name: str = "") -> Book:
    """Return the one sheet of a CSV file; what cannot be read stands in `problems`, nothing is raised."""
    text = _decoded(file, raw)
    if isinstance(text, Problem):
        return Book(file=file, problems=(text,))
    collector = Collector(file=file)
    sheet = Sheet(file=file, name=name, alone=True)
    try:
        _fill(sheet, text, collector)
    except TooMuchError as stop:
        return Book(file=file, problems=(*collector.problems, stop.problem))
    return Book(file=file, sheets=(sheet,), problems=tuple(collector.problems))


def _decoded(file: str, raw: bytes) -> str | Problem:
    wide = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return found(file, START, "", "csv_not_text")


def _fill(sheet: Sheet, text: str, collector: Collector) -> None:
    number = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    try:
        for number, row in enumerate(reader, 1):
            if number > MOST_ROWS and not any(row):
                continue
            for column, value in enumerate(row, 1):
                collector.add(sheet, Cell(text=_unguarded(value), row=number, column=column))
    except csv.Error as error:
        raise collector.stop(sheet.mark(number + 1, 1), "csv_broken", why=str(error)) from None


def _separator(text: str) -> str:
    """Return the separator that the first line has most of."""
    first = text.lstrip("\r\n")[:LONGEST].partition("\n")[0]
    return max(_SEPARATORS, key=first.count)


def _unguarded(text: str) -> str:
    """Take away the apostrophe that keeps a text from being taken for a formula."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(DANGEROUS) else text
