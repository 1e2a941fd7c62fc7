"""Who was told of a drill, which checks it passed before it began, and attempts at steps that may be repeated."""

from __future__ import annotations

from dataclasses import replace

import pytest

from measurements.conduct import check_conduct
from measurements.course import follow
from measurements.events import Ending, NoticeSent, Outcome, StepCompleted, StepInvoked
from measurements.history import History
from measurements.judge import judge
from measurements.notices import notices, readiness
from measurements.people import hear_people
from measurements.phases import switch_over
from measurements.reading import Reading
from measurements.timeline import tell
from scenarios.plan import DiskSpace, Notify, Phase, Ready, Run, Text
from tests.support.histories import STEPS, Story, ns, plan, step

TELL = step(
    "tell", Phase.DECIDE, Notify(groups=("duty", "board"), subject=Text(zh="a", en="a"), text=Text(zh="b", en="b"))
)
READY = step("ready.1.disk_space", Phase.PREPARE, Ready(check=DiskSpace(path="/var", free_bytes=1)), "db-a", "db-b")


def sent(at: float, group: str, outcome: Outcome, channel: str = "mail") -> NoticeSent:
    return NoticeSent(at=ns(at), step="tell", group=group, channel=channel, outcome=outcome, detail="answered 500")


def codes(story: Story) -> list[tuple[str, dict[str, str]]]:
    history = story.history()
    course = follow(history, story.plan)
    return [(one.code, one.facts) for one in check_conduct(history, course, hear_people(course))]


def test_a_group_that_no_channel_reached_is_a_finding() -> None:
    story = Story(plan(steps=(TELL,))).did("tell", 1, 3)
    story.add(sent(1.5, "duty", Outcome.FAILED), sent(2, "duty", Outcome.OK, "wecom"))
    story.add(sent(2, "board", Outcome.FAILED)).closed(9)
    told = {"step": "tell", "group": "board", "reason": "mail: answered 500"}
    assert codes(story) == [("group_not_reached", told)]
    assert [(one.group, one.channel, one.outcome, one.at_s) for one in notices(story.history(), 0)] == [
        ("duty", "mail", "failed", 1.5),
        ("duty", "wecom", "ok", 2.0),
        ("board", "mail", "failed", 2.0),
    ]


def test_a_notice_that_may_have_arrived_is_told_apart_and_a_running_step_not_yet() -> None:
    story = Story(plan(steps=(TELL,))).add(sent(2, "board", Outcome.UNKNOWN), sent(2, "duty", Outcome.OK))
    assert codes(story.did("tell", 1, None))[0][0] == "not_closed"
    story = Story(plan(steps=(TELL,))).add(sent(2, "board", Outcome.UNKNOWN), sent(2, "duty", Outcome.OK))
    assert codes(story.did("tell", 1, 3).closed(9))[0][0] == "group_reached_unsure"


def test_a_step_that_was_cut_off_before_it_told_anybody_may_have_told_everybody() -> None:
    story = Story(plan(steps=(TELL,))).did("tell", 1, None).closed(9)
    assert [code for code, _ in codes(story)] == ["group_reached_unsure", "group_reached_unsure"]


def test_a_step_that_is_not_essential_may_fail() -> None:
    log = replace(step("log", Phase.SWITCH, Run(script="x"), "db-b"), essential=False)
    story = Story(plan(steps=(log,))).did("log", 1, 2, "db-b", outcome=Outcome.UNKNOWN, reason="lost").closed(9)
    told = {"step": "log", "host": "db-b", "reason": "lost", "outcome": "unknown"}
    assert codes(story) == [("inessential_failed", told)]


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.UNKNOWN])
def test_a_drill_that_was_not_ready_says_which_check_stopped_it(outcome: Outcome) -> None:
    story = Story(plan(steps=(READY, *STEPS))).did(READY.id, 1, 2, "db-a")
    story.did(READY.id, 1, 2, "db-b", outcome=outcome, reason="3 GB are free, 5 GB are asked for")
    story.skipped(3, *(one.id for one in STEPS)).closed(4, Ending.FAILED)
    report = judge(story.history())
    assert (report.completed, report.verdict) == (False, "inconclusive")
    found = next(one for one in report.findings if one.code == "not_ready")
    assert found.facts == {
        "step": READY.id,
        "host": "db-b",
        "check": "disk_space",
        "reason": "3 GB are free, 5 GB are asked for",
    }
    assert [(one.host, one.check, one.outcome, one.detail) for one in report.readiness] == [
        ("db-a", "disk_space", "ok", ""),
        ("db-b", "disk_space", outcome.value, "3 GB are free, 5 GB are asked for"),
    ]


