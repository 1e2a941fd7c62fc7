"""A runner leaves its drill to the next one after every record in turn; nothing is asked, done twice or forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from measurements.codec import Record
from measurements.events import (
    AbortAsked,
    Ending,
    Event,
    InterruptionDecided,
    LeaseRenewed,
    RunnerHandedOver,
    RunnerStarted,
    StepInvoked,
    UndoInvoked,
)
from runners.approvals import Inbox, Question
from runners.journal import Journal, Writer
from runners.leaving import HandedOverError, HandOver
from runners.remote import Answer, Command
from runners.scripted import ScriptedRemote
from runners.seamless import was_seamless
from scenarios.plan import SECOND, Inject, Phase, Plan, Run
from tests.support.deaths import check_survived, recorded
from tests.support.scripted_drills import Scene, moody, plan, step, twelve_steps, whole_language


def patient(made: Plan) -> Plan:
    """The plan with leases that outlast any pause between two runners of a test on a busy machine."""
    steps = (
        replace(one, action=replace(one.action, lease_ns=90 * SECOND)) if isinstance(one.action, Inject) else one
        for one in made.steps
    )
    return replace(made, steps=tuple(steps))


class LeavingJournal(Journal):
    """A journal whose owner is told to leave as soon as it has made `lives` records durable."""

    lives: int
    hand_over: HandOver
    loop: asyncio.AbstractEventLoop

    @classmethod
    def made(cls, where: str, lives: int, hand_over: HandOver) -> LeavingJournal:
        journal = cls.open(where)
        journal.lives, journal.hand_over, journal.loop = lives, hand_over, asyncio.get_running_loop()
        return journal

    def take_pen(self, drill: str) -> Writer:
        return LeavingWriter(self, drill)


class LeavingWriter(Writer):
    def __init__(self, journal: LeavingJournal, drill: str) -> None:
        super().__init__(journal.engine, drill, journal.last(drill))
        self._journal = journal

    def store(self, events: Sequence[Event]) -> list[Record]:
        stored, journal = super().store(events), self._journal
        journal.lives -= len(stored)
        if journal.lives <= 0:
            journal.loop.call_soon_threadsafe(journal.hand_over.ask, "the machine is serviced")
        return stored


async def left(scene: Scene, lives: int) -> bool:
    """Run until the drill is handed over; tell whether it was before the drill's end."""
    scene.hand_over = HandOver(grace_s=30)
    try:
        await scene.run(LeavingJournal.made(scene.path, lives, scene.hand_over))
    except HandedOverError:
        return True
    finally:
        scene.hand_over = None
    return False


PLANS = {"restore": twelve_steps(), "ask": twelve_steps(asks=True), "language": whole_language()}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "lives"), [("restore", n) for n in range(2, 90, 17)] + [("ask", 40), ("language", 30)]
)
async def test_a_drill_that_is_handed_over_ends_as_if_nothing_had_been(tmp_path: Path, name: str, lives: int) -> None:
    """`restore` would restore and `ask` would wait for ever if anything counted as an interruption."""
    scene = Scene(root=tmp_path, plan=patient(PLANS[name]), replies=moody())
    if not await left(scene, lives):
        return
    earlier = await recorded(scene.path)
    history = await scene.run()
    check_survived(scene, history, [earlier], await recorded(scene.path))
    handed = list(history.of(RunnerHandedOver))
    assert [event.unfinished for event in handed] == [()]
    assert handed[0].reason == "the machine is serviced"
    assert [event.resumed for event in history.of(RunnerStarted)] == [False, True]
    assert not list(history.of(InterruptionDecided))
    assert history.closed is not None
    assert history.closed.ending is Ending.COMPLETED


@pytest.mark.slow
async def test_a_drill_is_handed_on_and_on(tmp_path: Path) -> None:
    scene, earlier = Scene(root=tmp_path, plan=patient(twelve_steps())), list[list[Record]]()
    while await left(scene, 20):  # a runner writes some twelve records before it comes to the steps
        earlier.append(await recorded(scene.path))
    history = await scene.run()
    check_survived(scene, history, earlier, await recorded(scene.path))
    assert len(earlier) > 2
    assert history.closed is not None
    assert history.closed.ending is Ending.COMPLETED


class SlowRemote(ScriptedRemote):
    """Takes `slow_s` for a command of a step, and says when one has begun."""

    slow_s = 0.4
    begun: asyncio.Event

    async def run(self, host: str, command: Command) -> Answer:
        if command.script != "slow":
            return await super().run(host, command)
        self.begun.set()
        await asyncio.sleep(self.slow_s)
        return await super().run(host, command)


def slow_plan() -> Plan:
    """A fault on a, then a slow step and one after it on b, while the fault stands."""
    return patient(
        plan(
            step("crash", Phase.INJECT, replace(_crash(), lease_ns=90 * SECOND), on=["a"]),
            step("slow", Phase.SWITCH, Run(script="slow"), on=["b"]),
            step("after", Phase.SWITCH, Run(script="after"), on=["b"], needs=["slow"]),
        )
    )


def _crash() -> Inject:
    action = twelve_steps().step("crash").action
    assert isinstance(action, Inject)
    return action


