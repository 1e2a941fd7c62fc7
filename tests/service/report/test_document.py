"""Parts a to e: what they say, and that they say it of the report and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from measurements.report import Finding, GateDecision, Report
from scenarios.plan import Plan
from service.report.blocks import Section, Statement, Table
from service.report.document import document
from service.words import Lang, in_language, say
from tests.support.reports import lossy, unmeasured
from tests.support.stories import crash_plan


@pytest.fixture
def plan() -> Plan:
    return crash_plan()


@pytest.fixture
def report(plan: Plan) -> Report:
    return lossy(plan)


def part(report: Report, plan: Plan, letter: str) -> Section:
    return next(section for section in document(report, plan).sections if section.letter == letter)


def texts(section: Section, lang: Lang = "zh") -> Iterator[str]:
    for block in section.blocks:
        match block:
            case Statement():
                yield in_language(block.text, lang)
            case Table():
                yield from (in_language(cell.text, lang) for row in block.rows for cell in row.cells)
            case _:
                pass


def test_the_parts_are_those_of_the_standard_in_its_order(report: Report, plan: Plan) -> None:
    told = [(section.number, section.part, section.title.zh) for section in document(report, plan).sections]
    assert told == [
        ("1", "a", "演练目的和范围"),
        ("2", "b", "参与部门、人员和职责分工"),
        ("3", "c", "场景设置和演练形式"),
        ("4", "d", "准备工作"),
        ("5", "d", "演练过程"),
        ("6", "d", "演练结果"),
        ("7", "", "演练评估"),
        ("8", "e", "发现的问题、改进措施及实施计划"),
        ("9", "e", "总结和建议"),
        ("10", "", "其他需要说明的事项"),
        ("11", "", "归档和备案"),
        ("12", "", "签字页"),
        ("A", "", "条款对照"),
        ("B", "", "测量质量自检"),
        ("C", "", "时间线原始记录"),
        ("D", "", "证据清单"),
    ]


def test_the_rto_is_given_under_both_readings_by_name(report: Report, plan: Plan) -> None:
    told = list(texts(part(report, plan, "results"), "en"))
    assert say("d.rto.from_interruption").en in told
    assert say("d.rto.from_switch").en in told
    assert told[told.index(say("d.rto.from_interruption").en) :][1:4] == ["30.0 s", "7.872 s", "7.904 s"]
    assert told[told.index(say("d.rto.from_switch").en) :][2:4] == ["0.89 s", "0.904 s"]


def test_who_opened_and_who_approved_is_named(report: Report, plan: Plan) -> None:
    told = list(texts(part(report, plan, "b")))
    assert "本次演练由 李明 发起。" in told
    assert told.count("同意") == 2
    assert "王芳" in told
    assert "赵强" in told


def test_a_waived_gate_is_not_an_approval(report: Report, plan: Plan) -> None:
    waived = GateDecision(
        step="release",
        person="root",
        decision="approve",
        reason="nobody was asked",
        channel="command line",
        waived=True,
        at_s=0.2,
        evidence=(70,),
    )
    told = list(texts(part(replace(report, gates=(waived,)), plan, "b")))
    assert "同意" not in told
    assert "已豁免，未经人员确认" in told
    assert say("b.waived", step="release").zh in told
    assert "没有询问任何人" in told


def test_a_gate_at_which_nobody_decided_shows(report: Report, plan: Plan) -> None:
    assert say("b.gate.open").zh in texts(part(replace(report, gates=()), plan, "b"))


def test_what_was_not_measured_says_so(report: Report, plan: Plan) -> None:
    told = list(texts(part(unmeasured(report), plan, "results")))
    assert "集中交易数据库的 RTO 无法判定：未取得证据。" in told
    assert told.count("未取得证据") >= 8
    assert say("d.no_phases").zh in told
    assert say("d.not_restored").zh in told
    assert "未得到证实的项目：crash@db-a。" in told


def test_a_drill_that_found_nothing_is_called_unusual(report: Report, plan: Plan) -> None:
    nothing = Finding(code="no_findings", severity="info", facts={})
    for findings in ((), (nothing,)):
        told = list(texts(part(replace(report, findings=findings), plan, "problems")))
        assert say("e.no_findings").zh in told


def test_a_note_alone_is_shown_and_the_drill_still_called_unusual(report: Report, plan: Plan) -> None:
    note = Finding(code="missed_beats", severity="info", facts={"stream": "entry", "count": "2"})
    told = list(texts(part(replace(report, findings=(note,)), plan, "problems")))
    assert say("e.no_findings").zh in told
    assert "entry 缺失 2 个样本。" in told


def test_findings_call_services_steps_and_hosts_by_their_titles(report: Report, plan: Plan) -> None:
    failed = Finding(
        code="step_failed",
        severity="serious",
        facts={"step": "promote", "host": "", "reason": "not seen within 30 s"},
        evidence=(3,),
    )
    told = list(texts(part(replace(report, findings=(*report.findings, failed)), plan, "problems")))
    assert "步骤“提升备库”在 演练主控端 上失败：在 30 s 内没有观测到。" in told
    assert any(one.startswith("集中交易数据库已确认的 5322 笔写入中丢失 600 笔") for one in told)


def test_an_incomplete_drill_is_never_called_met(report: Report, plan: Plan) -> None:
    broken = replace(report, completed=False, restored=False, verdict="inconclusive")
    told = list(texts(part(broken, plan, "e"), "en"))
    assert say("e.not_completed").en in told
    assert say("e.not_restored").en in told
    assert say("e.verdict.inconclusive").en in told


def test_split_brain_losses_are_told_apart_only_where_there_are_some(report: Report, plan: Plan) -> None:
    assert not any("旧主端" in one for one in texts(part(report, plan, "results")) if one.startswith("集中"))
    service = report.services[0]
    split = replace(report, services=(replace(service, rpo=replace(service.rpo, split_brain=40)),))
    assert any("其中 40 笔是故障之后由旧主端确认的" in one for one in texts(part(split, plan, "results")))


def test_nothing_lost_is_a_count_and_not_a_boast(report: Report, plan: Plan) -> None:
    service = report.services[0]
    rpo = replace(service.rpo, lost=0, lower_s=0.0, upper_s=0.0248, verdict="met")
    told = list(texts(part(replace(report, services=(replace(service, rpo=rpo),)), plan, "results"), "en"))
    assert any(one.startswith("Trading database met its RPO: 0 of 5322 acknowledged writes were lost") for one in told)
    assert say("d.reconcile.none", acknowledged=5322).en in told


def test_every_row_has_a_cell_for_every_head(report: Report, plan: Plan) -> None:
    for section in document(report, plan).sections:
        for block in section.blocks:
            if isinstance(block, Table):
                assert all(len(row.cells) == len(block.heads) for row in block.rows), block.caption.en
