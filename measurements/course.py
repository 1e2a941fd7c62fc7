"""The course of a drill: which step ran on which host and when, told from the events alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from measurements.clock import instant
from measurements.events import (
    ApprovalGiven,
    ClocksExchanged,
    Exchange,
    ManualReported,
    Outcome,
    RunnerStarted,
    StepCompleted,
    StepInvoked,
    StepSettled,
    StepSkipped,
    UndoCompleted,
    UndoInvoked,
    UndoProved,
)
from measurements.history import History
from measurements.intervals import Interval
from scenarios.plan import Inject, Phase, Plan, PlannedStep

Unit: TypeAlias = tuple[str, str]
"""Step and host: what is executed once."""


@dataclass(slots=True, kw_only=True)
class Act:
    """One step on one host, from its intent on. Events stand with their evidence numbers."""

    step: PlannedStep
    host: str
    invoked: tuple[int, StepInvoked]
    completed: tuple[int, StepCompleted] | None = None
    settled: tuple[int, StepSettled] | None = None
    is_orphan: bool = False
    """The runner that began it is gone and nothing told its outcome."""
    attempt: int = 1
    """Which invocation of this step on this host it is, counted from 1."""
    again: tuple[int, StepInvoked] | None = None
    """The next attempt's intent, where the step was invoked on this host again."""

    @property
    def evidence(self) -> tuple[int, ...]:
        """Return the numbers of the events that tell of it."""
        told = (self.invoked, self.completed, self.settled)
        return tuple(one[0] for one in told if one is not None)

    @property
    def is_last(self) -> bool:
        """Tell whether the step was not invoked on this host again; the last outcome is the one that counts."""
        return self.again is None

    @property
    def outcome(self) -> Outcome | None:
        """Return how it ended, None while it runs. What a person settled holds."""
        if self.settled is not None:
            return self.settled[1].outcome
        if self.completed is not None:
            return self.completed[1].outcome
        return Outcome.UNKNOWN if self.is_orphan else None


@dataclass(slots=True, kw_only=True)
class Undoing:
    """One attempt at undoing a fault on one host."""

    invoked: tuple[int, UndoInvoked]
    completed: tuple[int, UndoCompleted] | None = None
    proved: tuple[int, UndoProved] | None = None


@dataclass(slots=True, kw_only=True)
class Course:
    """Everything that the steps of one drill did, in order of their intents."""

    plan: Plan
    opened_at: int
    last_at: int
    is_closed: bool = False
    acts: list[Act] = field(default_factory=list[Act])
    skipped: list[tuple[int, StepSkipped]] = field(default_factory=list[tuple[int, StepSkipped]])
    undoings: list[Undoing] = field(default_factory=list[Undoing])
    approvals: list[tuple[int, ApprovalGiven]] = field(default_factory=list[tuple[int, ApprovalGiven]])
    reports: list[tuple[int, ManualReported]] = field(default_factory=list[tuple[int, ManualReported]])
    exchanges: dict[str, list[Exchange]] = field(default_factory=dict[str, list[Exchange]])
    exchange_evidence: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    starts: list[tuple[int, RunnerStarted]] = field(default_factory=list[tuple[int, RunnerStarted]])
    latest_act: dict[Unit, Act] = field(default_factory=dict[Unit, Act])
    latest_undoing: dict[Unit, Undoing] = field(default_factory=dict[Unit, Undoing])

    def in_phase(self, phase: Phase) -> list[Act]:
        """Return the acts of one phase, in order of their intents."""
        return [act for act in self.acts if act.step.phase is phase]

    def lasting(self, phase: Phase) -> list[Act]:
        """Return the last attempt of each step of a phase on each host, in order of their intents."""
        return [act for act in self.in_phase(phase) if act.is_last]

    def has_phase(self, phase: Phase) -> bool:
        """Tell whether the plan has any step in that phase."""
        return any(step.phase is phase for step in self.plan.steps)

    @property
    def restoring(self) -> int | None:
        """Return when the drill turned to restoring: the first intent to undo or to restore; None if it did not."""
        restores = [act.invoked[1].at for act in self.in_phase(Phase.RESTORE)]
        undoes = [undoing.invoked[1].at for undoing in self.undoings]
        return min([*restores, *undoes], default=None)

    @property
    def settled_at(self) -> int:
        """Return when the setting was as the fault found it: the opening, or the last fault of the prepare phase."""
        settings = (act for act in self.in_phase(Phase.PREPARE) if isinstance(act.step.action, Inject))
        ends = [act.completed[1].at for act in settings if act.completed is not None]
        return max([self.opened_at, *ends])

    def unsure_between(self, start: int, end: int | None) -> int:
        """Return by how much the controller's clock is not known between two of its times: reboots in between."""
        return sum(
            started.gap_ns for _, started in self.starts if start <= started.at and (end is None or started.at <= end)
        )


