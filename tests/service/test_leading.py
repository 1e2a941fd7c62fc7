"""Of several processes one does the chores; when it loses its lock it has stopped before another begins."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Generator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from runners.journal import Journal
from service.leading import Leader
from tests.support.databases import database_in, on_postgres


@dataclass
class Chores:
    """Who does them now, and what was ever wrong."""

    now: set[str] = field(default_factory=set[str])
    most: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    def of(self, name: str) -> Iterator[Coroutine[Any, Any, None]]:
        yield self._done(name)

    async def _done(self, name: str) -> None:
        self.now.add(name)
        self.idle.clear()
        self.most = max(self.most, len(self.now))
        self.changed.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.now.discard(name)
            if not self.now:
                self.idle.set()

    async def nobody_does_them(self) -> bool:
        return await asyncio.wait_for(self.idle.wait(), 60)

    async def done_by_another_than(self, name: str) -> str:
        async with asyncio.timeout(60):
            while not self.now - {name}:
                self.changed.clear()
                await self.changed.wait()
        return next(iter(self.now))


@asynccontextmanager
async def standing(engine: Engine, chores: Chores, *names: str) -> AsyncGenerator[dict[str, asyncio.Task[None]]]:
    leaders = {name: Leader(engine) for name in names}
    tasks = {
        name: asyncio.create_task(leader.lead(lambda name=name: chores.of(name))) for name, leader in leaders.items()
    }
    try:
        yield tasks
    finally:
        for task in tasks.values():
            task.cancel()
        await asyncio.wait(tasks.values())


async def test_on_sqlite_the_one_process_leads(tmp_path: Path) -> None:
    journal = Journal.at(tmp_path / "journal.sqlite")
    chores = Chores()
    async with standing(journal.engine, chores, "a"):
        assert await chores.done_by_another_than("") == "a"
    journal.close()


@pytest.fixture(scope="module")
def cluster() -> Generator[None]:
    with on_postgres():
        yield


@pytest.mark.slow
@pytest.mark.usefixtures("cluster")
async def test_another_leads_when_the_leader_dies_or_loses_its_session(tmp_path: Path) -> None:
    journal = Journal.open(database_in(tmp_path))
    chores = Chores()
    async with standing(journal.engine, chores, "a", "b") as tasks:
        first = await chores.done_by_another_than("")
        tasks[first].cancel()
        second = await chores.done_by_another_than(first)
        assert second != first
        with journal.engine.begin() as connection:
            killed = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            connection.execute(text(killed))
        assert await chores.nobody_does_them()
        assert await chores.done_by_another_than("") == second, "it comes back by itself"
        assert chores.most == 1, "two did the chores at once"
    journal.close()
