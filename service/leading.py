"""Which of several processes does the chores: whoever holds one lock of the database, and only while it does."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any, Final, TypeAlias

import psycopg
from sqlalchemy import Engine

Chores: TypeAlias = Callable[[], Iterable[Coroutine[Any, Any, None]]]
"""What makes the chores anew, each time that this process comes to lead."""

_KEY: Final = 0x6472696C6C_03
_EVERY_S: Final = 1.0
_ANSWER_S: Final = 5.0
_SESSION: Final = (
    "SELECT set_config('idle_session_timeout', '10s', false), set_config('tcp_keepalives_idle', '5', false),"
    " set_config('tcp_keepalives_interval', '2', false), set_config('tcp_keepalives_count', '3', false)"
)
"""A leader that stands still for ten seconds, or whose machine is gone, loses its session and with it the lock."""


class Leader:
    """One process's wish to lead. On SQLite there is only the one process, and it leads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.is_leading = False
        self.failure = ""
        """Why it cannot ask just now, empty where it can."""

    async def lead(self, chores: Chores) -> None:
        """Do the chores whenever this process leads, for ever; raises what a chore raises."""
        if self._engine.dialect.name != "postgresql":
            await self._led(chores, asyncio.Event())
        while True:
            try:
                async with self._elected() as connection:
                    lost = asyncio.Event()
                    async with asyncio.TaskGroup() as group:
                        group.create_task(self._led(chores, lost))
                        await self._kept(connection)
                        lost.set()
            except (psycopg.Error, OSError, TimeoutError) as error:
                self.failure = str(error) or type(error).__name__
            await asyncio.sleep(_EVERY_S)

    async def _led(self, chores: Chores, lost: asyncio.Event) -> None:
        """Do the chores until the lock is lost."""
        self.is_leading = True
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(chore) for chore in chores()]
                await lost.wait()
                for task in tasks:
                    task.cancel()
        finally:
            self.is_leading = False

    @asynccontextmanager
    async def _elected(self) -> AsyncGenerator[psycopg.AsyncConnection]:
        """Give the session that holds the lock, once there is one; raises psycopg.Error, OSError, TimeoutError."""
        url = self._engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        async with await psycopg.AsyncConnection.connect(
            url, autocommit=True, connect_timeout=5, application_name="drillproof leader"
        ) as connection:
            await connection.execute(_SESSION)
            while not await _asked(connection, f"SELECT pg_try_advisory_lock({_KEY})"):
                self.failure = ""
                await asyncio.sleep(_EVERY_S)
            yield connection

    async def _kept(self, connection: psycopg.AsyncConnection) -> None:
        """Return when the session that holds the lock is gone or does not answer."""
        with contextlib.suppress(psycopg.Error, OSError, TimeoutError):
            while await _asked(connection, "SELECT true"):
                self.failure = ""
                await asyncio.sleep(_EVERY_S)


async def _asked(connection: psycopg.AsyncConnection, question: str) -> bool:
    async with asyncio.timeout(_ANSWER_S):
        row = await (await connection.execute(question.encode())).fetchone()
    return bool(row and row[0])
