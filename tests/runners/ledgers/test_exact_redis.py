"""A ledger in Redis is exact under crash, standstill and late delivery, and when a replica takes over with less."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from measurements.events import WriteOutcome
from measurements.ledger import table_name
from runners.beat import MILLISECOND
from runners.ledgers.generations import generations
from runners.ledgers.redis import RedisStore
from runners.ledgers.store import Store
from tests.contracts import exact
from tests.contracts.exact import TIMEOUT_NS, ExactContract, Row, counted, hold_against, until, writing
from tests.contracts.store import DRILL, LEDGER
from tests.support.redis_servers import RedisServer, redis_server, sentinels
from tests.support.wires import Wire, wire

TABLE = table_name(LEDGER, DRILL)
pytestmark = [pytest.mark.lab, pytest.mark.slow]


def rows(server: RedisServer) -> list[Row]:
    """Return every entry under any name, as redis-cli prints it."""
    found: list[Row] = []
    for name in generations(TABLE):
        lines = server.cli("xrange", f"{{{TABLE}}}:{name}", "-", "+").splitlines()
        found += [(int(lines[at + 2]), lines[at + 4]) for at in range(0, len(lines) - 4, 5)]
    return found


def store_at(dsn: str) -> RedisStore:
    return RedisStore(drill=DRILL, ledger=LEDGER, dsn=dsn, timeout_ns=TIMEOUT_NS)


@dataclass(slots=True)
class RedisGround:
    server: RedisServer
    way: Wire
    writer: Store
    every_ns: int = 5 * MILLISECOND
    some: int = 30

    def reader(self) -> Store:
        return store_at(self.server.dsn)

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
        return self.way.connections == 0 and len(self.server.cli("client", "list", "type", "normal").splitlines()) == 1

    def content(self) -> list[Row]:
        return rows(self.server)


@contextmanager
def running(home: Path) -> Generator[RedisGround]:
    with redis_server(home, "--appendonly", "yes", "--appendfsync", "always") as server, wire(server.port) as way:
        yield RedisGround(server, way, store_at(f"redis://127.0.0.1:{way.port}/0"))


class TestRedis(ExactContract):
    @pytest.fixture
    async def ground(self, tmp_path: Path) -> AsyncIterator[RedisGround]:
        with running(tmp_path) as made:
            await made.writer.create()
            yield made
            await made.writer.close()


class TestMistakes:
    """What the suite must find."""

    @pytest.fixture
    async def ground(self, tmp_path: Path) -> AsyncIterator[RedisGround]:
        with running(tmp_path) as made:
            await made.writer.create()
            yield made
            await made.writer.close()

    async def test_a_time_out_that_is_taken_for_a_no(self, ground: RedisGround, tmp_path: Path) -> None:
        ground.writer = exact.Mistaken(store=ground.writer, says=exact.doubt_is_no)
        count = await stood_still(ground, tmp_path)
        with pytest.raises(AssertionError, match="not done is there"):
            hold_against(count, ground.content())

    async def test_a_time_out_after_which_the_write_was_sent_again(self, ground: RedisGround, tmp_path: Path) -> None:
        ground.writer = exact.Mistaken(store=ground.writer, says=exact.doubt_is_repeated)
        count = await stood_still(ground, tmp_path)
        hold_against(count, ground.content())
        assert count.fates.duplicated

    async def test_a_time_out_that_is_taken_for_a_yes(self, ground: RedisGround, tmp_path: Path) -> None:
        ground.writer = exact.Mistaken(store=ground.writer, says=exact.doubt_is_yes)
        with pytest.raises(AssertionError):
            await ExactContract().test_when_late_writes_come_after_the_read_back(ground, tmp_path)

    async def test_a_read_back_that_leaves_something_out(self, ground: RedisGround, tmp_path: Path) -> None:
        async with writing(tmp_path, ground.writer, ground.every_ns) as writer:
            await until(lambda: writer.with_outcome(WriteOutcome.OK) >= 10)
        blind = exact.BlindReader(store=ground.reader(), says=exact.doubt_is_no)
        with pytest.raises(AssertionError):
            hold_against(await counted(writer, blind), ground.content())


async def stood_still(ground: RedisGround, directory: Path) -> exact.Count:
    """Count what a standstill leaves behind."""
    async with writing(directory, ground.writer, ground.every_ns) as writer:
        await until(lambda: writer.with_outcome(WriteOutcome.OK) >= 30)
        ground.hang()
        since = writer.last()
        await until(lambda: writer.last() > since + 60)
        ground.go_on()
        await until(lambda: writer.with_outcome(WriteOutcome.OK, after=since + 60) >= 10)
    count = await counted(writer, ground.reader())
    await until(ground.is_quiet)
    return count


async def test_a_replica_that_sentinel_promotes_lacks_what_the_master_had_acknowledged(tmp_path: Path) -> None:
    """The replica's link stands still, the master goes on, then both are gone: a real loss, counted exactly."""
    with redis_server(tmp_path) as master, wire(master.port) as link, redis_server(tmp_path) as replica:
        replica.cli("replicaof", "127.0.0.1", str(link.port))
        await until(lambda: "master_link_status:up" in replica.cli("info", "replication"))
        with sentinels(tmp_path, master, down_after_ms=3_000) as watching:  # a starved master is not gone
            await until(lambda: watching[0].cli("sentinel", "replicas", "mymaster") != "")
            hosts = ",".join(f"127.0.0.1:{one.port}" for one in watching)
            entry = f"redis+sentinel://{hosts}/mymaster"
            store = store_at(entry)
            await store.create()
            await until(lambda: replica.cli("exists", f"{{{TABLE}}}:{TABLE}") == "1")
            async with writing(tmp_path, store, 5 * MILLISECOND) as writer:
                await until(lambda: writer.with_outcome(WriteOutcome.OK) >= 30)
                link.stop()
                since = writer.last()
                await until(lambda: writer.with_outcome(WriteOutcome.OK, after=since) >= 30)
                before = await asyncio.to_thread(rows, master)
                await asyncio.to_thread(master.daemon.kill)
                link.cut()
                dead = writer.last()
                await until(lambda: writer.with_outcome(WriteOutcome.OK, after=dead) >= 10)
            count = await counted(writer, store_at(entry))
            after = await asyncio.to_thread(rows, replica)
    hold_against(count, after)
    gone = {number for number, _ in before} - {number for number, _ in after}
    assert gone & count.told(WriteOutcome.OK) <= set(count.fates.lost)
    assert len(gone) >= 20
    assert all(number <= dead for number in count.fates.lost)
