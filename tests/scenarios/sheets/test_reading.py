"""Spreadsheets are read as people see them, within bounds, and nothing in them is run."""

from __future__ import annotations

import io
import tempfile
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.sheets import Book, read_sheets
from scenarios.sheets.grid import column_name, column_number
from scenarios.sheets.limits import LONGEST, MOST_COLUMNS, MOST_ROWS
from scenarios.sheets.writing import Filled, csv_of, workbook_of


def book_of(cells: dict[str, Any], folder: Path, *, merged: str = "", form: dict[str, str] | None = None) -> Book:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "脚本"
    for ref, value in cells.items():
        sheet[ref] = value
    for ref, number_format in (form or {}).items():
        sheet[ref].number_format = number_format
    if merged:
        sheet.merge_cells(merged)
    path = folder / "book.xlsx"
    book.save(path)
    return read_sheets(path)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (1e21, "General", "1000000000000000000000"),
        (1.0, "General", "1"), (2.5, "General", "2.5"), (0.1, "General", "0.1"),
        (0.9, "0%", "90%"), (True, "General", "true"), ("  x ", "General", "x"), ("012", "General", "012"),
        (date(2026, 11, 21), "yyyy-mm-dd", "2026-11-21"),
        (datetime(2026, 11, 21, 20, 5), "yyyy-mm-dd hh:mm", "2026-11-21 20:05"),  # noqa: DTZ001
        (time(0, 30), "hh:mm", "00:30:00"), (timedelta(hours=30), "[h]:mm:ss", "30:00:00"),
        ("一\r\n二", "General", "一\n二"),
    ],
)  # fmt: skip
def test_a_cell_reads_as_people_see_it(tmp_path: Path, value: object, form: str, text: str) -> None:
    book = book_of({"B7": value}, tmp_path, form={"B7": form})
    assert book.problems == ()
    (cell,) = book.sheets[0].cells.values()
    assert (cell.text, cell.ref, cell.row, cell.column) == (text, "B7", 7, 2)


def test_a_merged_area_shows_its_text_in_every_cell(tmp_path: Path) -> None:
    sheet = book_of({"A1": "阶段", "A2": "准备", "B2": "x", "B3": "y"}, tmp_path, merged="A2:A3").sheets[0]
    assert [[cell.text for cell in row] for row in sheet.rows()] == [["阶段", ""], ["准备", "x"], ["准备", "y"]]
    assert [cell.spread for cell in (sheet.at(2, 1), sheet.at(3, 1))] == [False, True]


def test_a_formula_without_a_stored_value_is_refused_by_name(tmp_path: Path) -> None:
    (problem,) = book_of({"C4": "=1+1"}, tmp_path).problems
    assert (problem.key, problem.cell) == ("sheet_formula_without_value", "脚本!C4")


def test_a_formula_with_a_stored_value_is_its_value(tmp_path: Path) -> None:
    book_of({"A1": 7}, tmp_path)
    path = tmp_path / "book.xlsx"
    _rewrite(path, "xl/worksheets/sheet1.xml", b"<v>7</v>", b"<f>3+4</f><v>7</v>")
    (cell,) = read_sheets(path).sheets[0].cells.values()
    assert (cell.text, cell.computed) == ("7", True)


@pytest.mark.parametrize("value", ["#REF!", "#N/A", "#DIV/0!"])
def test_an_error_in_a_cell_is_told_by_name(tmp_path: Path, value: str) -> None:
    (problem,) = book_of({"A1": value}, tmp_path).problems
    assert (problem.key, problem.cell) == ("sheet_error_value", "脚本!A1")


@pytest.mark.parametrize(
    ("cells", "key"),
    [
        ({f"A{MOST_ROWS + 1}": "x"}, "sheet_too_many_rows"),
        ({"A1048576": "x"}, "sheet_too_many_rows"),
        ({f"{column_name(MOST_COLUMNS + 1)}1": "x"}, "sheet_too_many_columns"),
        ({"XFD1": "x"}, "sheet_too_many_columns"),
        ({"A1": "x" * (LONGEST + 1)}, "sheet_cell_too_long"),
        ({"A1": "a\u202eb"}, "sheet_control_character"),
    ],
)
def test_what_is_too_much_is_refused(tmp_path: Path, cells: dict[str, str], key: str) -> None:
    assert [problem.key for problem in book_of(cells, tmp_path).problems] == [key]


def test_a_merged_area_of_the_whole_sheet_is_refused(tmp_path: Path) -> None:
    book_of({"A1": "x"}, tmp_path, merged="A1:B2")
    _rewrite(tmp_path / "book.xlsx", "xl/worksheets/sheet1.xml", b'Cell ref="A1:B2"', b'Cell ref="A1:XFD1048576"')
    assert [problem.key for problem in read_sheets(tmp_path / "book.xlsx").problems] == ["sheet_merges_too_large"]


