"""The interval in which the interruption was caused; every figure counts from it.

Definitions: docs/measurement.md, section 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

from measurements.course import Act, Course, act_instants
from measurements.intervals import Interval
from scenarios.plan import Inject, Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The interrupting act: its step, the interval that holds its instant, and the events that prove it."""

    step: str
    instant: Interval
    evidence: tuple[int, ...]


def find_fault(course: Course) -> Fault | None:
    """Return the interruption's cause, None while nothing was injected.

    It is the first fault that was begun in the inject phase, else (an announced or real interruption) the first step
    of that phase. On several hosts it is the hull of their instants, because any of them may have been the cause.
    A fault of the prepare phase, a bandwidth limit for example, is part of the setting.
    """
    injected = course.in_phase(Phase.INJECT)
    causes = [act for act in injected if isinstance(act.step.action, Inject)] or injected
    if not causes:
        return None
    step = causes[0].step.id
    acts = [act for act in causes if act.step.id == step]
    return Fault(
        step=step,
        instant=reduce(Interval.hull, (_span(course, act) for act in acts)),
        evidence=tuple(sorted(seq for act in acts for seq in (*act.evidence, *_clock_evidence(course, act)))),
    )


def _span(course: Course, act: Act) -> Interval:
    start, end = act_instants(course, act)
    return Interval(start.lower, end.upper)


def _clock_evidence(course: Course, act: Act) -> set[int]:
    """Return the clock exchanges that mapped the act's stamps: the nearest ones bound the offset the most."""
    if act.completed is None or act.completed[1].stamps is None:
        return set()
    sent = act.completed[1].stamps.sent
    seqs = course.exchange_evidence.get(act.host, [])
    exchanges = course.exchanges.get(act.host, [])
    nearest = sorted(zip(exchanges, seqs, strict=True), key=lambda pair: abs(pair[0].c1 - sent))[:1]
    return {seq for _, seq in nearest}
