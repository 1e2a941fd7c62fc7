"""A ledger in MariaDB: the contract, and which errors are a clear no."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from asyncmy.errors import OperationalError

from measurements.events import WriteOutcome
from measurements.ledger import table_name
from runners.beat import SECOND
from runners.ledgers.generations import generations
from runners.ledgers.mariadb import MariaDBStore, proved_by
from runners.ledgers.store import StoreError
from runners.mariadb_entry import connect
from tests.contracts.store import DRILL, LEDGER, StoreContract, pages
from tests.support.mariadb_servers import MariaDBServer, mariadb_server

TABLE = table_name(LEDGER, DRILL)
pytestmark = [pytest.mark.lab, pytest.mark.slow]


@pytest.fixture(scope="module")
def running() -> Iterator[MariaDBServer]:
    with mariadb_server() as server:
        yield server


@pytest.fixture
def server(running: MariaDBServer) -> MariaDBServer:
    if not running.daemon.is_running:
        running.daemon.start()
    running.sql("; ".join(f"drop table if exists drill.{name}" for name in generations(TABLE)))
    return running


def store_at(dsn: str, timeout_ns: int = 10 * SECOND) -> MariaDBStore:
    return MariaDBStore(drill=DRILL, ledger=LEDGER, dsn=dsn, timeout_ns=timeout_ns)


class TestMariaDBStore(StoreContract):
    @pytest.fixture
    async def store(self, server: MariaDBServer) -> AsyncIterator[MariaDBStore]:
        made = store_at(server.dsn)
        yield made
        await made.close()

    @pytest.fixture
    async def again(self, server: MariaDBServer) -> AsyncIterator[MariaDBStore]:
        made = store_at(server.dsn)
        yield made
        await made.close()

    async def test_where_numbers_are_given_in_steps_they_are_no_order(
        self, store: MariaDBStore, server: MariaDBServer
    ) -> None:
        server.sql("set global auto_increment_increment = 2")
        try:
            await store.create()
            await store.insert(1)
            assert [row.position for page in await pages(store) for row in page.rows] == [-1]
        finally:
            server.sql("set global auto_increment_increment = 1")


class TestWhatEachEndingProves:
    @pytest.fixture
    async def store(self, server: MariaDBServer) -> AsyncIterator[MariaDBStore]:
        made = store_at(server.dsn, SECOND // 2)
        await made.create()
        yield made
        server.daemon.thaw()
        await made.close()

    async def test_nobody_listens_so_nothing_was_done(self, store: MariaDBStore, server: MariaDBServer) -> None:
        await asyncio.to_thread(server.daemon.kill)
        assert (await store.insert(1)).outcome is WriteOutcome.FAIL
        with pytest.raises(StoreError):
            await pages(store)

    async def test_a_connection_that_cannot_be_made_in_time_sent_nothing(
        self, store: MariaDBStore, server: MariaDBServer
    ) -> None:
        server.daemon.freeze()
        assert (await store.insert(1)).outcome is WriteOutcome.FAIL

    async def test_a_statement_that_hangs_is_in_doubt(self, store: MariaDBStore, server: MariaDBServer) -> None:
        await store.insert(1)
        server.daemon.freeze()
        assert (await store.insert(2)).outcome is WriteOutcome.INFO

    async def test_a_read_only_server_did_nothing(self, store: MariaDBStore, server: MariaDBServer) -> None:
        server.sql("set global read_only = 1")
        written = await store.insert(1)
        server.sql("set global read_only = 0")
        assert written.outcome is WriteOutcome.FAIL
        assert "read-only" in written.detail

    async def test_a_statement_that_waited_for_a_lock_and_was_killed_is_in_doubt(
        self, store: MariaDBStore, server: MariaDBServer
    ) -> None:
        store = store_at(server.dsn)
        holder = await connect(server.dsn, 5 * SECOND)
        await holder.query(f"lock tables {TABLE} write")
        async with asyncio.TaskGroup() as tasks:
            write = tasks.create_task(store.insert(1))
            victim = await asyncio.to_thread(_waiting, server)
            server.sql(f"kill query {victim}")
        holder.close()
        assert write.result().outcome is WriteOutcome.INFO

    async def test_a_write_under_way_ends_before_the_fence_or_finds_no_table(
        self, store: MariaDBStore, server: MariaDBServer
    ) -> None:
        holder, fencing = await connect(server.dsn, 5 * SECOND), store_at(server.dsn)
        await holder.query(f"lock tables {TABLE} write")
        written = await store.insert(1)
        async with asyncio.TaskGroup() as tasks:
            fence = tasks.create_task(fencing.fence())
            await asyncio.sleep(0)
            await holder.query("unlock tables")
        holder.close()
        assert (written.outcome, fence.result()) == (WriteOutcome.INFO, True)
        found = [row.number for page in await pages(fencing) for row in page.rows]
        assert (await store.insert(2)).outcome is WriteOutcome.FAIL
        stored = server.sql(f"select n from drill.{generations(TABLE)[1]}")  # noqa: S608  a derived name
        assert stored.split() == [str(n) for n in found]


@pytest.mark.parametrize(
    ("code", "state", "proof"),
    [
        (1290, "HY000", WriteOutcome.FAIL),
        (1146, "42S02", WriteOutcome.FAIL),
        (1213, "40001", WriteOutcome.FAIL),
        (1047, "08S01", WriteOutcome.FAIL),
        (1180, "HY000", WriteOutcome.INFO),
        (1053, "08S01", WriteOutcome.INFO),
        (1317, "70100", WriteOutcome.INFO),
        (1969, "70100", WriteOutcome.INFO),
        (1927, "70100", WriteOutcome.INFO),
        (2013, None, WriteOutcome.INFO),
        (1146, None, WriteOutcome.INFO),
    ],
)
def test_only_a_clear_no_of_the_server_is_a_no(code: int, state: str | None, proof: WriteOutcome) -> None:
    error = OperationalError(code, "told")
    error.sqlstate = state
    assert proved_by(error) is proof


@pytest.mark.parametrize("error", [ConnectionResetError(), TimeoutError(), EOFError()])
def test_an_error_of_the_network_proves_nothing(error: Exception) -> None:
    assert proved_by(error) is WriteOutcome.INFO


def _waiting(server: MariaDBServer) -> str:
    """Return the thread whose insert waits for a lock."""
    for _ in range(400):
        found = server.sql("select id from information_schema.processlist where info like 'insert into%' limit 1")
        if found:
            return found
    pytest.fail("no insert waits")
