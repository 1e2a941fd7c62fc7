"""A ledger in Redis: the contract straight and through Sentinels, and which errors are a clear no."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from measurements.events import WriteOutcome
from measurements.ledger import table_name
from runners.beat import SECOND
from runners.ledgers.generations import generations
from runners.ledgers.redis import RedisStore, proved_by
from runners.resp import RefusedError
from tests.contracts.store import DRILL, LEDGER, StoreContract, pages
from tests.support.redis_servers import RedisServer, redis_server, sentinels

TABLE = table_name(LEDGER, DRILL)
pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with redis_server(tmp_path_factory.mktemp("redis"), password="s3cret-of-redis") as server:
        yield server


@pytest.fixture
def server(running: RedisServer) -> RedisServer:
    if not running.daemon.is_running:
        running.daemon.start()
    running.cli("flushall")
    return running


@pytest.fixture(scope="module")
def watched(running: RedisServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not running.daemon.is_running:
        running.daemon.start()
    with sentinels(tmp_path_factory.mktemp("sentinels"), running, count=1) as watching:
        yield f"redis+sentinel://:{running.password}@127.0.0.1:1,127.0.0.1:{watching[0].port}/mymaster/0"


def store_at(dsn: str, timeout_ns: int = 5 * SECOND) -> RedisStore:
    return RedisStore(drill=DRILL, ledger=LEDGER, dsn=dsn, timeout_ns=timeout_ns)


class RedisContract(StoreContract):
    @pytest.fixture
    async def store(self, dsn: str) -> AsyncIterator[RedisStore]:
        made = store_at(dsn)
        yield made
        await made.close()

    @pytest.fixture
    async def again(self, dsn: str) -> AsyncIterator[RedisStore]:
        made = store_at(dsn)
        yield made
        await made.close()


class TestRedisStore(RedisContract):
    @pytest.fixture
    def dsn(self, server: RedisServer) -> str:
        return server.dsn


class TestRedisStoreBySentinel(RedisContract):
    @pytest.fixture
    def dsn(self, watched: str, server: RedisServer) -> str:
        assert server.daemon.is_running
        return watched


class TestWhatEachEndingProves:
    @pytest.fixture
    async def store(self, server: RedisServer) -> AsyncIterator[RedisStore]:
        made = store_at(server.dsn, SECOND // 2)
        await made.create()
        yield made
        server.daemon.thaw()
        await made.close()

    async def test_nobody_listens_so_nothing_was_done(self, store: RedisStore, server: RedisServer) -> None:
        await asyncio.to_thread(server.daemon.kill)
        assert (await store.insert(1)).outcome is WriteOutcome.FAIL

    async def test_a_server_that_does_not_let_in_got_nothing(self, store: RedisStore, server: RedisServer) -> None:
        server.daemon.freeze()
        assert (await store.insert(1)).outcome is WriteOutcome.FAIL

    async def test_a_command_that_hangs_is_in_doubt_and_may_be_done_later(
        self, store: RedisStore, server: RedisServer
    ) -> None:
        await store.insert(1)
        server.daemon.freeze()
        assert (await store.insert(2)).outcome is WriteOutcome.INFO
        server.daemon.thaw()
        await asyncio.to_thread(_until_length, server, TABLE, 2)

    async def test_a_command_that_comes_after_the_fence_adds_nothing(
        self, store: RedisStore, server: RedisServer
    ) -> None:
        await store.insert(1)
        await store_at(server.dsn).fence()
        assert (await store.insert(2)).outcome is WriteOutcome.FAIL
        assert [row.number for page in await pages(store) for row in page.rows] == [1]
        assert _length(server, generations(TABLE)[1]) == 1

    async def test_a_replica_and_a_full_server_refuse_clearly(self, store: RedisStore, server: RedisServer) -> None:
        server.cli("config", "set", "maxmemory", "1")
        full = await store.insert(1)
        server.cli("config", "set", "maxmemory", "0")
        server.cli("replicaof", "127.0.0.1", "1")
        replica = await store.insert(2)
        server.cli("replicaof", "no", "one")
        assert [(written.outcome, written.detail.split()[1]) for written in (full, replica)] == [
            (WriteOutcome.FAIL, "OOM"),
            (WriteOutcome.FAIL, "READONLY"),
        ]
        assert _length(server, TABLE) == 0

    async def test_no_password_is_shown(self, server: RedisServer) -> None:
        wrong = server.dsn.replace(server.password, "Wr0ng-pass")
        written = await store_at(wrong).insert(1)
        assert written.outcome is WriteOutcome.FAIL
        assert "Wr0ng-pass" not in written.detail


@pytest.mark.parametrize(
    ("error", "proof"),
    [
        (RefusedError("READONLY You can't write against a read only replica."), WriteOutcome.FAIL),
        (RefusedError("NOREPLICAS Not enough good replicas to write."), WriteOutcome.FAIL),
        (RefusedError("ERR upstream failure"), WriteOutcome.INFO),
        (RefusedError("UNKNOWN"), WriteOutcome.INFO),
        (TimeoutError(), WriteOutcome.INFO),
        (ConnectionResetError(), WriteOutcome.INFO),
        (EOFError(), WriteOutcome.INFO),
    ],
)
def test_only_a_clear_no_of_redis_is_a_no(error: Exception, proof: WriteOutcome) -> None:
    assert proved_by(error) is proof


def _length(server: RedisServer, name: str) -> int:
    return int(server.cli("xlen", f"{{{TABLE}}}:{name}"))


def _until_length(server: RedisServer, name: str, length: int) -> None:
    for _ in range(400):
        if _length(server, name) == length:
            return
    pytest.fail("the command never took effect")
