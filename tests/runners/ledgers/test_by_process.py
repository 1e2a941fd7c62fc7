"""A ledger's own process on a store that is no PostgreSQL: written, lost, read back, written again, dropped."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from measurements.events import WriteOutcome
from measurements.ledger import lost, table_name
from runners.clock import SystemClock
from runners.ledgers.generations import generations
from runners.supervise import ProcessWatch
from runners.watch import News
from scenarios.plan import SECOND, PlannedLedger, RedisStoreSpec, SecretRef
from tests.support.processes import until
from tests.support.redis_servers import redis_server
from tests.support.watching import DRILL, answers, collect, plan_of

pytestmark = [pytest.mark.lab, pytest.mark.slow]
TABLE = table_name("orders", DRILL)


async def read(watch: ProcessWatch) -> list[int]:
    chunks = [chunk async for chunk in watch.read_ledger("orders", "read")]
    assert chunks[-1].last
    assert all(chunk.fenced for chunk in chunks)
    return [number for chunk in chunks for number in chunk.number]


async def test_what_redis_lost_is_found_and_written_again(tmp_path: Path) -> None:
    with redis_server(tmp_path, password="s3cret-of-redis") as server:
        (tmp_path / "dsn").write_text(server.dsn, encoding="utf-8")
        store = RedisStoreSpec(dsn=SecretRef(source="file", name=str(tmp_path / "dsn")))
        planned = PlannedLedger(name="orders", service="cache", every_ns=SECOND // 100, timeout_ns=SECOND, store=store)
        watch = ProcessWatch(
            directory=tmp_path / "spool", drill=DRILL, plan=plan_of(ledgers=(planned,)), clock=SystemClock()
        )
        journal: list[News] = []
        await watch.start({})
        async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
            tasks.create_task(collect(watch, journal))
            await watch.open_ledger("orders")
            await until(lambda: len(answers(journal)) > 30)
            key = f"{{{TABLE}}}:{TABLE}"
            first = server.cli("xrange", key, "-", "+", "count", "3").splitlines()
            server.cli("xdel", key, *first[::5])
            found = await read(watch)
            acknowledged = [n for n, (outcome, _) in answers(journal).items() if outcome is WriteOutcome.OK]
            missing = lost(acknowledged, found)
            assert missing == tuple(sorted(map(int, first[2::5])))
            replayed = [chunk async for chunk in watch.replay_ledger("orders", "read", missing)]
            assert [outcome for chunk in replayed for outcome in chunk.outcome] == [WriteOutcome.OK] * 3
            assert lost(acknowledged, await read(watch)) == ()
            await watch.drop_ledger("orders")
            await watch.stop()
        assert server.cli("exists", *(f"{{{TABLE}}}:{name}" for name in generations(TABLE))) == "0"
        assert "s3cret-of-redis" not in "".join(
            file.read_text(errors="replace") for file in (tmp_path / "spool").iterdir() if file.is_file()
        )
