"""What a campaign's judge calls late: an act of who does not have the drill, not one of who has it once more."""

from __future__ import annotations

import pytest

from measurements.events import RunnerStarted
from measurements.history import History
from tests.support.campaign.driver import Flight
from tests.support.campaign.judge import Case
from tests.support.fake_hosts import Done


def came(at: int, pid: int) -> RunnerStarted:
    return RunnerStarted(at=at, run=f"run-{at}", pid=pid, boot_id="b", resumed=at > 0)


@pytest.mark.parametrize(
    ("at", "pid", "is_late"),
    [
        (5, 1, False),
        (15, 1, True),
        (15, 2, False),
        (25, 1, False),  # both were frozen one after the other, and it has the drill again
        (25, 2, True),
    ],
)
def test_an_act_is_late_by_who_has_the_drill_then(at: int, pid: int, *, is_late: bool) -> None:
    history = History(events=(came(0, 1), came(10, 2), came(20, 1)))
    sent = Done(at=at, pid=pid, ticket="1", host="a", step="s", verb="act", side="sent")
    told = Case(flight=Flight(ticket=1), history=history, truth=[sent]).wrongs()
    assert any("by the old runner" in wrong for wrong in told) is is_late
