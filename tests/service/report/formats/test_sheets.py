"""Workbooks and CSV: typed cells, frozen heads, instants in UTC, evidence, Excel's last row, no formula of a user's."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from functools import cache
from typing import Any, Final

import openpyxl
import pytest

from measurements.events import SamplesTaken
from measurements.history import History
from measurements.judge import judge
from scenarios.sheets.csv_text import DANGEROUS
from service.report.formats.sheetfiles import MOST_ROWS, write_csv, write_xlsx
from service.report.formats.sheets import Drill, sheets
from tests.support.large_reports import large_drill

NAMES: Final = ["figures", "timeline", "findings", "ledger", "samples"]


@cache
def drill() -> Drill:
    plan, history = large_drill(steps=8, services=1)
    return Drill(report=judge(history, "ab" * 32), plan=plan, history=history)


def workbook(told: Drill, most: int = MOST_ROWS) -> Any:
    out = io.BytesIO()
    write_xlsx(told, "zh", out, most)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


def tables(told: Drill) -> dict[str, list[list[str]]]:
    out = io.BytesIO()
    write_csv(told, "en", out)
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as archive:
        assert archive.testzip() is None
        texts = {name.removesuffix(".csv"): archive.read(name).decode("utf-8") for name in archive.namelist()}
    assert all(text.startswith("\ufeff") for text in texts.values())
    return {name: list(csv.reader(io.StringIO(text[1:], newline=""))) for name, text in texts.items()}


def test_the_sheets_are_there_with_heads_that_stay_and_cells_that_keep_their_type() -> None:
    book = workbook(drill())
    assert book.sheetnames == ["说明", "指标", "时间线", "问题", "校验流水", "探测样本"]
    assert all(sheet.freeze_panes == "A2" for sheet in book.worksheets)
    rto = [cell.value for cell in book["指标"][2]]
    report = drill().report.services[0]
    assert rto[4:7] == [report.rto.target_s, report.rto.lower_s, report.rto.upper_s]
    sample = [cell.value for cell in book["探测样本"][2]]
    assert (sample[0], sample[1], sample[5]) == ("entry-0", 0, True)
    assert sample[2].endswith("Z")
    assert isinstance(sample[-1], int)


def test_every_sample_and_every_write_is_in_the_csv_with_its_evidence_number() -> None:
    told = tables(drill())
    assert list(told) == ["about", *NAMES]
    batches = list(drill().history.numbered(SamplesTaken))
    assert len(told["samples"]) == 1 + sum(len(batch.ok) for _, batch in batches)
    assert {row[-1] for row in told["samples"][1:]} == {str(number) for number, _ in batches}
    first = batches[0][1]
    opened = drill().history.opened
    assert opened is not None
    assert told["samples"][1][3] == "2026-09-21T14:13:20.500000Z"
    assert first.sent[0] - opened.at == 500_000_000


def test_a_sheet_ends_at_excels_last_row_and_says_so() -> None:
    book = workbook(drill(), most=11)
    assert book["探测样本"].max_row == 11
    count = sum(1 for _ in sheets(drill())[-1].rows())
    said = [str(row[1].value) for row in book["说明"].iter_rows() if row[0].value == "探测样本"]
    assert len(said) == 1
    assert f"共 {count} 行" in said[0]
    assert "前 10 行" in said[0]
    assert "CSV" in said[0]


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "＝1", "'=1"])
def test_no_text_of_a_user_is_taken_for_a_formula(evil: str) -> None:
    told = drill()
    entry = replace(told.report.timeline[0], reason=evil, person=evil)
    wrong = replace(told, report=replace(told.report, timeline=(entry,)))
    sheet = workbook(wrong)["时间线"]
    cells = [cell for cell in sheet[2] if isinstance(cell.value, str) and cell.value.endswith(evil.strip()[-3:])]
    assert len(cells) == 2
    assert all(cell.data_type == "s" for cell in cells)
    assert all(not cell.startswith(DANGEROUS) for row in tables(wrong)["timeline"] for cell in row if evil[-3:] in cell)


def test_negative_seconds_stay_numbers() -> None:
    told = drill()
    early = replace(told, report=replace(told.report, timeline=(replace(told.report.timeline[0], started_s=-29.5),)))
    assert tables(early)["timeline"][1][8] == "-29.5"
    assert workbook(early)["时间线"][2][8].value == -29.5


def test_a_drill_without_anything_has_its_sheets_all_the_same() -> None:
    empty = History(())
    told = replace(drill(), report=judge(empty), history=empty)
    assert [len(rows) for name, rows in tables(told).items() if name in {"ledger", "samples"}] == [1, 1]
