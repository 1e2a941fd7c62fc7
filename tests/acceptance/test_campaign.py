"""The service under fire, small: `make campaign-workers` is the whole of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.campaign.embedded import embedded
from tests.support.campaign.workers import Campaign, with_workers

pytestmark = [pytest.mark.slow, pytest.mark.timeout(420)]

LATE_S = 40.0
"""Far above the ten seconds that hold on a machine that has nothing else to do."""


async def test_nothing_is_lost_or_done_twice_while_the_one_process_is_killed_again_and_again(tmp_path: Path) -> None:
    came = await embedded(tmp_path, drills=4, services=4, seed=3, every_s=(3.0, 7.0), within_s=300)
    assert came.wrongs == []
    assert [flight.card["status"] for flight in came.flights if flight.card["ended_at"] is None] == []
    assert len(came.flights) == 4
    assert came.blows


async def test_nothing_is_lost_or_done_twice_while_workers_database_and_api_go(tmp_path: Path) -> None:
    told = Campaign(drills=12, services=6, seed=5, every_s=(5.0, 9.0), within_s=360)
    came = await with_workers(tmp_path, told)
    assert came.wrongs == []
    assert len(came.flights) == 12
    assert {blow.kind for blow in came.blows} >= {"fast", "immediate", "kill"}
    assert [one for one in came.takeovers if one.in_reach and one.blow.kind == "kill" and one.own_s > LATE_S] == []
