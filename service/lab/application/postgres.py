"""How the application keeps ledgers in PostgreSQL: each write a transaction that holds its ledger's epoch."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, cast

import asyncpg  # pyright: ignore[reportMissingTypeStubs]

from measurements.events import WriteOutcome
from runners.ledgers.postgres import proved_by
from service.lab.application.keeping import NotDoneError, Stored

_SCHEMA: Final = """
create table if not exists ledgers (ledger text primary key, epoch bigint not null default 0);
create table if not exists ledger_rows (
    position bigserial primary key, ledger text not null, number bigint not null, payload text not null,
    unique (ledger, number));
"""
_IS_THERE: Final = "select exists (select from ledger_rows where ledger = $1 and number = $2)"
_SECONDS: Final = 10


class PostgresKeeper:
    """A connection for each request: what the database loses is lost by one request only."""

    def __init__(self, dsn: str) -> None:
        """Keep the DSN; tables are made with the first ledger."""
        self.name = "postgres"
        self._dsn = dsn

    async def create(self, ledger: str) -> int:
        """Begin a ledger if it is not there; return its epoch."""
        async with self._entered() as database:
            await database.execute(_SCHEMA)
            await database.execute("insert into ledgers (ledger) values ($1) on conflict do nothing", ledger)
            return await database.fetchval("select epoch from ledgers where ledger = $1", ledger)

    async def write(self, ledger: str, epoch: int, number: int, payload: str) -> bool:
        """Insert while holding the epoch. What PostgreSQL itself rolled back was not done; all else is unknown."""
        try:
            database = await self._connect()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            msg = f"the database cannot be reached: {type(error).__name__}"
            raise NotDoneError(msg) from error
        try:
            async with database.transaction():
                return await _insert(database, ledger, epoch, number, payload)
        except asyncpg.PostgresError as error:
            if proved_by(error) is WriteOutcome.FAIL:
                raise NotDoneError(str(error)) from error
            raise
        finally:
            database.terminate()

    async def fence(self, ledger: str) -> int | None:
        """Count the epoch up, which waits for every transaction that holds the old one."""
        async with self._entered() as database:
            return await database.fetchval(
                "update ledgers set epoch = epoch + 1 where ledger = $1 returning epoch", ledger
            )

    async def read(self, ledger: str, after: int, limit: int) -> Sequence[Stored] | None:
        """Return rows behind position `after`."""
        async with self._entered() as database:
            if not await database.fetchval("select exists (select from ledgers where ledger = $1)", ledger):
                return None
            rows = await database.fetch(
                "select number, payload, position from ledger_rows where ledger = $1 and position > $2"
                " order by position limit $3",
                ledger,
                after,
                limit,
            )
            return [Stored(number=number, payload=payload, position=position) for number, payload, position in rows]

    async def drop(self, ledger: str) -> bool:
        """Forget a ledger."""
        async with self._entered() as database:
            if not await database.fetchval("select to_regclass('ledgers') is not null"):
                return False
            await database.execute("delete from ledger_rows where ledger = $1", ledger)
            return await database.execute("delete from ledgers where ledger = $1", ledger) != "DELETE 0"

    async def _connect(self) -> Any:
        return cast("Any", await asyncpg.connect(self._dsn, timeout=_SECONDS, command_timeout=_SECONDS))  # pyright: ignore[reportUnknownMemberType]

    @asynccontextmanager
    async def _entered(self) -> AsyncGenerator[Any]:
        database = await self._connect()
        try:
            yield database
        finally:
            database.terminate()


async def _insert(database: Any, ledger: str, epoch: int, number: int, payload: str) -> bool:
    held = await database.fetchval("select epoch from ledgers where ledger = $1 for share", ledger)
    if held != epoch:
        if await database.fetchval(_IS_THERE, ledger, number):
            return False
        msg = "there is no such ledger in this epoch"
        raise NotDoneError(msg)
    tag = await database.execute(
        "insert into ledger_rows (ledger, number, payload) values ($1, $2, $3) on conflict do nothing",
        ledger,
        number,
        payload,
    )
    return tag == "INSERT 0 1"
