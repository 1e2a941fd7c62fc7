"""The way home: wind down, undo, run the restore steps, undo what is left, close."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from measurements.events import Ending, Outcome
from runners.actions import Action, Close, Settle, Skip
from runners.acts import Act, Stage, StepState, has_effect
from runners.advancing import advance, attend, is_excused
from runners.healing import heal
from runners.state import DrillState
from scenarios.plan import LedgerAct, Phase, Undo


def restore(state: DrillState, now: int) -> Iterator[Action]:
    """Yield what may be done now in a drill that makes no more forward progress; each part waits for the one before."""
    reason = state.turn.reason if state.turn else "every step before the restore phase is done"
    unplaced = (act for act in state.faults.values() if act.step.id not in state.placed)
    parts = (
        lambda: _wind_down(state, now),
        lambda: _undo_all(unplaced, state, now, reason),
        lambda: advance(state, now),
        lambda: _undo_all(state.faults.values(), state, now, reason),
    )
    for part in parts:
        if actions := list(part()):
            yield from actions
            return
    yield _close(state)


def _wind_down(state: DrillState, now: int) -> Iterator[Action]:
    """Skip the forward steps that did not begin, and end or await those that did."""
    for step in state.unsettled:
        own = state.steps[step]
        if own.step.phase is Phase.RESTORE:
            return
        if own.skipped is None and not own.is_begun_everywhere:
            yield Skip(step=step, reason=f"the drill turned to restoring: {_reason(state)}")
        for act in own.alive.values():
            if act.stage is Stage.OPEN:
                yield from _let_go(state, act, now)


def _let_go(state: DrillState, act: Act, now: int) -> Iterator[Action]:
    at_once = state.turn is not None and state.turn.at_once
    if act.in_doubt or isinstance(act.step.action, Undo):
        yield from attend(state, act, now)
    elif not has_effect(act.step):
        yield _ended(state, act, Outcome.FAILED)
    elif at_once:
        yield _ended(state, act, Outcome.UNKNOWN)
    else:
        yield from attend(state, act, now)


def _ended(state: DrillState, act: Act, outcome: Outcome) -> Settle:
    reason = f"not waited for any longer: {_reason(state)}"
    return Settle(step=act.step.id, host=act.host, outcome=outcome, reason=reason)


def _reason(state: DrillState) -> str:
    return state.turn.reason if state.turn else ""


def _undo_all(faults: Iterable[Act], state: DrillState, now: int, because: str) -> Iterator[Action]:
    """Yield what the latest begun step needs whose fault is neither gone nor given up, on all its hosts at once."""
    within, last = state.plan.safeguards.undo_within_ns, not state.unsettled
    for _, acts in groupby(reversed(list(faults)), key=lambda act: act.step.id):
        healing = [heal(act, within, now, because=because, last=last) for act in acts]
        if todo := [action for action in healing if action is not None]:
            yield from todo
            return


def _close(state: DrillState) -> Close:
    left = [f"{act.step.id}@{act.host}" for act in state.faults.values() if not act.is_gone]
    left += [f"ledger:{ledger}" for ledger in _ledgers_left(state)]
    wrong = [own.step.id for own in state.steps.values() if _went_wrong(state, own)]
    parts = [state.turn.reason if state.turn else "", f"restore steps not ok: {', '.join(wrong)}" if wrong else ""]
    return Close(
        ending=state.turn.ending if state.turn else Ending.COMPLETED,
        restored=not left and not wrong,
        residue=tuple(left),
        reason="; ".join(part for part in parts if part),
    )


def _went_wrong(state: DrillState, own: StepState) -> bool:
    """Tell whether a restore step did not end well. An undo step is judged by the fault, which may be gone by now."""
    if own.step.phase is not Phase.RESTORE or own.ended == "ok" or isinstance(own.step.action, Undo):
        return False
    if not own.step.essential:
        return False
    return not (own.ended == "skipped" and is_excused(state, own.step))


def _ledgers_left(state: DrillState) -> list[str]:
    acts = [(own.step.action, own) for own in state.steps.values() if isinstance(own.step.action, LedgerAct)]
    dropped = {action.ledger for action, own in acts if action.act == "drop" and own.ended == "ok"}
    return sorted(state.ledgers_opened - dropped)
