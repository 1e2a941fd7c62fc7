"""How a client enters PostgreSQL: one DSN, perhaps with several hosts, which share the time that there is."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Final, Protocol, cast
from urllib.parse import urlsplit

import asyncpg  # pyright: ignore[reportMissingTypeStubs]

from runners.beat import SECOND
from runners.patience import Alarm, patience
from runners.ways import Connect, LoopBy

REFUSALS: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""Everything that connecting or asking raises when the service does not serve (TimeoutError is an OSError)."""


class Cursor(Protocol):
    """What is used of an asyncpg cursor."""

    async def fetch(self, n: int) -> Sequence[Any]:
        """Return the next rows, `n` at most."""
        ...


class Connection(Protocol):
    """What is used of an asyncpg connection, which comes without types."""

    async def execute(self, query: str) -> str:
        """Run a statement by the simple protocol (one round trip); return its tag."""
        ...

    async def fetchval(self, query: str) -> Any:
        """Return the first value of the first row."""
        ...

    def cursor(self, query: str) -> Awaitable[Cursor]:
        """Open a cursor inside a transaction."""
        ...

    def transaction(self, *, isolation: str, readonly: bool) -> AbstractAsyncContextManager[object]:
        """Return a transaction block."""
        ...

    def is_closed(self) -> bool:
        """Tell whether the connection is gone."""
        ...

    def terminate(self) -> None:
        """Close the socket at once; whatever is under way fails."""
        ...


async def connect(dsn: str, timeout_ns: int, way: Connect | None = None) -> Connection:
    """Return a new connection to the first host of `dsn` that accepts one; raises one of REFUSALS, the last host's.

    `way` opens what the library else opens itself, from here.

    A host that hangs costs its share of the time, not the chance of those after it.
    """
    hosts = each_host(dsn)
    loop = asyncio.get_running_loop()
    end = loop.time() + timeout_ns / SECOND
    for left, host in zip(range(len(hosts), 1, -1), hosts, strict=False):
        try:
            return await _connect_one(host, int((end - loop.time()) * SECOND) // left, way)
        except REFUSALS:
            continue
    return await _connect_one(hosts[-1], int((end - loop.time()) * SECOND), way)


def each_host(dsn: str) -> list[str]:
    """Return one DSN for each host that `dsn` (postgresql://user@a:1,b:2/name) names, in order."""
    parts = urlsplit(dsn)
    login, at, hosts = parts.netloc.rpartition("@")
    if "," not in hosts:
        return [dsn]
    return [parts._replace(netloc=login + at + host).geturl() for host in hosts.split(",")]


async def execute(connection: Connection, query: str, timeout_ns: int) -> str:
    """Run a statement and return its tag; raises TimeoutError or one of REFUSALS.

    When the time is over the socket is closed under the statement. The library's own time-out would open a second
    connection to ask for a cancellation, and a service that hangs needs no more connections.
    """
    late = False

    def hang_up() -> None:
        nonlocal late
        late = True
        connection.terminate()

    alarm = Alarm(timeout_ns, hang_up)
    try:
        return await connection.execute(query)
    except REFUSALS as error:
        if late:
            raise TimeoutError from error
        raise
    finally:
        alarm.cancel()


async def _connect_one(dsn: str, timeout_ns: int, way: Connect | None) -> Connection:
    loop: Any = None if way is None else LoopBy(way)
    async with patience(timeout_ns):
        opened = await asyncpg.connect(dsn, loop=loop, timeout=3600, server_settings={"application_name": "drillproof"})  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return cast("Connection", opened)
