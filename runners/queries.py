"""One reading question to a database, through the service's own entry; nothing can be written by it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final, Protocol, TypeAlias

from runners.beat import SECOND
from runners.companion import described
from runners.patience import Alarm
from runners.postgres_entry import REFUSALS, Connection, connect
from runners.secrets import Masker, SecretMissingError, resolve
from scenarios.plan import SecretRef

Row: TypeAlias = tuple[str | None, ...]
_MOST_ROWS: Final = 256


class QueryError(Exception):
    """The question got no answer; the text says why and is without secrets."""


class Queries(Protocol):
    """Where a step asks a database."""

    async def rows(self, dsn: SecretRef, query: str, timeout_ns: int) -> Sequence[Row]:
        """Return the first rows that `query` finds, each value as text. Raises QueryError."""
        ...


class PostgresQueries:
    """Asks PostgreSQL in a transaction that may only read, over a connection of its own."""

    async def rows(self, dsn: SecretRef, query: str, timeout_ns: int) -> Sequence[Row]:
        """Return at most 256 rows. Raises QueryError."""
        try:
            entry = await asyncio.to_thread(resolve, dsn)
        except SecretMissingError as error:
            raise QueryError(str(error)) from error
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout_ns / SECOND
        try:
            connection = await connect(entry, timeout_ns)
            return await _asked(connection, query, max(1, int((end - loop.time()) * SECOND)))
        except REFUSALS as error:
            raise QueryError(described(error, Masker([entry]))) from None


async def _asked(connection: Connection, query: str, left_ns: int) -> Sequence[Row]:
    """Return the answer; when the time is over the socket is closed under the question, since a server may hang."""
    alarm = Alarm(left_ns, connection.terminate)
    try:
        async with connection.transaction(isolation="read_committed", readonly=True):
            cursor = await connection.cursor(query)
            return [tuple(map(_text, found)) for found in await cursor.fetch(_MOST_ROWS)]
    finally:
        alarm.cancel()
        connection.terminate()


def _text(value: Any) -> str | None:
    """Return a value as PostgreSQL would print it: times with their offset, truth as `true`."""
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case _:
            return value.isoformat() if hasattr(value, "isoformat") else str(value)
