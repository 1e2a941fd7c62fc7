"""A drill's state: the fold of its events, with no more of each than a decision needs."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from measurements.counting import GateWords, ManualWords, WhyNot
from measurements.events import (
    CONTROLLER,
    AbortAsked,
    ApprovalGiven,
    ClockRead,
    ClocksExchanged,
    DrillClosed,
    DrillGoverned,
    DrillOpened,
    Ending,
    Event,
    FaultVerified,
    InterruptionDecided,
    JournalReturned,
    LeaseRenewed,
    LedgerRead,
    LedgerReplayed,
    LedgerWritten,
    ManualReported,
    MarkerRead,
    NoticeSent,
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
    WatchReported,
    WriteOutcome,
)
from measurements.history import History
from runners.acts import Act, Stage, StepState
from runners.frontier import Frontier
from runners.seamless import was_seamless
from runners.streams import Reading, Stream, sampled, streams_of, written
from scenarios.plan import (
    Approve,
    Bystander,
    CheckStream,
    Inject,
    LedgerAct,
    Manual,
    Phase,
    Plan,
    PlannedStep,
    Reconcile,
    Undo,
    WaitFor,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Why the drill turned to restoring before its forward steps were through.

    `at_once`: commands under way are not waited for.
    """

    ending: Ending
    reason: str
    at_once: bool


@dataclass(slots=True, kw_only=True)
class Guard:
    """How the probe of a bystander stands, where an answer that comes too slowly is none."""

    bystander: Bystander
    stream: Stream

    def take(self, reading: Reading) -> None:
        """Add one reading."""
        slowest = self.bystander.slower_than_ns
        is_slow = slowest is not None and reading.received - reading.sent > slowest
        self.stream.take(replace(reading, ok=reading.ok and not is_slow))


