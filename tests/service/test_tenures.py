"""Who ran a drill and why each runner came, read off a journal; and whether somebody has to decide."""

from __future__ import annotations

import pytest

from measurements.events import (
    AbortAsked,
    DrillOpened,
    Event,
    InterruptionDecided,
    RunnerHandedOver,
    RunnerStarted,
    StepInvoked,
)
from scenarios.plan import plan_to_json
from service.tenures import is_undecided, tenures
from tests.support.scripted_drills import twelve_steps


def opened(*, asks: bool = False) -> DrillOpened:
    data = plan_to_json(twelve_steps(asks=asks))
    return DrillOpened(
        at=0,
        plan=data,
        utc_ns=10**18,
        drill="d",
        scenario="s",
        plan_sha256="",
        software="",
        opened_by="",
        boot_id="b",
    )


def came(runner: str, *, resumed: bool = True, at: int = 0) -> RunnerStarted:
    return RunnerStarted(at=at, run=f"by {runner}", pid=7, boot_id="b", resumed=resumed, runner=runner)


FIRST = came("sh-1", resumed=False)
LEFT = RunnerHandedOver(at=5 * 10**9, run="r", reason="serviced")
CUT = RunnerHandedOver(at=5 * 10**9, run="r", reason="serviced", unfinished=("promote on b",))
BEGUN = StepInvoked(at=1, step="crash", host="a", run="r", detail="")
RESTORING = StepInvoked(at=1, step="unstarve", host="", run="r", detail="")
RESTORE = InterruptionDecided(at=1, decision="restore", by="anna", reason="")
GO_ON = InterruptionDecided(at=1, decision="continue", by="anna", reason="")
TO_SECOND = InterruptionDecided(at=1, decision="continue", by="anna", reason="", interruption="by sh-2")


@pytest.mark.parametrize(
    ("told", "whys"),
    [
        ([FIRST], ["opened"]),
        ([FIRST, came("sh-1")], ["opened", "resumed"]),
        ([FIRST, came("sh-2")], ["opened", "taken_over"]),
        ([FIRST, LEFT, came("sh-2")], ["opened", "handed_over"]),
        ([FIRST, CUT, came("sh-2")], ["opened", "taken_over"]),
        ([FIRST, LEFT, came("sh-2"), came("sh-3")], ["opened", "handed_over", "taken_over"]),
        ([came("box:12", resumed=False), came("box:99")], ["opened", "resumed"]),
        ([came("box:12", resumed=False), came("other:12")], ["opened", "taken_over"]),
        ([came("", resumed=False), came("")], ["opened", "resumed"]),
    ],
)
def test_each_runner_came_for_a_reason(told: list[Event], whys: list[str]) -> None:
    assert [held.why for held in tenures([opened(), *told])] == whys


def test_whoever_leaves_on_purpose_says_when_and_why() -> None:
    first, second = tenures([opened(), FIRST, LEFT, came("sh-2", at=6 * 10**9)])
    assert (first.runner, first.left_at, first.left_because) == ("sh-1", "2001-09-09T01:46:45.000000Z", "serviced")
    assert (second.began_at, second.left_at) == ("2001-09-09T01:46:46.000000Z", None)


@pytest.mark.parametrize(
    ("asks", "told", "undecided"),
    [
        (True, [FIRST, BEGUN], False),
        (True, [FIRST, came("sh-2")], False),
        (True, [FIRST, BEGUN, came("sh-2")], True),
        (False, [FIRST, BEGUN, came("sh-2")], False),
        (True, [FIRST, BEGUN, came("sh-2"), GO_ON], False),
        (True, [FIRST, BEGUN, came("sh-2"), GO_ON, came("sh-3")], True),
        (True, [FIRST, BEGUN, came("sh-2"), TO_SECOND], False),
        (True, [FIRST, BEGUN, came("sh-2"), came("sh-3"), TO_SECOND], True),
        (True, [FIRST, BEGUN, came("sh-2"), LEFT, came("sh-3"), TO_SECOND], False),
        (True, [FIRST, BEGUN, came("sh-2"), RESTORE], False),
        (True, [FIRST, BEGUN, came("sh-2"), AbortAsked(at=1, by="olga", reason="")], False),
        (True, [FIRST, BEGUN, RESTORING, came("sh-2")], False),
        (True, [FIRST, BEGUN, LEFT, came("sh-2")], False),
    ],
)
def test_an_interrupted_drill_that_asks_waits_until_somebody_decides(
    *, asks: bool, told: list[Event], undecided: bool
) -> None:
    assert is_undecided([opened(asks=asks), *told]) is undecided