async def handed_over_while_slow(scene: Scene, grace_s: float, slow_s: float, **more: Any) -> None:
    """Ask for the hand-over in the middle of the slow step, and wait until it is over."""
    scene.hand_over, remote = HandOver(grace_s), SlowRemote(scene.clock, scene.target)
    remote.slow_s, remote.begun = slow_s, asyncio.Event()
    async with asyncio.TaskGroup() as group:
        run = group.create_task(_expected(scene, remote))
        await remote.begun.wait()
        scene.hand_over.ask("first")
        scene.hand_over.ask("second")
        if more.get("cancels"):
            run.cancel()
    scene.hand_over = None


async def _expected(scene: Scene, remote: SlowRemote) -> None:
    with pytest.raises((HandedOverError, asyncio.CancelledError)):
        await scene.run(remote=remote)


async def test_what_is_under_way_is_waited_for_and_nothing_else_is_begun(tmp_path: Path) -> None:
    scene = Scene(root=tmp_path, plan=slow_plan())
    await handed_over_while_slow(scene, grace_s=30, slow_s=0.4)
    history = await scene.history()
    assert {event.step for event in history.of(StepInvoked)} == {"crash", "slow"}
    assert not list(history.of(UndoInvoked))
    assert isinstance(history.events[-1], RunnerHandedOver)
    assert (history.events[-1].unfinished, history.events[-1].reason) == ((), "first")
    assert "crash@a" in scene.target.standing
    history = await scene.run()
    assert "after on b" in scene.target.done
    assert history.closed is not None
    assert (history.closed.ending, history.closed.restored) == (Ending.COMPLETED, True)


async def test_a_second_signal_and_a_cancellation_change_nothing(tmp_path: Path) -> None:
    scene = Scene(root=tmp_path, plan=slow_plan())
    await handed_over_while_slow(scene, grace_s=30, slow_s=0.4, cancels=True)
    history = await scene.history()
    assert isinstance(history.events[-1], RunnerHandedOver)
    assert not list(history.of(AbortAsked))


async def test_what_does_not_end_in_its_grace_makes_it_an_interruption(tmp_path: Path) -> None:
    scene = Scene(root=tmp_path, plan=slow_plan())
    await handed_over_while_slow(scene, grace_s=0.1, slow_s=60)
    assert [event.unfinished for event in (await scene.history()).of(RunnerHandedOver)] == [("slow on b",)]
    history = await scene.run()
    assert [event.decision for event in history.of(InterruptionDecided)] == ["restore"]
    assert history.closed is not None
    assert (history.closed.ending, history.closed.restored) == (Ending.INTERRUPTED, True)
    assert scene.target.standing == set()


class AskedInbox(Inbox):
    """Says when something is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = asyncio.Event()

    async def ask(self, question: Question) -> None:
        await super().ask(question)
        self.asked.set()


async def test_the_next_runner_that_comes_too_late_for_a_lease_asks(tmp_path: Path) -> None:
    """A fault may have been undone by its own timer by then, so nothing is built on it."""
    short = tuple(
        replace(one, action=replace(one.action, lease_ns=SECOND // 100)) if isinstance(one.action, Inject) else one
        for one in slow_plan().steps
    )
    scene = Scene(root=tmp_path, plan=replace(slow_plan(), steps=short, on_interruption="ask"), approvals=AskedInbox())
    await handed_over_while_slow(scene, grace_s=30, slow_s=0.2)
    await asyncio.sleep(0.05)
    inbox = scene.approvals
    assert isinstance(inbox, AskedInbox)
    async with asyncio.TaskGroup() as group:
        run = group.create_task(scene.run())
        async with asyncio.timeout(30):
            await inbox.asked.wait()
        inbox.put(InterruptionDecided(at=0, decision="restore", by="anna", reason="too late"))
    assert run.result().closed is not None
    assert "after on b" not in scene.target.done


async def test_leases_are_renewed_while_the_last_step_is_waited_for(tmp_path: Path) -> None:
    steps = tuple(
        replace(one, action=replace(one.action, lease_ns=SECOND // 5)) if isinstance(one.action, Inject) else one
        for one in slow_plan().steps
    )
    scene = Scene(root=tmp_path, plan=replace(slow_plan(), steps=steps))
    await handed_over_while_slow(scene, grace_s=30, slow_s=0.6)
    history = await scene.history()
    slow = next(event for event in history.of(StepInvoked) if event.step == "slow")
    assert any(event.at > slow.at for event in history.of(LeaseRenewed))


@pytest.mark.parametrize(
    ("unfinished", "gone", "leases", "seamless"),
    [
        ((), 0, (), True),
        ((), 3600, (), True),
        ((), 9, (30,), True),
        ((), 10, (30,), False),
        ((), 9, (30, 12), False),
        (("promote on b",), 0, (), False),
    ],
)
def test_a_hand_over_is_seamless_while_nothing_can_have_changed(
    *, unfinished: tuple[str, ...], gone: int, leases: tuple[int, ...], seamless: bool
) -> None:
    event = RunnerHandedOver(at=7, run="r", reason="", unfinished=unfinished)
    assert was_seamless(event, 7 + gone, leases) is seamless
