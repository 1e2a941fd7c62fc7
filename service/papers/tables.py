"""A paper's tables as a workbook or as CSV files in a zip: its cover, then one sheet for each section."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from scenarios.plan import Text
from scenarios.sheets.writing import Filled, csv_of, workbook_of
from service.report.blocks import Block, Chart, Heading, Row, Statement, Table
from service.report.charts.svg import cleaned
from service.report.figures import proof
from service.report.formats.tongues import Tongue, one_line
from service.report.paper import Paper
from service.words import say

_OLDEST: Final = (1980, 1, 1, 0, 0, 0)
_LONGEST_NAME: Final = 31
_LONGEST: Final = 32_000
_UNFIT: Final = re.compile(r"[\[\]:*?/\\']")
_WIDTHS: Final = dict.fromkeys(range(1, 13), 28)


def workbook(whole: Paper, tongue: Tongue) -> bytes:
    """Return the paper as an .xlsx file; every cell is text in the digits of the other formats."""
    return workbook_of(_sheets(whole, tongue))


def csv_zip(whole: Paper, tongue: Tongue) -> bytes:
    """Return the paper as CSV files in a zip; the same paper gives the same bytes."""
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for number, sheet in enumerate(_sheets(whole, tongue)):
            info = ZipInfo(f"{number:02}.csv", _OLDEST)
            info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(info, csv_of(sheet))
    return made.getvalue()


def _sheets(whole: Paper, tongue: Tongue) -> Iterator[Filled]:
    cover = ((whole.kind, whole.title), *((line.label, line.value) for line in whole.cover))
    first = tuple((_told(label, tongue), _told(value, tongue)) for label, value in cover)
    yield Filled(name=_name("0", whole.kind, tongue), rows=first, widths={1: 28, 2: 90})
    for section in whole.sections:
        rows = tuple(tuple(map(_fit, row)) for block in section.blocks for row in _rows(block, tongue))
        name = _name(section.number or section.letter, section.title, tongue)
        yield Filled(name=name, rows=((_told(section.title, tongue),), *rows), widths=_WIDTHS)


def _rows(block: Block, tongue: Tongue) -> Iterator[tuple[str, ...]]:
    """Yield a block as rows of a sheet, with an empty row after a table."""
    match block:
        case Heading(text=text):
            yield ("",)
            yield (one_line(text, tongue),)
        case Statement(text=text):
            yield (one_line(text, tongue), proof(block))
        case Chart():
            return
        case Table():
            yield (one_line(block.caption, tongue),)
            yield tuple(one_line(head, tongue) for head in _heads(block))
            yield from (_cells(row, block, tongue) for row in block.rows)
            yield ("",)


def _heads(block: Table) -> tuple[Text, ...]:
    return (*block.heads, say("label.evidence")) if block.proved else block.heads


def _cells(row: Row, block: Table, tongue: Tongue) -> tuple[str, ...]:
    cells = tuple(one_line(cell.text, tongue) for cell in row.cells)
    return (*cells, proof(row)) if block.proved else cells


def _name(number: str, title: Text, tongue: Tongue) -> str:
    """Return a name that a sheet may have; the number before it keeps names apart."""
    told = _UNFIT.sub(" ", cleaned(one_line(title, "zh" if tongue == "both" else tongue)))
    return f"{number} {told}"[:_LONGEST_NAME].strip()


def _told(text: Text, tongue: Tongue) -> str:
    return _fit(one_line(text, tongue))


def _fit(text: str) -> str:
    told = cleaned(text)
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}…"
