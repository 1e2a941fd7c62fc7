"""Which reports an incident owes, when each was due, and when it was made: on time, late, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from service.incidents.rules import Deadlines

ReportKind: TypeAlias = Literal["first", "progress", "written"]
How: TypeAlias = Literal["on_time", "late", "outstanding", "overdue", "never"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTold:
    """A report that was made."""

    kind: ReportKind
    at_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One report that the rules ask for. `number` counts the reports of a kind from 1.

    `how`: made `on_time` or `late`; not made: still `outstanding`, `overdue`, or `never`, since the incident is over.
    """

    kind: ReportKind
    number: int
    due_ns: int
    made_ns: int | None
    how: How

    @property
    def late_ns(self) -> int:
        """Return how much too late it was made; 0 where it was not, or not made."""
        return 0 if self.made_ns is None else max(0, self.made_ns - self.due_ns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What the deadlines count from: when it was noticed, and when it ended (None: not yet)."""

    noticed_ns: int
    ended_ns: int | None


def owed(deadlines: Deadlines, course: Course, made: Sequence[ReportTold], now_ns: int) -> tuple[Owed, ...]:
    """Return every report that is or was asked for, in the order in which they were due.

    The first is due so long after the event was noticed; each progress report so long after the report before it, or
    after the first was due, until the end; what falls due after the end is not asked for any more. The written one
    stays due after the end.
    """
    first, rest = _first(deadlines, course, made, now_ns), _progress(deadlines, course, made, now_ns)
    found = [first, *rest, *_written(deadlines, course, made, now_ns)]
    return tuple(sorted(found, key=lambda one: one.due_ns))


def _first(deadlines: Deadlines, course: Course, made: Sequence[ReportTold], now_ns: int) -> Owed:
    at = min((one.at_ns for one in made if one.kind != "written"), default=None)
    return _judged("first", 1, course.noticed_ns + deadlines.first_ns, at, course.ended_ns, now_ns)


def _progress(deadlines: Deadlines, course: Course, made: Sequence[ReportTold], now_ns: int) -> Iterator[Owed]:
    """Yield one progress report after another; each report that is made moves the next one's time."""
    told = sorted(one.at_ns for one in made if one.kind != "written")
    since = told[0] if told else course.noticed_ns + deadlines.first_ns
    number = 0
    for at in told[1:]:
        number += 1
        yield _judged("progress", number, since + deadlines.progress_ns, at, course.ended_ns, now_ns)
        since = at
    due = since + deadlines.progress_ns
    if course.ended_ns is None or due < course.ended_ns:
        yield _judged("progress", number + 1, due, None, course.ended_ns, now_ns)


def _written(deadlines: Deadlines, course: Course, made: Sequence[ReportTold], now_ns: int) -> Iterator[Owed]:
    if deadlines.written_ns is not None:
        at = min((one.at_ns for one in made if one.kind == "written"), default=None)
        yield _judged("written", 1, course.noticed_ns + deadlines.written_ns, at, None, now_ns)


def _judged(kind: ReportKind, number: int, due_ns: int, at: int | None, ended_ns: int | None, now_ns: int) -> Owed:
    if at is not None:
        how: How = "on_time" if at <= due_ns else "late"
    elif ended_ns is not None:
        how = "never"
    else:
        how = "outstanding" if now_ns < due_ns else "overdue"
    return Owed(kind=kind, number=number, due_ns=due_ns, made_ns=at, how=how)