class DrillState:
    """What policy knows of a drill. Only `apply` changes it, in constant time for everything that comes often."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.opened_at: int | None = None
        self.newest_at = 0
        self.started_at = 0
        self.steps = {step.id: StepState(step=step) for step in plan.steps}
        self.unsettled = dict.fromkeys(self.steps)
        self.under_way: dict[tuple[str, str], Act] = {}
        self.streams = streams_of(plan)
        self.guards = [Guard(bystander=one, stream=streams_of(plan)[one.probe]) for one in plan.safeguards.bystanders]
        self.gates: dict[str, GateWords] = {}
        self.manuals: dict[str, ManualWords] = {}
        self.faults: dict[tuple[str, str], Act] = {}
        self.undoing: set[tuple[str, str]] = set()
        self.placed = frozenset(_placed(plan))
        self.ledgers_opened: set[str] = set()
        self.acknowledged = {
            step.action.ledger: array("q") for step in plan.steps if isinstance(step.action, Reconcile)
        }
        self.turn: Turn | None = None
        self.awaits_decision, self.interruption = False, ""  # the run that began with the last one, or with the drill
        self.handed_over: RunnerHandedOver | None = None
        self.closed: DrillClosed | None = None
        self._looks: dict[str, list[Act]] = {}
        self._frontier = Frontier(plan)

    @property
    def phase(self) -> Phase | None:
        """Return the phase of the first step that is not settled, None after the last."""
        first = next(iter(self.unsettled), None)
        return None if first is None else self.steps[first].step.phase

    @property
    def is_forward(self) -> bool:
        """Tell whether there is forward progress to be made or stopped."""
        return self.turn is None and self.phase not in {None, Phase.RESTORE}

    def ready(self) -> Sequence[PlannedStep]:
        """Return the unsettled steps of the present phase whose needs hold nobody up any more, in the plan's order."""
        phase = self.phase
        return () if phase is None else self._frontier.ready(phase)

    def why_not(self, word: ApprovalGiven | ManualReported) -> WhyNot | None:
        """Return why a word would not count if it were said now, None where it would."""
        act = self.under_way.get((word.step, CONTROLLER))
        if act is None:
            return WhyNot.OUT_OF_TURN
        match word:
            case ApprovalGiven():
                words = self.gates.get(word.step)
                return WhyNot.OUT_OF_TURN if words is None else words.why_not(word)
            case ManualReported():
                said = self.manuals.get(word.step)
                return WhyNot.OUT_OF_TURN if said is None else said.why_not(word)

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
            case AbortAsked() | SafeguardTripped() | InterruptionDecided() | ApprovalGiven() | ManualReported():
                self._take_word(event)
            case DrillOpened() | RunnerStarted() | RunnerHandedOver() | DrillClosed():
                self._take_frame(event)
            case LeaseRenewed() | ClockRead() | ClocksExchanged() | LedgerRead() | LedgerReplayed() | MarkerRead():
                pass
            case NoticeSent() | DrillGoverned() | JournalReturned():
                pass

    def _take_frame(self, event: DrillOpened | RunnerStarted | RunnerHandedOver | DrillClosed) -> None:
        match event:
            case DrillOpened():
                self.opened_at = event.at
            case DrillClosed():
                self.closed = event
            case RunnerStarted():
                self.started_at = event.at
                if event.resumed:
                    self._interrupt(event)
                self.interruption = self.interruption or event.run
                self.handed_over = None
            case RunnerHandedOver():
                self.handed_over = event

    def _interrupt(self, event: RunnerStarted) -> None:
        left, standing = self.handed_over, (act for act in self.faults.values() if not act.is_gone)
        leases = tuple(act.step.action.lease_ns for act in standing if isinstance(act.step.action, Inject))
        goes_on = left is not None and was_seamless(left, event.at + event.gap_ns, leases)
        begun = [act for state in self.steps.values() for act in state.acts.values()]
        for act in begun:
            act.interrupt()
        self.undoing.clear()
        for stream in (*self.streams.values(), *(guard.stream for guard in self.guards)):
            stream.forget()
        if not goes_on:
            self.interruption, self.awaits_decision = event.run, bool(begun) and self.is_forward

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
                self._skip(state, event)
        self._settle(state)

    def _begin(self, state: StepState, event: StepInvoked) -> None:
        act = Act(step=state.step, host=event.host, invoked_at=event.at, run=event.run, attempt=event.attempt)
        state.begin(act)
        self.under_way[event.step, event.host] = act
        match state.step.action:
            case Inject():
                self.faults[event.step, event.host] = act
            case Approve() as gate:
                self.gates[event.step] = GateWords(gate=gate, people=self.plan.people)
            case Manual() as manual:
                self.manuals[event.step] = ManualWords(action=manual, people=self.plan.people)
            case LedgerAct(ledger=ledger, act="open"):
                self.ledgers_opened.add(ledger)
            case WaitFor() | CheckStream() as look:
                self._begin_look(act, look, event.at)
            case _:
                pass

    def _begin_look(self, act: Act, look: WaitFor | CheckStream, at: int) -> None:
        self._looks.setdefault(look.stream, []).append(act)
        if isinstance(look, WaitFor) and look.state == "down" and self.streams[look.stream].satisfies(look):
            act.met_at = at

    def _take_judgement(self, state: StepState, event: StepSettled) -> None:
        """Believe a person about a step in doubt; a word about any other step stays without effect."""
        act = state.acts.get(event.host)
        if act is not None and (act.in_doubt or act.outcome is Outcome.UNKNOWN):
            self._end(state, act, event)

    def _skip(self, state: StepState, event: StepSkipped) -> None:
        """Strike a step off where it has not begun; one that could not begin everywhere has failed."""
        state.skipped = event.reason
        if state.acts:
            reason = f"{event.step} did not begin on {len(state.pending)} of its hosts: {event.reason}"
            self._turn(state, Turn(ending=Ending.FAILED, reason=reason, at_once=False))

    def _end(self, state: StepState, act: Act, event: StepCompleted | StepSettled) -> None:
        state.leave(act)
        act.outcome, was_in_doubt, act.in_doubt, act.ended_at = event.outcome, act.in_doubt, False, event.at
        is_its_time = self.turn is None or state.step.phase is Phase.RESTORE
        act.again = event.outcome is not Outcome.OK and is_its_time and state.may_repeat(act, event.at)
        if isinstance(event, StepCompleted):
            act.captured = dict(event.captured)
        state.enter(act)
        self.under_way.pop((event.step, event.host), None)
        if event.outcome is not Outcome.OK and not act.again:
            ending = Ending.INTERRUPTED if was_in_doubt else Ending.FAILED
            self._turn(state, Turn(ending=ending, reason=_told(event), at_once=False))

    def _take_fault(self, event: FaultVerified | UndoInvoked | UndoCompleted | UndoProved, act: Act) -> None:
        match event:
            case FaultVerified():
                self._verify(self.steps[event.step], act, event)
            case UndoInvoked():
                (act.tries if self.unsettled else act.last_tries).add(event.at)
                act.undoing = True
                self.undoing.add((event.step, event.host))
            case UndoCompleted():
                act.undoing, act.undone_at, act.looked_since = False, event.at, False
                self.undoing.discard((event.step, event.host))
            case UndoProved():
                act.proved, act.looked_since = event.proved, True

    def _verify(self, state: StepState, act: Act, event: FaultVerified) -> None:
        state.leave(act)
        act.took = event.took
        state.enter(act)
        if event.took is not Outcome.OK:
            reason = f"the fault {_named(event)} was not seen to take ({event.took}): {event.detail}"
            self._turn(state, Turn(ending=Ending.FAILED, reason=reason, at_once=False))
        self._settle(state)

    def _turn(self, state: StepState, turn: Turn) -> None:
        if state.step.essential and state.step.phase is not Phase.RESTORE and self.turn is None:
            self._turn_back(turn)

    def _turn_back(self, turn: Turn) -> None:
        """Make no more forward progress, repeats of forward steps included."""
        self.turn, self.awaits_decision = turn, False
        for step in list(self.unsettled):
            state = self.steps[step]
            if state.step.phase is not Phase.RESTORE:
                for act in [act for act in state.alive.values() if act.again]:
                    state.leave(act)
                    act.again = False
                    state.enter(act)
            self._settle(state)

    def _settle(self, state: StepState) -> None:
        """Strike a step off; a drill that turned back verifies no more faults."""
        if state.step.id in self.unsettled and (state.is_settled or (self.turn is not None and state.has_ended)):
            del self.unsettled[state.step.id]
            self._frontier.settle(state.step)

    def _take_word(
        self, event: AbortAsked | SafeguardTripped | InterruptionDecided | ApprovalGiven | ManualReported
    ) -> None:
        match event:
            case ApprovalGiven():
                if self.why_not(event) is None:
                    self.gates[event.step].hear(event)
            case ManualReported():
                if self.why_not(event) is None:
                    self.manuals[event.step].hear(event)
            case AbortAsked():
                self._stop(Turn(ending=Ending.ABORTED, reason=f"{event.by} asked: {event.reason}", at_once=True))
            case SafeguardTripped():
                self._stop(Turn(ending=Ending.ABORTED, reason=f"{event.safeguard}: {event.detail}", at_once=True))
            case InterruptionDecided():
                self.awaits_decision = self.awaits_decision and not event.holds_for(self.interruption)
                if event.decision == "restore":
                    self._stop(Turn(ending=Ending.INTERRUPTED, reason=event.reason, at_once=True))

    def _stop(self, turn: Turn) -> None:
        if self.is_forward:
            self._turn_back(turn)

    def _take_news(self, event: SamplesTaken | LedgerWritten | WatchReported) -> None:
        match event:
            case SamplesTaken():
                self._watch(event.stream, sampled(event))
            case LedgerWritten():
                self._note_writes(event)
                self._watch(event.ledger, written(event, self.streams[event.ledger].timeout_ns))
            case WatchReported():
                self._hear_of(event)

    def _hear_of(self, event: WatchReported) -> None:
        stream = self.streams.get(event.stream)
        if stream is None:
            return
        stream.is_stopped = event.what == "stopped"
        stream.is_running = event.what in {"started", "adopted"} or (stream.is_running and not stream.is_stopped)
        if event.what in {"stalled", "lost"}:
            for broken in (stream, *(guard.stream for guard in self.guards if guard.bystander.probe == event.stream)):
                broken.forget()

    def _note_writes(self, event: LedgerWritten) -> None:
        """Keep which writes were acknowledged, where a step is going to reconcile them; each is so reported once."""
        kept = self.acknowledged.get(event.ledger)
        if kept is not None:
            told = zip(event.number, event.outcome, strict=True)
            kept.extend(number for number, outcome in told if outcome is WriteOutcome.OK)

    def _watch(self, name: str, readings: Iterable[Reading]) -> None:
        stream, guards = self.streams[name], [guard for guard in self.guards if guard.bystander.probe == name]
        for reading in readings:
            stream.take(reading)
            for guard in guards:
                guard.take(reading)
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


def _placed(plan: Plan) -> Iterator[str]:
    """Yield the fault steps whose undo has a place of its own among the restore steps."""
    for step in plan.steps:
        if step.phase is Phase.RESTORE and isinstance(step.action, Undo):
            yield step.action.fault


def _named(event: StepCompleted | StepSettled | FaultVerified) -> str:
    return f"{event.step} on {event.host}" if event.host else event.step


def _told(event: StepCompleted | StepSettled) -> str:
    return f"{_named(event)}: {event.outcome}" + (f" ({event.reason})" if event.reason else "")


__all__ = ["Act", "DrillState", "Guard", "Stage", "StepState", "Turn", "fold"]
