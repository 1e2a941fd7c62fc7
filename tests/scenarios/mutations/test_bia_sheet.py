"""One hundred mutations each of a register as sheets: cells of a folder of CSV files, cells and bytes of a workbook."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.bia.carrying import as_workbook, data_in, examine_file
from scenarios.bia.sheets.writing import tables
from scenarios.sheets.writing import Filled
from tests.support.mutations import MUTATED, SOME, Table, are_told_well, spoiled_archive, spoiled_table
from tests.support.script_sheets import workbook

LIBRARY: Final = Path(__file__).parents[3] / "scenarios" / "library"
DATA: Final = data_in(examine_file(LIBRARY / "lab-bia.yaml")[0])
TABLES: Final[tuple[Filled, ...]] = tables(DATA)
WORKBOOK: Final = as_workbook(DATA)


@st.composite
def spoiled_tables(draw: st.DrawFn) -> dict[str, Table]:
    """Return the sheets by name, some spoiled, some perhaps gone or doubled."""
    sheets: dict[str, Table] = {table.name: [list(row) for row in table.rows] for table in TABLES}
    for name in draw(st.lists(st.sampled_from(sorted(sheets)), min_size=1, max_size=3)):
        if name in sheets:
            match draw(st.integers(0, 9)):
                case 0:
                    del sheets[name]
                case 1:
                    sheets[f"{name}2"] = sheets.pop(name)
                case _:
                    sheets[name] = draw(spoiled_table(sheets[name]))
    return sheets


def _examined(path: Path) -> None:
    register, problems = examine_file(path)
    are_told_well(problems, [path])
    assert problems or register.bia is not None


@MUTATED
@given(sheets=spoiled_tables(), encoding=st.sampled_from(["utf-8-sig", "gb18030", "utf-16"]))
def test_spoiled_csv_sheets_are_read_or_told_of(sheets: dict[str, Table], encoding: str, tmp_path: Path) -> None:
    folder = tmp_path / "sheets"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, rows in sheets.items():
        stream = io.StringIO(newline="")
        csv.writer(stream).writerows([["" if cell is None else cell for cell in row] for row in rows])
        (folder / f"{name}.csv").write_bytes(stream.getvalue().encode(encoding, "replace"))
    _examined(folder)


@pytest.mark.slow
@SOME
@given(sheets=spoiled_tables())
def test_spoiled_cells_of_a_workbook_are_read_or_told_of(sheets: dict[str, Table], tmp_path: Path) -> None:
    path = tmp_path / "bia.xlsx"
    rows: dict[str, Any] = dict(sheets)
    path.write_bytes(workbook(rows or {"x": []}))
    _examined(path)


@SOME
@given(spoiled=spoiled_archive(WORKBOOK))
def test_a_spoiled_workbook_is_read_or_told_of(spoiled: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bia.xlsx"
    path.write_bytes(spoiled)
    _examined(path)
