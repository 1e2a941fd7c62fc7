"""What is done to a database behind the ledger's back, and written down: `python -m bench.truth.tamper VERB FILE`.

FILE holds the orders as JSON (`Orders`); what was done is added beside it (`Deeds`). Commit instants come from
`track_commit_timestamp` and are mapped from the wall clock to CLOCK_MONOTONIC.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias

from pydantic import TypeAdapter

from runners.ledgers.generations import generations
from runners.postgres_entry import Connection, connect
from scenarios.plan import SECOND

Verb: TypeAlias = Literal["doubt", "harm", "heal", "look"]
_OFF: Final = "set default_transaction_read_only = off"
COMMITS: Final = "select n, (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000000)::bigint from {table}"
"""The number of each row, and when it was committed, in microseconds of UTC."""
_DOUBLE: Final = "insert into {table} (n, payload) select n, payload from {table} where n in ({numbers})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What is to be done: how long to hold a lock, how far back to cut, how many rows to spoil."""

    dsn: str
    table: str
    seed: int
    lock_s: float
    tail_s: float
    holes: int
    duplicated: int
    altered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deeds:
    """What was done. Instants are CLOCK_MONOTONIC nanoseconds; `deleted` and `kept` hold commit instants by number."""

    struck: int
    deleted: dict[int, int]
    kept: dict[int, int]
    duplicated: tuple[int, ...]
    altered: tuple[int, ...]


async def harm(orders: Orders, connection: Connection, struck: int) -> Deeds:
    """Cut the tail off the table, whose database takes no writes since `struck`, and spoil some of what is left."""
    rows = await commits(orders.table, connection)
    rng = random.Random(orders.seed)
    cut = struck - int(orders.tail_s * SECOND)
    tail = {n for n, at in rows.items() if at > cut}
    rest = sorted(rows.keys() - tail)
    spoiled = rng.sample(rest[len(rest) // 2 :], orders.holes + orders.duplicated + orders.altered)
    holes, doubled = spoiled[: orders.holes], spoiled[orders.holes :][: orders.duplicated]
    changed = spoiled[orders.holes + orders.duplicated :]
    deleted = tail | set(holes)
    await _on(connection, orders, "delete from {table} where n in ({numbers})", sorted(deleted))
    await _on(
        connection,
        orders,
        "insert into {table} (n, payload) select n, payload from {table} where n in ({numbers})",
        doubled,
    )
    await _on(connection, orders, "update {table} set payload = 'altered' where n in ({numbers})", changed)
    return Deeds(
        struck=struck,
        deleted={n: rows[n] for n in deleted},
        kept={n: at for n, at in rows.items() if n not in deleted},
        duplicated=tuple(doubled),
        altered=tuple(changed),
    )


async def commits(table: str, connection: Connection) -> dict[int, int]:
    """Return the commit instant of each row."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        cursor = await connection.cursor(COMMITS.format(table=table))
        rows: Sequence[Any] = await cursor.fetch(1_000_000)
    return {n: to_monotonic(at * 1_000) for n, at in rows}


def to_monotonic(utc_ns: int) -> int:
    """Map the wall clock to CLOCK_MONOTONIC, as both are now."""
    return utc_ns - (time.time_ns() - time.monotonic_ns())


async def _on(connection: Connection, orders: Orders, statement: str, numbers: Sequence[int]) -> None:
    if numbers:
        listed = ",".join(map(str, numbers))
        await connection.execute(statement.format(table=orders.table, numbers=listed))


async def _hold_lock(orders: Orders, connection: Connection) -> None:
    await connection.execute("begin")
    await connection.execute(f"lock table {orders.table} in exclusive mode")
    await asyncio.sleep(orders.lock_s)
    await connection.execute("commit")


async def _look(orders: Orders, connection: Connection) -> list[int]:
    listed = ",".join(f"'{name}'" for name in generations(orders.table))  # the read-back has fenced it: a new name
    table: str = await connection.fetchval(f"select tablename from pg_tables where tablename in ({listed})")  # noqa: S608
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        cursor = await connection.cursor(f"select n from {table}")  # noqa: S608
        return [row[0] for row in await cursor.fetch(1_000_000)]


async def run(verb: Verb, file: Path) -> None:
    """Do one thing."""
    orders = TypeAdapter(Orders).validate_json(_read(file))
    connection = await connect(orders.dsn, 30 * SECOND)
    try:
        await connection.execute(_OFF)
        match verb:
            case "doubt":
                await _hold_lock(orders, connection)
            case "harm":
                struck = to_monotonic(int(_read(file.with_suffix(".struck"))))
                deeds = await harm(orders, connection, struck)
                _write(file.with_suffix(".deeds"), TypeAdapter(Deeds).dump_json(deeds))
            case "heal":
                await connection.execute("alter system reset default_transaction_read_only")
                await connection.execute("select pg_reload_conf()")
            case "look":
                _write(file.with_suffix(".rows"), TypeAdapter(list[int]).dump_json(await _look(orders, connection)))
    finally:
        connection.terminate()


def _read(file: Path) -> bytes:
    return file.read_bytes()


def _write(file: Path, data: bytes) -> None:
    file.write_bytes(data)


if __name__ == "__main__":
    asyncio.run(run(TypeAdapter[Verb](Verb).validate_python(sys.argv[1]), Path(sys.argv[2])))
