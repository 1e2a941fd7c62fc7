"""A ledger in MariaDB is exact under crash, standstill and late delivery, and when a replica takes over with less."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from measurements.events import WriteOutcome
from measurements.ledger import table_name
from runners.beat import MILLISECOND
from runners.ledgers.generations import generations
from runners.ledgers.mariadb import MariaDBStore
from runners.ledgers.store import Store
from tests.contracts.exact import TIMEOUT_NS, ExactContract, Row, counted, hold_against, until, writing
from tests.contracts.store import DRILL, LEDGER
from tests.support.mariadb_servers import PASSWORD, USER, MariaDBServer, mariadb_server
from tests.support.wires import Wire, wire

TABLE = table_name(LEDGER, DRILL)
pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.stack]


def store_at(*ports: int) -> MariaDBStore:
    hosts = ",".join(f"127.0.0.1:{port}" for port in ports)
    dsn = f"mysql://{USER}:{PASSWORD}@{hosts}/drill"
    return MariaDBStore(drill=DRILL, ledger=LEDGER, dsn=dsn, timeout_ns=TIMEOUT_NS)


def rows(server: MariaDBServer) -> list[Row]:
    """Return every row under any name, as the client of MariaDB prints it."""
    there = server.sql("select table_name from information_schema.tables where table_schema = 'drill'").split()
    found: list[Row] = []
    for name in (name for name in generations(TABLE) if name in there):
        lines = server.sql(f"select n, payload from drill.{name}").splitlines()  # noqa: S608  a derived name
        found += [(int(line.split("\t")[0]), line.split("\t")[1]) for line in lines]
    return found


@dataclass(slots=True)
class MariaDBGround:
    server: MariaDBServer
    way: Wire
    writer: Store
    every_ns: int = 10 * MILLISECOND
    some: int = 30

    def reader(self) -> Store:
        return store_at(self.server.port)

    async def crash(self) -> None:
        await asyncio.to_thread(self.server.daemon.kill)

    async def rise(self) -> None:
        await asyncio.to_thread(self.server.daemon.start)

    def hang(self) -> None:
        self.server.daemon.freeze()

    def go_on(self) -> None:
        self.server.daemon.thaw()

    async def hold(self) -> None:
        self.way.stop()

    def deliver(self) -> None:
        self.way.go_on()

    def is_quiet(self) -> bool:
        clients = f"select count(*) from information_schema.processlist where user = '{USER}'"  # noqa: S608  our own
        return self.way.connections == 0 and self.server.sql(clients) == "0"

    def content(self) -> list[Row]:
        return rows(self.server)


@pytest.fixture(scope="module")
def durable() -> Iterator[MariaDBServer]:
    with mariadb_server("--innodb-flush-log-at-trx-commit=2") as server:
        yield server


class TestMariaDB(ExactContract):
    @pytest.fixture
    async def ground(self, durable: MariaDBServer) -> AsyncIterator[MariaDBGround]:
        durable.sql("; ".join(f"drop table if exists drill.{name}" for name in generations(TABLE)))
        with wire(durable.port) as way:
            made = MariaDBGround(durable, way, store_at(way.port))
            await made.writer.create()
            yield made
            await made.writer.close()


async def test_a_replica_that_is_promoted_lacks_what_the_primary_had_acknowledged(tmp_path: Path) -> None:
    """The replica's link stands still, the primary goes on, then both are gone: a real loss, counted exactly."""
    logged = ("--log-bin=binlog", "--innodb-flush-log-at-trx-commit=2")
    with (
        mariadb_server("--server-id=1", *logged) as primary,
        wire(primary.port) as link,
        mariadb_server("--server-id=2", "--read-only=1", *logged) as replica,
    ):
        follow(replica, primary, link)
        store = store_at(primary.port, replica.port)
        await store.create()
        await until(lambda: TABLE in replica.sql("show tables from drill"))
        async with writing(tmp_path, store, 10 * MILLISECOND) as writer:
            await until(lambda: writer.with_outcome(WriteOutcome.OK) >= 30)
            link.stop()
            since = writer.last()
            await until(lambda: writer.with_outcome(WriteOutcome.OK, after=since) >= 30)
            before = await asyncio.to_thread(rows, primary)
            await asyncio.to_thread(primary.daemon.kill)
            link.cut()
            dead = writer.last()
            await until(lambda: writer.with_outcome(WriteOutcome.FAIL, after=dead) >= 5)
            replica.sql("stop slave; reset slave all; set global read_only = 0")
            await until(lambda: writer.with_outcome(WriteOutcome.OK, after=dead) >= 10)
        count = await counted(writer, store_at(replica.port))
        after = rows(replica)
    hold_against(count, after)
    gone = {number for number, _ in before} - {number for number, _ in after}
    assert gone & count.told(WriteOutcome.OK) <= set(count.fates.lost)
    assert len(gone) >= 20
    assert all(number <= dead for number in count.fates.lost)


def follow(replica: MariaDBServer, primary: MariaDBServer, link: Wire) -> None:
    """Let the replica follow from where the primary stands; both have made the same account and database so far."""
    primary.sql("grant replication slave on *.* to 'follower'@'%' identified by 'follows'")
    where = primary.sql("select @@gtid_binlog_pos")
    replica.sql(
        f"set global gtid_slave_pos = '{where}'; change master to master_host = '127.0.0.1', "
        f"master_port = {link.port}, master_user = 'follower', master_password = 'follows', "
        "master_use_gtid = slave_pos; start slave"
    )
