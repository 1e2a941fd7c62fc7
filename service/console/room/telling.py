"""What a room shows, as pages write it: durations, places on the time axis, what somebody said."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from measurements.events import (
    AbortAsked,
    ApprovalGiven,
    InterruptionDecided,
    ManualReported,
    RunnerHandedOver,
    RunnerStarted,
    SafeguardTripped,
    StepSettled,
)
from scenarios.plan import SECOND, Approve, Plan, PlannedStep
from service.cards import Asked, Card
from service.console.room.clock import Clock
from service.console.room.folding import Word
from service.console.room.rooms import Looked
from service.console.room.shown import PhaseShown, Shown

WIDE: Final = 1000
"""The time axis of the timeline is so many units wide."""
_THIN: Final = 4
_MINUTE: Final = 60
_HOUR: Final = 3600
_TEN_S: Final = 10


def span(ns: int | None) -> str:
    """Return a duration: 4.2 s, 42 s, 1:15, 1:00:00; a dash for none. Rounded down."""
    if ns is None:
        return "—"
    sign, ns = ("-", -ns) if ns < 0 else ("", ns)
    seconds, tenths = ns // SECOND, ns * 10 // SECOND % 10
    if seconds < _TEN_S or (seconds < _MINUTE and tenths):
        return f"{sign}{seconds}.{tenths} s"
    if seconds < _MINUTE:
        return f"{sign}{seconds} s"
    minutes, rest = divmod(seconds, _MINUTE)
    if seconds < _HOUR:
        return f"{sign}{minutes}:{rest:02}"
    return f"{sign}{minutes // _MINUTE}:{minutes % _MINUTE:02}:{rest:02}"


def dial(ns: int) -> str:
    """Return what a clock shows: 0:07.4, 1:15.0, 1:00:00 (no tenths of hours). The page's script writes the same."""
    tenths = max(0, ns) * 10 // SECOND
    minutes, rest = divmod(tenths // 10, _MINUTE)
    if minutes >= _MINUTE:
        return f"{minutes // _MINUTE}:{minutes % _MINUTE:02}:{rest:02}"
    return f"{minutes}:{rest:02}.{tenths % 10}"


def later(ns: int | None) -> str:
    """Return a deviation with its sign."""
    if ns is None:
        return ""
    return f"+{span(ns)}" if ns >= 0 else span(ns)


def ms(utc_ns: int | None) -> str:
    """Return an instant as scripts know it, milliseconds since 1970; nothing for none."""
    return "" if utc_ns is None else str(utc_ns // 10**6)


def interval(lower_s: float | None, upper_s: float | None) -> str:
    """Return an interval of seconds as [12.28, 12.35] s; one value where both are the same, … for no bound."""
    if lower_s is not None and lower_s == upper_s:
        return f"{lower_s:g} s"
    lower, upper = ("…" if one is None else f"{one:.2f}" for one in (lower_s, upper_s))
    return f"[{lower}, {upper}] s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Where something lies on the time axis, from `x` on, `width` wide."""

    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Axis:
    """The time that the timeline spans: from the opening to now, or to the end that was planned."""

    start: int
    end: int

    def bar(self, begun: int | None, ended: int | None) -> Bar | None:
        """Return the bar of what began then, and ended then or goes on until the end of the axis."""
        if begun is None:
            return None
        left = self.place(begun)
        return Bar(x=min(left, WIDE - _THIN), width=max(_THIN, self.place(self.end if ended is None else ended) - left))

    def place(self, at: int) -> int:
        """Return where an instant lies, within the axis."""
        return max(0, min(WIDE, (at - self.start) * WIDE // max(1, self.end - self.start)))


def axis_of(shown: Shown) -> Axis:
    """Return the axis of a room: wide enough for what happened and for what is planned."""
    planned = [phase.planned[1] for phase in shown.phases if phase.planned is not None]
    now = shown.now if shown.closed_at is None else shown.closed_at
    return Axis(shown.opened_at, max(now, *planned, shown.opened_at + 1))


def actual(axis: Axis, phase: PhaseShown, now: int) -> Bar | None:
    """Return the bar of what a phase took, up to `now` while it goes on."""
    return axis.bar(phase.begun_at, now if phase.ended_at is None else phase.ended_at)


def clock_note(clock: Clock) -> str:
    """Return the key of what is said below a clock."""
    is_unseen = clock.state == "running" and not clock.was_down
    return f"room.clock.{'unseen' if is_unseen else clock.state}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that was said or decided: `key` and its gaps are the sentence, `remark` is in the speaker's words."""

    key: str
    person: str = ""
    step: str = ""
    outcome: str = ""
    remark: str = ""
    waived: bool = False


def said(word: Word) -> Said:
    """Return the sentence for a word."""
    match word:
        case ApprovalGiven():
            return Said(
                key=f"room.word.{word.decision}",
                person=word.person,
                step=word.step,
                remark=word.reason,
                waived=word.waived,
            )
        case ManualReported():
            return Said(
                key=f"room.word.{word.what}", person=word.person, step=word.step, remark=word.note, waived=word.waived
            )
        case AbortAsked():
            return Said(key="room.word.abort", person=word.by, remark=word.reason)
        case InterruptionDecided():
            return Said(key=f"room.word.{word.decision}", person=word.by, remark=word.reason)
        case SafeguardTripped():
            return Said(key="room.word.safeguard", step=word.safeguard, remark=word.detail)
        case StepSettled():
            return Said(
                key="room.word.settled",
                person=word.by,
                step=word.step,
                outcome=word.outcome.value,
                remark=word.reason,
            )
        case RunnerStarted():
            return Said(key="room.word.resumed", person=word.runner or f"pid {word.pid}")
        case RunnerHandedOver():
            return Said(key="room.word.left", remark=word.reason)


def asked_digest(card: Card) -> str:
    """Return what changes whenever something else is asked of people."""
    told = [(one.step, one.what, one.missing, one.but_not, one.until) for one in card.questions]
    return hashlib.sha256(repr((told, card.undecided, card.status)).encode()).hexdigest()[:12]


def next_gate(plan: Plan, looked: Looked) -> tuple[PlannedStep, Approve] | None:
    """Return the first gate that was not begun yet, None where there is none to come."""
    states = {step.id: step.state for phase in looked.shown.phases for step in phase.steps}
    for step in plan.steps:
        if isinstance(step.action, Approve) and states.get(step.id) == "planned" and not looked.shown.is_over:
            return step, step.action
    return None


def roles_of(questions: Sequence[Asked]) -> str:
    """Return who is waited for, each role once."""
    return ", ".join(dict.fromkeys(one.role for one in questions))
