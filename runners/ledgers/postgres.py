"""The ledger's store in PostgreSQL: one insert, one commit, and what its every ending proves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from measurements.events import WriteOutcome
from measurements.ledger import payload, table_name
from runners.beat import SECOND
from runners.companion import described
from runners.ledgers.generations import USED_UP, after, generations
from runners.ledgers.idle import Idle
from runners.ledgers.store import Page, Row, StoreError, Written
from runners.postgres_entry import REFUSALS, Connection, connect, execute
from runners.secrets import Masker

_ROLLED_BACK_CLASSES: Final = frozenset(
    {"0A", "21", "22", "23", "25", "26", "28", "34", "3D", "3F", "40", "42", "44", "53", "54", "55"}
)
"""Classes of SQLSTATE that an ERROR carries only when the statement was rolled back (PostgreSQL manual, appendix A)."""
_ROLLED_BACK: Final = frozenset({"57014"})
_DOUBTFUL: Final = frozenset({"40003"})
_PATIENCE_NS: Final = 30 * SECOND
_NEWEST: Final = """select name from (values {names}) as known(name)
    where to_regclass(format('%I', name)) is not null order by name collate "C" desc limit 1"""
"""The name of the table; drillread… comes after drillproof…."""
_END_OURS: Final = """select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()
    and usename = current_user and state = 'active' and starts_with(query, 'insert into "{table}" ')"""
_WHERE: Final = "select coalesce(host(inet_server_addr()) || ':' || inet_server_port(), 'on a local socket')"


class PostgresStore:
    """Inserts over as many connections as are needed at once; the one used last is used first.

    A connection on which anything went wrong is closed, and the idle ones with it: they may lead to the side that lost.
    """

    def __init__(self, *, drill: str, ledger: str, dsn: str, timeout_ns: int) -> None:
        """Keep the names; nothing is connected before it is needed."""
        self._drill, self._ledger, self._dsn, self._timeout_ns = drill, ledger, dsn, timeout_ns
        self._base = self._table = table_name(ledger, drill)
        self._idle = Idle[Connection](lambda connection: connection.terminate())
        self._masker = Masker([dsn])

    async def create(self) -> str:
        """Make the table; numbers are not unique in it, so that duplicates can show."""
        async with self._entered() as connection:
            if not await self._found(connection):
                columns = "n bigint not null, payload text not null, pos bigserial"
                await execute(connection, f'create table if not exists "{self._table}" ({columns})', _PATIENCE_NS)
        return f"table {self._table}"

    async def insert(self, number: int) -> Written:
        """Insert and commit. Before the statement is sent a failure is certain; from then on only a clear no is."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._timeout_ns / SECOND
        try:
            connection = await self._connection()
        except REFUSALS as error:
            self._distrust()
            return Written(outcome=WriteOutcome.FAIL, detail=described(error, self._masker))
        return await self._insert_over(connection, number, int((end - loop.time()) * SECOND))

    async def fence(self) -> bool:
        """Rename the table, which waits for whoever holds it; our own statements that hang in there are ended first."""
        async with self._entered() as connection:
            await self._need(connection)
            name = after(self._base, self._table)
            if name is None:
                raise StoreError(USED_UP)
            await execute(connection, _END_OURS.format(table=self._table), _PATIENCE_NS)
            await execute(connection, f'alter table "{self._table}" rename to "{name}"', _PATIENCE_NS)
            self._table = name
        self._distrust()
        return True

    async def read_all(self, chunk: int) -> AsyncIterator[Page]:
        """Yield every row in the order of insertion, as one transaction sees them."""
        async with self._entered() as connection:
            await self._need(connection)
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                source = f"postgres {await connection.fetchval(_WHERE)}"
                cursor = await connection.cursor(f'select n, payload, pos from "{self._table}" order by pos')  # noqa: S608  a derived name
                yield _page(source, await cursor.fetch(chunk))
                while rows := await cursor.fetch(chunk):
                    yield _page(source, rows)

    async def drop(self) -> str:
        """Remove the table, whatever it is called by now."""
        names = ", ".join(f'"{name}"' for name in generations(self._base))
        async with self._entered() as connection:
            await execute(connection, f"drop table if exists {names}", _PATIENCE_NS)
        return f"table {self._table} dropped"

    async def close(self) -> None:
        """Close the idle connections."""
        self._distrust()

    def keep_at_most(self, idle: int) -> None:
        """Close all but `idle` of the idle connections, those first that were not used for longest."""
        self._idle.keep_at_most(idle)

    async def _insert_over(self, connection: Connection, number: int, left_ns: int) -> Written:
        values = f"({number:d}, '{payload(self._drill, self._ledger, number)}')"
        try:
            tag = await execute(connection, f'insert into "{self._table}" (n, payload) values {values}', left_ns)  # noqa: S608  a number, hex digits and a derived name
        except REFUSALS as error:
            connection.terminate()
            self._distrust()
            return Written(outcome=proved_by(error), detail=described(error, self._masker))
        self._idle.put(connection)
        return (
            Written(outcome=WriteOutcome.OK) if tag == "INSERT 0 1" else Written(outcome=WriteOutcome.INFO, detail=tag)
        )

    async def _connection(self) -> Connection:
        while (connection := self._idle.take()) is not None:
            if not connection.is_closed():
                return connection
        return await connect(self._dsn, self._timeout_ns)

    def _distrust(self) -> None:
        self._idle.keep_at_most(0)

    @asynccontextmanager
    async def _entered(self) -> AsyncGenerator[Connection]:
        """Hold a connection of its own for something that may take long. Raises StoreError."""
        try:
            connection = await connect(self._dsn, max(self._timeout_ns, _PATIENCE_NS))
            try:
                yield connection
            finally:
                connection.terminate()
        except REFUSALS as error:
            raise StoreError(described(error, self._masker)) from None

    async def _found(self, connection: Connection) -> bool:
        """Learn what the table is called by now; tell whether there is one."""
        names = ", ".join(f"('{name}')" for name in generations(self._base))
        name = await connection.fetchval(_NEWEST.format(names=names))
        self._table = name or self._base
        return name is not None

    async def _need(self, connection: Connection) -> None:
        if not await self._found(connection):
            msg = f"there is no table {self._base}"
            raise StoreError(msg)


def proved_by(error: BaseException) -> WriteOutcome:
    """Return what an error after sending proves: FAIL if the server said that it rolled back, else INFO."""
    state = str(getattr(error, "sqlstate", None))
    rolled_back = state in _ROLLED_BACK or (state[:2] in _ROLLED_BACK_CLASSES and state not in _DOUBTFUL)
    said_by_server = getattr(error, "severity_en", None) == "ERROR"
    return WriteOutcome.FAIL if rolled_back and said_by_server else WriteOutcome.INFO


def _page(source: str, found: Sequence[Any]) -> Page:
    rows = tuple(Row(number=n, payload=text, position=pos) for n, text, pos in found)
    return Page(source=source, rows=rows)
