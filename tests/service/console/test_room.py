"""The room of a drill: what it shows follows from the records alone, however they were cut on their way."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measurements.events import (
    AbortAsked,
    ClockRead,
    Ending,
    Event,
    LedgerRead,
    Outcome,
    RunnerStarted,
    WriteOutcome,
)
from scenarios.plan import Phase
from service.console.room.folding import NoOpeningError, Room, room_of
from service.console.room.shown import Shown, show
from service.console.room.watching import CELLS
from tests.support.drills import acknowledged, good_drill, interrupted, switched, whole_plan, writes
from tests.support.histories import Story, beat, ledger, ns, objective, picture, plan, probe


def folded(events: Sequence[Event]) -> Room:
    room = room_of(events[0])
    for seq, event in enumerate(events[1:], start=2):
        room.take(seq, event)
    return room


def shown(story: Story, at: float, until: float | None = None) -> Shown:
    events = story.history().events
    kept = [event for event in events if until is None or event.at <= ns(until)]
    return show(folded(kept), ns(at))


GOOD = good_drill().history().events


@settings(max_examples=25, deadline=None)
@given(st.integers(1, len(GOOD)), st.floats(0, 200))
def test_a_room_that_took_a_beginning_goes_on_to_the_same_end(cut: int, at: float) -> None:
    first = folded(GOOD[:cut])
    show(first, ns(at))  # looking changes nothing
    for seq, event in enumerate(GOOD[cut:], start=cut + 1):
        first.take(seq, event)
    assert show(first, ns(200)) == show(folded(GOOD), ns(200))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, len(GOOD)))
def test_counts_only_grow_and_what_ended_stays_ended(cut: int) -> None:
    before, after = show(folded(GOOD[:cut]), ns(300)), show(folded(GOOD), ns(300))
    for was, now in zip(before.phases, after.phases, strict=True):
        assert was.done <= now.done <= now.total
    for was, now in zip(before.counts, after.counts, strict=True):
        assert was.acknowledged <= now.acknowledged
        assert was.failed <= now.failed


def test_a_drill_that_went_well_shows_its_phases_in_order_and_all_done() -> None:
    told = shown(good_drill(), 140)
    assert [one.phase for one in told.phases] == sorted((one.phase for one in told.phases), key=list(Phase).index)
    by_phase = {one.phase: one for one in told.phases}
    assert by_phase[Phase.INJECT].state == "ok"
    assert [step.state for step in by_phase[Phase.RESTORE].steps] == ["ok"], "an undo has no records of its own"
    assert by_phase[Phase.SWITCH].done == by_phase[Phase.SWITCH].total == 2
    assert told.is_over
    assert told.restored is True
    assert [(fault.step, fault.state) for fault in told.faults] == [("crash", "gone")]


def test_the_clock_stands_where_the_service_answered_again_once_it_held() -> None:
    (clock,) = shown(good_drill(), 200).clocks
    assert clock.state == "held"
    assert clock.since == ns(100.0)
    assert 12.35 <= (clock.elapsed_ns(ns(500)) or 0) / 10**9 <= 12.4
    assert not clock.is_over(ns(500)), "the target is 12.4 s and the last failure was sent before 112.35"


@pytest.mark.parametrize(
    ("at", "state", "elapsed_s"),
    [
        (99.0, "waiting", None),
        (105.0, "running", 5.0),
        (114.0, "answering", 14.0),
    ],
)
def test_the_clock_runs_while_nobody_knows_better(at: float, state: str, elapsed_s: float | None) -> None:
    made = plan(probes=[probe()], objectives=[objective(hold=5)])
    story = Story(made).started(0.1).sampled("entry", interrupted()).faulted(100.0, 100.02)
    (clock,) = shown(story, at, at).clocks
    elapsed = clock.elapsed_ns(ns(at))
    assert clock.state == state
    assert (None if elapsed is None else elapsed / 10**9) == elapsed_s


def test_a_clock_of_a_service_that_never_came_back_stops_with_the_drill_and_says_so() -> None:
    story = Story(whole_plan()).started(0.1).sampled("entry", interrupted(up=130.0)).faulted(100.0, 100.02)
    (clock,) = shown(story.closed(140, Ending.ABORTED), 900).clocks
    assert clock.state == "stopped"
    assert clock.elapsed_ns(ns(900)) == ns(40)
    assert clock.is_over(ns(900))


def test_without_an_outage_the_clock_says_that_there_was_none() -> None:
    story = Story(whole_plan()).started(0.1).sampled("entry", beat(80, 130)).faulted(100.0, 100.02)
    (clock,) = shown(story, 130).clocks
    assert (clock.state, clock.was_down) == ("running", False)


def test_the_slowest_stream_of_a_service_stops_its_clock() -> None:
    two = plan(probes=[probe("fast"), probe("slow")], objectives=[objective(hold=1)])
    story = Story(two).started(0.1).faulted(10, 10.02)
    story.sampled("fast", picture("UUUUUUUUUUDUUUUUUUUUUUU")).sampled("slow", picture("UUUUUUUUUUDDDDUUUUUUUUU"))
    (clock,) = shown(story, 30).clocks
    assert clock.answers_since == ns(14.1)
    assert clock.state == "held"


def test_a_clock_that_was_held_stands_though_the_switch_back_interrupts_again() -> None:
    made = plan(probes=[probe()], objectives=[objective(hold=5)])
    seen = picture("UUUUUUUUUUDDDUUUUUUUUUUUUUUUDDUU")
    story = Story(made).started(0.1).faulted(10, 10.02).sampled("entry", seen).closed(32, Ending.COMPLETED)
    (clock,) = shown(story, 40).clocks
    assert clock.state == "held"
    assert clock.stopped_at == ns(13.1)


def test_lost_is_said_only_after_the_whole_ledger_was_read() -> None:
    rows = writes()
    story = Story(whole_plan()).started(0.1).wrote("orders", rows)
    (before,) = shown(story, 131).counts
    assert (before.lost, before.found) == (None, None)
    assert before.acknowledged == len(acknowledged(rows))
    survived = acknowledged(rows)[:-7]
    story.read(131.5, survived[:100], last=False).read(131.6, survived[100:], chunk=1)
    (half,) = shown(story, 131.55, 131.55).counts
    assert half.lost is None
    (after,) = shown(story, 132).counts
    assert (after.lost, after.found) == (7, len(survived))


def test_a_write_that_is_answered_later_counts_once_and_a_read_after_a_replay_changes_nothing() -> None:
    made = plan(ledgers=[ledger()])
    story = Story(made).wrote("orders", [(1, 1.0, None, WriteOutcome.INFO), (2, 1.1, None, WriteOutcome.INFO)])
    (count,) = shown(story, 2).counts
    assert (count.acknowledged, count.unknown) == (0, 2)
    story.wrote("orders", [(1, 1.0, 2.0, WriteOutcome.OK)])
    (count,) = shown(story, 3).counts
    assert (count.acknowledged, count.unknown) == (1, 1)
    story.read(4, [])
    again = LedgerRead(
        at=ns(5),
        ledger="orders",
        step="x",
        source="b",
        sent=ns(5),
        chunk=0,
        last=True,
        number=(1,),
        payload=("",),
        position=(0,),
        replayed=True,
    )
    (count,) = shown(story.add(again), 6).counts
    assert count.lost == 1


@settings(max_examples=60, deadline=None)
@given(st.text("UD.", max_size=400), st.integers(0, 4000))
def test_a_strip_shows_every_second_in_which_somebody_looked_and_never_has_too_many_cells(
    drawn: str, more: int
) -> None:
    made = plan(probes=[probe()])
    story = Story(made).sampled("entry", picture(drawn))
    until = len(drawn) + more
    (strip,) = shown(story, until).strips
    assert strip.cells <= CELLS
    assert strip.bad_s == drawn.count("D")
    looked = {second // strip.width_s for second, sign in enumerate(drawn) if sign != "."}
    covered = {cell for run in strip.runs for cell in range(run.first, run.first + run.cells)}
    assert covered == looked
    failed = {second // strip.width_s for second, sign in enumerate(drawn) if sign == "D"}
    red = {
        cell for run in strip.runs if run.seen in {"down", "mixed"} for cell in range(run.first, run.first + run.cells)
    }
    assert red == failed
    assert all(one.first + one.cells <= two.first for one, two in pairwise(strip.runs))


def test_a_step_on_many_hosts_runs_until_the_last_and_is_as_bad_as_the_worst() -> None:
    story = switched(Story(whole_plan()).started(0.1).faulted(100, 100.02))
    told = shown(story, 150)
    step = next(step for one in told.phases for step in one.steps if step.id == "promote")
    assert (step.state, step.hosts, step.ended, step.bad) == ("ok", 1, 1, 0)


def test_what_was_under_way_when_its_runner_died_is_unknown_and_a_gate_waits_on() -> None:
    story = Story(whole_plan()).started(0.1).did("promote", 5, None, "db-b").did("release", 5, None)
    assert {one.step for one in shown(story, 6).running} == {"promote", "release"}
    story.add(RunnerStarted(at=ns(9), run="run-2", pid=2, boot_id="boot", resumed=True))
    told = shown(story, 10)
    states = {step.id: step.state for one in told.phases for step in one.steps}
    assert (states["promote"], states["release"]) == ("unknown", "running")
    assert told.running == ()


def test_what_failed_and_what_people_said_is_there_the_newest_first() -> None:
    story = Story(whole_plan()).did("promote", 1, 2, "db-b", outcome=Outcome.FAILED, reason="refused")
    story.add(AbortAsked(at=ns(3), by="wang", reason="enough")).undone(4, proved=Outcome.FAILED)
    told = shown(story.closed(5, Ending.ABORTED, restored=False), 6)
    assert told.output is not None
    assert told.output.reason == "refused"
    assert isinstance(told.words[0][1], AbortAsked)
    assert told.restoring_at == ns(3)
    assert told.faults[0].state == "left"
    assert (told.restored, told.residue) == (False, ("crash on db-a",))


def test_a_record_that_opens_no_drill_is_refused_in_words() -> None:
    with pytest.raises(NoOpeningError, match="drill_opened"):
        room_of(ClockRead(at=1, before=1, utc_ns=1))
