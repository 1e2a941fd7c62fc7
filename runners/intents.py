"""Which event writes down that something was decided, and whether it may still be written."""

from __future__ import annotations

from collections.abc import Mapping

from measurements.events import (
    DrillClosed,
    Event,
    InterruptionDecided,
    SafeguardTripped,
    StepCompleted,
    StepInvoked,
    StepSkipped,
    UndoInvoked,
)
from runners.actions import (
    Action,
    AskApproval,
    AskInterruption,
    AskManual,
    Close,
    DecideRestore,
    Invoke,
    Look,
    Prove,
    Settle,
    Skip,
    Trip,
    UndoFault,
    Verify,
    Wait,
)
from runners.acts import Stage, StepState
from runners.state import DrillState
from scenarios.plan import Action as StepAction
from scenarios.plan import (
    Approve,
    CheckCommand,
    CheckStream,
    Inject,
    LedgerAct,
    Manual,
    Measure,
    Notify,
    Phase,
    Ready,
    Reconcile,
    Run,
    Undo,
    WaitFor,
)


def event_of(action: Action, steps: Mapping[str, StepState], run: str, now: int) -> Event | None:
    """Return the event that an action begins with (or is), None for a look, a question and a wait."""
    match action:
        case Invoke(step=step, host=host, attempt=attempt):
            told = _described(steps[step].step.action)
            return StepInvoked(at=now, step=step, host=host, run=run, detail=told, attempt=attempt)
        case UndoFault(step=step, host=host, because=because):
            return UndoInvoked(at=now, step=step, host=host, run=run, because=because)
        case Skip(step=step, reason=reason):
            return StepSkipped(at=now, step=step, reason=reason)
        case Settle(step=step, host=host, outcome=outcome, reason=reason):
            return StepCompleted(at=now, step=step, host=host, outcome=outcome, reason=reason)
        case DecideRestore(reason=reason):
            return InterruptionDecided(at=now, decision="restore", by="policy", reason=reason)
        case Trip(safeguard=safeguard, detail=detail):
            return SafeguardTripped(at=now, safeguard=safeguard, detail=detail)
        case Close(ending=ending, restored=restored, residue=residue, reason=reason):
            return DrillClosed(at=now, ending=ending, restored=restored, residue=residue, reason=reason)
        case Look() | Verify() | Prove() | AskApproval() | AskManual() | AskInterruption() | Wait():
            return None


def is_lawful(event: Event, state: DrillState) -> bool:
    """Tell whether a decided event is still right, now that everything written before it is known."""
    match event:
        case StepInvoked():
            return _may_begin(event, state)
        case StepSkipped():
            return state.steps[event.step].skipped is None
        case StepCompleted():
            return _may_end(event, state.steps[event.step])
        case UndoInvoked():
            act = state.faults[event.step, event.host]
            return not act.undoing and not act.is_gone
        case SafeguardTripped() | InterruptionDecided():
            return state.is_forward
        case _:
            return True


def _may_begin(event: StepInvoked, state: DrillState) -> bool:
    own = state.steps[event.step]
    is_its_time = state.is_forward != (own.step.phase is Phase.RESTORE)
    before = own.acts.get(event.host)
    if before is None:
        return is_its_time and own.skipped is None and event.attempt == 1
    return is_its_time and before.stage is Stage.AGAIN and event.attempt == before.attempt + 1


def _may_end(event: StepCompleted, own: StepState) -> bool:
    """Tell whether an act may still be ended from outside: while it is under way, or waits in vain for another try."""
    act = own.acts[event.host]
    return act.outcome is None or (act.stage is Stage.AGAIN and own.is_out_of_time(event.at))


def _described(action: StepAction) -> str:
    match action:
        case Run(action=called, detail=detail) | CheckCommand(action=called, detail=detail) if called:
            return f"{called}: {detail}" if detail else called
        case Run(script=script) | CheckCommand(script=script):
            return script
        case Inject(fault=fault):
            return f"{fault.name}: {fault.detail}"
        case WaitFor(stream=stream, state=state, in_a_row=in_a_row):
            return f"{stream} {state}, {in_a_row} in a row"
        case CheckStream(stream=stream, state=state, hold_ns=hold):
            return f"{stream} {state} for {hold / 1_000_000_000:g} s"
        case Approve(role=role, people=people):
            return f"{people} of role {role}"
        case Undo(fault=fault):
            return f"undo {fault}"
        case LedgerAct(ledger=ledger, act=act):
            return f"{act} ledger {ledger}"
        case Manual() | Notify() | Reconcile() | Measure() | Ready() as action:
            return _described_further(action)


def _described_further(action: Manual | Notify | Reconcile | Measure | Ready) -> str:
    match action:
        case Manual(role=role, dual_control=dual):
            return f"by {role}" + (", confirmed by another" if dual else "")
        case Notify(groups=groups):
            return f"tell {', '.join(groups)}"
        case Reconcile(ledger=ledger, replay=replay):
            return f"reconcile ledger {ledger}" + (", replay what is lost" if replay else "")
        case Measure(service=service, marker=marker, side=side):
            return f"{marker} of {service}, {side}"
        case Ready(check=check):
            return check.kind
