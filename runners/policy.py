"""What a drill does next: a pure function of its plan, its history and the time."""

from __future__ import annotations

from collections.abc import Iterator

from measurements.history import History
from runners.actions import Action, AskInterruption, DecideRestore, Trip, Wait
from runners.acts import has_effect
from runners.advancing import advance
from runners.restoring import restore
from runners.state import DrillState, fold
from scenarios.plan import Plan


def decide(plan: Plan, history: History, now: int) -> tuple[Action, ...]:
    """Return everything that may be done now, or what is waited for; nothing before the first and after the last event.

    `now` is nanoseconds on the clock of the history's events. What is under way already is not asked for again,
    except looks (Look, Verify, Prove), which leave no intent: whoever acts must not do one of them twice at a time.
    """
    return decide_from(plan, fold(plan, history), now)


def decide_from(plan: Plan, state: DrillState, now: int) -> tuple[Action, ...]:
    """Return what `decide` returns, from a history that is folded already."""
    if state.opened_at is None or state.closed is not None:
        return ()
    if not state.is_forward:
        return tuple(restore(plan, state, now))
    if stop := next(_stops(plan, state, now), None):
        return (stop,)
    longest = Wait(until=_latest(plan, state), for_what="the longest that this drill may take")
    doing = _interruption(plan, state) if state.awaits_decision else _forward(state, now)
    return (*doing, longest)


def _stops(plan: Plan, state: DrillState, now: int) -> Iterator[Trip]:
    """Yield each safeguard that ends the drill now."""
    if now >= _latest(plan, state):
        seconds = plan.safeguards.longest_ns / 1_000_000_000
        yield Trip(safeguard="longest", detail=f"the drill has taken the {seconds:g} s that it may")
    for bystander in plan.safeguards.bystanders:
        failures = state.streams[bystander.probe].longest_down
        if failures >= bystander.stop_after:
            detail = f"{bystander.probe} failed {failures} times in a row, and it has no part in this drill"
            yield Trip(safeguard="bystander", detail=detail)


def _latest(plan: Plan, state: DrillState) -> int:
    return (state.opened_at or 0) + plan.safeguards.longest_ns


def _interruption(plan: Plan, state: DrillState) -> Iterator[Action]:
    """Yield what the scenario wants of a drill whose runner died before the forward steps were through."""
    if plan.on_interruption == "restore":
        yield DecideRestore(reason="the runner was interrupted, and the scenario says: restore")
        return
    open_acts = (act for own in state.steps.values() for act in own.acts.values() if act.outcome is None)
    yield AskInterruption(in_doubt=tuple((act.step.id, act.host) for act in open_acts if has_effect(act.step)))
    yield Wait(until=None, for_what="somebody to decide on the interrupted drill")


def _forward(state: DrillState, now: int) -> Iterator[Action]:
    """Yield what may be done about the steps of the present phase."""
    phase = state.phase
    for step in state.unsettled:
        own = state.steps[step].step
        if own.phase is not phase:
            return
        yield from advance(state, own, now)
