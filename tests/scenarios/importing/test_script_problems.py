"""What is wrong with a drill script sheet, and where."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from scenarios.importing import Wishes, import_script
from scenarios.plan import Phase
from scenarios.sheets import read_sheets
from tests.support.script_sheets import HEADINGS, Rows, made, steps, told

HEAD = ("序号", "阶段", "步骤", "执行人", "复核人", "预计用时", "命令", "主机", "前置步骤", "预期结果")


def row(**cells: str) -> tuple[str, ...]:
    named = {"阶段": "切换", "步骤": "做", "执行人": "张伟", **cells}
    return tuple(named.get(heading, "") for heading in HEAD)


@pytest.mark.parametrize(
    ("rows", "cell", "key"),
    [
        ([row(执行人="张 伟", 复核人="张伟")], "E2", "script_same_person"),
        ([row(执行人="张伟、李娜", 复核人="王强，李 娜")], "E2", "script_same_person"),
        ([row(执行人="Zhang Wei", 复核人="ＺＨＡＮＧ ＷＥＩ", 命令="true", 主机="a")], "E2", "script_same_person"),
        ([row(阶段="业务恢复")], "B2", "script_unknown_phase"),
        ([row(阶段="")], "A2", "script_no_phase"),
        ([row(阶段="验证"), row(阶段="准备")], "B3", "script_phase_backwards"),
        ([row(预计用时="一会儿")], "F2", "script_not_a_span"),
        ([row(预计用时="5")], "F2", "script_span_without_unit"),
        ([row(预计用时="0秒")], "F2", "script_span_out_of_range"),
        ([row(预计用时="99天")], "F2", "script_span_out_of_range"),
        ([row(序号="1", 前置步骤="7")], "I2", "script_needs_unknown"),
        ([row(序号="1", 前置步骤="甲")], "I2", "script_needs_unknown"),
        ([row(序号="1"), row(序号="1"), row(序号="2", 前置步骤="1")], "I4", "script_needs_ambiguous"),
        ([row(序号="1", 前置步骤="2"), row(序号="2", 阶段="验证")], "I2", "script_needs_later"),
        ([row(序号="1", 前置步骤="1")], "I2", "script_needs_cycle"),
        ([row(序号="1", 前置步骤="2"), row(序号="2")], "I2", "script_needs_cycle"),
        ([row(序号="1", 前置步骤="3"), row(序号="2"), row(序号="3")], "I2", "script_needs_cycle"),
        ([row(步骤="", 执行人="张伟", 复核人="李娜"), row()], "B2", "script_row_without_step"),
        ([row(步骤="长" * 4001)], "C2", "script_text_too_long"),
    ],
)  # fmt: skip
def test_what_would_have_to_be_guessed_is_told_with_its_cell(rows: Rows, cell: str, key: str, tmp_path: Path) -> None:
    imported = made(tmp_path, [HEAD, *rows])
    assert (cell, key) in told(imported)
    assert imported.scenario is None
    for problem in imported.problems:
        assert problem.message
        assert problem.repair
        assert problem.told("zh").startswith(f"script:{problem.cell}: ")


def test_the_other_cell_of_the_same_person_is_named(tmp_path: Path) -> None:
    (problem,) = made(tmp_path, [HEAD, row(复核人="张伟")]).problems
    assert "D2" in problem.message


def test_a_word_for_a_phase_can_be_explained(tmp_path: Path) -> None:
    imported = made(tmp_path, [HEAD, row(阶段="业务恢复")], Wishes(phases={"业务恢复": Phase.SWITCH}))
    assert steps(imported)["s01"]["phase"] == "switch"


@pytest.mark.parametrize(
    ("rows", "cell", "key"),
    [
        ([("编号", "说明文字"), ("1", "没有表头")], "", "script_no_table"),
        ([HEADINGS], "A1", "script_no_steps"),
        ([("序号", "步骤"), ("1", "做")], "A2", "script_no_phase_column"),
        ([("阶段", "步骤", "执行人", "责任人"), ("切换", "做", "甲", "乙")], "D1", "script_heading_twice"),
        ([("阶段", "步骤"), *[("切换", "做")] * 501], "A1", "script_too_many_steps"),
    ],
)
def test_a_table_that_cannot_be_understood_is_told(rows: Rows, cell: str, key: str, tmp_path: Path) -> None:
    imported = made(tmp_path, rows)
    assert (cell, key) in told(imported)
    assert imported.scenario is None


def test_what_may_be_meant_is_a_warning(tmp_path: Path) -> None:
    rows = [
        (*HEAD, "天气"),
        (*row(命令="echo “hi”", 主机="a", 预期结果="输出正常"), "晴"),
        ("编制：运行部",),
    ]
    imported = made(tmp_path, rows)
    assert imported.scenario is not None
    assert sorted(told(imported)) == [
        ("A3", "script_row_unread"),
        ("G2", "script_command_typeset"),
        ("J2", "script_expected_unchecked"),
        ("K1", "script_heading_unread"),
    ]


def test_of_several_sheets_one_must_be_named(tmp_path: Path) -> None:
    book: Any = openpyxl.Workbook()
    for name in ("甲", "乙"):
        sheet = book.create_sheet(name)
        for cells in (HEAD, row(步骤=name)):
            sheet.append(cells)
    path = tmp_path / "two.xlsx"
    book.save(path)
    read = read_sheets(path, "two")
    assert told(import_script(read, Wishes())) == [("", "script_many_tables")]
    assert told(import_script(read, Wishes(sheet="丙"))) == [("", "script_no_sheet")]
    assert steps(import_script(read, Wishes(sheet="乙")))["s01"]["title"] == "乙"


def test_files_that_are_no_tables_say_so(tmp_path: Path) -> None:
    for name, content, key in (("a.csv", b"\xff\xff\x00", "sheet_unknown_form"), ("b.csv", b"", "script_no_table")):
        (tmp_path / name).write_bytes(content)
        assert told(import_script(read_sheets(tmp_path / name), Wishes()))[0][1] == key
    assert told(import_script(read_sheets(tmp_path / "none.csv"), Wishes()))[0][1] == "no_file"
