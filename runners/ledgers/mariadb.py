"""The ledger's store in MariaDB: one insert, which is one transaction, and what its every ending proves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, cast

from asyncmy.errors import MySQLError

from measurements.events import WriteOutcome
from measurements.ledger import payload, table_name
from runners.beat import SECOND
from runners.companion import described
from runners.ledgers.generations import USED_UP, after, generations
from runners.ledgers.idle import Idle
from runners.ledgers.store import Page, Row, StoreError, Written
from runners.mariadb_entry import REFUSALS, Connection, connect
from runners.patience import patience
from runners.secrets import Masker

_PATIENCE_NS: Final = 30 * SECOND
_ROWS: Final = 5_000
_COLUMNS: Final = "n bigint not null, payload varchar(64) not null, pos bigint not null auto_increment primary key"
_ROLLED_BACK: Final = frozenset(
    {
        *(1044, 1045, 1046, 1049, 1142, 1143, 1146),  # no right, no database, no table
        *(1205, 1213),  # a lock was waited for too long; deadlock, a certification that failed among them
        *(1290, 1792, 1836),  # the server or the transaction is read-only
        *(1040, 1041, 1047, 1129, 1130, 1203, 1226),  # nobody is let in, or (Galera) no command is taken
        *(1054, 1062, 1064, 1114, 1136, 1264, 1364, 1366, 1406),  # the statement itself, a full table
    }
)
"""Errors that the server gives only when the statement was not done or was undone (MariaDB manual, error codes).

