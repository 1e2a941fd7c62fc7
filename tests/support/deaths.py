"""What must hold for a drill whose orchestrator died, and was started again, at any moment."""

from __future__ import annotations

from collections import Counter

from measurements.codec import Record
from measurements.events import Outcome, RunnerStarted, StepCompleted, StepInvoked, UndoProved
from measurements.history import History
from runners.acts import has_effect
from runners.journal import Journal
from scenarios.plan import Action, Inject, Notify, Plan
from tests.support.scripted_drills import DRILL, Scene


async def recorded(where: str) -> list[Record]:
    """The records as they are in the database."""
    journal = Journal.open(where)
    try:
        return await journal.read(DRILL)
    finally:
        journal.close()


def check_survived(scene: Scene, history: History, earlier: list[list[Record]], final: list[Record]) -> None:
    """Nothing lost, nothing done twice, every begun fault undone and proved, what is unknown said to be so."""
    for records in earlier:
        assert final[: len(records)] == records
    assert history.closed is not None
    _check_once(scene, history)
    _check_healed(scene, history)
    _check_doubts(scene.plan, history)
    _check_bound(scene.plan, history)


def _check_once(scene: Scene, history: History) -> None:
    """Nothing is done more often than its intent stands in the journal, nor that more often than the plan allows."""
    for key, tries in Counter((event.step, event.host) for event in history.of(StepInvoked)).items():
        repeat = scene.plan.step(key[0]).repeat
        assert tries <= (1 if repeat is None else repeat.tries)
        attempts = [event.attempt for event in history.of(StepInvoked) if (event.step, event.host) == key]
        assert attempts == list(range(1, tries + 1))
    intents = Counter(f"{_told(scene.plan, event)} on {event.host}" for event in history.of(StepInvoked))
    effects = Counter(line for line in scene.target.done if not line.startswith(("look ", "undo ")))
    assert effects <= intents
    undone = Counter(line for line in scene.target.done if line.startswith("undo "))
    assert set(undone.values()) <= {1}
    assert len(scene.notifier.sent) <= sum(isinstance(_action(scene.plan, e), Notify) for e in history.of(StepInvoked))


def _check_bound(plan: Plan, history: History) -> None:
    open_: set[tuple[str, str]] = set()
    for event in history.events:
        match event:
            case StepInvoked() if has_effect(plan.step(event.step)):
                open_.add((event.step, event.host))
                assert plan.parallel is None or len(open_) <= plan.parallel
            case StepCompleted():
                open_.discard((event.step, event.host))
            case _:
                pass


def _action(plan: Plan, event: StepInvoked) -> Action:
    return plan.step(event.step).action


def _told(plan: Plan, event: StepInvoked) -> str:
    return f"begin {event.step}" if isinstance(plan.step(event.step).action, Inject) else event.step


def _check_healed(scene: Scene, history: History) -> None:
    assert scene.target.standing == set()
    begun = {(e.step, e.host) for e in history.of(StepInvoked) if isinstance(scene.plan.step(e.step).action, Inject)}
    proved = {(e.step, e.host) for e in history.of(UndoProved) if e.proved is Outcome.OK}
    assert begun == proved
    assert history.closed is not None
    assert [left for left in history.closed.residue if not left.startswith("ledger:")] == []


def _check_doubts(plan: Plan, history: History) -> None:
    """Whatever was under way when a runner died is called unknown before anything else is made of it."""
    open_: set[tuple[str, str]] = set()
    doubted: set[tuple[str, str]] = set()
    for event in history.events:
        match event:
            case StepInvoked():
                assert (event.step, event.host) not in doubted
                open_.add((event.step, event.host))
            case StepCompleted():
                key = (event.step, event.host)
                assert key not in doubted or event.outcome is Outcome.UNKNOWN
                open_.discard(key)
                doubted.discard(key)
            case RunnerStarted(resumed=True):
                doubted |= {key for key in open_ if has_effect(plan.step(key[0]))}
            case _:
                pass
    assert (open_, doubted) == (set(), set())
