"""What people are asked at a gate and at a manual step, and when their words end it."""

from __future__ import annotations

from collections.abc import Iterator

from measurements.counting import GateWords, ManualWords
from measurements.events import Outcome
from runners.actions import Action, AskApproval, AskManual, Wait
from runners.acts import Act, settle
from scenarios.plan import SECOND, Approve, Manual


def ask_approval(act: Act, said: GateWords, gate: Approve, until: int, now: int) -> Iterator[Action]:
    """Yield the gate's outcome, or the question; only words that count (measurements.counting) end it."""
    if said.refused_by is not None:
        yield settle(act, Outcome.FAILED, f"refused by {said.refused_by}")
    elif said.is_over:
        by = "waived" if said.is_waived else f"approved by {', '.join(sorted(said.approved))}"
        yield settle(act, Outcome.OK, by)
    elif now >= until:
        have = f"{len(said.approved)} of {gate.people} approved"
        yield settle(act, Outcome.FAILED, f"{have} within {_seconds(act)}")
    else:
        yield AskApproval(step=act.step.id, role=gate.role, people=gate.people, until=until)
        yield Wait(until=until, for_what=f"{gate.people} to approve {act.step.id}")


def ask_manual(act: Act, said: ManualWords, manual: Manual, until: int, now: int) -> Iterator[Action]:
    """Yield the outcome of a manual step, or the question: first whether it is done, then whether another confirms."""
    if said.failed_by is not None:
        yield settle(act, Outcome.FAILED, f"{said.failed_by} says that it cannot be done")
    elif said.refused_by is not None:
        yield settle(act, Outcome.FAILED, f"done by {said.done_by}, and {said.refused_by} did not confirm it")
    elif said.is_good:
        yield settle(act, Outcome.OK, _by_whom(said))
    elif now >= until:
        verb = "reported it" if said.done_by is None else "confirmed it"
        yield settle(act, Outcome.FAILED, f"nobody of role {said.asked_role} {verb} within {_seconds(act)}")
    else:
        what = "do" if said.done_by is None else "confirm"
        yield AskManual(step=act.step.id, role=said.asked_role, what=what, until=until, doer=said.done_by or "")
        yield Wait(until=until, for_what=f"{said.asked_role} to {what} {manual.kind} step {act.step.id}")


def _by_whom(said: ManualWords) -> str:
    if said.is_waived:
        return "waived"
    return f"done by {said.done_by}" + (f", confirmed by {said.confirmed_by}" if said.confirmed_by else "")


def _seconds(act: Act) -> str:
    return f"{act.step.within_ns / SECOND:g} s"
