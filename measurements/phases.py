"""The parts of a recovery: noticing, deciding, switching, verifying, and the wait for people inside them.

The parts share their ends: the alarm, the start and the end of switching are single instants of the controller's
clock. Each part is the overlap of its stretch with the time from the fault to the recovery. That window is shortest
from `fault.upper` to `recovered.lower` and longest from `fault.lower` to `recovered.upper`; the overlaps with the one
are the lower bounds, those with the other the upper bounds. So no part is ever negative, wherever the recovery falls,
the true part lies inside its bounds, and both lower and upper bounds add up to those of the whole. Where nothing is
known to have recovered, nothing is known of a part that was not reached either.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from measurements.course import Act, Course, act_instants
from measurements.events import Outcome
from measurements.fault import Fault
from measurements.intervals import Interval
from measurements.reading import Reading
from scenarios.plan import Approve, Manual, Phase, WaitFor

Instant: TypeAlias = float
"""Integer nanoseconds, or an infinity for an end that was not reached (inf) or does not exist (-inf)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of one recovery, in ns; None is not known: neither was it begun, nor did anything recover."""

    detect: Reading
    decide: Reading | None
    switch: Reading | None
    verify: Reading | None
    people: Reading


@dataclass(frozen=True, slots=True)
class _Mark:
    at: Instant
    evidence: tuple[int, ...] = ()


def divide(course: Course, fault: Fault, recovered: Reading, first_failure: tuple[int, int] | None) -> Parts:
    """Return the parts of the time from the fault to the recovery.

    `first_failure` is when the first failed sample was answered, with its evidence number. A phase that the plan does
    not have takes no time; one that was not finished takes all that is left.
    """
    marks = _marks(course, first_failure)
    ends = (_Mark(-math.inf, fault.evidence), *marks, _Mark(math.inf, recovered.evidence))
    is_open = recovered.upper is None
    detect, *others = (
        _overlap([(start.at, end.at)], fault.instant, recovered).proved_by(*start.evidence, *end.evidence)
        for start, end in pairwise(ends)
    )
    begun = (start.at < math.inf for start in marks)
    decide, switch, verify = (
        part if was_begun or not is_open else None for part, was_begun in zip(others, begun, strict=True)
    )
    people = _overlap(_waits(course), fault.instant, recovered).proved_by(
        *(seq for act in _gates(course) for seq in act.evidence)
    )
    return Parts(detect=detect, decide=decide, switch=switch, verify=verify, people=people)


def _marks(course: Course, first_failure: tuple[int, int] | None) -> tuple[_Mark, _Mark, _Mark]:
    """Return alarm, start and end of switching, in order of time."""
    alarm = _alarm(course, first_failure)
    begun = _later(_switch_begun(course) or alarm, alarm)
    ended = _later(_finished(course, Phase.SWITCH) or begun, begun)
    return alarm, begun, ended


def _later(mark: _Mark, other: _Mark) -> _Mark:
    return mark if mark.at >= other.at else other


def _alarm(course: Course, first_failure: tuple[int, int] | None) -> _Mark:
    """Return when the interruption was noticed: by the first wait_for step, else by the first failed sample."""
    for act in course.acts:
        is_watch = isinstance(act.step.action, WaitFor) and act.step.phase is not Phase.PREPARE
        if is_watch and act.completed is not None and act.outcome is Outcome.OK:
            return _Mark(act.completed[1].at, act.evidence)
    if first_failure is not None:
        return _Mark(first_failure[0], (first_failure[1],))
    return _Mark(math.inf if course.has_phase(Phase.DETECT) else -math.inf)


def _switch_begun(course: Course) -> _Mark | None:
    """Return when the first switch step began, else (no such step planned) when the deciding was over."""
    switching = course.in_phase(Phase.SWITCH)
    if switching:
        return _Mark(switching[0].invoked[1].at, switching[0].evidence)
    return _Mark(math.inf) if course.has_phase(Phase.SWITCH) else _finished(course, Phase.DECIDE)


def _finished(course: Course, phase: Phase) -> _Mark | None:
    """Return when the last step of a phase was completed; None where the plan has no such phase."""
    if not course.has_phase(phase):
        return None
    acts = course.lasting(phase)
    ends = [act.completed[1].at for act in acts if act.completed is not None]
    told = {step.id for step in course.plan.steps if step.phase is phase} - {event.step for _, event in course.skipped}
    if len(ends) < len(acts) or not told <= {act.step.id for act in acts} or not ends:
        return _Mark(math.inf)
    return _Mark(max(ends), tuple(seq for act in acts for seq in act.evidence))


def _gates(course: Course) -> list[Act]:
    """Return the acts in which people are waited for."""
    return [act for act in course.acts if isinstance(act.step.action, Approve | Manual)]


def _waits(course: Course) -> list[tuple[Instant, Instant]]:
    """Return when people were waited for: from asking to deciding or to the last word, overlaps joined."""
    joined: list[tuple[Instant, Instant]] = []
    for act in _gates(course):
        asked: Instant = act.invoked[1].at
        decided = _closed_at(act)
        if joined and asked <= joined[-1][1]:
            asked, decided = joined[-1][0], max(joined.pop()[1], decided)
        joined.append((asked, decided))
    return joined


def _closed_at(act: Act) -> Instant:
    """Return when nobody was waited for any longer: at the outcome, or when the step was begun again."""
    end = act.completed or act.again
    return math.inf if end is None else end[1].at


def _overlap(stretches: Sequence[tuple[Instant, Instant]], fault: Interval, recovered: Reading) -> Reading:
    least = _common(stretches, fault.upper, recovered.lower)
    most = _common(stretches, fault.lower, math.inf if recovered.upper is None else recovered.upper)
    return Reading(lower=int(least), upper=None if most == math.inf else int(most))


def _common(stretches: Iterable[tuple[Instant, Instant]], start: Instant, end: Instant) -> Instant:
    clipped = ((max(start, first), min(end, last)) for first, last in stretches)
    return sum(last - first for first, last in clipped if first < last)


def switch_over(course: Course, recovered: Reading) -> Reading | None:
    """Return the time from the start of switching to the recovery (JR/T 0059); None if no switch step was begun."""
    switching = course.in_phase(Phase.SWITCH)
    if not switching:
        return None
    starts = [act_instants(course, act)[0] for act in switching]
    first = min(range(len(starts)), key=lambda place: starts[place].upper)
    start = Interval(min(one.lower for one in starts), starts[first].upper)
    return recovered.since(start).proved_by(*switching[0].evidence, *switching[first].evidence)
