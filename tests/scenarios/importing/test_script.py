"""What a drill script sheet becomes."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from scenarios.composer import compose
from scenarios.importing import Wishes, import_script, template
from scenarios.plan import Phase
from scenarios.sheets import read_sheets
from scenarios.sheets.writing import csv_of, workbook_of
from scenarios.tree import data_of
from tests.support.script_sheets import GOOD, HEADINGS, SWITCH, Form, data, made, steps, told

WISHES = Wishes(services=("trading-db",), environments=("test",), form="live", probes=("tcp:10.8.0.10:5432",))


@pytest.mark.parametrize("form", ["csv", "gb18030", "xlsx"])
def test_a_sheet_says_the_same_in_every_form(form: Form, tmp_path: Path) -> None:
    imported = made(tmp_path, GOOD, WISHES, form=form)
    assert told(imported) == []
    assert data(imported) == data(made(tmp_path, GOOD, WISHES))
    assert list(steps(imported)) == ["s01", "s02", "s03", "s03-checked", "s04", "s05"]


def test_what_has_a_command_is_run_and_everything_else_a_person_does(tmp_path: Path) -> None:
    found = steps(made(tmp_path, GOOD, WISHES))
    assert found["s02"] == {
        "phase": "inject",
        "title": "停止主库",
        "run": "pg_ctl stop",
        "on": "db-a",
        "planned": "2m",
        "within": "4m",
    }
    assert found["s01"]["manual"] == {
        "text": "核对备份\n预期结果：备份齐全",
        "role": "p01",
        "dual_control": True,
        "confirm_role": "p02",
    }
    assert found["s04"]["manual"] == {"text": "业务验证", "role": "p03"}
    assert found["s05"]["manual"]["role"] == "commander"


def test_a_checked_command_gets_a_step_for_who_checks_it_and_later_steps_wait_for_that(tmp_path: Path) -> None:
    rows = [*GOOD[:4], ("4", "切换", "移接入", "", "", "1分钟", "move", "entry", "3", "")]
    found = steps(made(tmp_path, rows, WISHES))
    assert found["s03"]["expect"] == "server promoted"
    assert found["s03"]["needs"] == ["s02"]
    assert found["s03-checked"]["manual"] == {"text": '复核：提升备库\n预期结果："server promoted"', "role": "p02"}
    assert found["s04"]["needs"] == ["s03-checked"]


def test_comments_say_which_cell_a_step_came_from(tmp_path: Path) -> None:
    imported = made(tmp_path, GOOD, WISHES, form="xlsx")
    assert "# 来自 步骤表!C3\n  - s02:" in (imported.scenario or "")
    english = made(tmp_path, GOOD, Wishes(lang="en"), form="xlsx").scenario or ""
    assert "# from 步骤表!C3\n  - s02:" in english


def test_what_the_sheet_cannot_know_is_left_open(tmp_path: Path) -> None:
    imported = made(tmp_path, [*GOOD, ("6", "恢复", "备机检查", "", "", "", "true", "交易备机", "", "")])
    scenario = data(imported)
    assert imported.left_open == 5
    for place in (scenario["form"], scenario["services"][0], scenario["safeguards"]["environments"][0]):
        assert place.startswith("TODO: ")
    assert scenario["probes"].startswith("TODO: ")
    assert scenario["hosts"] == {"db-a": "db-a", "db-b": "db-b", "h01": "TODO: 资产清单中 交易备机 的名称"}


def test_what_is_said_beside_the_sheet_stands_in_its_place(tmp_path: Path) -> None:
    rows = [*GOOD, ("6", "恢复", "备机检查", "", "", "", "true", "交易备机", "", "")]
    imported = made(tmp_path, rows, replace(WISHES, hosts={"交易备机": "db-c"}))
    scenario = data(imported)
    assert imported.left_open == 0
    assert scenario["hosts"]["h01"] == "db-c"
    assert scenario["probes"] == {
        "entry": {"kind": "tcp", "address": "10.8.0.10", "port": 5432, "service": "trading-db"}
    }
    assert scenario["safeguards"] == {"environments": ["test"], "longest": "92m"}


def test_merged_phases_hold_for_all_their_rows_and_a_merged_command_is_run_once(tmp_path: Path) -> None:
    rows = [
        HEADINGS,
        ("1", "切换", "停应用", "张伟", "", "", "stop.sh", "app", "", ""),
        ("2", None, "停网关", "张伟", "", "", None, None, "", ""),
        ("3", None, "停前置", "张伟", "", "", "third.sh", "app", "", ""),
    ]
    found = steps(made(tmp_path, rows, WISHES, form="xlsx", merged=["B2:B4", "G2:G3"]))
    assert [step["phase"] for step in found.values()] == ["switch"] * 3
    assert ["run" in step for step in found.values()] == [True, False, True]


def test_a_phase_may_stand_in_a_row_of_its_own(tmp_path: Path) -> None:
    rows = [
        ("序号", "步骤", "执行人"),
        ("一、演练准备阶段", None, None),
        ("1", "签到", "张伟"),
        ("二、故障切换", None, None),
        ("2", "切换", "李娜"),
    ]
    found = steps(made(tmp_path, rows, WISHES, form="xlsx", merged=["A2:C2", "A4:C4"]))
    assert {name: step["phase"] for name, step in found.items()} == {"s01": "prepare", "s02": "switch"}


def test_times_of_excel_and_units_in_headings_are_read(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["阶段", "步骤", "执行人", "预计用时（分钟）", "开始时间"],
        ["切换", "甲", "张伟", 5, time(20, 0)],
        ["切换", "乙", "张伟", time(0, 1, 30), None],
    ]
    imported = made(tmp_path, rows, WISHES, form="xlsx")
    assert [step["within"] for step in steps(imported).values()] == ["10m", "3m"]
    assert "开始时间 20:00:00" in (imported.scenario or "")


def test_the_columns_of_the_national_standards_script_are_known(tmp_path: Path) -> None:
    """GB/T 38645-2020 A.6."""
    rows = [
        ("演练名称", "机房断电应急演练", "演练形式", "□桌面推演 ☑实操演练"),
        (
            "演练阶段", "序号", "演练主线", "场景展示(镜头)", "角色",
            "指令/报告/应答", "动作", "同步场景", "角色/动作", "备注",
        ),
        ("系统准备及启动", "1", "宣布开始", "指挥中心", "总指挥", "现在开始演练", "宣布", "", "", ""),
        (
            "演练执行", "2", "切换供电", "机房", "电力组",
            "报告：已切换", "切换至柴发", "监控大屏", "值班/确认", "注意安全",
        ),
        ("系统恢复", "3", "恢复市电", "", "电力组", "", "", "", "", ""),
    ]  # fmt: skip
    imported = made(tmp_path, rows, Wishes(phases={"演练执行": Phase.SWITCH}))
    scenario, found = data(imported), steps(imported)
    assert (scenario["title"], scenario["form"]) == ("机房断电应急演练", "live")
    assert [step["phase"] for step in found.values()] == ["prepare", "switch", "restore"]
    text = found["s02"]["manual"]["text"]
    for part in (
        "切换供电",
        "切换至柴发",
        "指令/报告/应答：报告：已切换",
        "同步场景：监控大屏",
        "角色/动作：值班/确认",
        "备注：注意安全",
    ):
        assert part in text


def test_steps_are_named_by_their_numbers_where_these_are_all_different(tmp_path: Path) -> None:
    head = ("序号", "阶段", "步骤", "执行人", "前置步骤")
    numbered = made(tmp_path, [head, ("2.1", "切换", "a", "x", ""), ("2.10", "切换", "b", "x", "2.1")], WISHES)
    assert steps(numbered)["s2.10"]["needs"] == ["s2.1"]
    restarted = made(tmp_path, [head, ("1", "切换", "a", "x", ""), ("1", "验证", "b", "x", "")], WISHES)
    assert list(steps(restarted)) == ["s01", "s02"]


def test_several_earlier_steps_and_none_at_all_can_be_named(tmp_path: Path) -> None:
    head = ("序号", "阶段", "步骤", "执行人", "前置步骤")
    rows = [
        head,
        *((str(n), "切换", f"步骤{n}", "x", needs) for n, needs in enumerate(["无", "", "无", "1、3", "步骤1-3"], 1)),
    ]
    found = steps(made(tmp_path, rows, WISHES))
    assert [found[f"s0{n}"].get("needs") for n in range(1, 6)] == [
        [], None, [], ["s01", "s03"], ["s01", "s02", "s03"],
    ]  # fmt: skip


def test_undo_commands_become_steps_of_restore_in_reverse(tmp_path: Path) -> None:
    rows = [
        ("序号", "阶段", "步骤", "命令", "主机", "回退命令"),
        ("1", "切换", "改路由", "route add", "gw", "route del"),
        ("2", "切换", "改域名", "dns set", "dns", "dns unset"),
    ]
    found = steps(made(tmp_path, rows, WISHES))
    assert list(found) == ["s01", "s02", "s02-undo", "s01-undo"]
    assert found["s02-undo"]["when"] == {"s02": ["ok", "failed", "unknown"]}
    with_own = steps(made(tmp_path, [*rows, ("3", "回切", "回切", "all-back", "gw", "")], WISHES))
    assert with_own["s02-undo"]["when"] == {"s02": ["failed", "unknown"]}


def test_commands_are_taken_as_they_stand(tmp_path: Path) -> None:
    command = 'cd /opt || exit 1\nfor n in 1 2; do\n\techo "$n: $(date)" # 注释\ndone'
    rows = [("阶段", "步骤", "命令", "主机"), ("切换", "循环", command, "db-a,db-b")]
    found = steps(made(tmp_path, rows, WISHES, form="xlsx"))
    assert found["s01"]["run"] == command
    assert found["s01"]["on"] == ["db-a", "db-b"]
    assert found["s01"]["title"] == "循环"


def test_a_command_without_a_host_asks_where_unless_it_was_said(tmp_path: Path) -> None:
    rows = [("阶段", "步骤", "命令"), ("切换", "甲", "true")]
    assert steps(made(tmp_path, rows, WISHES))["s01"]["on"].startswith("TODO: ")
    said = made(tmp_path, rows, Wishes(on="db", hosts={"db": "db-a"}))
    assert steps(said)["s01"]["on"] == "db"
    assert data(said)["hosts"] == {"db": "db-a"}
    here = [("阶段", "步骤", "命令", "主机"), ("切换", "甲", "true", "本机")]
    assert steps(made(tmp_path, here, WISHES))["s01"]["on"] == "controller"


def test_people_are_one_however_they_are_spelled_and_begin_a_contacts_file(tmp_path: Path) -> None:
    rows = [
        ("阶段", "步骤", "执行人"),
        ("准备", "甲", "张 伟（数据库组）"),
        ("准备", "乙", "张伟"),
        ("准备", "丙", "Zhang Wei、李娜"),
        ("准备", "丁", "李娜 / ZHANG WEI"),
        ("准备", "戊", "总指挥"),
    ]
    imported = made(tmp_path, rows, WISHES)
    assert [step["manual"]["role"] for step in steps(imported).values()] == [
        "p01", "p01", "team-1", "team-1", "commander",
    ]  # fmt: skip
    root, problems = compose("contacts", imported.contacts or "")
    assert problems == ()
    assert root is not None
    people = data_of(root)["people"]
    assert people["p01"] == {"name": {"zh": "张 伟", "en": "张 伟"}, "department": "数据库组", "roles": ["p01"]}
    assert people["zhang-wei"]["roles"] == ["zhang-wei", "team-1"]
    assert people["commander-1"]["name"]["zh"].startswith("TODO")


def test_what_stands_after_the_restoring_belongs_to_it_and_is_told(tmp_path: Path) -> None:
    rows = [("阶段", "步骤", "执行人"), ("回切", "回切", "a"), ("验证", "回切后验证", "a")]
    imported = made(tmp_path, rows, WISHES)
    assert told(imported) == [("A3", "script_phase_moved")]
    assert [step["phase"] for step in steps(imported).values()] == ["restore", "restore"]


def test_the_example_of_the_documentation_is_taken_whole() -> None:
    imported = import_script(read_sheets(SWITCH, "script.csv"), WISHES)
    assert told(imported) == [("A17", "script_row_unread")]
    found = steps(imported)
    assert len(found) == 16
    assert data(imported)["title"] == "集中交易系统主备切换应急演练"
    assert found["s09"]["run"].count("\n") == 2
    assert [name for name in found if found[name]["phase"] == "restore"][:2] == ["s09-undo", "s04-undo"]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_template_can_be_imported_as_it_is(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"template.{form}"
    path.write_bytes(workbook_of([template()]) if form == "xlsx" else csv_of(template()))
    imported = import_script(read_sheets(path), WISHES)
    assert imported.problems == ()
    assert list(steps(imported)) == ["s01", "s02"]
