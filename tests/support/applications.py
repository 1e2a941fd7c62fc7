"""The reference application of docs/ledger-http.md on a free port, with things that go wrong on the way back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from service.lab.application import application
from service.lab.application.keeping import Keeper, SqliteKeeper
from tests.support.ports import free_port

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Way:
    """What lies between client and application. Numbers say which writes meet it."""

    port: int
    dropped: set[int] = field(default_factory=set[int])
    """Done, and the connection cut before any answer."""
    refused: set[int] = field(default_factory=set[int])
    """Answered by a gateway, which never asked the application."""
    overtaken: set[int] = field(default_factory=set[int])
    """Done, and the answer is a gateway's time-out."""
    late: set[int] = field(default_factory=set[int])
    """Held back until `release` is set, then done."""
    release: asyncio.Event = field(default_factory=asyncio.Event)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a late one has arrived."""
    offers_fence: bool = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/ledgers"

    async def pass_on(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.endswith("/fence") and not self.offers_fence:
            return web.Response(status=501)
        if request.method != "POST" or request.path.endswith("/fence"):
            return await handler(request)
        number = int((await request.json())["number"])
        if number in self.refused:
            return web.Response(status=502, text="bad gateway")
        if number in self.late:
            self.came.set()
            await self.release.wait()
        answer = await handler(request)
        if number in self.dropped and request.transport is not None:
            request.transport.abort()
        return web.Response(status=504, text="gateway time-out") if number in self.overtaken else answer


@asynccontextmanager
async def serving(keeper: Keeper) -> AsyncGenerator[Way]:
    """Serve the application as long as the block lasts."""
    way = Way(free_port())
    app = application(keeper)

    @web.middleware
    async def between(request: web.Request, handler: Handler) -> web.StreamResponse:
        return await way.pass_on(request, handler)

    app.middlewares.append(between)
    runner = web.AppRunner(app, handler_cancellation=False, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", way.port).start()
    try:
        yield way
    finally:
        way.release.set()
        await runner.cleanup()


@asynccontextmanager
async def serving_sqlite(file: Path) -> AsyncGenerator[Way]:
    """Serve it with SQLite."""
    keeper = SqliteKeeper(file)
    try:
        async with serving(keeper) as way:
            yield way
    finally:
        keeper.close()
