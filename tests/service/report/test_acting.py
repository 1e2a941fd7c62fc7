"""What the report says of people, notices, readiness, attempts, catch-up and markers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pytest

from measurements.judge import judge
from measurements.report import ManualReport, Reconciliation, Report
from scenarios.plan import Approve, Inject, Manual, Plan, Run, Window
from service.report.blocks import Section, Statement, Table
from service.report.document import document
from service.report.html import page
from service.report.reconciled import MOST_RANGES
from service.words import Lang, in_language
from tests.support.reports import lossy
from tests.support.staffed_story import staffed, unready
from tests.support.stories import crash_plan


@pytest.fixture(scope="module")
def plan() -> Plan:
    return staffed().plan


@pytest.fixture(scope="module")
def report() -> Report:
    return judge(staffed().history())


PARTS: Final = {"d": ("preparation", "process", "results", "record"), "e": ("problems", "e")}


def section(report: Report, plan: Plan, letter: str) -> Section:
    """Return a section, or all blocks of the sections that are in one part of JR/T 0251 12.3."""
    wanted = PARTS.get(letter, (letter,))
    found = [one for one in document(report, plan).sections if one.letter in wanted]
    return replace(found[0], blocks=tuple(block for one in found for block in one.blocks))


def table(report: Report, plan: Plan, letter: str, caption: str, lang: Lang = "zh") -> list[list[str]]:
    """Return the cells of the table whose caption holds these words."""
    blocks = section(report, plan, letter).blocks
    found = next(one for one in blocks if isinstance(one, Table) and caption in in_language(one.caption, lang))
    return [[in_language(cell.text, lang) for cell in row.cells] for row in found.rows]


def statements(report: Report, plan: Plan, letter: str, lang: Lang = "zh") -> Iterator[str]:
    for block in section(report, plan, letter).blocks:
        if isinstance(block, Statement):
            yield in_language(block.text, lang)


def test_doer_and_confirmer_are_named_as_the_register_calls_them(report: Report, plan: Plan) -> None:
    row = ["致电交易所", "OM-12 v3", "operator", "李明", "checker", "赵强", "成功", "2.51 s"]
    assert table(report, plan, "b", "人工步骤") == [row]
    assert table(report, plan, "b", "Manual steps", "en")[0][3:6] == ["Li Ming", "checker", "Zhao Qiang"]


def test_words_that_do_not_count_are_named_with_the_reason(report: Report, plan: Plan) -> None:
    rows = table(report, plan, "b", "不计入")
    assert [(row[0], row[1], row[2], row[5]) for row in rows] == [
        ("批准切换", "wangf", "同意", "同一人不得重复或兼任"),
        ("致电交易所", "LIM", "复核通过", "同一人不得重复或兼任"),
    ]
    assert [row[3] for row in table(report, plan, "b", "审批环节")] == ["王芳", "赵强"]


def test_a_waived_manual_step_and_one_that_nobody_did_are_told_apart(report: Report, plan: Plan) -> None:
    waived = ManualReport(
        step="call",
        attempt=1,
        person="--yes",
        what="done",
        note="nobody was asked",
        channel="command line",
        waived=True,
        at_s=1.0,
        evidence=(7,),
    )
    act = replace(report.manuals[0], done_by=None, confirmed_by=None, waived=True, waited_s=None)
    told = replace(report, said=(waived,), manuals=(act,), gates=())
    assert any("已豁免" in one and "致电交易所" in one for one in statements(told, plan, "b"))
    assert table(told, plan, "b", "人工步骤")[0][3] == "未取得证据：没有有效意见"
    alone = replace(told, manuals=(replace(act, confirm_role=None),))
    assert table(alone, plan, "b", "人工步骤")[0][4:6] == ["不要求复核", "–"]
    assert not any("双人控制" in one for one in statements(alone, plan, "b"))


def test_what_was_checked_before_anything_was_touched(report: Report, plan: Plan) -> None:
    assert [row[0] for row in table(report, plan, "d", "触及系统之前")] == [
        "时钟偏差",
        "时钟偏差",
        "磁盘空间",
        "备份新近",
    ]
    none = list(statements(lossy(crash_plan()), crash_plan(), "d"))
    assert "未取得证据：方案没有设置准备就绪检查。" in none
    assert any("准备就绪检查的结果" in one for one in statements(replace(report, readiness=()), plan, "d"))


def test_a_drill_that_was_not_ready_says_so_at_once() -> None:
    told, plan = judge(unready().history()), unready().plan
    assert "1 项准备就绪检查没有通过，演练在触及任何系统之前停止。" in list(statements(told, plan, "d"))
    rows = table(told, plan, "e", "发现的问题")
    assert rows[0][1] == "严重"
    assert "准备就绪检查“备份新近”（备份新近）在 db-b 上没有通过" in rows[0][2]
    html = page(document(told, plan), "en", other="x")
    assert "the drill stopped before anything was touched" in html
    assert "Real hosts were interrupted" not in html
    assert "seconds from the opening" in html


def test_a_command_that_interrupts_is_no_fault_with_a_lease(report: Report, plan: Plan) -> None:
    steps = tuple(
        replace(step, action=Run(script="halt")) if isinstance(step.action, Inject) else step for step in plan.steps
    )
    by_command = replace(plan, steps=steps)
    told = list(statements(report, by_command, "c"))
    assert [one for one in told if "以命令制造中断：没有自动撤除期限" in one]
    assert "方案没有设置故障。" not in told
    assert not [one for one in statements(report, plan, "c") if "以命令制造中断" in one]


def test_a_named_action_is_told_with_what_it_is_aimed_at(report: Report, plan: Plan) -> None:
    steps = tuple(
        replace(step, action=Run(script="true", action="service_start", detail="haproxy"))
        if isinstance(step.action, Run)
        else step
        for step in plan.steps
    )
    rows = table(report, replace(plan, steps=steps), "c", "执行的动作")
    assert rows
    assert {(row[1], row[3]) for row in rows} == {("service_start", "haproxy")}
    assert not [one for one in section(report, plan, "c").blocks if isinstance(one, Table) and "c-4" in one.caption.zh]


def test_only_a_drill_without_gates_and_manual_steps_asked_nobody(report: Report, plan: Plan) -> None:
    ungated = tuple(step for step in plan.steps if not isinstance(step.action, Approve))
    without = replace(plan, steps=ungated)
    assert "方案没有设置审批环节。" in list(statements(replace(report, gates=()), without, "b"))
    alone = replace(plan, steps=tuple(step for step in ungated if not isinstance(step.action, Manual)))
    assert "演练自始至终没有要求任何人确认" in "".join(statements(replace(report, gates=()), alone, "b"))


def test_who_was_told_and_who_was_not(report: Report, plan: Plan) -> None:
    rows = table(report, plan, "d", "通知记录")
    assert [(row[1], row[2], row[4]) for row in rows] == [
        ("信息技术值班组", "wecom", "已送达"),
        ("业务连续性管理委员会", "mail", "未送达"),
    ]


def test_attempts_and_captured_values_stand_in_the_record(report: Report, plan: Plan) -> None:
    rows = table(report, plan, "d", "演练过程记录")
    entry = [row[2] for row in rows if row[2].startswith("切换客户端入口")]
    assert entry == ["切换客户端入口", "切换客户端入口（第 2 次）"]
    assert next(row[8] for row in rows if row[2] == "提升备库") == "取得：lsn = 0/3000148, timeline = 2"
    assert next(row[8] for row in rows if row[2] == "致电交易所").endswith("由 li.ming 执行，zhao.qiang 复核")
    assert not any("结果不明，既不能认定" in one for one in statements(report, plan, "d"))


def test_what_was_lost_and_made_up_for_is_listed_as_ranges(report: Report, plan: Plan) -> None:
    rows = {row[0]: row[1:] for row in table(report, plan, "d", "丢失与追补清单")}
    made = report.reconciliations[0]
    assert rows["第一次回读时丢失"] == [str(made.lost), f"{made.lost_numbers[0][0]}-{made.lost_numbers[0][1]}"]
    assert rows["最后一次回读时仍缺失"][0] == str(made.still_missing)
    assert rows["追补失败"] == ["0", "无"]
    assert any("追补后仍有缺失" in one for one in statements(report, plan, "d"))
    assert not any("未取得已追补的证据" in one for one in statements(report, plan, "d"))


def test_very_many_ranges_are_cut_and_said_to_be(report: Report, plan: Plan) -> None:
    many = tuple((10 * n, 10 * n) for n in range(MOST_RANGES + 3))
    made = replace(report.reconciliations[0], lost_numbers=many)
    cell = table(replace(report, reconciliations=(made,)), plan, "d", "丢失与追补清单")[0][2]
    assert cell.endswith("，另有 3 段")


@pytest.mark.parametrize("state", ["nothing_lost", "complete", "not_replayed", "not_read_again", "not_read"])
def test_every_state_of_a_reconciliation_has_its_sentence(report: Report, plan: Plan, state: str) -> None:
    made = replace(report.reconciliations[0], state=state, replay=None)  # pyright: ignore[reportArgumentType]
    assert isinstance(made, Reconciliation)
    told = list(statements(replace(report, reconciliations=(made,)), plan, "d", "en"))
    assert any(one.startswith("Reconciliation of ledger orders (JR/T 0251 10.4 c):") for one in told)


def test_a_marker_is_named_as_the_source_of_the_figure(report: Report, plan: Plan) -> None:
    rows = table(report, plan, "d", "数据丢失")
    assert rows[0] == ["行情服务", "最大业务时间", "由主控端时钟下的读取时刻界定", "0.0 s", "1.2149 s", "据此得出 RPO"]
    assert rows[1][5] == "供参考"
    assert [row[3] for row in table(report, plan, "d", "业务标记的读数")] == ["故障之前", "切换之后"]
    assert "行情服务的 RPO 达标：按业务标记，数据丢失窗口最多 1.2149 s，不超过目标值 10.0 s。" in list(
        statements(report, plan, "d")
    )
    html = page(document(report, plan), "zh", other="x")
    assert "依据业务标记" in html


@pytest.mark.parametrize(
    ("verdict", "words"),
    [("missed", "at least"), ("inconclusive", "is inconclusive: by a marker of the business"), ("met", "at most")],
)
def test_every_verdict_by_a_marker_has_its_sentence(report: Report, plan: Plan, verdict: str, words: str) -> None:
    quotes = report.services[1]
    changed = replace(quotes, rpo=replace(quotes.rpo, verdict=verdict, upper_s=None))  # pyright: ignore[reportArgumentType]
    told = list(statements(replace(report, services=(changed,)), plan, "d", "en"))
    assert any(words in one for one in told)


def test_a_position_is_told_in_bytes(report: Report, plan: Plan) -> None:
    marker = replace(report.markers[0], marker="log_position", by_value=None, least_bytes=100, most_bytes=None)
    rows = table(replace(report, markers=(marker,)), plan, "d", "数据丢失")
    assert rows[1][2:5] == ["日志字节数", "100 B", "无上界"]


def test_risks_procedures_and_what_limits_the_drill_are_named(report: Report, plan: Plan) -> None:
    guard = replace(
        plan.safeguards,
        only_hosts=("db-a", "db-b"),
        most_hosts_at_once=2,
        window=Window(zone="Asia/Shanghai", outside_trading=True),
    )
    named = replace(plan, risks=("R-003",), procedures=("P-switch",), safeguards=guard, sources={"contacts": "ab"})
    told = [*statements(report, named, "a"), *statements(report, named, "c")]
    for words in ("R-003", "P-switch", "只准许触及下列主机：db-a、db-b", "最多在 2 台主机", "交易时间之外"):
        assert any(words in one for one in told)
    assert table(report, named, "evidence", "来源文件")[0][0] == "人员与联系登记表（不随证据保存）"
    plain = replace(named, safeguards=replace(guard, window=Window(zone="UTC")))
    assert not any("交易时间之外" in one for one in statements(report, plain, "c"))
