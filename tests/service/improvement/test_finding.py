"""What a report makes somebody mend, by what it is known again, and what later shows that it is gone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measurements.findings import KINDS, Code, finding
from measurements.report import Finding, OrderPair, ReadinessCheck, RecoveryOrder, Report, Seconds
from service.evidence.judged import judged
from service.improvement.finding import troubles_of
from service.improvement.gone import answer
from service.improvement.trouble import Trouble
from tests.support.staffed_story import unready
from tests.support.stories import aborted, crash
from tests.support.troubles import PLAN, SERVICE, missed, report

STEP = PLAN.steps[-1]
HOST = STEP.hosts[0] if STEP.hosts else ""


def failed(code: Code = Code.STEP_FAILED, **more: str) -> Finding:
    return finding(code, (7,), step=STEP.id, host=HOST, reason="exit 1", **more)


def kinds(told: Report) -> list[tuple[str, str]]:
    return [(one.kind, one.severity) for one in troubles_of(told, PLAN)]


def only(told: Report) -> Trouble:
    (one,) = troubles_of(told, PLAN)
    return one


def test_a_missed_target_is_one_trouble_of_its_service() -> None:
    one = only(missed())
    assert (one.kind, one.mark, one.services, one.severity) == ("target", f"rto:{SERVICE}", (SERVICE,), "serious")
    assert "31.0" in one.said.zh
    assert one.advice.en


def test_an_inconclusive_target_is_the_same_trouble_as_a_missed_one() -> None:
    facts = {"service": SERVICE, "lower": "1.0", "upper": "31.2", "target": "30.0"}
    assert only(report(finding(Code.RTO_INCONCLUSIVE, (), **facts), rto="inconclusive")).mark == only(missed()).mark


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        (failed(), "step"),
        (failed(Code.STEP_UNKNOWN), "step"),
        (failed(Code.STEP_REPEATED, count="2", outcome="ok"), "step"),
        (failed(Code.FAULT_NOT_TAKEN), "step"),
        (failed(Code.UNDO_FAILED), "step"),
        (finding(Code.NOT_READY, (2,), step=STEP.id, host=HOST, reason="disk", check="disk_space"), "readiness"),
        (finding(Code.RESIDUE, (9,), item="db-a:crash"), "residue"),
        (finding(Code.NOT_RESTORED, (9,), reason="no proof"), "residue"),
        (finding(Code.SPLIT_BRAIN, (9,), service=SERVICE, ledger="orders", count="3"), "data"),
        (finding(Code.STILL_MISSING, (9,), ledger="orders", count="3", numbers="1-3"), "data"),
        (finding(Code.ABORTED, (9,), person="omar", reason="smoke"), "course"),
        (finding(Code.SAFEGUARD_TRIPPED, (9,), safeguard="longest", reason="too long"), "course"),
        (finding(Code.PLAN_UNREADABLE, (1,), reason="version"), "plan"),
        (finding(Code.NOT_COMPLETED, (1,), ending="failed", reason="x"), "course"),
    ],
)
def test_each_finding_that_somebody_must_mend_is_of_its_kind(found: Finding, kind: str) -> None:
    one = only(report(found, ending="failed"))
    assert (one.kind, one.code) == (kind, found.code)
    assert one.services


def test_an_inversion_is_one_trouble_of_both_services_whichever_way_it_is_told() -> None:
    facts = {"lower": "1.0", "upper": "2.0", "other_lower": "3.0", "other_upper": "4.0"}
    told = [
        only(report(finding(Code.DEPENDENCY_INVERSION, (), service=a, other=b, **facts)))
        for a, b in (("front", "db"), ("db", "front"))
    ]
    assert {one.kind for one in told} == {"order"}
    assert told[0].mark == told[1].mark
    assert set(told[0].services) == {"db", "front"}


def test_what_only_tells_of_the_measurement_opens_nothing() -> None:
    quiet = (Code.LATE_BEATS, Code.MISSED_BEATS, Code.RUNNER_RESUMED, Code.UNKNOWN_WRITES, Code.NO_FINDINGS)
    assert kinds(report(*(finding(code) for code in quiet))) == []


def test_one_step_that_failed_in_several_ways_is_one_trouble_and_the_worst_counts() -> None:
    assert kinds(report(failed(Code.INESSENTIAL_FAILED, outcome="failed"), failed())) == [("step", "serious")]


def test_that_it_was_not_completed_is_told_only_where_nothing_says_why() -> None:
    why = finding(Code.NOT_COMPLETED, (1,), ending="failed", reason="x")
    assert kinds(report(why, failed(), ending="failed")) == [("step", "serious")]


def test_an_abnormal_step_carries_the_fields_of_form_39() -> None:
    entry = next(one for one in report().timeline if one.step)
    one = only(report(finding(Code.STEP_FAILED, (7,), step=entry.step, host=entry.host, reason="exit 1")))
    form = one.abnormal
    assert form is not None
    assert (form.step, form.host, form.symptom, form.title) == (entry.step, entry.host, "exit 1", entry.title)
    assert form.systems == tuple(each.service for each in PLAN.objectives)
    assert (form.phase, form.outcome, form.restored) == (entry.phase, entry.outcome, True)


def test_a_drill_that_was_not_ready_and_one_that_was_aborted_open_items() -> None:
    for story, wanted in ((unready(), "readiness"), (aborted(), "course")):
        found = judged(story.records())
        assert wanted in {one.kind for one in troubles_of(found.report, found.plan)}


def test_a_drill_that_lost_data_says_so_of_the_target() -> None:
    found = judged(crash().records())
    assert f"rpo:{SERVICE}" in {one.mark for one in troubles_of(found.report, found.plan)}


# what shows it gone


def test_a_met_target_shows_a_missed_one_gone_and_an_inconclusive_one_says_nothing() -> None:
    trouble = only(missed())
    assert answer(trouble, report(), PLAN) == "gone"
    assert answer(trouble, report(rto="inconclusive"), PLAN) == "silent"
    assert answer(trouble, missed(), PLAN) == "there"
    assert answer(trouble, replace(report(), services=()), PLAN) == "silent"


def test_a_drill_that_was_not_finished_or_not_restored_shows_nothing_gone() -> None:
    trouble = only(missed())
    assert answer(trouble, report(ending="failed"), PLAN) == "silent"
    assert answer(trouble, replace(report(), restored=False), PLAN) == "silent"


def test_a_step_is_gone_only_where_it_was_done_well_in_the_same_scenario() -> None:
    entry = next(one for one in report().timeline if one.step and one.kind != "undo")
    trouble = only(report(finding(Code.STEP_FAILED, (7,), step=entry.step, host=entry.host, reason="exit 1")))
    well = replace(report(), timeline=(replace(entry, outcome="ok"),))
    assert answer(trouble, well, PLAN) == "gone"
    assert answer(trouble, replace(well, timeline=(replace(entry, outcome="skipped"),)), PLAN) == "silent"
    assert answer(trouble, replace(well, timeline=()), PLAN) == "silent"
    assert answer(trouble, replace(well, drill=replace(well.drill, scenario="other")), PLAN) == "silent"


def test_an_order_is_gone_only_where_it_is_proved_to_be_kept() -> None:
    facts = {"lower": "1.0", "upper": "2.0", "other_lower": "3.0", "other_upper": "4.0"}
    trouble = only(report(finding(Code.PRIORITY_INVERSION, (), service="db", other="front", **facts)))
    for outcome, said in (("kept", "gone"), ("unknown", "silent")):
        pair = OrderPair(
            first="db",
            second="front",
            because="priority",
            outcome=outcome,  # pyright: ignore[reportArgumentType]
            lead=Seconds(lower_s=0.1, upper_s=1.0),
        )
        told = replace(report(), order=RecoveryOrder(places=(), achieved=(), pairs=(pair,)))
        assert answer(trouble, told, PLAN) == said


def test_readiness_is_gone_only_where_it_was_looked_at_again() -> None:
    trouble = only(
        report(finding(Code.NOT_READY, (2,), step="ready.1", host="db-a", reason="disk", check="disk_space"))
    )
    check = ReadinessCheck(step="ready.1", host="db-a", check="disk_space", outcome="ok", detail="")
    assert answer(trouble, replace(report(), readiness=(check,)), PLAN) == "gone"
    assert answer(trouble, replace(report(), readiness=(replace(check, host="db-b"),)), PLAN) == "silent"
    assert answer(trouble, report(), PLAN) == "silent"


findings = st.sampled_from(list(Code)).map(lambda code: finding(code, (1,), **dict.fromkeys(KINDS[code].facts, "x")))


@settings(max_examples=150)
@given(st.lists(findings, max_size=6))
def test_whatever_was_found_is_there_for_the_same_report_and_each_mark_is_once(found: list[Finding]) -> None:
    told = report(*found)
    marks = [one.mark for one in troubles_of(told, PLAN)]
    assert len(marks) == len(set(marks))
    assert all(answer(one, told, PLAN) == "there" for one in troubles_of(told, PLAN))
    assert all(one.said.zh and one.said.en for one in troubles_of(told, PLAN))


@settings(max_examples=60)
@given(findings)
def test_a_drill_of_which_nothing_is_known_shows_nothing_gone(found: Finding) -> None:
    blind = replace(report(), services=(), timeline=(), readiness=(), reconciliations=(), order=None)
    for one in troubles_of(report(found), PLAN):
        said = answer(one, blind, PLAN)
        assert said == "silent" or one.kind in {"residue", "course"} or one.step == ""