def follow(history: History, plan: Plan) -> Course:
    """Return the course of the drill that `history` tells of; steps that the plan does not know are left out."""
    course = Course(
        plan=plan,
        opened_at=0 if history.ends is None else history.ends[0][1],
        last_at=history.latest,
        is_closed=history.closed is not None,
    )
    steps = {step.id: step for step in plan.steps}
    for seq, event in history.told():
        match event:
            case StepInvoked() | StepCompleted() | StepSettled() | StepSkipped() if event.step in steps:
                _take_step(course, seq, event, steps[event.step])
            case UndoInvoked() | UndoCompleted() | UndoProved():
                _take_undo(course, seq, event)
            case ApprovalGiven():
                course.approvals.append((seq, event))
            case ManualReported():
                course.reports.append((seq, event))
            case ClocksExchanged():
                course.exchanges.setdefault(event.host, []).extend(event.exchanges)
                course.exchange_evidence.setdefault(event.host, []).extend([seq] * len(event.exchanges))
            case RunnerStarted():
                course.starts.append((seq, event))
            case _:
                pass
    _find_orphans(course)
    return course


def _take_step(
    course: Course, seq: int, event: StepInvoked | StepCompleted | StepSettled | StepSkipped, step: PlannedStep
) -> None:
    unit = (event.step, "" if isinstance(event, StepSkipped) else event.host)
    match event:
        case StepInvoked():
            _begin(course, seq, event, step)
        case StepCompleted() if unit in course.latest_act:
            course.latest_act[unit].completed = (seq, event)
        case StepSettled() if unit in course.latest_act:
            course.latest_act[unit].settled = (seq, event)
        case StepSkipped():
            course.skipped.append((seq, event))
        case _:
            pass


def _begin(course: Course, seq: int, event: StepInvoked, step: PlannedStep) -> None:
    unit = (event.step, event.host)
    before = course.latest_act.get(unit)
    if before is not None:
        before.again = (seq, event)
    attempt = 1 if before is None else before.attempt + 1
    course.latest_act[unit] = Act(step=step, host=event.host, invoked=(seq, event), attempt=attempt)
    course.acts.append(course.latest_act[unit])


def _take_undo(course: Course, seq: int, event: UndoInvoked | UndoCompleted | UndoProved) -> None:
    unit = (event.step, event.host)
    match event:
        case UndoInvoked():
            course.latest_undoing[unit] = Undoing(invoked=(seq, event))
            course.undoings.append(course.latest_undoing[unit])
        case UndoCompleted() if unit in course.latest_undoing:
            course.latest_undoing[unit].completed = (seq, event)
        case UndoProved() if unit in course.latest_undoing:
            course.latest_undoing[unit].proved = (seq, event)
        case _:
            pass


def _find_orphans(course: Course) -> None:
    latest_start = max((started.at for _, started in course.starts if started.resumed), default=None)
    for act in course.acts:
        if act.completed is None:
            begun = act.invoked[1].at
            was_left = latest_start is not None and begun < latest_start
            act.is_orphan = course.is_closed or was_left or not act.is_last


def act_instants(course: Course, act: Act) -> tuple[Interval, Interval]:
    """Return when the act started and when it ended on its host, in controller time.

    From the host's stamps through the clock offset where there are any. Without stamps, somewhere between intent and
    outcome. An UNKNOWN act may take effect until its undo is begun, and one without an outcome until its undo or now.
    """
    begun = act.invoked[1].at
    if act.completed is None or act.completed[1].outcome is Outcome.UNKNOWN:
        whole = Interval(begun, max(begun, _latest_effect(course, act)))
        return whole, whole
    completed = act.completed[1]
    if completed.stamps is not None:
        return instant(completed.stamps, course.exchanges.get(act.host, ()))
    whole = Interval(begun, max(begun, completed.at))
    return (whole if act.host else Interval.at(begun)), whole


def _latest_effect(course: Course, act: Act) -> int:
    undone = (undoing.invoked[1] for undoing in course.undoings)
    cancelled = [undo.at for undo in undone if (undo.step, undo.host) == (act.step.id, act.host)][:1]
    reported = [act.completed[1].at] if act.completed is not None else []
    return max([*cancelled, *reported], default=course.last_at)
