"""The queue wakes workers, in a schema of its own; whatever is done to its connections and rows, it comes back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from runners.journal import Journal
from service.running.jobs import VERSION, Jobs, install, installed, tidy
from tests.support.databases import database_in, on_postgres

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Generator[None]:
    with on_postgres():
        yield


@pytest.fixture
def engine(tmp_path: Path) -> Generator[Engine]:
    journal = Journal.open(database_in(tmp_path))
    install(journal.engine)
    yield journal.engine
    journal.close()


@dataclass
class Sleeper:
    """A worker that only notes that it was woken."""

    woken: asyncio.Event = field(default_factory=asyncio.Event)

    async def look(self) -> None:
        self.woken.set()

    async def wakes(self) -> None:
        await asyncio.wait_for(self.woken.wait(), 60)
        self.woken.clear()


@asynccontextmanager
async def sleeping(engine: Engine) -> AsyncGenerator[tuple[Sleeper, Jobs]]:
    sleeper, caller, worker = Sleeper(), Jobs(engine.url), Jobs(engine.url)
    task = asyncio.create_task(worker.work("sh", sleeper.look, 1))
    try:
        yield sleeper, caller
    finally:
        task.cancel()
        await asyncio.wait([task])
        await caller.close()


def count(engine: Engine, sql: str) -> int:
    with engine.begin() as connection:
        return connection.execute(text(sql)).rowcount


async def test_a_job_wakes_the_workers_of_its_site(engine: Engine) -> None:
    async with sleeping(engine) as (sleeper, caller):
        await caller.call("bj", "drill-0")
        await caller.call("sh", "drill-1")
        await sleeper.wakes()
        assert caller.failure == ""


async def test_a_worker_of_the_queue_whose_connections_and_row_were_taken_away_comes_back(engine: Engine) -> None:
    async with sleeping(engine) as (sleeper, caller):
        await caller.call("sh", "drill-1")
        await sleeper.wakes()
        ended = count(
            engine, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'drillproof queue'"
        )
        assert ended > 0
        count(engine, "DELETE FROM queue.procrastinate_workers")
        async with asyncio.timeout(60):
            await caller.call("sh", "drill-2")
            while caller.failure:
                await caller.call("sh", "drill-2")
            await sleeper.wakes()


async def test_the_queue_is_made_once_by_however_many_and_its_version_is_ours_to_know(engine: Engine) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(asyncio.to_thread(install, engine))
    with engine.connect() as connection:
        assert installed(connection) == VERSION
        there = connection.execute(text("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'procrastinate%'"))
        assert there.scalar_one() > 0
        ours = "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'procrastinate%' AND schemaname <> 'queue'"
        assert connection.execute(text(ours)).scalar_one() == 0


async def test_jobs_that_nobody_will_do_are_tidied_away_and_fresh_ones_stay(engine: Engine) -> None:
    caller = Jobs(engine.url)
    await caller.call("nowhere", "drill-1")
    await caller.call("nowhere", "drill-2")
    await caller.close()
    count(engine, "UPDATE queue.procrastinate_events SET at = at - interval '2 hours' WHERE job_id = 1")
    tidy(engine)
    assert count(engine, "SELECT 1 FROM queue.procrastinate_jobs") == 1