Not among them: what may come at the commit (1180, 1023, 1026, 1030), when the server or the connection ends (1053,
1079, 1152, 1927), and when a statement is killed (1317, 1969), which can be while a commit waits for a replica.
"""
_MINE: Final = "select @@hostname, @@port, @@auto_increment_increment"


class MariaDBStore:
    """Inserts over as many connections as are needed at once; the one used last is used first."""

    def __init__(self, *, drill: str, ledger: str, dsn: str, timeout_ns: int) -> None:
        """Keep the names; nothing is connected before it is needed."""
        self._drill, self._ledger, self._dsn, self._timeout_ns = drill, ledger, dsn, timeout_ns
        self._base = self._table = table_name(ledger, drill)
        self._idle = Idle[Connection](lambda connection: connection.close())
        self._masker = Masker([dsn])

    async def create(self) -> str:
        """Make the table; numbers are not unique in it, so that duplicates can show."""
        async with self._entered() as connection:
            if not await self._found(connection):
                await _do(connection, f"create table if not exists `{self._table}` ({_COLUMNS}) engine = InnoDB")
        return f"table {self._table}"

    async def insert(self, number: int) -> Written:
        """Insert and commit. Before the statement is sent a failure is certain; from then on only a clear no is."""
        loop = asyncio.get_running_loop()
        end = loop.time() + self._timeout_ns / SECOND
        try:
            connection = self._idle.take() or await connect(self._dsn, self._timeout_ns)
        except (*REFUSALS, ValueError) as error:
            self._idle.keep_at_most(0)
            return Written(outcome=WriteOutcome.FAIL, detail=described(error, self._masker))
        return await self._insert_over(connection, number, int((end - loop.time()) * SECOND))

    async def fence(self) -> bool:
        """Rename the table, which waits for whoever writes to it; what comes later finds no table."""
        async with self._entered() as connection:
            await self._need(connection)
            name = after(self._base, self._table)
            if name is None:
                raise StoreError(USED_UP)
            await _do(connection, f"set session lock_wait_timeout = {_PATIENCE_NS // SECOND}")
            await _do(connection, f"rename table `{self._table}` to `{name}`")
            self._table = name
        self._idle.keep_at_most(0)
        return True

    async def read_all(self, chunk: int) -> AsyncIterator[Page]:
        """Yield every row in the order of insertion, as one transaction sees them."""
        async with self._entered() as connection:
            await self._need(connection)
            ((host, port, step),) = await _rows(connection, _MINE)
            await _do(connection, "start transaction with consistent snapshot, read only")
            last, count = 0, min(chunk, _ROWS)
            while True:
                rows = await _rows(
                    connection,
                    f"select n, payload, pos from `{self._table}` where pos > {last} order by pos limit {count}",  # noqa: S608  a derived name and numbers
                )
                if rows or not last:
                    yield Page(source=f"mariadb {host}:{port}", rows=_page(rows, ordered=int(step) == 1))
                if len(rows) < count:
                    return
                last = int(rows[-1][2])

    async def drop(self) -> str:
        """Remove the table, whatever it is called by now."""
        names = ", ".join(f"`{name}`" for name in generations(self._base))
        async with self._entered() as connection:
            await _do(connection, f"drop table if exists {names}")
        return f"table {self._base} dropped"

    def keep_at_most(self, idle: int) -> None:
        """Close connections that nobody uses."""
        self._idle.keep_at_most(idle)

    async def close(self) -> None:
        """Close the idle connections."""
        self._idle.keep_at_most(0)

    async def _insert_over(self, connection: Connection, number: int, left_ns: int) -> Written:
        values = f"({number:d}, '{payload(self._drill, self._ledger, number)}')"
        try:
            async with patience(left_ns):
                added = await connection.query(f"insert into `{self._table}` (n, payload) values {values}")  # noqa: S608  a number, hex digits and a derived name
        except Exception as error:  # noqa: BLE001  whatever is raised once the statement is sent, only some of it is a no
            connection.close()
            self._idle.keep_at_most(0)
            return Written(outcome=proved_by(error), detail=described(error, self._masker))
        self._idle.put(connection)
        outcome = WriteOutcome.OK if added == 1 else WriteOutcome.INFO
        return Written(outcome=outcome, detail="" if added == 1 else f"{added} rows were said to be added")

    @asynccontextmanager
    async def _entered(self) -> AsyncGenerator[Connection]:
        """Hold a connection of its own for something that may take long. Raises StoreError."""
        try:
            connection = await connect(self._dsn, max(self._timeout_ns, _PATIENCE_NS))
            try:
                yield connection
            finally:
                connection.close()
        except (*REFUSALS, ValueError) as error:
            raise StoreError(described(error, self._masker)) from None

    async def _found(self, connection: Connection) -> bool:
        """Learn what the table is called by now; tell whether there is one."""
        known = ", ".join(f"'{name}'" for name in generations(self._base))
        rows = await _rows(
            connection,
            f"select table_name from information_schema.tables where table_schema = database() and table_name in ({known})",  # noqa: S608, E501  derived names
        )
        there = {str(name) for (name,) in rows}
        self._table = next((name for name in reversed(generations(self._base)) if name in there), self._base)
        return bool(there)

    async def _need(self, connection: Connection) -> None:
        if not await self._found(connection):
            msg = f"there is no table {self._base}"
            raise StoreError(msg)


def proved_by(error: BaseException) -> WriteOutcome:
    """Return what an error after sending proves: FAIL if the server itself said that it did or kept nothing."""
    if not isinstance(error, MySQLError) or error.sqlstate is None:
        return WriteOutcome.INFO
    return WriteOutcome.FAIL if error.args[0] in _ROLLED_BACK else WriteOutcome.INFO


async def _do(connection: Connection, statement: str) -> None:
    """Run what may take long; raises TimeoutError after a while, which is later than the server's own."""
    async with patience(2 * _PATIENCE_NS):
        await connection.query(statement)


async def _rows(connection: Connection, query: str) -> Sequence[Sequence[Any]]:
    cursor = cast("Any", connection).cursor()
    async with patience(_PATIENCE_NS):
        await cursor.execute(query)
        return await cursor.fetchall()


def _page(rows: Sequence[Sequence[Any]], *, ordered: bool) -> tuple[Row, ...]:
    """Return the rows; where several servers give numbers in steps (Galera), these are no order."""
    return tuple(Row(number=int(n), payload=str(text), position=int(pos) if ordered else -1) for n, text, pos in rows)
