"""The order application of the stack `site`: nothing is served while its cache takes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from service.lab.order_application import CacheSilentError, count, order_application
from tests.support.ports import free_port


@asynccontextmanager
async def cache(answer: bytes) -> AsyncGenerator[str]:
    """A cache that gives one answer to whatever it is asked."""

    async def answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"QUIT\r\n")
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(answered, "127.0.0.1", 0)
    async with server:
        yield f"redis://:p%40ss@127.0.0.1:{server.sockets[0].getsockname()[1]}"


@asynccontextmanager
async def served(cached: str) -> AsyncGenerator[str]:
    runner = web.AppRunner(order_application("postgresql://nobody@127.0.0.1:1/none", cached))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port := free_port())
    await site.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


async def status(url: str) -> int:
    async with aiohttp.ClientSession() as client, client.get(url) as answer:
        return answer.status


async def test_a_request_is_counted_in_the_cache() -> None:
    async with cache(b"+OK\r\n:7\r\n+OK\r\n") as found:
        await count(found)


@pytest.mark.parametrize(
    "answer", [b"-WRONGPASS no\r\n-NOAUTH\r\n+OK\r\n", b"+OK\r\n-READONLY replica\r\n+OK\r\n", b""]
)
async def test_a_cache_that_takes_nothing_is_silent(answer: bytes) -> None:
    async with cache(answer) as found:
        with pytest.raises(CacheSilentError):
            await count(found)


async def test_without_its_cache_the_application_runs_and_serves_nothing() -> None:
    async with served(f"redis://:x@127.0.0.1:{free_port()}") as url:
        assert await status(f"{url}/alive") == 200
        assert await status(f"{url}/health") == 503


async def test_without_its_database_it_serves_nothing_either() -> None:
    async with cache(b"+OK\r\n:7\r\n+OK\r\n") as found, served(found) as url:
        assert await status(f"{url}/health") == 500
