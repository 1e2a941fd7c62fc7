"""A ledger in PostgreSQL is exact under crash, standstill and late delivery."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from measurements.ledger import table_name
from runners.beat import MILLISECOND
from runners.ledgers.generations import generations
from runners.ledgers.postgres import PostgresStore
from runners.ledgers.store import Store
from tests.contracts.exact import TIMEOUT_NS, ExactContract, Row
from tests.contracts.store import DRILL, LEDGER
from tests.support.postgres import TemporaryPostgres
from tests.support.wires import Wire, wire

TABLE = table_name(LEDGER, DRILL)
pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.stack]


def store_at(port: int) -> PostgresStore:
    dsn = f"postgresql://postgres@127.0.0.1:{port}/postgres"
    return PostgresStore(drill=DRILL, ledger=LEDGER, dsn=dsn, timeout_ns=TIMEOUT_NS)


@dataclass(slots=True)
class PostgresGround:
    server: TemporaryPostgres
    way: Wire
    writer: Store
    every_ns: int = 5 * MILLISECOND
    some: int = 30

    def reader(self) -> Store:
        return store_at(self.server.port)

    async def crash(self) -> None:
        await asyncio.to_thread(self.server.kill)

    async def rise(self) -> None:
        await asyncio.to_thread(self.server.start)

    def hang(self) -> None:
        self.server.freeze()

    def go_on(self) -> None:
        self.server.thaw()

    async def hold(self) -> None:
        self.way.stop()

    def deliver(self) -> None:
        self.way.go_on()

    def is_quiet(self) -> bool:
        clients = "select count(*) from pg_stat_activity where application_name = 'drillproof'"
        return self.way.connections == 0 and self.server.psql(clients) == "0"

    def content(self) -> list[Row]:
        found: list[Row] = []
        for name in generations(TABLE):
            if self.server.psql(f"select to_regclass('{name}') is not null") == "t":
                rows = self.server.psql(f"select n, payload from {name}")  # noqa: S608  a derived name
                found += [(int(line.split("|")[0]), line.split("|")[1]) for line in rows.splitlines()]
        return found


class TestPostgres(ExactContract):
    @pytest.fixture
    async def ground(self, postgres: TemporaryPostgres) -> AsyncIterator[PostgresGround]:
        postgres.psql(f"drop table if exists {', '.join(generations(TABLE))}")
        with wire(postgres.port) as way:
            made = PostgresGround(postgres, way, store_at(way.port))
            await made.writer.create()
            yield made
            await made.writer.close()
