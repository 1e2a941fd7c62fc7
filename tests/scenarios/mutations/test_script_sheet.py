"""One hundred mutations each of a drill script sheet: a scenario that can be read, or problems that name the cell."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.importing import Wishes, import_script
from scenarios.loader import validate_files
from scenarios.problems import errors_in
from scenarios.sheets import read_sheets
from tests.support.mutations import MUTATED, SOME, Table, are_told_well, spoiled_archive, spoiled_bytes, spoiled_table
from tests.support.script_sheets import GOOD, SWITCH, data, workbook

TEXT: Final = SWITCH.read_text("utf-8")
ROWS: Final[Table] = [list(row) for row in csv.reader(io.StringIO(TEXT))]
WISHES: Final = Wishes(services=("q",), environments=("test",), form="live", probes=("tcp:127.0.0.1:80",), on="db")


def _imported(path: Path, tmp_path: Path, *, validated: bool = False) -> None:
    imported = import_script(read_sheets(path), WISHES)
    are_told_well(imported.problems, [path])
    if imported.scenario is None:
        assert errors_in(imported.problems)
        return
    assert not errors_in(imported.problems)
    data(imported)
    if not validated:
        return
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text(imported.scenario, encoding="utf-8")
    are_told_well(validate_files([scenario]), [tmp_path])


@SOME
@given(spoiled=spoiled_bytes(TEXT))
def test_a_spoiled_csv_file_is_imported_or_told_of(spoiled: bytes, tmp_path: Path) -> None:
    path = tmp_path / "script.csv"
    path.write_bytes(spoiled)
    _imported(path, tmp_path)


@pytest.mark.slow
@MUTATED
@given(rows=spoiled_table(GOOD), encoding=st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_spoiled_cells_are_imported_or_told_of(rows: Table, encoding: str, tmp_path: Path) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([["" if cell is None else cell for cell in row] for row in rows])
    path = tmp_path / "script.csv"
    path.write_bytes(stream.getvalue().encode(encoding, "replace"))
    _imported(path, tmp_path, validated=True)


@pytest.mark.slow
@SOME
@given(rows=spoiled_table(ROWS) | spoiled_table(GOOD))
def test_spoiled_cells_of_a_workbook_are_imported_or_told_of(rows: Table, tmp_path: Path) -> None:
    path = tmp_path / "script.xlsx"
    sheets: dict[str, Any] = {"脚本": rows}
    path.write_bytes(workbook(sheets))
    _imported(path, tmp_path)


@SOME
@given(spoiled=spoiled_archive(workbook({"脚本": ROWS})))
def test_a_spoiled_workbook_is_imported_or_told_of(spoiled: bytes, tmp_path: Path) -> None:
    path = tmp_path / "script.xlsx"
    path.write_bytes(spoiled)
    _imported(path, tmp_path)
