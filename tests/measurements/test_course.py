"""The course of a drill at its edges: which outcome belongs to which act, and who was gone when."""

from __future__ import annotations

import pytest

from measurements.course import Course, act_instants, follow
from measurements.events import Outcome, UndoCompleted, UndoInvoked
from measurements.intervals import Interval
from tests.support.histories import Story, ns, plan


def course(story: Story) -> Course:
    return follow(story.history(), story.plan)


def test_a_drill_turns_to_restoring_with_its_first_step_or_undo() -> None:
    assert course(Story(plan()).faulted(100, 100.02)).restoring is None
    assert course(Story(plan()).did("revive", 120, 121, "db-a")).restoring == ns(120)
    assert course(Story(plan()).did("revive", 120, 121, "db-a").undone(119)).restoring == ns(119)


@pytest.mark.parametrize(
    ("start", "end", "by"), [(103, 105, 0.5), (102, 103, 0.5), (103, None, 0.5), (103.1, 105, 0), (101, 102.9, 0)]
)
def test_a_reboot_in_the_very_first_or_last_instant_counts(start: float, end: float | None, by: float) -> None:
    whole = course(Story(plan()).started(103, resumed=True, gap=0.5))
    assert whole.unsure_between(ns(start), None if end is None else ns(end)) == ns(by)


def test_a_step_that_began_in_the_instant_of_a_new_runner_is_its_own() -> None:
    (act,) = course(Story(plan()).started(103, resumed=True).did("promote", 103, None, "db-b")).acts
    assert (act.is_orphan, act.outcome) == (False, None)
    (left,) = course(Story(plan()).did("promote", 102.9, None, "db-b").started(103, resumed=True)).acts
    assert (left.is_orphan, left.outcome) == (True, Outcome.UNKNOWN)


def test_what_is_unknown_may_have_taken_effect_until_it_was_undone_first() -> None:
    story = Story(plan()).did("crash", 100, 100.5, "db-a", outcome=Outcome.UNKNOWN).undone(110).undone(115)
    followed = course(story)
    whole = Interval(ns(100), ns(110))
    assert act_instants(followed, followed.acts[0]) == (whole, whole)


def test_undoing_on_two_hosts_at_a_time_each_has_its_own_end() -> None:
    story = Story(plan())
    for at, host in ((110, "db-a"), (111, "db-b")):
        story.add(UndoInvoked(at=ns(at), step="crash", host=host, run="run-1", because="restore"))
    for at, host in ((112, "db-a"), (113, "db-b")):
        story.add(UndoCompleted(at=ns(at), step="crash", host=host, outcome=Outcome.OK))
    ends = [undoing.completed[1] for undoing in course(story).undoings if undoing.completed is not None]
    assert [(end.host, end.at) for end in ends] == [("db-a", ns(112)), ("db-b", ns(113))]
