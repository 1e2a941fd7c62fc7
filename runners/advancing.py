"""How one step begins and ends, forward or restoring: needs, conditions, deadlines, gates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from measurements.events import Outcome
from runners.actions import Action, AskApproval, Invoke, Look, Settle, Skip, Verify, Wait
from runners.acts import Act, Stage, StepState, has_effect, hosts_of
from runners.healing import heal
from runners.state import DrillState, Gate
from scenarios.plan import Approve, CheckCommand, LedgerAct, Phase, PlannedStep, Undo, When


def advance(state: DrillState, step: PlannedStep, now: int) -> Iterator[Action]:
    """Yield what may be done about one step: begin it, skip it, attend to it where it is under way."""
    own = state.steps[step.id]
    if own.skipped is None and not own.is_begun_everywhere:
        yield from _begin(state, step)
    for act in own.acts.values():
        if act.stage is Stage.UNVERIFIED and state.is_forward:
            yield Verify(step=step.id, host=act.host, reason="nothing is done on a fault that did not take")
        if act.stage is Stage.OPEN:
            yield from attend(state, act, now)


def attend(state: DrillState, act: Act, now: int) -> Iterator[Action]:
    """Yield what may be done about a step that is under way on one host."""
    if act.in_doubt:
        yield Settle(
            step=act.step.id,
            host=act.host,
            outcome=Outcome.UNKNOWN,
            reason="the runner was interrupted between its intent and its outcome; it may have taken effect",
        )
    elif has_effect(act.step):
        yield Wait(until=None, for_what=f"{_named(act)} to end")
    else:
        yield from _look(state, act, now)


def is_excused(state: DrillState, step: PlannedStep) -> str | None:
    """Return why a step has nothing to do in this drill, None where it has (or where that is not known yet)."""
    match step.action:
        case Undo(fault=fault) if not state.steps[fault].acts:
            return f"the fault {fault} was never begun"
        case LedgerAct(ledger=ledger, act="read" | "drop") if not _was_opened(state, ledger):
            return f"the ledger {ledger} was never opened"
        case _:
            return _unwanted(state, step.when) if step.when else None


def _begin(state: DrillState, step: PlannedStep) -> Iterator[Action]:
    needs = [state.steps[need] for need in step.needs]
    if not all(_is_through(state, need) for need in needs):
        return  # what is waited for there is told by the needs themselves
    if reason := is_excused(state, step) or _bereft(state, step, needs):
        yield Skip(step=step.id, reason=reason)
    elif step.when and state.steps[step.when.step].ended is None:
        yield Wait(until=None, for_what=f"the end of {step.when.step}, which decides on {step.id}")
    else:
        for host in hosts_of(step):
            if host not in state.steps[step.id].acts:
                yield Invoke(step=step.id, host=host, reason=_release(step))


def _is_through(state: DrillState, need: StepState) -> bool:
    """Tell whether a need holds nobody up any more; a fault does until it was seen to take."""
    return need.is_settled if state.is_forward else need.has_ended


def _bereft(state: DrillState, step: PlannedStep, needs: Sequence[StepState]) -> str | None:
    """Return which need of a restore step went wrong. A table of ours is dropped whatever went wrong before."""
    if step.phase is not Phase.RESTORE or (isinstance(step.action, LedgerAct) and step.action.act == "drop"):
        return None
    for need in needs:
        if need.ended != "ok" and not (need.ended == "skipped" and is_excused(state, need.step)):
            return f"it needs {need.step.id}, which ended {need.ended}"
    return None


def _unwanted(state: DrillState, when: When) -> str | None:
    ended = state.steps[when.step].ended
    if ended is None or ended in when.was:
        return None
    return f"{when.step} ended {ended}, and this step is for {' or '.join(when.was)}"


def _was_opened(state: DrillState, ledger: str) -> bool:
    return any(
        own.acts
        for own in state.steps.values()
        if isinstance(own.step.action, LedgerAct) and own.step.action == LedgerAct(ledger=ledger, act="open")
    )


def _release(step: PlannedStep) -> str:
    return f"{', '.join(step.needs)} ended" if step.needs else f"phase {step.phase} began"


def _look(state: DrillState, act: Act, now: int) -> Iterator[Action]:
    """Yield the next thing to do about a look, a gate or an undo step; time when no runner lived is not counted."""
    until = max(act.invoked_at, state.started_at) + act.step.within_ns
    match act.step.action:
        case Undo(fault=fault):
            yield from _undo(state, act, fault, now)
        case Approve() as gate:
            yield from _gate(state.gates.get(act.step.id, Gate()), act, gate, until, now)
        case CheckCommand():
            yield Look(step=act.step.id, host=act.host, until=until, reason="until it is true, or its time is up")
        case _:
            yield _seen(act, until, now)


def _seen(act: Act, until: int, now: int) -> Action:
    if act.met_at is not None:
        return _settle(act, Outcome.OK, "")
    if now >= until:
        return _settle(act, Outcome.FAILED, f"not seen within {_seconds(act.step.within_ns)}")
    return Wait(until=until, for_what=f"what {_named(act)} looks for")


def _gate(said: Gate, act: Act, gate: Approve, until: int, now: int) -> Iterator[Action]:
    if said.refused_by is not None:
        yield _settle(act, Outcome.FAILED, f"refused by {said.refused_by}")
    elif said.waived or len(said.approved) >= gate.people:
        by = "waived" if said.waived else f"approved by {', '.join(sorted(said.approved))}"
        yield _settle(act, Outcome.OK, by)
    elif now >= until:
        have = f"{len(said.approved)} of {gate.people} approved"
        yield _settle(act, Outcome.FAILED, f"{have} within {_seconds(act.step.within_ns)}")
    else:
        yield AskApproval(step=act.step.id, role=gate.role, people=gate.people, until=until)
        yield Wait(until=until, for_what=f"{gate.people} to approve {act.step.id}")


def _undo(state: DrillState, act: Act, fault: str, now: int) -> Iterator[Action]:
    begun = [other for other in state.steps[fault].acts.values() if not act.host or other.host == act.host]
    within = state.plan.safeguards.undo_within_ns
    because = f"step {act.step.id} undoes it"
    healing = [heal(other, within, now, because=because, last=False) for other in begun]
    if todo := [action for action in healing if action is not None]:
        yield from todo
    elif all(other.is_gone for other in begun):
        yield _settle(act, Outcome.OK, "" if begun else f"{fault} was never begun on {act.host}")
    else:
        seen = any(other.proved is Outcome.FAILED for other in begun)
        outcome = Outcome.FAILED if seen else Outcome.UNKNOWN
        yield _settle(act, outcome, f"{fault} was not seen to be gone within {_seconds(within)}")


def _settle(act: Act, outcome: Outcome, reason: str) -> Settle:
    return Settle(step=act.step.id, host=act.host, outcome=outcome, reason=reason)


def _seconds(nanoseconds: int) -> str:
    return f"{nanoseconds / 1_000_000_000:g} s"


def _named(act: Act) -> str:
    return f"{act.step.id} on {act.host}" if act.host else act.step.id


__all__ = ["advance", "attend", "is_excused"]