def test_a_sheet_that_claims_to_be_larger_than_it_is_is_read_as_it_is(tmp_path: Path) -> None:
    book_of({"A1": "x", "B2": "y"}, tmp_path)
    claim = b'<dimension ref="A1:XFD1048576"'
    _rewrite(tmp_path / "book.xlsx", "xl/worksheets/sheet1.xml", b'<dimension ref="A1:B2"', claim)
    book = read_sheets(tmp_path / "book.xlsx")
    assert [cell.ref for cell in book.sheets[0].cells.values()] == ["A1", "B2"]


def _rewrite(path: Path, part: str, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new, 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def test_a_workbook_that_declares_entities_is_refused(tmp_path: Path) -> None:
    book_of({"A1": "x"}, tmp_path)
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet'
    _rewrite(tmp_path / "book.xlsx", "xl/worksheets/sheet1.xml", b"<worksheet", bomb)
    (problem,) = read_sheets(tmp_path / "book.xlsx").problems
    assert problem.key == "sheet_hostile"


def test_an_archive_that_unpacks_to_too_much_is_refused_unopened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b" " * 60_000_000)
    assert path.stat().st_size < 100_000
    assert [problem.key for problem in read_sheets(path).problems] == ["sheet_unpacks_too_large"]


def test_millions_of_cells_that_show_nothing_are_refused_unread(tmp_path: Path) -> None:
    book_of({"A1": "x"}, tmp_path)
    cells = b"<sheetData><row>" + b"<c/>" * 5_000_000 + b"</row>"
    _rewrite(tmp_path / "book.xlsx", "xl/worksheets/sheet1.xml", b"<sheetData>", cells)
    assert [problem.key for problem in read_sheets(tmp_path / "book.xlsx").problems] == ["sheet_too_many_cells"]


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "sheet_encrypted_or_old"),
        (b"PK\x03\x04 nothing", "sheet_broken"),
        (b"\x7fELF\0\0", "sheet_unknown_form"),
        (b"x" * 10_000_001, "sheet_too_large"),
        (b'a,b\n1,"open', "csv_broken"),
        (b"a,b\n\xff\xff\xff,1", "csv_not_text"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, raw: bytes, key: str) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(raw)
    assert [problem.key for problem in read_sheets(path).problems] == [key]


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    assert [problem.key for problem in read_sheets(path).problems] == ["sheet_broken"]


def test_what_is_not_there_or_empty_is_refused(tmp_path: Path) -> None:
    assert [problem.key for problem in read_sheets(tmp_path / "no.csv").problems] == ["no_file"]
    assert [problem.key for problem in read_sheets(tmp_path).problems] == ["csv_folder_empty"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_of_text_is_read_whatever_its_encoding_and_separator(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    path = tmp_path / "步骤.csv"
    text = f'序号{separator}步骤\r\n1{separator}"停止""服务"""\r\n2{separator}"两行\r\n文字"\r\n'
    path.write_bytes(text.encode(encoding))
    book = read_sheets(path)
    assert book.problems == ()
    rows = [[cell.text for cell in row] for row in book.sheets[0].rows()]
    assert rows == [["序号", "步骤"], ["1", '停止"服务"'], ["2", "两行\n文字"]]
    assert book.sheets[0].mark(2, 2).cell == "B2"


def test_a_folder_of_tables_is_one_book(tmp_path: Path) -> None:
    for name in ("甲", "乙"):
        (tmp_path / f"{name}.csv").write_text("a,b\n", encoding="utf-8")
    book = read_sheets(tmp_path)
    assert sorted(sheet.name for sheet in book.sheets) == ["乙", "甲"]
    assert book.sheet("甲") is not None


cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=8).map(
    str.strip
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.lists(cells | st.sampled_from(["=1", "'=1", "''+x", "＝x", "-", "@"]), min_size=2, max_size=3),
        min_size=1,
        max_size=4,
    ),
    st.booleans(),
)
def test_what_is_written_is_read_back(rows: list[list[str]], workbook: bool) -> None:  # noqa: FBT001
    table = Filled(name="表", rows=(("a", "b", "c"), *map(tuple, rows)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("x.xlsx" if workbook else "x.csv")
        path.write_bytes(workbook_of([table]) if workbook else csv_of(table))
        book = read_sheets(path)
    assert book.problems == ()
    shown = {(cell.row, cell.column): cell.text for cell in book.sheets[0].cells.values()}
    wanted = {(r, c): text for r, row in enumerate(table.rows, 1) for c, text in enumerate(row, 1) if text}
    assert shown == wanted


def test_what_is_written_is_no_formula(tmp_path: Path) -> None:
    table = Filled(name="表", rows=(("=1+1", "+1", "@SUM(A1)"),), headed=False)
    book = openpyxl.load_workbook(io.BytesIO(workbook_of([table])))
    assert [cell.data_type for cell in book["表"][1]] == ["s", "s", "s"]
    assert csv_of(table).decode("utf-8-sig") == "'=1+1,'+1,'@SUM(A1)\r\n"
    del tmp_path


@given(st.integers(1, 16384))
def test_columns_are_named_and_numbered_alike(number: int) -> None:
    assert column_number(column_name(number)) == number


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf"]))
def test_whatever_bytes_a_file_holds_there_is_no_traceback(raw: bytes, front: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_bytes(front + raw)
        book = read_sheets(path)
    assert all(problem.repair for problem in book.problems)
