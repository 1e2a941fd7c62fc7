"""The order application of the stack `site`: the reference ledger application, which asks its cache at every request.

`python -m service.lab.order_application --port 8080 --dsn-file FILE --cache-file FILE`; the second file holds
redis://:PASSWORD@HOST:PORT. Without database or cache nothing is served; /alive alone says that the program runs.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from aiohttp import web

from service.lab.application import application
from service.lab.application.postgres import PostgresKeeper

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_PATIENCE_S: Final = 2.0
_REDIS_PORT: Final = 6379


class CacheSilentError(Exception):
    """The cache did not take what was to be counted."""


async def count(cache: str) -> None:
    """Count one request in the cache. Raises CacheSilentError, OSError or TimeoutError where it does not take it."""
    found = urlsplit(cache)
    async with asyncio.timeout(_PATIENCE_S):
        reader, writer = await asyncio.open_connection(found.hostname, found.port or _REDIS_PORT)
        try:
            writer.write(f"AUTH {unquote(found.password or '')}\r\nINCR requests\r\nQUIT\r\n".encode())
            answers = (await reader.read()).split(b"\r\n")
        finally:
            writer.close()
    if not answers[0].startswith(b"+OK") or not answers[1].startswith(b":"):
        raise CacheSilentError(b" ".join(answers[:2]).decode(errors="replace"))


def order_application(dsn: str, cache: str) -> web.Application:
    """Return the application; it answers 503 to everything but /alive while the cache takes nothing."""
    app = application(PostgresKeeper(dsn))

    @web.middleware
    async def counted(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path == "/alive":
            return web.json_response({"alive": True})
        try:
            await count(cache)
        except (OSError, CacheSilentError) as error:
            return web.json_response({"error": f"the cache: {error or type(error).__name__}"}, status=503)
        return await handler(request)

    app.middlewares.append(counted)
    return app


def main() -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(prog="order-application")
    parser.add_argument("--host", default="0.0.0.0")  # noqa: S104  a lab's application is there for its whole lab
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--dsn-file", type=Path, required=True)
    parser.add_argument("--cache-file", type=Path, required=True)
    told = parser.parse_args()
    dsn, cache = (file.read_text(encoding="utf-8").strip() for file in (told.dsn_file, told.cache_file))
    web.run_app(order_application(dsn, cache), host=told.host, port=told.port, print=None)


if __name__ == "__main__":
    main()
