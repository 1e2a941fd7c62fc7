"""What was lost, written again and still missing; and that writing it again never makes an RPO better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measurements.events import Event, LedgerRead, LedgerReplayed, WriteOutcome
from measurements.history import History
from measurements.judge import judge
from measurements.ledger import lost, payload
from measurements.reconciling import ranges
from measurements.report import Reconciliation, Report
from scenarios.plan import Phase, Reconcile
from tests.support.drills import FAULT, acknowledged, good_drill, interrupted, switched, whole_plan, writes
from tests.support.histories import DRILL, STEPS, Story, ns, step

LOST = (995, 996, 997, 998, 999)
"""The last writes before the fault at 100 s."""
RECONCILE = step("made_up", Phase.VERIFY, Reconcile(ledger="orders", replay=True))


def read(
    at: float, numbers: Sequence[int], *, replayed: bool = True, last: bool = True, spoilt: frozenset[int] = frozenset()
) -> LedgerRead:
    return LedgerRead(
        at=ns(at),
        ledger="orders",
        step="made_up",
        source="db-b",
        sent=ns(at),
        chunk=0,
        last=last,
        number=tuple(numbers),
        payload=tuple("x" if n in spoilt else payload(DRILL, "orders", n) for n in numbers),
        position=tuple(range(len(numbers))),
        replayed=replayed,
    )


def again(at: float, numbers: Sequence[int], outcome: WriteOutcome = WriteOutcome.OK) -> LedgerReplayed:
    done = None if outcome is WriteOutcome.INFO else ns(at)
    return LedgerReplayed(
        at=ns(at),
        ledger="orders",
        step="made_up",
        number=tuple(numbers),
        invoked=tuple(ns(at) for _ in numbers),
        completed=tuple(done for _ in numbers),
        outcome=tuple(outcome for _ in numbers),
    )


def lossy(missing: Sequence[int] = LOST, *, steps: bool = True, first: bool = True) -> Story:
    rows = writes()
    plan = whole_plan()
    plan = replace(plan, steps=(*plan.steps, RECONCILE)) if steps else plan
    story = Story(plan).started(0.1).sampled("entry", interrupted()).faulted(*FAULT)
    switched(story).wrote("orders", rows)
    if steps:
        story.did("made_up", 131, 134)
    if first:
        story.add(read(131.5, [n for n in acknowledged(rows) if n not in missing], replayed=False))
    return story


KEPT = [n for n in acknowledged(writes()) if n not in LOST]


def told(story: Story, *events: Event) -> tuple[Reconciliation, Report]:
    report = judge(story.add(*events).undone(134.5).closed(135).history())
    return report.reconciliations[0], report


def codes(report: Report) -> set[str]:
    return {one.code for one in report.findings}


def test_what_was_lost_and_written_again_is_listed_and_proved() -> None:
    made, report = told(lossy(), again(132, LOST), read(133, [*KEPT, *LOST]))
    assert (made.state, made.lost, made.lost_numbers, made.still_missing) == ("complete", 5, ((995, 999),), 0)
    assert made.replay is not None
    assert (made.replay.ok, made.replay.failed, made.replay.unknown, made.replayed) == (((995, 999),), (), (), 5)
    assert "made_up_for" in codes(report)
    assert (report.services[0].rpo.verdict, report.services[0].rpo.lost) == ("missed", 5)


def test_what_is_still_missing_altered_or_twice_there_is_named() -> None:
    found = [*KEPT, 995, 996, 996]
    made, report = told(
        lossy(),
        again(132, LOST[:3]),
        again(132.1, LOST[3:4], WriteOutcome.FAIL),
        again(132.2, LOST[4:], WriteOutcome.INFO),
        read(133, found, spoilt=frozenset({995})),
    )
    assert (made.state, made.still_missing_numbers) == ("still_missing", ((997, 999),))
    assert (made.altered_numbers, made.duplicated_numbers) == (((995, 995),), ((996, 996),))
    assert made.replay is not None
    assert (made.replay.failed, made.replay.unknown) == (((998, 998),), ((999, 999),))
    finding = next(one for one in report.findings if one.code == "still_missing")
    assert finding.facts == {"ledger": "orders", "count": "3", "numbers": "997-999"}


def test_a_later_outcome_of_the_same_number_holds() -> None:
    made, _ = told(lossy(), again(132, LOST, WriteOutcome.INFO), again(132.5, LOST), read(133, [*KEPT, *LOST]))
    assert made.replay is not None
    assert (made.replay.ok, made.replay.unknown) == (((995, 999),), ())


@pytest.mark.parametrize(
    ("events", "missing", "state", "code"),
    [
        ([], LOST, "not_replayed", "still_missing"),
        ([], (), "nothing_lost", None),
        ([again(132, LOST)], LOST, "not_read_again", "replay_unproved"),
        ([again(132, LOST), read(133, KEPT, last=False)], LOST, "not_read_again", "replay_unproved"),
    ],
)
def test_what_was_not_done_is_said(events: list[Event], missing: Sequence[int], state: str, code: str | None) -> None:
    made, report = told(lossy(missing), *events)
    assert made.state == state
    assert {"still_missing", "replay_unproved", "made_up_for"} & codes(report) == ({code} if code else set())


def test_a_read_back_that_came_after_a_replay_proves_nothing_of_the_loss_marked_or_not() -> None:
    for marked in (True, False):
        story = lossy(first=False)
        made, report = told(story, again(132, LOST), read(133, [*KEPT, *LOST], replayed=marked))
        assert made.state == "not_read"
        assert (report.services[0].rpo.verdict, report.services[0].rpo.upper_s) == ("inconclusive", None)
        assert "read_back_missing" in codes(report)


def test_a_replay_without_a_step_of_the_plan_is_told_under_the_step_it_names() -> None:
    made, _ = told(lossy(steps=False), again(132, LOST), read(133, [*KEPT, *LOST]))
    assert (made.step, made.state) == ("made_up", "complete")
    assert judge(good_drill().history()).reconciliations == ()
    planned = Story(replace(whole_plan(), steps=(*STEPS, RECONCILE)))
    assert judge(planned.history()).reconciliations == ()


replays = st.lists(
    st.one_of(
        st.tuples(
            st.floats(131.6, 134), st.lists(st.sampled_from(range(1, 1600)), unique=True), st.sampled_from(WriteOutcome)
        ).map(lambda one: again(*one)),
        st.tuples(st.floats(131.6, 134), st.lists(st.sampled_from(range(1, 1600)), unique=True), st.booleans()).map(
            lambda one: read(one[0], one[1], last=one[2])
        ),
    ),
    max_size=4,
)
BEFORE = judge(lossy().undone(134.5).closed(135).history()).services[0].rpo


@settings(max_examples=25)
@given(events=replays)
def test_no_replay_and_no_reading_after_it_ever_changes_the_rpo(events: list[Event]) -> None:
    report = judge(lossy().add(*events).undone(134.5).closed(135).history())
    after = report.services[0].rpo
    assert replace(after, evidence=()) == replace(BEFORE, evidence=())


@settings(max_examples=25)
@given(events=replays, cut=st.integers(0, 5))
def test_any_beginning_of_a_reconciliation_can_be_judged(events: list[Event], cut: int) -> None:
    history = lossy().add(*events).history()
    report = judge(History(history.events[: len(history.events) - cut]))
    assert report.services[0].rpo.verdict != "met"


@given(st.sets(st.integers(0, 40)), st.sets(st.integers(0, 40)))
def test_lost_is_what_was_acknowledged_and_not_found(written: set[int], found: set[int]) -> None:
    assert lost(written, found) == tuple(sorted(written - found))


@given(st.sets(st.integers(0, 40)))
def test_ranges_hold_the_same_numbers(numbers: set[int]) -> None:
    made = ranges(sorted(numbers))
    assert [n for first, last in made for n in range(first, last + 1)] == sorted(numbers)
    assert all(one[1] + 1 < two[0] for one, two in pairwise(made))
