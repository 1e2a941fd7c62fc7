"""What must hold for a drill whose orchestrator died, and was started again, at any moment."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from measurements.codec import Record
from measurements.events import Outcome, RunnerStarted, StepCompleted, StepInvoked, UndoProved
from measurements.history import History
from runners.acts import has_effect
from runners.journal import Journal
from scenarios.plan import Inject, Plan
from tests.support.scripted_drills import DRILL, Scene


async def recorded(path: Path) -> list[Record]:
    """The records as they are in the file."""
    journal = Journal.at(path)
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


def _check_once(scene: Scene, history: History) -> None:
    invoked = Counter((event.step, event.host) for event in history.of(StepInvoked))
    assert set(invoked.values()) <= {1}
    effects = Counter(line for line in scene.target.done if not line.startswith("look "))
    assert set(effects.values()) <= {1}
    intents = {f"{_told(scene.plan, event)} on {event.host}" for event in history.of(StepInvoked)}
    assert {line for line in effects if not line.startswith("undo ")} <= intents


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
    """Every effect whose outcome was not written when a runner died is UNKNOWN in the end."""
    open_: set[tuple[str, str]] = set()
    doubted: set[tuple[str, str]] = set()
    outcomes: dict[tuple[str, str], Outcome] = {}
    for event in history.events:
        match event:
            case StepInvoked():
                open_.add((event.step, event.host))
            case StepCompleted():
                open_.discard((event.step, event.host))
                outcomes[event.step, event.host] = event.outcome
            case RunnerStarted(resumed=True):
                doubted |= {key for key in open_ if has_effect(plan.step(key[0]))}
            case _:
                pass
    assert {outcomes.get(key) for key in doubted} <= {Outcome.UNKNOWN}
    assert open_ == set()
