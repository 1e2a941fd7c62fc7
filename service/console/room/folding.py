"""From a drill's records to what its room tells: a fold that takes one record after the other and asks nobody.

The same records give the same room, however they were cut into pieces on their way.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from measurements.events import (
    AbortAsked,
    ApprovalGiven,
    DrillClosed,
    DrillOpened,
    Event,
    InterruptionDecided,
    LedgerRead,
    LedgerWritten,
    ManualReported,
    Outcome,
    RunnerHandedOver,
    RunnerStarted,
    SafeguardTripped,
    SamplesTaken,
    StepCompleted,
    StepInvoked,
    StepSettled,
    StepSkipped,
    UndoCompleted,
    UndoInvoked,
    UndoProved,
)
from measurements.schedule import schedule
from scenarios.plan import Inject, Phase, Plan, Undo, plan_from_json
from service.console.room.clock import held_for_good
from service.console.room.counting import LedgerTold
from service.console.room.stepping import StepTold
from service.console.room.watching import StreamTold
from service.tenures import turns_back

Word: TypeAlias = (
    ApprovalGiven
    | ManualReported
    | AbortAsked
    | SafeguardTripped
    | InterruptionDecided
    | StepSettled
    | RunnerStarted
    | RunnerHandedOver
)
_WORDS: Final = 100
_OUTPUTS: Final = 6
Gone: TypeAlias = Literal["standing", "undoing", "undone", "gone", "left", "unsure"]
"""What became of a fault; gone: it was seen to be gone, left: it was seen to be there, unsure: nobody could tell."""
_PROOFS: Final[dict[Outcome, Gone]] = {Outcome.OK: "gone", Outcome.FAILED: "left", Outcome.UNKNOWN: "unsure"}


class NoOpeningError(ValueError):
    """The first record of a drill does not open it, so nothing can be told of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What one act printed, or what it is doing while it runs (`outcome` None); masked and bounded by the runner."""

    step: str
    host: str
    at: int
    detail: str
    outcome: Outcome | None = None
    exit_status: int | None = None
    stdout: str = ""
    stderr: str = ""
    reason: str = ""
    truncated: bool = False


@dataclass(slots=True)
class Undoing:
    """What became of one fault on one host, with what the proof says."""

    step: str
    host: str
    begun_at: int
    state: Gone = "standing"
    at: int | None = None
    detail: str = ""


@dataclass(slots=True)
class Room:
    """Everything that a drill's records told so far, up to record `seq`."""

    opened: DrillOpened
    plan: Plan
    steps: dict[str, StepTold]
    streams: dict[str, StreamTold]
    ledgers: dict[str, LedgerTold]
    seq: int = 1
    last_at: int = 0
    faults: dict[tuple[str, str], Undoing] = field(default_factory=dict[tuple[str, str], Undoing])
    outputs: deque[Output] = field(default_factory=lambda: deque[Output](maxlen=_OUTPUTS))
    running: dict[tuple[str, str], Output] = field(default_factory=dict[tuple[str, str], Output])
    words: deque[tuple[int, Word]] = field(default_factory=lambda: deque[tuple[int, Word]](maxlen=_WORDS))
    injected_at: int | None = None
    """When the first fault of the inject phase was begun."""
    stepped_in_at: int | None = None
    """When the first step of the inject phase was begun."""
    restoring_at: int | None = None
    held: dict[str, int] = field(default_factory=dict[str, int])
    """Where the clock of a service was stopped for good: it answered for its hold time from then on."""
    closed: DrillClosed | None = None

    @property
    def since(self) -> int | None:
        """Return when the interruption began at the earliest: the first fault, else the inject phase's first step."""
        return self.stepped_in_at if self.injected_at is None else self.injected_at

    def take(self, seq: int, event: Event) -> None:
        """Take the next record."""
        self.seq, self.last_at = seq, max(self.last_at, event.at)
        if self.restoring_at is None and turns_back(event):
            self.restoring_at = event.at
        match event:
            case SamplesTaken() | LedgerWritten() | LedgerRead():
                self._watch(event)
            case StepInvoked() | StepCompleted() | StepSettled() | StepSkipped():
                self._step(seq, event)
            case UndoInvoked() | UndoCompleted() | UndoProved():
                self._undo(event)
            case RunnerStarted():
                self._come(seq, event)
            case ApprovalGiven() | ManualReported() | AbortAsked() | SafeguardTripped() | InterruptionDecided():
                self.words.append((seq, event))
            case RunnerHandedOver():
                self.words.append((seq, event))
            case DrillClosed():
                self.closed = event
                self._leave(is_over=True)
            case _:
                pass

    def _watch(self, event: SamplesTaken | LedgerWritten | LedgerRead) -> None:
        match event:
            case SamplesTaken() if event.stream in self.streams:
                self.streams[event.stream].take_samples(event)
            case LedgerWritten() if event.ledger in self.ledgers:
                self.ledgers[event.ledger].write(event)
                self.streams[event.ledger].take_writes(event)
            case LedgerRead() if event.ledger in self.ledgers:
                self.ledgers[event.ledger].read(event)
            case _:
                pass
        self._hold()

    def _hold(self) -> None:
        """Stop the clocks of the services that are back and have lasted."""
        for one in self.plan.objectives:
            if one.service not in self.held:
                held = held_for_good(one, self.streams.values(), self.since)
                if held is not None:
                    self.held[one.service] = held

    def _step(self, seq: int, event: StepInvoked | StepCompleted | StepSettled | StepSkipped) -> None:
        told = self.steps.get(event.step)
        if told is None:
            return
        told.take(event)
        match event:
            case StepInvoked():
                self._begin(told, event)
            case StepCompleted():
                self._end(event)
            case StepSettled():
                self.words.append((seq, event))
            case StepSkipped():
                pass

    def _begin(self, told: StepTold, event: StepInvoked) -> None:
        unit, is_fault = (event.step, event.host), isinstance(told.step.action, Inject)
        self.running[unit] = Output(step=event.step, host=event.host, at=event.at, detail=event.detail)
        if is_fault:
            self.faults[unit] = Undoing(step=event.step, host=event.host, begun_at=event.at)
        if told.step.phase is Phase.INJECT and self.stepped_in_at is None:
            self.stepped_in_at = event.at
        if told.step.phase is Phase.INJECT and is_fault and self.injected_at is None:
            self.injected_at = event.at
        if told.step.phase is Phase.RESTORE and self.restoring_at is None:
            self.restoring_at = event.at

    def _end(self, event: StepCompleted) -> None:
        begun = self.running.pop((event.step, event.host), None)
        self.outputs.append(
            Output(
                step=event.step,
                host=event.host,
                at=event.at,
                detail="" if begun is None else begun.detail,
                outcome=event.outcome,
                exit_status=event.exit_status,
                stdout=event.stdout,
                stderr=event.stderr,
                reason=event.reason,
                truncated=event.truncated,
            )
        )

    def _undo(self, event: UndoInvoked | UndoCompleted | UndoProved) -> None:
        unit = (event.step, event.host)
        fault = self.faults.setdefault(unit, Undoing(step=event.step, host=event.host, begun_at=event.at))
        fault.at = event.at
        for told in self.steps.values():
            if isinstance(told.step.action, Undo) and told.step.action.fault == event.step:
                told.undo(event)
        match event:
            case UndoInvoked():
                fault.state, fault.detail = "undoing", event.because
            case UndoCompleted():
                fault.state = "undone" if event.outcome is Outcome.OK else "unsure"
                fault.detail = event.reason
            case UndoProved():
                fault.state, fault.detail = _PROOFS[event.proved], event.detail

    def _come(self, seq: int, event: RunnerStarted) -> None:
        if event.resumed:
            self.words.append((seq, event))
            self._leave(is_over=False)

    def _leave(self, *, is_over: bool) -> None:
        """Whoever ran it is gone: what was under way has no known outcome."""
        self.running.clear()
        for told in self.steps.values():
            told.interrupt(is_over=is_over)


def room_of(opened: Event) -> Room:
    """Return the room of the drill that this record opens; raises NoOpeningError, pydantic.ValidationError."""
    if not isinstance(opened, DrillOpened):
        msg = f"the first record is {opened.kind}; a drill begins with drill_opened"
        raise NoOpeningError(msg)
    plan = plan_from_json(opened.plan)
    planned, start = schedule(plan, opened.at), opened.at
    probes = {one.name: StreamTold(one.name, "probe", one.service, start) for one in plan.probes}
    ledgers = {one.name: StreamTold(one.name, "ledger", one.service, start) for one in plan.ledgers}
    return Room(
        opened=opened,
        plan=plan,
        steps={step.id: StepTold(step, planned.get(step.id)) for step in plan.steps},
        streams={**probes, **ledgers},
        ledgers={one.name: LedgerTold(one.name) for one in plan.ledgers},
        last_at=opened.at,
    )
