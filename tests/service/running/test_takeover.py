"""Over a real PostgreSQL: what a dead worker holds is soon held by another, as much at once as that has room for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from service.firm import Firm, open_firm
from service.policy import default_policy
from service.running.choosing import need_queue
from service.running.roster import Roster
from service.running.runs import Runs
from service.running.worker import DrillWorker, WorkerSetup
from tests.service.running.test_runs import RUN, WORKER
from tests.support.databases import journal_in, on_postgres

pytestmark = pytest.mark.slow
SOON_S = 60.0
"""Far above the ten seconds of a machine that is not starved."""
DRILLS = [f"drill-{number}" for number in range(3)]


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Generator[None]:
    with on_postgres():
        yield


@asynccontextmanager
async def working(firm: Firm) -> AsyncGenerator[DrillWorker]:
    """Yield a worker that takes as many drills as there are, and let it end."""
    worker, stopping = DrillWorker(firm, WorkerSetup(site="sh", drills=len(DRILLS))), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(worker.run(stopping))
        try:
            async with asyncio.timeout(SOON_S):
                yield worker
        finally:
            stopping.set()


def held_by_the_dead(firm: Firm) -> Runs:
    """Let a worker hold every drill that never beats again."""
    runs = Runs(firm.journal.engine)
    Roster(firm.journal.engine).enter(WORKER)
    for drill in DRILLS:
        runs.add(replace(RUN, drill=drill), "{}")
        assert runs.take(drill, 0, WORKER.name) == 1
    return runs


async def test_what_a_dead_worker_held_another_one_has_soon(tmp_path: Path) -> None:
    """They have no record and no pass, so it refuses each; that it could do so only in a turn of its own."""
    firm = open_firm(journal_in(tmp_path), tmp_path, default_policy(), (tmp_path,))
    need_queue(firm)
    runs = held_by_the_dead(firm)
    async with working(firm) as worker:
        while len(refused := [run for run in runs.unfiled() if run.status == "refused"]) < len(DRILLS):  # noqa: ASYNC110
            await asyncio.sleep(0.05)  # a table tells nobody
        assert sorted(worker.sweeper.freed) == DRILLS
    assert [(run.drill, run.turn) for run in refused] == [(drill, 2) for drill in DRILLS]
    firm.journal.close()
