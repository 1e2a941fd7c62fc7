"""How a process learns that something was written in the database for it: at once where it can be told, else soon."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Final

import psycopg
from sqlalchemy import Engine, text
from sqlmodel import Session

CHANNEL: Final = "drillproof"
"""PostgreSQL's channel; what comes over it has no content, whoever hears it looks at the tables."""
EVERY_S: Final = 0.5
"""Nobody who waits for news waits longer than this before looking: notices may get lost, and SQLite sends none."""
_AGAIN_S: Final = 1.0


def announce(session: Session) -> None:
    """Let every process hear of what this transaction writes, once it is committed (PostgreSQL)."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})


class News:
    """The bell of one process. `run` listens to the others; whoever writes in this process rings."""

    def __init__(self, engine: Engine, every_s: float = EVERY_S) -> None:
        self._engine, self._every_s = engine, every_s
        self._bell = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.failure = ""
        """Why it cannot listen just now, empty where it can; looking every half second goes on meanwhile."""

    def ring(self) -> None:
        """Let everybody look who waits in `rounds`; from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._rung)

    async def rounds(self) -> AsyncIterator[None]:
        """Yield at once, and whenever there may be something new: after `every_s` at the latest; for ever.

        What is written while the caller looks is not missed: the next round then comes at once.
        """
        self._loop = asyncio.get_running_loop()
        while True:
            bell = self._bell
            yield
            with suppress(TimeoutError):
                async with asyncio.timeout(self._every_s):
                    await bell.wait()

    async def run(self) -> None:
        """Ring whenever another process announces something, until cancelled; a lost connection is made again."""
        self._loop = asyncio.get_running_loop()
        if self._engine.dialect.name != "postgresql":
            return
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError) as error:
                self.failure = str(error)
            await asyncio.sleep(_AGAIN_S)

    async def _listen(self) -> None:
        url = self._engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        async with await psycopg.AsyncConnection.connect(url, autocommit=True, connect_timeout=5) as connection:
            await connection.execute(f"LISTEN {CHANNEL}".encode())
            self.failure = ""
            self._rung()
            async for _ in connection.notifies():
                self._rung()

    def _rung(self) -> None:
        bell, self._bell = self._bell, asyncio.Event()
        bell.set()
