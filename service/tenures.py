"""Who has run a drill: one runner after the other, and why each came. Read off the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeAlias

from measurements.events import (
    AbortAsked,
    DrillOpened,
    Event,
    InterruptionDecided,
    RunnerHandedOver,
    RunnerStarted,
    SafeguardTripped,
    StepInvoked,
    UndoInvoked,
)
from scenarios.plan import Phase, plan_from_json

Why: TypeAlias = Literal["opened", "resumed", "taken_over", "handed_over"]
"""Why a runner came: first; after an interruption, the same machine's; another's; or it was left to it on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One runner's time with a drill, in UTC (ISO 8601); `left_at` only where it left on purpose, with the reason."""

    runner: str
    pid: int
    began_at: str
    why: Why
    left_at: str | None = None
    left_because: str = ""


def tenures(told: Iterable[Event]) -> tuple[Held, ...]:
    """Return the runners of the drill that `told` begins with, the first one first."""
    found = list[Held]()
    opened, before, left = None, None, None
    for event in told:
        match event:
            case DrillOpened():
                opened = event
            case RunnerHandedOver() if found and opened is not None:
                left = event
                found[-1] = replace(found[-1], left_at=utc_of(opened, event.at), left_because=event.reason)
            case RunnerStarted() if opened is not None:
                why = _why(event, before, left)
                name = event.runner or f"pid {event.pid}"
                found.append(Held(runner=name, pid=event.pid, began_at=utc_of(opened, event.at), why=why))
                before, left = event, None
            case _:
                pass
    return tuple(found)


@dataclass(slots=True)
class Standing:
    """Which interruption stands after the records so far: `run` is the one that began with it, or with the drill."""

    run: str = ""
    _left: RunnerHandedOver | None = None

    def take(self, event: Event) -> None:
        """Take the next record."""
        match event:
            case RunnerHandedOver():
                self._left = event
            case RunnerStarted():
                if self._left is None or self._left.unfinished:
                    self.run = event.run
                self._left = None
            case _:
                pass


def turns_back(event: Event) -> bool:
    """Tell whether a drill restores from this event on."""
    if isinstance(event, InterruptionDecided):
        return event.decision == "restore"
    return isinstance(event, AbortAsked | SafeguardTripped | UndoInvoked)


def is_undecided(told: Sequence[Event]) -> bool:
    """Tell whether an interrupted drill whose scenario asks (on_interruption: ask) still waits for the answer."""
    opened = next((event for event in told if isinstance(event, DrillOpened)), None)
    if opened is None or opened.plan.get("on_interruption") != "ask" or any(map(turns_back, told)):
        return False
    decided = max(_decided(told), default=-1)
    starts = [place for place, event in enumerate(told) if isinstance(event, RunnerStarted)]
    came = [place for place, held in zip(starts, tenures(told), strict=True) if held.why in {"resumed", "taken_over"}]
    begun = [event.step for event in told if isinstance(event, StepInvoked)]
    plan = plan_from_json(opened.plan) if begun and came and came[-1] > decided else None
    return plan is not None and all(plan.step(step).phase is not Phase.RESTORE for step in begun)


def _decided(told: Sequence[Event]) -> Iterator[int]:
    """Yield the places of the decisions that held for the interruption that stood when they were heard."""
    standing = Standing()
    for place, event in enumerate(told):
        standing.take(event)
        if isinstance(event, InterruptionDecided) and event.holds_for(standing.run):
            yield place


def _why(event: RunnerStarted, before: RunnerStarted | None, left: RunnerHandedOver | None) -> Why:
    if not event.resumed:
        return "opened"
    if left is not None and not left.unfinished:
        return "handed_over"
    return "resumed" if before is not None and _is_same_place(event.runner, before.runner) else "taken_over"


def _is_same_place(runner: str, before: str) -> bool:
    """Tell whether both are the same runner, or services of one machine (`machine:process`)."""
    machine, colon, _ = runner.rpartition(":")
    return runner == before or (bool(colon) and machine == before.rpartition(":")[0])


def utc_of(opened: DrillOpened, at: int) -> str:
    """Return a drill's time as UTC in ISO 8601, by the clock that it was opened with."""
    moment = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=(opened.utc_ns + at - opened.at) // 1000)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
