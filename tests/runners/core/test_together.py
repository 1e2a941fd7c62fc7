"""What somebody reports is written with the intents that follow from it; nothing is begun before it is durable."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import pytest

from measurements.events import (
    ClockRead,
    DrillClosed,
    Ending,
    Event,
    InterruptionDecided,
    JournalReturned,
    RunnerHandedOver,
    StepCompleted,
    StepInvoked,
)
from measurements.history import History
from runners.approvals import WaivingInbox
from runners.clock import SystemClock
from runners.enduring import Endurance
from runners.journal import FILE_NAME, Journal, JournalFullError
from runners.leaving import HandedOverError, HandOver
from runners.recorder import recording
from runners.scripted import Exits, Reply
from runners.state import fold
from scenarios.plan import SECOND, Phase, Repeat, Run
from tests.support.absences import AbsentJournal, Trouble
from tests.support.scripted_drills import DRILL, MS, Scene, plan, step, twelve_steps

HOW_MANY = 6
WORD = InterruptionDecided(at=0, by="anna", decision="continue", reason="nobody asked")


def in_a_row(root: Path) -> Scene:
    """A drill of steps of which each waits for the one before."""
    names = [f"s{number}" for number in range(HOW_MANY)]
    steps = [
        step(name, Phase.PREPARE, Run(script=name), on=["a"], needs=tuple(names[number - 1 : number] if number else ()))
        for number, name in enumerate(names)
    ]
    return Scene(root=root, plan=plan(*steps))


def kinds(events: Sequence[Event], step: str) -> set[str]:
    return {event.kind for event in events if isinstance(event, StepInvoked | StepCompleted) and event.step == step}


async def test_an_outcome_and_the_intent_that_follows_from_it_are_one_transaction(tmp_path: Path) -> None:
    drilled, sent = in_a_row(tmp_path), list[Sequence[Event]]()

    def weather(events: Sequence[Event]) -> Trouble:
        sent.append(events)
        return "fine"

    history = await drilled.run(AbsentJournal.under(drilled.path, weather))
    assert history.closed is not None
    assert history.closed.ending is Ending.COMPLETED
    for number in range(1, HOW_MANY):
        together = [events for events in sent if kinds(events, f"s{number}") == {"step_invoked"}]
        assert [kinds(events, f"s{number - 1}") for events in together] == [{"step_completed"}]
    assert drilled.target.done == [f"s{number} on a" for number in range(HOW_MANY)]


@dataclass
class _Follows:
    """Whoever decides that a word follows from whatever it is asked about."""

    heard: list[Sequence[Event]] = field(default_factory=list[Sequence[Event]])

    def decide(self) -> Sequence[Event]:
        return [WORD]

    def written(self, intents: Sequence[Event]) -> None:
        self.heard.append(intents)


@pytest.mark.parametrize("order", ["told first", "told last", "told alone"])
async def test_what_is_told_beside_a_report_does_not_keep_it_from_being_followed(tmp_path: Path, order: str) -> None:
    journal, follower, told = Journal.at(tmp_path / FILE_NAME), _Follows(), ClockRead(at=0, before=0, utc_ns=1)
    async with recording(await journal.writer("d"), fold(plan(), History([])), str, SystemClock()) as recorder:
        recorder.follow(follower)
        works = {
            "told first": [recorder.tell(told), recorder.write(told)],
            "told last": [recorder.write(told), recorder.tell(told)],
            "told alone": [recorder.tell(told), recorder.tell(told)],
        }
        async with asyncio.TaskGroup() as group:
            for work in [recorder.changed(None), *works.pop(order)]:
                group.create_task(work)
        for work in (each for pair in works.values() for each in pair):
            work.close()
    is_followed = order != "told alone"
    events = (await journal.replay("d")).events
    journal.close()
    assert [event.kind for event in events] == ["clock_read", "clock_read", *[WORD.kind] * is_followed]
    assert follower.heard == [[WORD]] * is_followed


@pytest.mark.parametrize("last", range(1, 14))
async def test_whichever_write_is_the_last_nothing_was_begun_without_its_intent(tmp_path: Path, last: int) -> None:
    drilled, sent = in_a_row(tmp_path), list[int]()

    def weather(events: Sequence[Event]) -> Trouble:
        sent.append(len(events))
        return "fine" if len(sent) < last else "full"

    journal = AbsentJournal.under(drilled.path, weather)
    try:
        await drilled.run(journal, endurance=Endurance(patience_s=0.0))
    except* JournalFullError:
        pass
    begun = {f"{event.step} on {event.host}" for event in (await journal.replay(DRILL)).of(StepInvoked)}
    assert set(drilled.target.done) <= begun
    journal.close()
    history = await drilled.run()
    assert history.closed is not None
    assert max(Counter((e.step, e.host, e.attempt) for e in history.of(StepInvoked)).values()) == 1


@pytest.mark.parametrize("trouble", ["refused", "full", "held", "unheard", "late"])
async def test_intents_lapse_with_a_wait_and_are_decided_anew(tmp_path: Path, trouble: Trouble) -> None:
    drilled, met = in_a_row(tmp_path), list[Trouble]()

    def weather(events: Sequence[Event]) -> Trouble:
        if not met and kinds(events, "s2") == {"step_completed"}:
            met.append(trouble)
            return trouble
        return "fine"

    history = await drilled.run(AbsentJournal.under(drilled.path, weather), endurance=Endurance(pause_s=0.005))
    assert met
    assert [event.step for event in history.of(StepInvoked)] == [f"s{number}" for number in range(HOW_MANY)]
    assert [event.step for event in history.of(StepCompleted)] == [f"s{number}" for number in range(HOW_MANY)]
    assert len([*history.of(JournalReturned)]) == 1
    assert isinstance(history.events[-1], DrillClosed)
    assert list(history.events) == sorted(history.events, key=lambda event: event.at)


@pytest.mark.parametrize("at", range(1, 16, 2))
async def test_a_drill_that_is_left_in_the_middle_of_a_write_leaves_no_step_begun_and_forgotten(
    tmp_path: Path, at: int
) -> None:
    drilled, sent = in_a_row(tmp_path), list[int]()
    drilled.hand_over, loop = HandOver(grace_s=30), asyncio.get_running_loop()
    hand_over = drilled.hand_over

    def weather(events: Sequence[Event]) -> Trouble:
        sent.append(len(events))
        if len(sent) == at:
            loop.call_soon_threadsafe(hand_over.ask, "serviced")
        return "fine"

    try:
        history = await drilled.run(AbsentJournal.under(drilled.path, weather))
    except HandedOverError:
        drilled.hand_over = None
        history = await drilled.run()
        assert [event.unfinished for event in history.of(RunnerHandedOver)] == [()]
    assert history.closed is not None
    assert history.closed.ending is Ending.COMPLETED
    assert [event.step for event in history.of(StepInvoked)] == [f"s{number}" for number in range(HOW_MANY)]


async def test_a_whole_drill_takes_fewer_transactions_than_it_has_records(tmp_path: Path) -> None:
    drilled, sent = Scene(root=tmp_path, plan=twelve_steps()), list[int]()

    def weather(events: Sequence[Event]) -> Trouble:
        sent.append(len(events))
        return "fine"

    history = await drilled.run(AbsentJournal.under(drilled.path, weather))
    steps = len([*history.of(StepCompleted)])
    assert sum(1 for count in sent if count > 1) >= steps // 2


def _fails_once() -> Iterator[Reply]:
    return iter([Exits(status=1)])


def _next(failed: defaultdict[str, Iterator[Reply]], name: str, host: str) -> Reply:
    return next(failed[f"{name} on {host}"], Exits())


async def test_the_room_that_a_plan_leaves_is_never_given_twice(tmp_path: Path) -> None:
    """An engine that news had woken decided once more while what it had just decided was still being written."""
    names = [f"s{number}" for number in range(4 * HOW_MANY)]
    again = Repeat(tries=3, pause_ns=3 * MS)
    steps = [
        replace(step(name, Phase.PREPARE, Run(script=name), on=["a", "b"]), repeat=again, whole_ns=60 * SECOND)
        for name in names
    ]
    failed, inbox, loop = defaultdict[str, Iterator[Reply]](_fails_once), WaivingInbox(), asyncio.get_running_loop()
    replies = {name: partial(_next, failed, name) for name in names}
    drilled = Scene(root=tmp_path, plan=replace(plan(*steps), parallel=3), approvals=inbox, replies=replies)

    def weather(_events: Sequence[Event]) -> Trouble:
        loop.call_soon_threadsafe(inbox.put, WORD)
        time.sleep(0.002)  # outcomes come meanwhile, and stand behind the word
        return "fine"

    history = await drilled.run(AbsentJournal.under(drilled.path, weather))
    open_, most = 0, 0
    for event in history.events:
        open_ += isinstance(event, StepInvoked) - isinstance(event, StepCompleted)
        most = max(most, open_)
    assert history.closed is not None
    assert history.closed.ending is Ending.COMPLETED
    assert most == 3
