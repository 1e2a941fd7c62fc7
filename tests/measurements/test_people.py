"""Whose words count at gates and manual steps, whatever spelling or account they used, and what of the others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.conduct import check_conduct
from measurements.counting import GateWords, ManualWords, WhyNot, holds
from measurements.course import Course, follow
from measurements.events import Outcome
from measurements.people import Heard, hear_people, manual_acts, manual_reports
from measurements.report import ManualAct
from measurements.timeline import tell
from scenarios.plan import Approve, Manual, Phase, Plan, Repeat
from tests.support.histories import SECOND, Story, plan, step
from tests.support.speaking import CALL, LI, PEOPLE, WANG, approves, said

RELEASE = step("release", Phase.DECIDE, Approve(role="operator", people=2))


def people_plan(action: Manual = CALL, tries: int | None = None) -> Plan:
    call = step("call", Phase.SWITCH, action)
    repeat = None if tries is None else Repeat(tries=tries, pause_ns=SECOND)
    return replace(plan(steps=(RELEASE, replace(call, repeat=repeat))), people=PEOPLE)


def asked(action: Manual = CALL) -> Story:
    return Story(people_plan(action))


def heard(story: Story) -> tuple[Course, Heard]:
    course = follow(story.history(), story.plan)
    return course, hear_people(course)


def act(story: Story) -> ManualAct:
    return manual_acts(heard(story)[1])[-1]


def uncounted(story: Story) -> list[WhyNot]:
    return list(heard(story)[1].not_counted.values())


def codes(story: Story) -> dict[str, dict[str, str]]:
    history = story.history()
    course, words = heard(story)
    return {one.code: one.facts for one in check_conduct(history, course, words)}


def test_doer_and_confirmer_are_told_with_the_time_that_people_were_waited_for() -> None:
    story = asked().add(said(2, "李明"), said(3, "token-7", "confirmed")).did("call", 1, 3.5).closed(9)
    told = act(story)
    assert (told.done_by, told.confirmed_by, told.outcome, told.waited_s) == ("li.ming", "wang.fang", "ok", 2.5)
    assert (told.role, told.confirm_role, told.manual) == ("operator", "checker", "OM-12 v3")
    course, words = heard(story)
    assert [entry.person for entry in tell(course, words, 0)] == ["李明, token-7"]
    assert codes(story) == {}


@pytest.mark.parametrize(
    "spelling", ["wang.fang", "王芳", "WANG  FANG", "wang-fang", "Fáng Wáng", "ＷＡＮＧＦ", "token-7"]
)
def test_the_doer_cannot_confirm_whatever_the_spelling_or_the_account(spelling: str) -> None:
    story = asked().add(said(2, "Wang Fang"), said(3, spelling, "confirmed")).did("call", 1, None)
    assert uncounted(story) == [WhyNot.SAME_PERSON]
    assert act(story).confirmed_by is None
    assert codes(story.closed(9))["word_of_same_person"] == {"step": "call", "person": spelling}


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ([said(2, "nobody")], WhyNot.STRANGER),
        ([said(2, "来宾")], WhyNot.WRONG_ROLE),
        ([said(2, "李明"), said(3, "来宾", "confirmed")], WhyNot.WRONG_ROLE),
        ([said(2, "李明"), said(3, "李明", "confirmed")], WhyNot.SAME_PERSON),
        ([said(2, "赵强", "confirmed")], WhyNot.OUT_OF_TURN),
        ([said(2, "李明"), said(3, "王芳")], WhyNot.OUT_OF_TURN),
        ([said(0.5, "李明")], WhyNot.OUT_OF_TURN),
        ([said(2, "李明", step="release")], WhyNot.OUT_OF_TURN),
        ([said(2, "李明", "failed"), said(3, "王芳")], WhyNot.OUT_OF_TURN),
    ],
)
def test_a_word_that_does_not_count_is_a_finding(words: list[object], why: WhyNot) -> None:
    story = asked().did("call", 1, None)
    story.events.extend(words)  # pyright: ignore[reportArgumentType]
    assert uncounted(story) == [why]
    reports = manual_reports(*heard(story), 0)
    assert [(one.counted, one.why_not) for one in reports][-1] == (False, why.value)


def test_a_deputy_may_do_what_the_holder_may() -> None:
    story = asked().add(said(2, "赵强"), said(3, "王芳", "confirmed")).did("call", 1, 4)
    assert act(story).done_by == "zhao.qiang"
    assert holds(PEOPLE, "zhao.qiang", "operator")
    assert not holds(PEOPLE, "guest", "operator")
    assert holds((), "anybody", "operator")


def test_without_dual_control_one_is_enough_and_nobody_confirms() -> None:
    alone = replace(CALL, dual_control=False)
    story = asked(alone).add(said(2, "李明"), said(3, "王芳", "confirmed")).did("call", 1, 4)
    assert act(story).confirm_role is None
    assert uncounted(story) == [WhyNot.OUT_OF_TURN]


def test_without_a_role_of_its_own_the_confirmation_asks_for_the_doers() -> None:
    words = ManualWords(action=replace(CALL, confirm_role=None), people=PEOPLE)
    assert words.asked_role == "operator"
    assert words.hear(said(2, "李明")) is None
    assert (words.asked_role, words.is_over) == ("operator", False)
    assert words.hear(said(3, "王芳", "confirmed")) is None
    assert words.is_good


def test_who_cannot_do_it_or_does_not_confirm_it_ends_it_badly() -> None:
    failed = asked().add(said(2, "李明", "failed")).did("call", 1, 3, outcome=Outcome.FAILED)
    assert (act(failed).outcome, act(failed).done_by) == ("failed", None)
    words = ManualWords(action=CALL, people=PEOPLE)
    assert [words.hear(said(2, "李明")), words.hear(said(3, "赵强", "refused"))] == [None, None]
    assert (words.refused_by, words.is_bad, words.is_good) == ("zhao.qiang", True, False)


def test_a_waived_step_was_done_by_nobody() -> None:
    story = asked().add(said(2, "--yes", waived=True)).did("call", 1, 3).closed(9)
    assert (act(story).waived, act(story).done_by) == (True, None)
    assert codes(story) == {"manual_waived": {"step": "call", "person": "--yes", "reason": "seen"}}
    confirmed = ManualWords(action=CALL, people=PEOPLE)
    assert confirmed.hear(said(2, "--yes", "confirmed", waived=True)) is None
    assert (confirmed.is_good, confirmed.confirmed_by) == (True, None)


def test_a_step_that_passed_on_words_that_do_not_carry_it_is_serious() -> None:
    story = asked().add(said(2, "王芳"), said(3, "wangf", "confirmed")).did("call", 1, 4)
    story.add(approves(0.2, "王芳"), approves(0.3, "Wang Fang")).did("release", 0.1, 0.5).closed(9)
    found = [
        one.facts["step"] for one in check_conduct(story.history(), *heard(story)) if one.code == "passed_unlawfully"
    ]
    assert found == ["release", "call"]


def test_two_different_people_pass_a_gate_and_one_twice_does_not() -> None:
    gate = GateWords(gate=Approve(role="operator", people=2), people=PEOPLE)
    assert gate.hear(approves(1, "王芳")) is None
    assert gate.hear(approves(2, "wangf")) is WhyNot.SAME_PERSON
    assert gate.hear(approves(2, "nobody")) is WhyNot.STRANGER
    assert gate.hear(approves(2, "guest")) is WhyNot.WRONG_ROLE
    assert not gate.is_over
    assert gate.hear(approves(3, "li ming")) is None
    assert gate.is_good
    assert gate.hear(approves(4, "赵强")) is WhyNot.OUT_OF_TURN


def test_whoever_approved_may_still_refuse_while_it_is_open() -> None:
    gate = GateWords(gate=Approve(role="operator", people=2), people=PEOPLE)
    assert gate.hear(approves(1, "王芳")) is None
    assert gate.hear(approves(2, "王芳", refuse=True)) is None
    assert (gate.is_good, gate.is_over, gate.refused_by) == (False, True, "wang.fang")


def test_each_attempt_begins_with_no_words() -> None:
    story = Story(people_plan(tries=2))
    story.add(said(2, "李明"), said(6, "王芳"), said(7, "赵强", "confirmed"))
    story.did("call", 1, 3, outcome=Outcome.FAILED).did("call", 5, 8)
    told = manual_acts(heard(story)[1])
    assert [(one.attempt, one.done_by, one.confirmed_by) for one in told] == [
        (1, "li.ming", None),
        (2, "wang.fang", "zhao.qiang"),
    ]
    assert [one.attempt for one in manual_reports(*heard(story), 0)] == [1, 2, 2]


def test_a_word_after_an_interrupted_attempt_belongs_to_the_next() -> None:
    story = Story(people_plan(tries=2)).did("call", 1, None).did("call", 5, None)
    story.add(said(2, "李明"), said(6, "王芳"))
    assert [one.done_by for one in manual_acts(heard(story)[1])] == ["li.ming", "wang.fang"]


SPELLINGS = ("王芳", "Wang Fang", "wangf", "李明", "li.ming", "赵强", "guest", "nobody", "")


@given(
    st.lists(
        st.tuples(st.sampled_from(SPELLINGS), st.sampled_from(["done", "failed", "confirmed", "refused"])), max_size=8
    )
)
def test_no_order_of_words_ever_makes_one_person_both(words: list[tuple[str, str]]) -> None:
    told = ManualWords(action=CALL, people=PEOPLE)
    for at, (person, what) in enumerate(words):
        why = told.why_not(said(at, person, what))  # pyright: ignore[reportArgumentType]
        assert told.hear(said(at, person, what)) is why  # pyright: ignore[reportArgumentType]
    if told.is_good:
        assert told.done_by is not None
        assert told.confirmed_by is not None
        assert told.done_by != told.confirmed_by
        assert holds(PEOPLE, told.confirmed_by, "checker")


@given(st.lists(st.sampled_from(SPELLINGS), max_size=8))
def test_a_gate_counts_people_and_not_names(names: list[str]) -> None:
    gate = GateWords(gate=Approve(role="operator", people=2), people=PEOPLE)
    for at, name in enumerate(names):
        gate.hear(approves(at, name))
    assert len(gate.approved) <= 2
    assert gate.approved <= {WANG.id, LI.id, "zhao.qiang"}
