"""A drill whose journal is away, full or held goes on by itself: nothing lost, nothing done twice, no duration bent."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import Phase as DrawPhase
from hypothesis import strategies as st

from measurements.events import (
    AbortAsked,
    DrillClosed,
    Ending,
    Event,
    JournalReturned,
    LeaseRenewed,
    SamplesTaken,
    StepCompleted,
    StepInvoked,
)
from measurements.history import History
from runners.approvals import WaivingInbox
from runners.clock import SystemClock
from runners.enduring import Endurance
from runners.journal import FILE_NAME, FencedError, Journal, JournalAwayError, JournalFullError
from runners.recorder import recording
from runners.scripted import Exits
from runners.state import fold
from scenarios.plan import SECOND, Phase, Run, Undo
from tests.support.absences import AbsentJournal, Trouble
from tests.support.scripted_drills import Scene, fault, plan, step, twelve_steps

TROUBLES: tuple[Trouble, ...] = ("fine", "refused", "unheard", "late", "full", "held")


def asked(reason: str) -> AbortAsked:
    return AbortAsked(at=0, by="anna", reason=reason)


def scene(root: Path, **changes: object) -> Scene:
    return Scene(root=root, plan=replace(twelve_steps(), **changes))  # pyright: ignore[reportArgumentType]


@given(troubles=st.lists(st.sampled_from(TROUBLES), min_size=1, max_size=25))
@settings(max_examples=6, phases=[DrawPhase.explicit, DrawPhase.generate], suppress_health_check=[HealthCheck.too_slow])
def test_whatever_happens_to_writes_a_drill_is_done_once_and_told_whole(troubles: list[Trouble]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        drilled = scene(Path(folder))
        journal = AbsentJournal.with_troubles(drilled.path, troubles)
        history = asyncio.run(drilled.run(journal, endurance=Endurance(pause_s=0.005, longest_pause_s=0.02)))
        assert history.closed is not None
        assert history.closed.ending is Ending.COMPLETED
        assert history.closed.restored
        assert not drilled.target.standing
        begun = Counter((event.step, event.host, event.attempt) for event in history.of(StepInvoked))
        assert set(begun.values()) == {1}
        assert max(Counter(drilled.target.done).values(), default=0) <= 1
        waited = sum(trouble != "fine" for trouble in journal.met[:-1])
        told = bool([*history.of(JournalReturned)])
        assert told or not waited
        assert not told or any(trouble != "fine" for trouble in journal.met)
        assert isinstance(history.events[-1], DrillClosed)
        assert list(history.events) == sorted(history.events, key=lambda event: event.at)


@pytest.mark.parametrize("trouble", ["refused", "full", "held", "late", "unheard"])
def test_nothing_follows_the_record_that_closes_a_drill_however_long_it_took(tmp_path: Path, trouble: Trouble) -> None:
    """A full disk kept the close waiting, and the wait was told behind it (found by `make campaign`)."""

    def weather(events: Sequence[Event]) -> Trouble:
        if not any(isinstance(event, DrillClosed) for event in events) or met:
            return "fine"
        met.append(trouble)
        return trouble

    drilled, met = scene(tmp_path), list[Trouble]()
    history = asyncio.run(drilled.run(AbsentJournal.under(drilled.path, weather)))
    assert met
    assert isinstance(history.events[-1], DrillClosed)
    assert len([*history.of(DrillClosed)]) == 1


@pytest.mark.parametrize("trouble", ["refused", "full", "late", "unheard"])
def test_what_was_decided_before_the_wait_is_not_begun_where_somebody_stopped_the_drill_meanwhile(
    tmp_path: Path, trouble: Trouble
) -> None:
    inbox = WaivingInbox()
    steps = [step("first", Phase.PREPARE, Run(script="first"), on=["a"]), step("hit", Phase.INJECT, fault(), on=["a"])]
    drilled = Scene(root=tmp_path, plan=plan(*steps), approvals=inbox)

    def weather(events: Sequence[Event]) -> Trouble:
        if not any(isinstance(event, StepInvoked) and event.step == "hit" for event in events) or away:
            return "fine"
        away.append(trouble)
        loop.call_soon_threadsafe(inbox.put, AbortAsked(at=0, by="anna", reason="enough"))
        return trouble

    away, loop = list[Trouble](), asyncio.new_event_loop()
    history = loop.run_until_complete(drilled.run(AbsentJournal.under(drilled.path, weather)))
    loop.close()
    assert history.closed is not None
    assert (history.closed.ending, history.closed.restored) == (Ending.ABORTED, True)
    assert not drilled.target.standing
    if trouble in {"refused", "full"}:
        assert "hit" not in {event.step for event in history.of(StepInvoked)}


def test_leases_are_renewed_and_samples_kept_while_nothing_can_be_written(tmp_path: Path) -> None:
    lease = 300 * 10**6
    steps = [
        step("hit", Phase.INJECT, fault(lease), on=["a"]),
        step("work", Phase.SWITCH, Run(script="work"), on=["b"]),
        step("heal", Phase.RESTORE, Undo(fault="hit")),
    ]
    drilled = Scene(root=tmp_path, plan=plan(*steps), replies={"work": Exits(takes_ns=SECOND // 5)})
    gone = list[float]()

    def weather(events: Sequence[Event]) -> Trouble:
        if not gone and any(isinstance(event, StepInvoked) and event.step == "work" for event in events):
            gone.append(time.monotonic())
        return "refused" if gone and time.monotonic() - gone[0] < 1.5 else "fine"

    history = asyncio.run(drilled.run(AbsentJournal.under(drilled.path, weather)))
    assert history.closed is not None
    assert (history.closed.ending, history.closed.restored) == (Ending.COMPLETED, True)
    [back] = history.of(JournalReturned)
    assert back.until - back.since > SECOND
    renewed = [event.at for event in history.of(LeaseRenewed) if back.since < event.at < back.until]
    assert len(renewed) >= 4, "a fault whose lease runs out while the journal is away undoes itself"
    samples = [sent for event in history.of(SamplesTaken) for sent in event.sent if back.since < sent < back.until]
    assert len(samples) > 20
    worked = {event.step: event for event in history.of(StepCompleted)}
    begun = {event.step: event for event in history.of(StepInvoked)}
    assert worked["work"].at - begun["work"].at < SECOND, "an act that waited for the journal looks as if it was slow"


def test_a_wait_longer_than_the_patience_ends_the_run_and_the_drill_is_taken_up_later(tmp_path: Path) -> None:
    drilled = scene(tmp_path)

    def weather(events: Sequence[Event]) -> Trouble:
        if any(isinstance(event, StepInvoked) and event.step == "crash" for event in events):
            gone.append("crash")
        return "refused" if gone else "fine"

    gone = list[str]()
    journal = AbsentJournal.under(drilled.path, weather)
    with pytest.raises(JournalAwayError):
        asyncio.run(drilled.run(journal, endurance=Endurance(patience_s=0.5)))
    history = asyncio.run(drilled.run())
    assert history.closed is not None
    assert history.closed.restored
    assert not drilled.target.standing


def test_another_runner_that_took_the_drill_while_nobody_answered_is_the_fence(tmp_path: Path) -> None:
    async def race() -> None:
        journal = AbsentJournal.with_troubles(tmp_path / FILE_NAME, ["fine", "refused"])
        await journal.writer("d")
        pen, other = await journal.writer("d"), Journal.at(tmp_path / FILE_NAME)
        await pen.append(asked("first"))
        async with recording(pen, fold(plan(), History([])), str, SystemClock()) as recorder:
            await (await other.writer("d")).append(asked("theirs"))
            with pytest.raises(FencedError):
                await recorder.write(asked("ours"))
        assert [record.seq for record in await other.read("d")] == [1, 2]

    asyncio.run(race())


@pytest.mark.parametrize("error", [JournalFullError("no room"), JournalAwayError("gone")])
def test_a_wait_is_seen_by_whoever_looks(error: Exception) -> None:
    now = [0.0]
    endured = Endurance(patience_s=10, now=lambda: now[0])
    seen = list[tuple[bool, float]]()

    async def work() -> str:
        now[0] += 2
        seen.append((endured.is_waiting, endured.waited_s))
        if len(seen) < 3:
            raise error
        return "done"

    assert asyncio.run(endured.outlast(work)) == "done"
    assert seen == [(False, 2.0), (True, 4.0), (True, 6.0)]
    assert (endured.is_waiting, endured.waited_s, endured.waits) == (False, 0.0, 1)
