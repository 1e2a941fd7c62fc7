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
        return tuple(restore(state, now))
    if stop := next(_stops(plan, state, now), None):
        return (stop,)
    longest = Wait(until=_latest(plan, state), for_what="the longest that this drill may take")
    doing = _interruption(plan, state) if state.awaits_decision else advance(state, now)
    return (*doing, longest)


def _stops(plan: Plan, state: DrillState, now: int) -> Iterator[Trip]:
    """Yield each safeguard that ends the drill now."""
    if now >= _latest(plan, state):
        seconds = plan.safeguards.longest_ns / 1_000_000_000
        yield Trip(safeguard="longest", detail=f"the drill has taken the {seconds:g} s that it may")
    for guard in state.guards:
        bystander, failures = guard.bystander, guard.stream.longest_down
        if failures >= bystander.stop_after:
            how = "failed" if bystander.slower_than_ns is None else _slower(bystander.slower_than_ns)
            detail = f"{bystander.probe} {how} {failures} times in a row, and it has no part in this drill"
            yield Trip(safeguard="bystander", detail=detail)


def _slower(than_ns: int) -> str:
    return f"failed or took longer than {than_ns / 1_000_000:g} ms"


def _latest(plan: Plan, state: DrillState) -> int:
    return (state.opened_at or 0) + plan.safeguards.longest_ns


def _interruption(plan: Plan, state: DrillState) -> Iterator[Action]:
    """Yield what the scenario wants of a drill whose runner died before the forward steps were through."""
    if plan.on_interruption == "restore":
        yield DecideRestore(reason="the runner was interrupted, and the scenario says: restore")
        return
    in_doubt = (key for key, act in state.under_way.items() if has_effect(act.step))
    yield AskInterruption(in_doubt=tuple(sorted(in_doubt)))
    yield Wait(until=None, for_what="somebody to decide on the interrupted drill")
