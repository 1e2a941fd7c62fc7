"""How one step begins and ends, forward or restoring: needs, conditions, deadlines, gates."""

from __future__ import annotations

from collections.abc import Iterator

from measurements.events import Outcome
from runners.actions import Action, Invoke, Look, Skip, UndoFault, Verify, Wait
from runners.acts import Act, Stage, StepState, settle
from runners.asking import ask_approval, ask_manual
from runners.bounds import Room
from runners.healing import heal
from runners.state import DrillState
from scenarios.plan import Approve, CheckCommand, LedgerAct, Manual, Phase, PlannedStep, Reconcile, Undo, When


def advance(state: DrillState, now: int) -> Iterator[Action]:
    """Yield what may be done about the ready steps of the present phase; what is to be undone goes before the rest."""
    room = Room(state)
    ready = sorted(state.ready(), key=_is_no_undo) if state.faults else state.ready()
    for step in ready:
        own = state.steps[step.id]
        if own.begun_at is None and own.has_effect and room.is_full:
            continue  # what is under way is waited for, and a long plan is not searched in vain
        for action in _advance(state, own, now, room):
            if isinstance(action, UndoFault):
                room.occupy(action.host)
            yield action


def _is_no_undo(step: PlannedStep) -> bool:
    return not isinstance(step.action, Undo)


def _advance(state: DrillState, own: StepState, now: int, room: Room) -> Iterator[Action]:
    """Yield what may be done about one ready step: begin it, skip it, attend to it where it is under way."""
    if own.skipped is None and own.pending:
        yield from _begin(state, own, now, room)
    for act in own.alive.values():
        match act.stage:
            case Stage.UNVERIFIED if state.is_forward:
                yield Verify(step=own.step.id, host=act.host, reason="nothing is done on a fault that did not take")
            case Stage.OPEN:
                yield from attend(state, act, now)
            case Stage.AGAIN:
                yield _repeat(own, act, now, room)
            case _:
                pass


def attend(state: DrillState, act: Act, now: int) -> Iterator[Action]:
    """Yield what may be done about a step that is under way on one host."""
    own = state.steps[act.step.id]
    if act.in_doubt:
        reason = "the runner was interrupted between its intent and its outcome; it may have taken effect"
        yield settle(act, Outcome.UNKNOWN, reason)
    elif not own.has_effect:
        yield from _look(state, act, now)
    elif own.is_out_of_time(now):
        yield settle(act, Outcome.UNKNOWN, f"stopped waiting: {_overdue(act.step)}; it may have taken effect")
    else:
        yield Wait(until=own.whole_until, for_what=f"{act.name} to end")


def _repeat(own: StepState, act: Act, now: int, room: Room) -> Action:
    """Return what comes after a try that did not end well, where the scenario says that a repeat is harmless."""
    repeat, step = own.step.repeat, own.step.id
    if repeat is None or own.is_out_of_time(now):
        return settle(act, act.outcome or Outcome.UNKNOWN, f"not tried again: {_overdue(own.step)}")
    at = act.ended_at + repeat.pause_ns
    if now < at:
        return Wait(until=at, for_what=f"another try of {act.name}")
    if not room.take(own.step, act.host):
        return Wait(until=own.whole_until, for_what=f"room for another try of {act.name}")
    reason = f"try {act.attempt} of {repeat.tries} ended {act.outcome}"
    return Invoke(step=step, host=act.host, reason=reason, attempt=act.attempt + 1)


def is_excused(state: DrillState, step: PlannedStep) -> str | None:
    """Return why a step has nothing to do in this drill, None where it has (or where that is not known yet)."""
    match step.action:
        case Undo(fault=fault) if not state.steps[fault].acts:
            return f"the fault {fault} was never begun"
        case LedgerAct(ledger=ledger, act="read" | "drop") if ledger not in state.ledgers_opened:
            return f"the ledger {ledger} was never opened"
        case Reconcile(ledger=ledger) if ledger not in state.ledgers_opened:
            return f"the ledger {ledger} was never opened"
        case _:
            return _unwanted(state, step.when) if step.when else None


