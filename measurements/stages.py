"""The six stages of a drill's execution (JR/T 0251 12.2 b), read off its history.

Preparation is what comes before the first step of a later phase; the start is that step's beginning; execution lasts
until nothing more goes forward; the end is that instant; restoration is every undo and restoring step until the close.
Recording is the journal itself, from its first record to its last.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

from measurements.events import DrillClosed, Event, StepCompleted, StepInvoked, UndoCompleted, UndoInvoked, UndoProved
from measurements.history import History
from measurements.report import ExecutionStage, StageName
from measurements.utc import utc_text
from scenarios.plan import Phase, Plan

_Numbered: TypeAlias = tuple[int, int]
"""Number and instant of an event."""
_UNDOING: Final = (UndoInvoked, UndoCompleted, UndoProved)
_TELLING: Final = (StepInvoked, StepCompleted, *_UNDOING, DrillClosed)
"""What any stage is read off: a few of many events."""


def stages(history: History, plan: Plan) -> tuple[ExecutionStage, ...]:
    """Return the six stages in the standard's order; instants that are not reached, or never were, are None."""
    opened = history.opened
    if opened is None:
        return ()
    phases = {step.id: step.phase for step in plan.steps}
    told = [(seq, event) for seq, event in history.told() if isinstance(event, _TELLING)]
    before = _those(told, lambda event: _phase(event, phases) is Phase.PREPARE)
    forward = _those(told, lambda event: _phase(event, phases) not in {None, Phase.PREPARE, Phase.RESTORE})
    back = _those(told, lambda event: _phase(event, phases) is Phase.RESTORE or isinstance(event, _UNDOING))
    back += _those(told, lambda event: isinstance(event, DrillClosed))
    is_over = bool(back)

    def stage(name: StageName, some: Sequence[_Numbered], *, is_ended: bool) -> ExecutionStage:
        return _stage(name, some, lambda at: utc_text(opened.utc_ns + at - opened.at), is_ended=is_ended)

    return (
        stage("system_preparation", before, is_ended=bool(forward) or is_over),
        stage("start", forward[:1], is_ended=True),
        stage("execution", forward, is_ended=is_over),
        stage("recording", history.ends or (), is_ended=history.closed is not None),
        stage("end", forward[-1:] if is_over else [], is_ended=True),
        stage("restoration", back, is_ended=history.closed is not None),
    )


def _those(told: Sequence[tuple[int, Event]], wanted: Callable[[Event], bool]) -> list[_Numbered]:
    return [(seq, event.at) for seq, event in told if wanted(event)]


def _phase(event: Event, phases: dict[str, Phase]) -> Phase | None:
    return phases.get(event.step) if isinstance(event, StepInvoked | StepCompleted) else None


def _stage(
    name: StageName, some: Sequence[_Numbered], moment: Callable[[int], str], *, is_ended: bool
) -> ExecutionStage:
    if not some:
        return ExecutionStage(stage=name)
    (first, begun), (last, ended) = some[0], some[-1]
    evidence = (first,) if first == last else (first, last)
    ended_at = moment(ended) if is_ended else None
    return ExecutionStage(stage=name, begun_at=moment(begun), ended_at=ended_at, evidence=evidence)
