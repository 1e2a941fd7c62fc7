"""What became of each step so far: on how many hosts it runs, how it ended there, what it said last."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from measurements.events import (
    Outcome,
    StepCompleted,
    StepInvoked,
    StepSettled,
    StepSkipped,
    UndoCompleted,
    UndoInvoked,
    UndoProved,
)
from scenarios.plan import Phase, PlannedStep, Text

State: TypeAlias = Literal["planned", "running", "ok", "failed", "unknown", "skipped"]
_WORST: Final[tuple[State, ...]] = ("unknown", "failed", "ok")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One step as it is shown. Times are the controller's, ns; the numbers count hosts (1 where a step has none)."""

    id: str
    title: Text
    phase: Phase
    kind: str
    state: State
    hosts: int
    ended: int
    """On how many hosts it ended, however."""
    bad: int
    """On how many of them it failed, or nobody knows."""
    planned: tuple[int, int] | None
    begun_at: int | None
    ended_at: int | None
    reason: str
    attempts: int

    @property
    def late_ns(self) -> int | None:
        """Return by how much it ended later than planned (before 0: earlier), None while that cannot be told."""
        return None if self.planned is None or self.ended_at is None else self.ended_at - self.planned[1]


@dataclass(slots=True)
class StepTold:
    """What was told of one step, host by host."""

    step: PlannedStep
    planned: tuple[int, int] | None = None
    outcomes: dict[str, Outcome | None] = field(default_factory=dict[str, Outcome | None])
    """Of each host on which it began: how it ended, None while it runs."""
    begun_at: int | None = None
    ended_at: int | None = None
    reason: str = ""
    attempts: int = 0
    is_skipped: bool = False

    def take(self, event: StepInvoked | StepCompleted | StepSettled | StepSkipped) -> None:
        """Take the next event of this step."""
        match event:
            case StepInvoked():
                self.outcomes[event.host] = None
                self.begun_at = event.at if self.begun_at is None else self.begun_at
                self.attempts = max(self.attempts, event.attempt)
            case StepCompleted() | StepSettled():
                self.outcomes[event.host] = event.outcome
                self.ended_at = event.at
                self.reason = event.reason if event.outcome is not Outcome.OK else self.reason
            case StepSkipped():
                self.is_skipped, self.reason, self.ended_at = True, event.reason, event.at

    def undo(self, event: UndoInvoked | UndoCompleted | UndoProved) -> None:
        """Take what became of the fault whose undo this step is: it has no records of its own."""
        match event:
            case UndoInvoked():
                self.outcomes[event.host] = None
                self.begun_at = event.at if self.begun_at is None else self.begun_at
            case UndoCompleted():
                self.outcomes[event.host] = event.outcome
                self.reason = event.reason
            case UndoProved():
                self.outcomes[event.host] = event.proved
                self.reason = "" if event.proved is Outcome.OK else event.detail
        self.ended_at = event.at

    def interrupt(self, *, is_over: bool) -> None:
        """Take note that a new runner came, or none will come: what was under way has no known outcome any more.

        Looking and waiting are begun anew by the next runner; nobody waits once the drill is over.
        """
        is_patient = self.step.action.kind in {"approve", "manual", "wait_for", "check_stream", "check_command"}
        if is_patient and not is_over:
            return
        for host, outcome in self.outcomes.items():
            if outcome is None:
                self.outcomes[host] = Outcome.UNKNOWN

    @property
    def state(self) -> State:
        """Return what is to be said of the whole step: the worst of its hosts once all have ended."""
        if self.is_skipped:
            return "skipped"
        if not self.outcomes:
            return "planned"
        if None in self.outcomes.values() or len(self.outcomes) < len(self.step.hosts):
            return "running"
        told = {outcome.value for outcome in self.outcomes.values() if outcome is not None}
        return next(state for state in _WORST if state in told)

    def line(self) -> StepLine:
        """Return it as it is shown."""
        counts = Counter(self.outcomes.values())
        state = self.state
        return StepLine(
            id=self.step.id,
            title=self.step.title,
            phase=self.step.phase,
            kind=self.step.action.kind,
            state=state,
            hosts=max(1, len(self.step.hosts)),
            ended=len(self.outcomes) - counts[None],
            bad=counts[Outcome.FAILED] + counts[Outcome.UNKNOWN],
            planned=self.planned,
            begun_at=self.begun_at,
            ended_at=None if state == "running" else self.ended_at,
            reason=self.reason,
            attempts=self.attempts,
        )
