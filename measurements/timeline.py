"""The drill as a list of what was done when, in seconds since the fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, Literal, TypeAlias

from measurements.course import Act, Course, Undoing
from measurements.events import Outcome
from measurements.people import Heard, who
from measurements.report import TimelineEntry, Value
from measurements.schedule import Span, schedule
from measurements.seconds import lower_s, upper_s
from scenarios.plan import Phase, Text

Ended: TypeAlias = Literal["ok", "failed", "unknown", "skipped", "running"]
ENDED: Final[dict[Outcome | None, Ended]] = {
    Outcome.OK: "ok",
    Outcome.FAILED: "failed",
    Outcome.UNKNOWN: "unknown",
    None: "running",
}


def tell(course: Course, heard: Heard, origin: int) -> tuple[TimelineEntry, ...]:
    """Return every attempt at a step, skip and undo in the order in which the journal tells of their beginning."""
    planned = schedule(course.plan, course.opened_at)
    entries = [
        *(_against(_act(course, heard, act, origin), act, planned, origin) for act in course.acts),
        *_skips(course, origin),
        *(_undo(course, undoing, origin) for undoing in course.undoings),
    ]
    return tuple(sorted(entries, key=lambda entry: entry.evidence))


def _act(course: Course, heard: Heard, act: Act, origin: int) -> TimelineEntry:
    completed = None if act.completed is None else act.completed[1]
    settled = None if act.settled is None else act.settled[1]
    return TimelineEntry(
        step=act.step.id,
        host=act.host,
        phase=act.step.phase.value,
        kind=act.step.action.kind,
        title=act.step.title,
        started_s=lower_s(act.invoked[1].at - origin),
        ended_s=None if completed is None else upper_s(completed.at - origin),
        outcome=ENDED[act.outcome],
        reason=settled.reason if settled is not None else "" if completed is None else completed.reason,
        person=settled.by if settled is not None else who(course, heard, act),
        attempt=act.attempt,
        is_last=act.is_last,
        captured=()
        if completed is None
        else tuple(Value(name=name, value=value) for name, value in completed.captured),
        evidence=act.evidence,
    )


def _against(entry: TimelineEntry, act: Act, planned: Mapping[str, Span], origin: int) -> TimelineEntry:
    """Return the entry with its place in the plan's schedule, and how far its last attempt ended from there."""
    span = planned.get(entry.step)
    if span is None:
        return entry
    ended = None if act.completed is None or not act.is_last else act.completed[1].at
    return replace(
        entry,
        planned_start_s=lower_s(span[0] - origin),
        planned_end_s=upper_s(span[1] - origin),
        deviation_s=None if ended is None else upper_s(ended - span[1]),
    )


def _skips(course: Course, origin: int) -> Iterator[TimelineEntry]:
    steps = {step.id: step for step in course.plan.steps}
    for seq, skipped in course.skipped:
        step = steps[skipped.step]
        yield TimelineEntry(
            step=step.id,
            host="",
            phase=step.phase.value,
            kind=step.action.kind,
            title=step.title,
            started_s=lower_s(skipped.at - origin),
            ended_s=upper_s(skipped.at - origin),
            outcome="skipped",
            reason=skipped.reason,
            person=None,
            evidence=(seq,),
        )


def _undo(course: Course, undoing: Undoing, origin: int) -> TimelineEntry:
    seq, invoked = undoing.invoked
    last = undoing.proved or undoing.completed
    titles = {step.id: step.title for step in course.plan.steps}
    told = (undoing.completed, undoing.proved)
    return TimelineEntry(
        step=invoked.step,
        host=invoked.host,
        phase=Phase.RESTORE.value,
        kind="undo",
        title=titles.get(invoked.step, Text(zh=invoked.step, en=invoked.step)),
        started_s=lower_s(invoked.at - origin),
        ended_s=None if last is None else upper_s(last[1].at - origin),
        outcome=_undone(course, undoing),
        reason=_why(undoing) or invoked.because,
        person=None,
        evidence=(seq, *(one[0] for one in told if one is not None)),
    )


def _undone(course: Course, undoing: Undoing) -> Ended:
    """Return what the proof says, else how the attempt ended."""
    if undoing.proved is not None:
        return ENDED[undoing.proved[1].proved]
    if undoing.completed is not None:
        outcome = undoing.completed[1].outcome
        return ENDED[Outcome.UNKNOWN if outcome is Outcome.OK and course.is_closed else outcome]
    return "unknown" if course.is_closed else "running"


def _why(undoing: Undoing) -> str:
    if undoing.proved is not None and undoing.proved[1].proved is not Outcome.OK:
        return undoing.proved[1].detail
    return "" if undoing.completed is None else undoing.completed[1].reason
