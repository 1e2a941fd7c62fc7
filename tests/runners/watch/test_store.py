"""Both stores keep the contract; each has tests of its own for what only it can do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import asyncpg  # pyright: ignore[reportMissingTypeStubs]
import pytest

from measurements.events import WriteOutcome
from measurements.ledger import table_name
from runners.beat import SECOND
from runners.ledgers.generations import generations
from runners.ledgers.postgres import PostgresStore, proved_by
from runners.ledgers.store import Mischief, ScriptedStore, StoreError, Written
from runners.postgres_entry import connect
from tests.contracts.store import DRILL, LEDGER, StoreContract, pages
from tests.support.postgres import TemporaryPostgres

TABLE = table_name(LEDGER, DRILL)


class TestScriptedStore(StoreContract):
    @pytest.fixture
    def store(self) -> ScriptedStore:
        return ScriptedStore(drill=DRILL, ledger=LEDGER)

    @pytest.fixture
    def again(self, store: ScriptedStore) -> ScriptedStore:
        return store

    async def test_mischief_is_done_to_order(self) -> None:
        script = Mischief(
            refused=frozenset({1}),
            resurrected=frozenset({2}),
            in_doubt=frozenset({3}),
            in_doubt_there=frozenset({4}),
            lost=frozenset({5}),
            duplicated=frozenset({6}),
            altered=frozenset({7}),
        )
        store = ScriptedStore(drill=DRILL, ledger=LEDGER, mischief=script)
        await store.create()
        outcomes = [(await store.insert(number)).outcome.value for number in range(1, 9)]
        rows = [row.number for page in await pages(store) for row in page.rows]
        assert outcomes == ["fail", "fail", "info", "info", "ok", "ok", "ok", "ok"]
        assert rows == [2, 4, 6, 6, 7, 8]


@pytest.mark.lab
class TestPostgresStore(StoreContract):
    @pytest.fixture
    async def store(self, cluster: TemporaryPostgres) -> AsyncIterator[PostgresStore]:
        if not cluster.is_running:
            cluster.start()
        cluster.psql(f"drop table if exists {', '.join(generations(TABLE))}")
        made = PostgresStore(drill=DRILL, ledger=LEDGER, dsn=cluster.dsn, timeout_ns=5 * SECOND)
        yield made
        await made.close()

    @pytest.fixture
    async def again(self, cluster: TemporaryPostgres) -> PostgresStore:
        return PostgresStore(drill=DRILL, ledger=LEDGER, dsn=cluster.dsn, timeout_ns=5 * SECOND)

    async def test_a_write_that_hangs_is_ended_by_the_fence(
        self, store: PostgresStore, again: PostgresStore, cluster: TemporaryPostgres
    ) -> None:
        await store.create()
        async with asyncio.TaskGroup() as tasks:
            async with _locked(cluster):
                write = tasks.create_task(store.insert(1))
                await _until_waiting(cluster)
                fence = tasks.create_task(again.fence())
                assert (await write).outcome is WriteOutcome.INFO
            await fence
        assert fence.result()
        assert [page.rows for page in await pages(again)] == [()]
        assert (await store.insert(2)).outcome is WriteOutcome.FAIL

    async def test_many_at_once_open_no_more_connections_than_needed(
        self, store: PostgresStore, cluster: TemporaryPostgres
    ) -> None:
        await store.create()
        await asyncio.gather(*(store.insert(number) for number in range(8)))
        assert 2 <= _clients(cluster) <= 8
        store.keep_at_most(1)
        for number in range(8, 20):
            await store.insert(number)
        await _until_clients(cluster, 1)


@pytest.mark.lab
class TestWhatEachEndingProves:
    @pytest.fixture
    async def store(self, postgres: TemporaryPostgres) -> AsyncIterator[PostgresStore]:
        postgres.psql(f"drop table if exists {', '.join(generations(TABLE))}")
        made = PostgresStore(drill=DRILL, ledger=LEDGER, dsn=postgres.dsn, timeout_ns=SECOND // 2)
        await made.create()
        yield made
        await made.close()

    async def test_nobody_listens_so_nothing_was_done(self, store: PostgresStore, postgres: TemporaryPostgres) -> None:
        await asyncio.to_thread(postgres.stop)
        assert (await store.insert(1)).outcome is WriteOutcome.FAIL

    async def test_a_read_only_server_did_nothing(self, store: PostgresStore, postgres: TemporaryPostgres) -> None:
        postgres.be_read_only(wanted=True)
        try:
            written = await _refused_as_read_only(store)
        finally:
            postgres.be_read_only(wanted=False)
        assert written.outcome is WriteOutcome.FAIL
        assert "read-only" in written.detail

    async def test_a_connection_that_cannot_be_made_in_time_sent_nothing(
        self, store: PostgresStore, postgres: TemporaryPostgres
    ) -> None:
        postgres.freeze()
        written = await store.insert(1)
        postgres.thaw()
        assert written.outcome is WriteOutcome.FAIL

    async def test_a_statement_that_hangs_is_in_doubt(self, store: PostgresStore, postgres: TemporaryPostgres) -> None:
        await store.insert(1)
        postgres.freeze()
        written = await store.insert(2)
        postgres.thaw()
        assert written.outcome is WriteOutcome.INFO
        assert await _numbers(store) in ([1], [1, 2])

    async def test_a_locked_row_that_times_out_is_in_doubt(
        self, store: PostgresStore, postgres: TemporaryPostgres
    ) -> None:
        async with _locked(postgres):
            written = await store.insert(1)
        assert written.outcome is WriteOutcome.INFO

    async def test_a_server_that_is_shut_down_under_a_statement_leaves_it_in_doubt(
        self, store: PostgresStore, postgres: TemporaryPostgres
    ) -> None:
        async with _locked(postgres), asyncio.TaskGroup() as tasks:
            write = tasks.create_task(store.insert(1))
            await asyncio.sleep(0.2)
            postgres.psql("select pg_terminate_backend(pid) from pg_stat_activity where query like 'insert into%'")
        assert write.result().outcome is WriteOutcome.INFO

    async def test_a_killed_server_leaves_the_statement_in_doubt(
        self, store: PostgresStore, postgres: TemporaryPostgres
    ) -> None:
        await store.insert(1)
        async with _locked(postgres), asyncio.TaskGroup() as tasks:
            write = tasks.create_task(store.insert(2))
            await asyncio.sleep(0.2)
            await asyncio.to_thread(postgres.kill)
        assert write.result().outcome is WriteOutcome.INFO

    async def test_after_a_restart_the_store_connects_anew(
        self, store: PostgresStore, postgres: TemporaryPostgres
    ) -> None:
        await store.insert(1)
        await asyncio.to_thread(postgres.kill)
        await asyncio.to_thread(postgres.start)
        await store.insert(2)
        assert (await store.insert(3)).outcome is WriteOutcome.OK

    async def test_reading_back_from_a_dead_server_is_an_error(
        self, store: PostgresStore, postgres: TemporaryPostgres
    ) -> None:
        await asyncio.to_thread(postgres.stop)
        with pytest.raises(StoreError, match="Connect"):
            await pages(store)


@pytest.mark.parametrize(
    ("state", "severity", "proof"),
    [
        ("25006", "ERROR", WriteOutcome.FAIL),
        ("42P01", "ERROR", WriteOutcome.FAIL),
        ("40001", "ERROR", WriteOutcome.FAIL),
        ("57014", "ERROR", WriteOutcome.FAIL),
        ("53100", "ERROR", WriteOutcome.FAIL),
        ("40003", "ERROR", WriteOutcome.INFO),
        ("57P01", "FATAL", WriteOutcome.INFO),
        ("53300", "FATAL", WriteOutcome.INFO),
        ("08006", "ERROR", WriteOutcome.INFO),
        ("XX000", "ERROR", WriteOutcome.INFO),
        ("58030", "ERROR", WriteOutcome.INFO),
    ],
)
def test_only_a_clear_no_of_the_server_is_a_no(state: str, severity: str, proof: WriteOutcome) -> None:
    error = asyncpg.PostgresError("told by a server")
    error.sqlstate, error.severity_en = state, severity  # pyright: ignore[reportAttributeAccessIssue]
    assert proved_by(error) is proof


@pytest.mark.parametrize("error", [ConnectionResetError(), TimeoutError(), OSError()])
def test_an_error_of_the_network_proves_nothing(error: Exception) -> None:
    assert proved_by(error) is WriteOutcome.INFO


@asynccontextmanager
async def _locked(postgres: TemporaryPostgres) -> AsyncGenerator[None]:
    """Hold a lock on the table, so that an insert hangs."""
    holder = await connect(postgres.dsn, 5 * SECOND)
    try:
        await holder.execute(f"begin; lock table {TABLE} in exclusive mode")
        yield
    finally:
        holder.terminate()


async def _numbers(store: PostgresStore) -> list[int]:
    return [row.number for page in await pages(store) for row in page.rows]


def _clients(postgres: TemporaryPostgres) -> int:
    return int(postgres.psql("select count(*) from pg_stat_activity where application_name = 'drillproof'"))


async def _until_waiting(postgres: TemporaryPostgres) -> None:
    """Wait until an insert waits for a lock."""
    waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like 'insert into%'"
    for _ in range(200):
        if postgres.psql(waiting) == "1":
            return
        await asyncio.sleep(0.05)
    pytest.fail("no insert waits")


async def _until_clients(postgres: TemporaryPostgres, count: int) -> None:
    for _ in range(200):
        if _clients(postgres) == count:
            return
        await asyncio.sleep(0.05)
    assert _clients(postgres) == count


async def _refused_as_read_only(store: PostgresStore) -> Written:
    """Write until the server has reloaded its configuration."""
    for _ in range(200):
        written = await store.insert(1)
        if written.outcome is not WriteOutcome.OK:
            return written
        await asyncio.sleep(0.05)
    pytest.fail("the server never became read-only")
