"""Clauses and what a drill answers of them: every piece exists, states follow from pieces, sums are whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measurements.events import DrillGoverned
from measurements.history import History
from measurements.judge import judge
from measurements.report import Report
from scenarios.plan import Plan
from service.report.blocks import Table
from service.report.records import NO_RECORDS
from service.trace import STATES, cited, clauses, trace, traced
from service.trace.piece import Absent, Here, Moot
from service.trace.tracing import PIECES
from service.words import say
from tests.service.dossiers.test_told import GOVERNANCE
from tests.support.reports import reports
from tests.support.stories import aborted, crash


@pytest.fixture(scope="module")
def story() -> tuple[Report, Plan]:
    told = crash()
    return judge(told.history()), told.plan


def state_of(name: str, report: Report, plan: Plan) -> str:
    return next(one.state for one in traced(report, plan) if one.id == name)


def test_every_clause_names_pieces_that_exist_or_says_where_it_is_answered() -> None:
    named = {piece for clause in clauses().values() for piece in clause.evidence}
    assert named <= PIECES.keys()
    assert not PIECES.keys() - named, "pieces that no clause asks for"
    for clause in clauses().values():
        assert bool(clause.evidence) == (clause.asked_of == "drill")


def test_the_ids_are_those_that_scenarios_cite() -> None:
    assert {"JRT0251-3.5", "JRT0251-12.2-a", "JRT0251-12.3", "RCU-drill", "CSRC-dual"} <= clauses().keys()


def test_a_measured_crash_answers_the_clause_on_the_rto_with_its_evidence(story: tuple[Report, Plan]) -> None:
    report, plan = story
    one = next(one for one in traced(report, plan) if one.id == "JRT0251-3.5")
    assert one.state == "answered"
    answers = {piece.name: answer for piece, answer in one.answers}
    measured = answers["rto"]
    assert isinstance(measured, Here)
    assert set(measured.evidence) == {number for each in report.services for number in each.rto.evidence}


def test_a_drill_without_a_dossier_evidences_no_preparation(story: tuple[Report, Plan]) -> None:
    assert state_of("JRT0251-12.2-a", *story) == "not_evidenced"
    assert state_of("JRT0251-12.2-c", *story) == "not_evidenced"


def test_a_record_that_the_firm_turned_off_is_not_asked_and_the_reason_is_told() -> None:
    first, *rest = crash().history().events
    report = judge(History([first, DrillGoverned(at=first.at, governance=GOVERNANCE), *rest]))
    one = next(one for one in traced(report, crash().plan) if one.id == "JRT0251-12.2-a")
    answers = {piece.name: answer for piece, answer in one.answers}
    assert isinstance(answers["record_review"], Here)
    assert isinstance(answers["record_scheme"], Absent)
    off = answers["record_training"]
    assert isinstance(off, Moot)
    assert "monthly anyway" in off.because.en
    assert one.state == "partly"


def test_a_clause_that_no_scenario_cites_is_not_asked(story: tuple[Report, Plan]) -> None:
    report, plan = story
    assert state_of("CSRC-backup", report, plan) == "not_applicable"
    cites = replace(plan, clauses=("CSRC-backup",))
    assert state_of("CSRC-backup", report, cites) != "not_applicable"


def test_a_drill_that_was_not_restored_does_not_answer_the_way_back() -> None:
    told = aborted()
    report = judge(told.history())
    unproved = replace(report, restored=False)
    pieces = next(one for one in traced(unproved, told.plan) if one.id == "JRT0251-10.4").answers
    assert isinstance({piece.name: answer for piece, answer in pieces}["restored"], Absent)


def test_every_clause_stands_in_the_table_once_and_the_sum_is_whole(story: tuple[Report, Plan]) -> None:
    section = trace(*story)
    table = next(block for block in section.blocks if isinstance(block, Table))
    assert len(table.rows) == len(clauses())
    counts = Counter(row.cells[2].text.en for row in table.rows)
    assert sum(counts.values()) == len(clauses())
    assert counts.keys() <= {say(f"trace.state.{state}").en for state in STATES}


@settings(max_examples=40, deadline=None)
@given(report=reports(), data=st.data())
def test_any_report_is_traced_and_what_is_answered_is_evidenced(report: Report, data: st.DataObject) -> None:
    plan = data.draw(st.sampled_from([crash().plan, replace(crash().plan, objectives=(), clauses=("CSRC-joint",))]))
    for one in traced(report, plan):
        asked = [answer for _, answer in one.answers if not isinstance(answer, Moot)]
        here = [answer for answer in asked if isinstance(answer, Here)]
        assert (one.state == "answered") == (bool(asked) and len(here) == len(asked) and one.ruled_out is None)
        assert (one.state == "not_applicable") == (not asked)
    assert trace(report, plan) == trace(report, plan, NO_RECORDS)


def test_the_table_says_the_same_in_both_languages_in_as_many_cells(story: tuple[Report, Plan]) -> None:
    table = next(block for block in trace(*story).blocks if isinstance(block, Table))
    for row in table.rows:
        assert len(row.cells) == len(table.heads)
        assert all(cell.text.zh and cell.text.en for cell in row.cells)


@pytest.mark.parametrize(
    ("clause", "item", "zh", "en"),
    [
        ("JRT0251-12.3", "a", "JR/T 0251 第 12.3 条 a）", "JR/T 0251 12.3 a)"),
        ("JRT0251-12.2-b", "", "JR/T 0251 第 12.2 条 b）", "JR/T 0251 12.2 b)"),
        ("JRT0251-12.2-t", "", "JR/T 0251 第 12.2 条", "JR/T 0251 12.2"),
        ("ISO22301-8.5", "", "ISO22301-8.5", "ISO22301-8.5"),
    ],
)
def test_a_clause_is_cited_as_its_standard_writes_it(clause: str, item: str, zh: str, en: str) -> None:
    assert (cited(clause, item).zh, cited(clause, item).en) == (zh, en)


@pytest.mark.parametrize(
    ("people", "state"),
    [(("anna", "amir"), "Here"), (("anna", "Anna"), "Absent"), (("anna", "olga"), "Absent"), (("anna",), "Absent")],
)
def test_two_signatures_are_two_people_of_whom_neither_wished_or_started_it(
    people: tuple[str, ...], state: str
) -> None:
    given = tuple(replace(GOVERNANCE.approvals[0], by=one) for one in people)
    first, *rest = crash().history().events
    told = DrillGoverned(at=first.at, governance=replace(GOVERNANCE, approvals=given))
    report = judge(History([first, told, *rest]))
    answers = next(one.answers for one in traced(report, crash().plan) if one.id == "CSRC-dual")
    assert type({piece.name: answer for piece, answer in answers}["approvals"]).__name__ == state
