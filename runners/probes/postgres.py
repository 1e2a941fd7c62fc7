"""A look that asks PostgreSQL a question."""

from __future__ import annotations

import asyncio

from runners.beat import SECOND
from runners.postgres_entry import connect, execute
from runners.ways import Connect
from scenarios.plan import PostgresProbe


class PostgresLook:
    """Connects anew and runs the query; the rows do not matter."""

    def __init__(self, target: PostgresProbe, dsn: str, timeout_ns: int, way: Connect | None = None) -> None:
        """Keep the query and the resolved DSN; `way` opens the connections, the library where there is none."""
        self._query, self._dsn, self._timeout_ns, self._way = target.query, dsn, timeout_ns, way

    async def ask(self) -> str:
        """Connect, query, hang up."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._timeout_ns / SECOND
        connection = await connect(self._dsn, self._timeout_ns, self._way)
        try:
            await execute(connection, self._query, int((end - loop.time()) * SECOND))
        finally:
            connection.terminate()
        return ""

    async def close(self) -> None:
        """Hold nothing, so there is nothing to do."""
