"""A drill's state: the fold of its events, with no more of each than a decision needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from measurements.events import (
    AbortAsked,
    ApprovalGiven,
    ClockRead,
    ClocksExchanged,
    DrillClosed,
    DrillOpened,
    Ending,
    Event,
    FaultVerified,
    InterruptionDecided,
    LeaseRenewed,
    LedgerRead,
    LedgerReplayed,
    LedgerWritten,
    ManualReported,
    MarkerRead,
    NoticeSent,
    Outcome,
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
    WatchReported,
)
from measurements.history import History
from runners.acts import Act, Stage, StepState
from runners.streams import Reading, Stream, sampled, streams_of, written
from scenarios.plan import CheckStream, Inject, Phase, Plan, WaitFor


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Why the drill turned to restoring before its forward steps were through.

    `at_once`: commands under way are not waited for.
    """

    ending: Ending
    reason: str
    at_once: bool


@dataclass(slots=True, kw_only=True)
class Gate:
    """What people said at one gate."""

    approved: set[str] = field(default_factory=set[str])
    refused_by: str | None = None
    waived: bool = False


class DrillState:
    """What policy knows of a drill. Only `apply` changes it, in constant time for everything that comes often."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.opened_at: int | None = None
        self.newest_at = 0
        self.started_at = 0
        self.steps = {step.id: StepState(step=step) for step in plan.steps}
        self.unsettled = dict.fromkeys(self.steps)
        self.streams = streams_of(plan)
        self.gates: dict[str, Gate] = {}
        self.faults: dict[tuple[str, str], Act] = {}
        self.turn: Turn | None = None
        self.awaits_decision = False
        self.closed: DrillClosed | None = None
        self._looks: dict[str, list[Act]] = {}

    @property
    def phase(self) -> Phase | None:
        """Return the phase of the first step that is not settled, None after the last."""
        first = next(iter(self.unsettled), None)
        return None if first is None else self.steps[first].step.phase

    @property
    def is_forward(self) -> bool:
        """Tell whether there is forward progress to be made or stopped."""
        return self.turn is None and self.phase not in {None, Phase.RESTORE}

    def apply(self, event: Event) -> None:
        """Take in the next event of the journal."""
        self.newest_at = max(self.newest_at, event.at)
        match event:
            case StepInvoked() | StepCompleted() | StepSkipped() | StepSettled():
                if event.step in self.steps:
                    self._take_step(event)
            case FaultVerified() | UndoInvoked() | UndoCompleted() | UndoProved():
                self._take_fault(event, self.faults[event.step, event.host])
            case SamplesTaken() | LedgerWritten() | WatchReported():
                self._take_news(event)
            case AbortAsked() | SafeguardTripped() | InterruptionDecided() | ApprovalGiven():
                self._take_word(event)
            case DrillOpened() | RunnerStarted() | DrillClosed():
                self._take_frame(event)
            case LeaseRenewed() | ClockRead() | ClocksExchanged() | LedgerRead() | LedgerReplayed() | MarkerRead():
                pass
            case ManualReported() | NoticeSent():
                pass

    def _take_frame(self, event: DrillOpened | RunnerStarted | DrillClosed) -> None:
        match event:
            case DrillOpened():
                self.opened_at = event.at
            case DrillClosed():
                self.closed = event
            case RunnerStarted():
                self.started_at = event.at
                if event.resumed:
                    self._interrupt()

    def _interrupt(self) -> None:
        begun = [act for state in self.steps.values() for act in state.acts.values()]
        for act in begun:
            act.interrupt()
        for stream in self.streams.values():
            stream.forget()
        self.awaits_decision = bool(begun) and self.is_forward

    def _take_step(self, event: StepInvoked | StepCompleted | StepSkipped | StepSettled) -> None:
        state = self.steps[event.step]
        match event:
            case StepInvoked():
                self._begin(state, event)
            case StepCompleted():
                self._end(state, state.acts[event.host], event)
            case StepSettled():
                self._take_judgement(state, event)
            case StepSkipped():
                state.skipped = event.reason
        self._settle(state)

    def _begin(self, state: StepState, event: StepInvoked) -> None:
        act = Act(step=state.step, host=event.host, invoked_at=event.at, run=event.run)
        state.acts[event.host] = act
        state.stages[act.stage] += 1
        action = state.step.action
        if isinstance(action, Inject):
            self.faults[event.step, event.host] = act
        if isinstance(action, WaitFor | CheckStream):
            self._looks.setdefault(action.stream, []).append(act)
            if isinstance(action, WaitFor) and action.state == "down" and self.streams[action.stream].satisfies(action):
                act.met_at = event.at

    def _take_judgement(self, state: StepState, event: StepSettled) -> None:
        """Believe a person about a step in doubt; a word about any other step stays without effect."""
        act = state.acts.get(event.host)
        if act is not None and (act.in_doubt or act.outcome is Outcome.UNKNOWN):
            self._end(state, act, event)

    def _end(self, state: StepState, act: Act, event: StepCompleted | StepSettled) -> None:
        state.stages[act.stage] -= 1
        act.outcome, was_in_doubt, act.in_doubt = event.outcome, act.in_doubt, False
        state.stages[act.stage] += 1
        if event.outcome is not Outcome.OK:
            ending = Ending.INTERRUPTED if was_in_doubt else Ending.FAILED
            self._turn(state, Turn(ending=ending, reason=_told(event), at_once=False))

    def _take_fault(self, event: FaultVerified | UndoInvoked | UndoCompleted | UndoProved, act: Act) -> None:
        match event:
            case FaultVerified():
                self._verify(self.steps[event.step], act, event)
            case UndoInvoked():
                (act.tries if self.unsettled else act.last_tries).add(event.at)
                act.undoing = True
            case UndoCompleted():
                act.undoing, act.undone_at, act.looked_since = False, event.at, False
            case UndoProved():
                act.proved, act.looked_since = event.proved, True

    def _verify(self, state: StepState, act: Act, event: FaultVerified) -> None:
        state.stages[act.stage] -= 1
        act.took = event.took
        state.stages[act.stage] += 1
        if event.took is not Outcome.OK:
            reason = f"the fault {_named(event)} was not seen to take ({event.took}): {event.detail}"
            self._turn(state, Turn(ending=Ending.FAILED, reason=reason, at_once=False))
        self._settle(state)

    def _turn(self, state: StepState, turn: Turn) -> None:
        if state.step.phase is not Phase.RESTORE and self.turn is None:
            self._turn_back(turn)

    def _turn_back(self, turn: Turn) -> None:
        self.turn, self.awaits_decision = turn, False
        for step in list(self.unsettled):
            self._settle(self.steps[step])

    def _settle(self, state: StepState) -> None:
        """Strike a step off; a drill that turned back verifies no more faults."""
        if state.is_settled or (self.turn is not None and state.has_ended):
            self.unsettled.pop(state.step.id, None)

    def _take_word(self, event: AbortAsked | SafeguardTripped | InterruptionDecided | ApprovalGiven) -> None:
        match event:
            case ApprovalGiven():
                self._hear(self.gates.setdefault(event.step, Gate()), event)
            case AbortAsked():
                self._stop(Turn(ending=Ending.ABORTED, reason=f"{event.by} asked: {event.reason}", at_once=True))
            case SafeguardTripped():
                self._stop(Turn(ending=Ending.ABORTED, reason=f"{event.safeguard}: {event.detail}", at_once=True))
            case InterruptionDecided():
                self.awaits_decision = False
                if event.decision == "restore":
                    self._stop(Turn(ending=Ending.INTERRUPTED, reason=event.reason, at_once=True))

    def _stop(self, turn: Turn) -> None:
        if self.is_forward:
            self._turn_back(turn)

    def _hear(self, gate: Gate, event: ApprovalGiven) -> None:
        if event.decision == "refuse":
            gate.refused_by = event.person
        else:
            gate.approved.add(event.person)
            gate.waived |= event.waived

    def _take_news(self, event: SamplesTaken | LedgerWritten | WatchReported) -> None:
        match event:
            case SamplesTaken():
                self._watch(event.stream, sampled(event))
            case LedgerWritten():
                self._watch(event.ledger, written(event, self.streams[event.ledger].timeout_ns))
            case WatchReported():
                if event.what in {"stalled", "lost"} and event.stream in self.streams:
                    self.streams[event.stream].forget()

    def _watch(self, name: str, readings: Iterable[Reading]) -> None:
        stream = self.streams[name]
        for reading in readings:
            stream.take(reading)
            if looks := self._looks.get(name):
                self._looks[name] = [act for act in looks if not _met(act, stream, reading)]


def fold(plan: Plan, history: History) -> DrillState:
    """Return the state after the whole history; applying its events one by one gives the same."""
    state = DrillState(plan)
    for event in history.events:
        state.apply(event)
    return state


def _met(act: Act, stream: Stream, reading: Reading) -> bool:
    """Tell whether this look is over: ended already, or made true by a reading sent after it was begun."""
    action = act.step.action
    if act.outcome is not None or act.met_at is not None or not isinstance(action, WaitFor | CheckStream):
        return True
    waits_for_failure = isinstance(action, WaitFor) and action.state == "down"
    if (waits_for_failure or reading.sent >= act.invoked_at) and stream.satisfies(action):
        act.met_at = reading.received
    return act.met_at is not None


def _named(event: StepCompleted | StepSettled | FaultVerified) -> str:
    return f"{event.step} on {event.host}" if event.host else event.step


def _told(event: StepCompleted | StepSettled) -> str:
    return f"{_named(event)}: {event.outcome}" + (f" ({event.reason})" if event.reason else "")


__all__ = ["Act", "DrillState", "Gate", "Stage", "StepState", "Turn", "fold"]
