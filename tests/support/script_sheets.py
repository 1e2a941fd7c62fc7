"""Drill script sheets in every form that firms keep them in, and what an import makes of them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, cast

import openpyxl

from scenarios.composer import compose
from scenarios.importing import Imported, Wishes, import_script
from scenarios.sheets import Book, Cell, Sheet, read_sheets
from scenarios.sheets.writing import Filled, csv_of
from scenarios.tree import data_of

EXAMPLES: Final = Path(__file__).parents[2] / "docs" / "examples"
SWITCH: Final = EXAMPLES / "trading-switch-script.csv"
Form: TypeAlias = Literal["csv", "gb18030", "xlsx"]
Rows: TypeAlias = Sequence[Sequence[Any]]
HEADINGS: Final = ("序号", "阶段", "步骤", "执行人", "复核人", "预计用时", "命令", "主机", "前置步骤", "预期结果")
GOOD: Final[Rows] = (
    HEADINGS,
    ("1", "准备", "核对备份", "张伟", "李娜", "10分钟", "", "", "", "备份齐全"),
    ("2", "启动", "停止主库", "", "", "2分钟", "pg_ctl stop", "db-a", "", ""),
    ("3", "切换", "提升备库", "", "李娜", "90秒", "pg_ctl promote", "db-b", "2", '"server promoted"'),
    ("4", "验证", "业务验证", "王强", "", "15分钟", "", "", "", ""),
    ("5", "恢复", "宣布结束", "总指挥", "", "1分钟", "", "", "", ""),
)


def write(path: Path, rows: Rows, form: Form = "csv", merged: Sequence[str] = ()) -> Path:
    """Write a sheet called 步骤表; `merged` are areas of a workbook."""
    if form == "xlsx":
        _workbook(path, rows, merged)
        return path
    texts = tuple(tuple("" if cell is None else str(cell) for cell in row) for row in rows)
    body = csv_of(Filled(name="步骤表", rows=texts))
    path.write_bytes(body if form == "csv" else body.decode("utf-8-sig").encode("gb18030"))
    return path


def _workbook(path: Path, rows: Rows, merged: Sequence[str]) -> None:
    path.write_bytes(workbook({"步骤表": rows}, merged))


def workbook(sheets: Mapping[str, Rows], merged: Sequence[str] = ()) -> bytes:
    """Return a workbook whose cells keep their types; `merged` are areas of every sheet."""
    book: Any = cast("Any", openpyxl).Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
        for area in merged:
            sheet.merge_cells(area)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def made(
    folder: Path, rows: Rows, wishes: Wishes | None = None, *, form: Form = "csv", merged: Sequence[str] = ()
) -> Imported:
    """Return what the import makes of a sheet with these rows."""
    path = write(folder / f"script.{'xlsx' if form == 'xlsx' else 'csv'}", rows, form, merged)
    return import_script(read_sheets(path, "script"), wishes or Wishes())


def book_of(rows: Rows) -> Book:
    """Return a book as it would be read from a file with these texts in its cells."""
    sheet = Sheet(file="script", name="步骤表")
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            if text:
                sheet.cells[number, column] = Cell(text=text, row=number, column=column)
    return Book(file="script", sheets=(sheet,))


def data(imported: Imported) -> Any:
    """Return the scenario as plain data; it must be there and be right YAML."""
    assert imported.scenario is not None, [str(problem) for problem in imported.problems]
    root, problems = compose("scenario", imported.scenario)
    assert problems == ()
    assert root is not None
    return data_of(root)


def steps(imported: Imported) -> dict[str, Any]:
    """Return every step by its name, with its phase under `phase`."""
    scenario = data(imported)
    phases = ("prepare", "inject", "detect", "decide", "switch", "verify", "restore")
    return {
        name: {**body, "phase": phase}
        for phase in phases
        for one in scenario.get(phase, [])
        for name, body in one.items()
    }


def told(imported: Imported) -> list[tuple[str, str]]:
    """Return the cell and the key of every problem."""
    return [(problem.cell, problem.key) for problem in imported.problems]
