"""A drill at a table measures nothing, and is not told so once for each service."""

from __future__ import annotations

from dataclasses import replace

from measurements.findings import Code
from measurements.judge import judge
from measurements.report import Report
from scenarios.plan import Phase
from tests.support.histories import Story, beat, objective, plan, probe, step
from tests.support.speaking import CALL, PEOPLE, said

TABLE = replace(
    plan(objectives=[objective("a", writes=True), objective("b", priority=2)]),
    form="tabletop",
    people=PEOPLE,
    steps=(step("call", Phase.DECIDE, CALL),),
)


def codes(report: Report) -> set[str]:
    return {one.code for one in report.findings}


def held(*, with_a_probe: bool = False) -> Report:
    told = replace(TABLE, probes=(probe("entry", "a"),)) if with_a_probe else TABLE
    story = Story(told)
    if with_a_probe:
        story.sampled("entry", beat(1, 10))
    return judge(story.closed(135).history())


def test_a_table_has_no_findings_about_figures_and_is_never_met() -> None:
    report = held()
    assert report.verdict == "inconclusive"
    assert [one.rto.verdict for one in report.services] == ["inconclusive", "inconclusive"]
    assert codes(report) & {"no_fault", "no_stream", "ledger_missing", "rto_inconclusive", "rpo_inconclusive"} == set()
    assert Code.NO_FINDINGS in codes(report)


def test_what_was_measured_beside_a_table_is_told() -> None:
    assert Code.NO_FAULT in codes(held(with_a_probe=True))


def test_a_word_that_does_not_count_is_told_at_a_table_too() -> None:
    story = Story(TABLE)
    story.add(said(5, "Guest"))
    assert Code.WORD_OUT_OF_TURN in codes(judge(story.closed(135).history()))
