"""The six stages of a drill's execution: when each began and ended, and by which events."""

from __future__ import annotations

from measurements.events import RunnerStarted
from measurements.history import History
from measurements.report import ExecutionStage
from measurements.stages import stages
from scenarios.plan import Phase, Run
from tests.support.histories import STEPS, Story, plan, step

PLAN = plan(steps=(step("backup", Phase.PREPARE, Run(script="backup"), "db-a"), *STEPS))


def at(second: float) -> str:
    return f"2026-09-21T14:{13 + int(second + 20) // 60}:{(second + 20) % 60:09.6f}Z"


def told(story: Story) -> dict[str, tuple[str | None, str | None, list[str]]]:
    """Return beginning, end and the kinds of the proofs of each stage."""
    history = story.history()
    return {
        one.stage: (one.begun_at, one.ended_at, [type(history.events[seq - 1]).__name__ for seq in one.evidence])
        for one in stages(history, PLAN)
    }


def prepared() -> Story:
    story = Story(PLAN, opened=0.5).started(1).did("backup", 10, 15.5, "db-a")
    return story.did("unheard of", 9, 16)


def executed() -> Story:
    return prepared().faulted(20, 20.5).did("noticed", 20.5, 21).did("promote", 30, 42, "db-b")


def test_before_anything_was_done_only_the_recording_has_begun() -> None:
    history = Story(PLAN, opened=0.5).started(1).history()
    assert isinstance(history.events[1], RunnerStarted)
    assert stages(history, PLAN) == (
        ExecutionStage(stage="system_preparation"),
        ExecutionStage(stage="start"),
        ExecutionStage(stage="execution"),
        ExecutionStage(stage="recording", begun_at=at(0), ended_at=None, evidence=(1, 2)),
        ExecutionStage(stage="end"),
        ExecutionStage(stage="restoration"),
    )


def test_without_an_opening_there_are_no_stages() -> None:
    assert stages(History(()), PLAN) == ()


def test_preparation_goes_on_until_the_first_step_of_a_later_phase() -> None:
    assert told(prepared())["system_preparation"] == (at(9.5), None, ["StepInvoked", "StepCompleted"])
    assert told(prepared())["execution"] == (None, None, [])
    assert told(executed())["system_preparation"] == (at(9.5), at(15), ["StepInvoked", "StepCompleted"])
    assert told(prepared().undone(50))["system_preparation"][1] == at(15)


def test_execution_goes_on_until_restoring_begins() -> None:
    during = told(executed())
    assert during["start"] == (at(19.5), at(19.5), ["StepInvoked"])
    assert during["execution"] == (at(19.5), None, ["StepInvoked", "StepCompleted"])
    assert (during["end"], during["restoration"]) == ((None, None, []), (None, None, []))
    over = told(executed().undone(50))
    assert over["execution"] == (at(19.5), at(41.5), ["StepInvoked", "StepCompleted"])
    assert over["end"] == (at(41.5), at(41.5), ["StepCompleted"])


def test_restoration_goes_on_until_the_close() -> None:
    during = told(executed().undone(50))
    assert during["restoration"] == (at(49.5), None, ["UndoInvoked", "UndoProved"])
    assert during["recording"] == (at(0), None, ["DrillOpened", "UndoProved"])
    after = told(executed().undone(50).did("revive", 51, 52, "db-a").closed(60))
    assert after["restoration"] == (at(49.5), at(59.5), ["UndoInvoked", "DrillClosed"])
    assert after["recording"] == (at(0), at(59.5), ["DrillOpened", "DrillClosed"])


def test_a_restoring_step_is_restoration_and_neither_preparation_nor_execution() -> None:
    story = told(executed().did("revive", 51, 52, "db-a"))
    assert story["restoration"] == (at(50.5), None, ["StepInvoked", "StepCompleted"])
    assert story["execution"] == (at(19.5), at(41.5), ["StepInvoked", "StepCompleted"])


def test_a_drill_that_closed_without_restoring_is_over() -> None:
    story = told(executed().closed(60))
    assert story["end"] == (at(41.5), at(41.5), ["StepCompleted"])
    assert story["restoration"] == (at(59.5), at(59.5), ["DrillClosed"])
