"""What the application asks of its database, and how SQLite does it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol, TypeVar

T = TypeVar("T")
_SCHEMA: Final = """
create table if not exists ledgers (ledger text primary key, epoch integer not null default 0);
create table if not exists ledger_rows (
    position integer primary key autoincrement, ledger text not null, number integer not null, payload text not null,
    unique (ledger, number));
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A row as it stands in the database."""

    number: int
    payload: str
    position: int


class NotDoneError(Exception):
    """The write was certainly not done and will not be; the text says why."""


class Keeper(Protocol):
    """A database that keeps ledgers. Whatever else it raises leaves open what became of a write."""

    name: str

    async def create(self, ledger: str) -> int:
        """Begin a ledger if it is not there; return its epoch."""
        ...

    async def write(self, ledger: str, epoch: int, number: int, payload: str) -> bool:
        """Commit a row, or leave the one alone that is there; return whether it is new. Raises NotDoneError."""
        ...

    async def fence(self, ledger: str) -> int | None:
        """Begin a new epoch once every write of the old one has ended; return it, None where there is no ledger."""
        ...

    async def read(self, ledger: str, after: int, limit: int) -> Sequence[Stored] | None:
        """Return rows behind position `after`, in the order of positions; None where there is no ledger."""
        ...

    async def drop(self, ledger: str) -> bool:
        """Forget a ledger; return whether it was there."""
        ...


class SqliteKeeper:
    """One connection, one thing at a time; a commit is on the disk when it returns."""

    def __init__(self, file: Path) -> None:
        """Open or make the database."""
        self.name = f"sqlite {file}"
        self._database = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._database.executescript("pragma journal_mode = wal; pragma synchronous = full;" + _SCHEMA)
        self._turn = asyncio.Lock()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    async def create(self, ledger: str) -> int:
        """Begin a ledger if it is not there; return its epoch."""
        await self._do(
            lambda: self._database.execute("insert or ignore into ledgers (ledger) values (?)", (ledger,)).rowcount
        )
        return await self._epoch(ledger) or 0

    async def write(self, ledger: str, epoch: int, number: int, payload: str) -> bool:
        """Insert in one statement, which is one transaction; only a full disk or a bug can break it half-way."""
        values = (number, payload, ledger, epoch)
        statement = """insert into ledger_rows (ledger, number, payload) select ledger, ?, ? from ledgers
            where ledger = ? and epoch = ? on conflict do nothing"""
        if await self._do(lambda: self._database.execute(statement, values).rowcount):
            return True
        is_there = "select 1 from ledger_rows where ledger = ? and number = ?"
        if await self._do(lambda: self._database.execute(is_there, (ledger, number)).fetchone()) is None:
            msg = "there is no such ledger in this epoch"
            raise NotDoneError(msg)
        return False

    async def fence(self, ledger: str) -> int | None:
        """Count the epoch up; writes are done one at a time, so none of the old epoch is under way."""
        statement = "update ledgers set epoch = epoch + 1 where ledger = ?"
        await self._do(lambda: self._database.execute(statement, (ledger,)).rowcount)
        return await self._epoch(ledger)

    async def read(self, ledger: str, after: int, limit: int) -> Sequence[Stored] | None:
        """Return rows behind position `after`."""
        if await self._epoch(ledger) is None:
            return None
        statement = """select number, payload, position from ledger_rows where ledger = ? and position > ?
            order by position limit ?"""
        rows = await self._do(lambda: self._database.execute(statement, (ledger, after, limit)).fetchall())
        return [Stored(number=number, payload=payload, position=position) for number, payload, position in rows]

    async def drop(self, ledger: str) -> bool:
        """Forget a ledger."""
        await self._do(lambda: self._database.execute("delete from ledger_rows where ledger = ?", (ledger,)).rowcount)
        gone = await self._do(
            lambda: self._database.execute("delete from ledgers where ledger = ?", (ledger,)).rowcount
        )
        return gone > 0

    async def _epoch(self, ledger: str) -> int | None:
        statement = "select epoch from ledgers where ledger = ?"
        row = await self._do(lambda: self._database.execute(statement, (ledger,)).fetchone())
        return None if row is None else int(row[0])

    async def _do(self, work: Callable[[], T]) -> T:
        async with self._turn:
            return await asyncio.to_thread(work)