def _begin(state: DrillState, own: StepState, now: int, room: Room) -> Iterator[Action]:
    step = own.step
    if reason := is_excused(state, step) or _bereft(state, step):
        yield Skip(step=step.id, reason=reason)
    elif own.is_out_of_time(now):
        yield Skip(step=step.id, reason=_overdue(step))
    elif step.when and state.steps[step.when.step].ended is None:
        yield Wait(until=None, for_what=f"the end of {step.when.step}, which decides on {step.id}")
    else:
        hosts = (host for host in own.pending if room.take(step, host))
        while not (own.has_effect and room.is_full) and (host := next(hosts, None)) is not None:
            yield Invoke(step=step.id, host=host, reason=_release(step))
        yield Wait(until=own.whole_until, for_what=f"room for {step.id}")


def _bereft(state: DrillState, step: PlannedStep) -> str | None:
    """Return which need of a restore step went wrong. A table of ours is dropped whatever went wrong before."""
    if step.phase is not Phase.RESTORE or (isinstance(step.action, LedgerAct) and step.action.act == "drop"):
        return None
    for need in (state.steps[name] for name in step.needs):
        is_lost = need.step.essential and need.ended != "ok"
        if is_lost and not (need.ended == "skipped" and is_excused(state, need.step)):
            return f"it needs {need.step.id}, which ended {need.ended}"
    return None


def _unwanted(state: DrillState, when: When) -> str | None:
    ended = state.steps[when.step].ended
    if ended is None or ended in when.was:
        return None
    return f"{when.step} ended {ended}, and this step is for {' or '.join(when.was)}"


def _release(step: PlannedStep) -> str:
    return f"{', '.join(step.needs)} ended" if step.needs else f"phase {step.phase} began"


def _look(state: DrillState, act: Act, now: int) -> Iterator[Action]:
    """Yield the next thing to do about a look, a gate or an undo step; time when no runner lived is not counted."""
    until = max(act.invoked_at, state.started_at) + act.step.within_ns
    whole = state.steps[act.step.id].whole_until
    until = until if whole is None else min(until, whole)
    match act.step.action:
        case Undo(fault=fault):
            yield from _undo(state, act, fault, now)
        case Approve() as gate:
            yield from ask_approval(act, state.gates[act.step.id], gate, until, now)
        case Manual() as manual:
            yield from ask_manual(act, state.manuals[act.step.id], manual, until, now)
        case CheckCommand():
            yield Look(step=act.step.id, host=act.host, until=until, reason="until it is true, or its time is up")
        case _:
            yield _seen(act, until, now)


def _seen(act: Act, until: int, now: int) -> Action:
    if act.met_at is not None:
        return settle(act, Outcome.OK, "")
    if now >= until:
        return settle(act, Outcome.FAILED, f"not seen within {_seconds(act.step.within_ns)}")
    return Wait(until=until, for_what=f"what {act.name} looks for")


def _undo(state: DrillState, act: Act, fault: str, now: int) -> Iterator[Action]:
    begun = [other for other in state.steps[fault].acts.values() if not act.host or other.host == act.host]
    within = state.plan.safeguards.undo_within_ns
    because = f"step {act.step.id} undoes it"
    healing = [heal(other, within, now, because=because, last=False) for other in begun]
    if todo := [action for action in healing if action is not None]:
        yield from todo
    elif all(other.is_gone for other in begun):
        yield settle(act, Outcome.OK, "" if begun else f"{fault} was never begun on {act.host}")
    else:
        seen = any(other.proved is Outcome.FAILED for other in begun)
        outcome = Outcome.FAILED if seen else Outcome.UNKNOWN
        yield settle(act, outcome, f"{fault} was not seen to be gone within {_seconds(within)}")


def _seconds(nanoseconds: int) -> str:
    return f"{nanoseconds / 1_000_000_000:g} s"


def _overdue(step: PlannedStep) -> str:
    return f"the {_seconds(step.whole_ns or 0)} that {step.id} may take in all are over"


__all__ = ["advance", "attend", "is_excused"]