def test_a_check_that_was_not_made_is_told_and_what_one_saw_is_its_output() -> None:
    story = Story(plan(steps=(READY,))).skipped(1, READY.id)
    assert [(one.host, one.outcome, one.detail) for one in readiness(follow(story.history(), story.plan))] == [
        ("", "skipped", "turned to restoring")
    ]
    seen = Story(plan(steps=(READY,))).add(
        StepInvoked(at=1, step=READY.id, host="db-a", run="r"),
        StepCompleted(at=2, step=READY.id, host="db-a", outcome=Outcome.OK, stdout="\n7 GB are free\nof 9 GB\n"),
        StepInvoked(at=1, step=READY.id, host="db-b", run="r"),
    )
    told = readiness(follow(seen.history(), seen.plan))
    assert [(one.outcome, one.detail) for one in told] == [("ok", "7 GB are free"), ("running", "")]


def repeated(second: Outcome | None = Outcome.OK) -> Story:
    story = Story(plan()).did("promote", 10, 12, "db-b", outcome=Outcome.UNKNOWN, reason="link lost")
    return story.did("promote", 14, None if second is None else 15, "db-b", outcome=second or Outcome.OK)


def test_the_last_attempt_counts_and_each_is_told() -> None:
    story = repeated().closed(20)
    told = {"step": "promote", "host": "db-b", "reason": "link lost", "count": "2", "outcome": "ok"}
    assert codes(story) == [("step_repeated", told)]
    course = follow(story.history(), story.plan)
    entries = tell(course, hear_people(course), 0)
    assert [(one.attempt, one.is_last, one.outcome) for one in entries] == [(1, False, "unknown"), (2, True, "ok")]


def test_a_last_attempt_that_failed_or_runs_is_told_as_it_is() -> None:
    failed = dict(codes(repeated(Outcome.FAILED).closed(20)))
    assert failed.keys() == {"step_failed", "step_repeated"}
    assert dict(codes(repeated(None)))["step_repeated"]["outcome"] == "running"
    orphaned = Story(plan()).did("promote", 10, None, "db-b").did("promote", 14, 15, "db-b").closed(20)
    assert dict(codes(orphaned))["step_repeated"]["reason"] == ""


def test_the_first_attempt_bounds_the_beginning_and_the_last_the_end() -> None:
    story = repeated()
    course = follow(story.history(), story.plan)
    over = switch_over(course, Reading(lower=ns(20), upper=ns(21)))
    assert over is not None
    assert (over.lower, over.upper) == (ns(8), ns(11))  # the first attempt began somewhere until it was given up
    orphaned = (
        Story(plan()).did("promote", 10, None, "db-b").did("promote", 14, 15, "db-b").did("entry", 15, 16, "db-b")
    )
    course = follow(orphaned.history(), orphaned.plan)
    assert [act.is_orphan for act in course.acts] == [True, False, False]
    over = switch_over(course, Reading(lower=ns(20), upper=ns(21)))
    assert over is not None
    assert (over.lower, over.upper) == (ns(5), ns(11))


def test_captured_values_stand_in_the_timeline() -> None:
    story = Story(plan()).add(
        StepInvoked(at=1, step="promote", host="db-b", run="r"),
        StepCompleted(at=2, step="promote", host="db-b", outcome=Outcome.OK, captured=(("lsn", "0/3000"),)),
    )
    course = follow(History(story.history().events), story.plan)
    entry = tell(course, hear_people(course), 0)[0]
    assert [(one.name, one.value) for one in entry.captured] == [("lsn", "0/3000")]
