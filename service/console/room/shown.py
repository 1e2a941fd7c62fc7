"""What a room shows at one moment: a value, made of the room by a pure function; pages only put it into words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from measurements.events import Outcome
from scenarios.plan import Phase, Text
from service.console.room.clock import Clock, clock_of
from service.console.room.counting import Count
from service.console.room.folding import Gone, Output, Room, Word
from service.console.room.stepping import State, StepLine
from service.console.room.watching import Strip

Standing: TypeAlias = Literal["planned", "running", "ok", "failed", "unknown", "skipped"]
MOST_STEPS: Final = 400
"""More steps than this are not listed one by one: a page stays below 200 kB."""
_MOST_RUNNING: Final = 8
_MOST_FAULTS: Final = 60
_MOST_TEXT: Final = 4000
_MOST_WORDS: Final = 30
_WORST: Final[tuple[State, ...]] = ("running", "failed", "unknown", "ok", "skipped", "planned")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseShown:
    """One phase with its steps; times are the controller's, ns. `planned` is None where no step has a length."""

    phase: Phase
    state: Standing
    steps: tuple[StepLine, ...]
    done: int
    total: int
    begun_at: int | None
    ended_at: int | None
    planned: tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultShown:
    """What became of one fault on one host."""

    step: str
    title: Text
    host: str
    state: Gone
    at: int | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Everything that changes in a room, at the time `now` (controller's ns), after record `seq`."""

    seq: int
    now: int
    opened_at: int
    closed_at: int | None
    ending: str | None
    ending_reason: str
    restored: bool | None
    residue: tuple[str, ...]
    restoring_at: int | None
    since: int | None
    phases: tuple[PhaseShown, ...]
    phase: Phase | None
    """The phase in which something runs, else the last that was begun."""
    left_out: int
    clocks: tuple[Clock, ...]
    strips: tuple[Strip, ...]
    counts: tuple[Count, ...]
    running: tuple[Output, ...]
    output: Output | None
    faults: tuple[FaultShown, ...]
    words: tuple[tuple[int, Word], ...]

    @property
    def is_over(self) -> bool:
        """Tell whether nothing will come any more."""
        return self.closed_at is not None


def show(room: Room, now: int) -> Shown:
    """Return what the room shows at `now`; pure, and every number in it follows from the records taken so far."""
    closed = room.closed
    until = now if closed is None else closed.at
    streams = [stream for stream in room.streams.values() if stream.seconds or stream.service is not None]
    phases = tuple(_phases(room))
    return Shown(
        seq=room.seq,
        now=max(now, room.last_at),
        opened_at=room.opened.at,
        closed_at=None if closed is None else closed.at,
        ending=None if closed is None else closed.ending.value,
        ending_reason="" if closed is None else closed.reason,
        restored=None if closed is None else closed.restored,
        residue=() if closed is None else closed.residue,
        restoring_at=room.restoring_at,
        since=room.since,
        phases=phases,
        phase=_current(phases),
        left_out=max(0, len(room.steps) - MOST_STEPS),
        clocks=tuple(
            clock_of(
                one,
                room.streams.values(),
                room.since,
                None if closed is None else closed.at,
                room.held.get(one.service),
            )
            for one in room.plan.objectives
        ),
        strips=tuple(stream.strip(until) for stream in streams),
        counts=tuple(ledger.count() for ledger in room.ledgers.values()),
        running=tuple(room.running.values())[-_MOST_RUNNING:],
        output=next((_cut(one) for one in reversed(room.outputs) if _says(one)), None),
        faults=tuple(_faults(room)),
        words=tuple(reversed(room.words))[:_MOST_WORDS],
    )


def _phases(room: Room) -> Iterator[PhaseShown]:
    lines = [told.line() for told in room.steps.values()][:MOST_STEPS]
    for phase in Phase:
        steps = tuple(line for line in lines if line.phase is phase)
        if steps:
            yield _phase(phase, steps)


def _phase(phase: Phase, steps: tuple[StepLine, ...]) -> PhaseShown:
    over = [step for step in steps if step.state not in {"planned", "running"}]
    begun = [step.begun_at for step in steps if step.begun_at is not None]
    ended = [step.ended_at for step in steps if step.ended_at is not None]
    planned = [step.planned for step in steps if step.planned is not None]
    is_over = len(over) == len(steps)
    return PhaseShown(
        phase=phase,
        state=_standing(steps, is_over=is_over, is_begun=bool(begun)),
        steps=steps,
        done=len(over),
        total=len(steps),
        begun_at=min(begun, default=None),
        ended_at=max(ended, default=None) if is_over else None,
        planned=(min(one[0] for one in planned), max(one[1] for one in planned)) if planned else None,
    )


def _standing(steps: tuple[StepLine, ...], *, is_over: bool, is_begun: bool) -> Standing:
    states = {step.state for step in steps}
    if not is_over:
        return "running" if is_begun else "planned"
    return next(state for state in _WORST if state in states)


def _current(phases: tuple[PhaseShown, ...]) -> Phase | None:
    """Return where the drill is now: where a step runs, else where one was begun last."""
    runs = [one.phase for one in phases if any(step.state == "running" for step in one.steps)]
    begun = [(one.begun_at, place, one.phase) for place, one in enumerate(phases) if one.begun_at is not None]
    return runs[-1] if runs else max(begun)[2] if begun else None


def _says(output: Output) -> bool:
    return bool(output.stdout or output.stderr or output.reason or output.outcome is not Outcome.OK)


def _cut(output: Output) -> Output:
    """Return an output of which only the ends of its texts are shown."""
    stdout, stderr = output.stdout[-_MOST_TEXT:], output.stderr[-_MOST_TEXT:]
    was_cut = len(stdout) < len(output.stdout) or len(stderr) < len(output.stderr)
    return Output(
        step=output.step,
        host=output.host,
        at=output.at,
        detail=output.detail,
        outcome=output.outcome,
        exit_status=output.exit_status,
        stdout=stdout,
        stderr=stderr,
        reason=output.reason[:_MOST_TEXT],
        truncated=output.truncated or was_cut,
    )


def _faults(room: Room) -> Iterator[FaultShown]:
    """Yield what became of each fault: those that are not gone first, then the newest."""
    told = sorted(room.faults.values(), key=lambda one: (one.state == "gone", -one.begun_at))
    for one in told[:_MOST_FAULTS]:
        step = room.steps.get(one.step)
        title = Text(zh=one.step, en=one.step) if step is None else step.step.title
        yield FaultShown(step=one.step, title=title, host=one.host, state=one.state, at=one.at, detail=one.detail)
