"""The library's scenarios of Patroni, run live against the stack `patroni`."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

import asyncpg  # pyright: ignore[reportMissingTypeStubs]
import pytest

from service.lab.standing import Standing
from tests.support.stacks import drill, found, prove, stack

pytestmark = [pytest.mark.root, pytest.mark.lab, pytest.mark.stack, pytest.mark.timeout(900)]

CRASH: Final = "patroni-leader-crash"
SWITCH: Final = "patroni-switchover"
CUT: Final = "patroni-dcs-cut"
MEMBERS: Final = ("pg-a", "pg-b", "pg-c")
STREAMS: Final = "select application_name from pg_stat_replication where state = 'streaming' order by 1"
TABLES: Final = "select count(*) from information_schema.tables where table_schema = 'public'"
CONNECT: Any = cast("Any", asyncpg).connect
CONFIG: Final = "patronictl -c /etc/patroni/config.yml show-config"


@pytest.fixture(scope="module")
def standing() -> Iterator[Standing]:
    with stack("patroni") as made:
        yield made


def sql(standing: Standing, host: str, text: str, database: str = "postgres") -> str:
    """Return what a query answers on one host, behind everybody's back."""
    return standing.space.must(host, f'runuser -u postgres -- psql -XAt -d {database} -c "{text}"').strip()


def is_home(standing: Standing) -> bool:
    """Tell whether the stack is as it was raised: roles, streams, no table left, replication asynchronous."""
    recovers = [sql(standing, host, "select pg_is_in_recovery()") for host in MEMBERS]
    return (
        recovers == ["f", "t", "t"]
        and sql(standing, "pg-a", STREAMS).splitlines() == ["pg-b", "pg-c"]
        and sql(standing, "pg-a", TABLES, "margin") == "0"
        and "synchronous_mode" not in standing.space.must("pg-a", CONFIG)
    )


def ran(standing: Standing, scenario: str, out: Path, *options: str) -> dict[str, Any]:
    """Run a scenario to its end and keep the proof; the stack is then as it was."""
    said, report = drill(standing, scenario, out, *options)
    assert (report["completed"], report["restored"]) == (True, True), said.out + said.err
    assert is_home(standing), said.out
    prove(standing, scenario, out, "patroni", "postgresql-15", "etcd-server", "haproxy")
    return report


@dataclass(slots=True)
class Writable:
    """Asks every member, over and over, whether it takes writes; keeps when two did at one time."""

    addresses: tuple[str, ...]
    dsn: str
    twice: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])
    rounds: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        asyncio.run(self._watch())

    def stop(self) -> None:
        self._stop.set()

    async def _watch(self) -> None:
        while not self._stop.is_set():
            began = time.monotonic()
            async with asyncio.TaskGroup() as group:
                asked = {address: group.create_task(self._is_primary(address)) for address in self.addresses}
            primaries = tuple(address for address, task in asked.items() if task.result())
            self.rounds += 1
            if len(primaries) > 1:
                self.twice.append(primaries)
            await asyncio.sleep(max(0.0, 0.2 - (time.monotonic() - began)))

    async def _is_primary(self, address: str) -> bool:
        with contextlib.suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            async with asyncio.timeout(1):
                connection = await CONNECT(self.dsn, host=address, port=5432)
                try:
                    return not await connection.fetchval("select pg_is_in_recovery()")
                finally:
                    connection.terminate()
        return False


@contextlib.contextmanager
def watched(standing: Standing) -> Generator[Writable]:
    dsn = (standing.space.directory / "secrets" / "entry_dsn").read_text(encoding="utf-8").strip()
    watch = Writable(tuple(standing.space.host(name).address for name in MEMBERS), dsn)
    thread = threading.Thread(target=watch.run)
    thread.start()
    try:
        yield watch
    finally:
        watch.stop()
        thread.join()


def test_a_dead_leader_is_replaced_by_the_cluster_itself(standing: Standing, tmp_path: Path) -> None:
    service = ran(standing, CRASH, tmp_path / "out")["services"][0]
    assert (service["rto"]["verdict"], service["rto"]["lower_s"] > 0) == ("met", True)
    assert service["rpo"]["acknowledged"] > 0


def test_a_planned_switch_and_back_loses_nothing_and_a_second_run_does_likewise(
    standing: Standing, tmp_path: Path
) -> None:
    for turn in ("first", "second"):
        service = ran(standing, SWITCH, tmp_path / turn)["services"][0]
        assert service["rpo"]["lost"] == 0
        assert service["rto"]["verdict"] == "met"


def test_a_leader_without_etcd_steps_down_before_another_leads_and_what_it_acknowledged_is_counted(
    standing: Standing, tmp_path: Path
) -> None:
    with watched(standing) as watch:
        report = ran(standing, CUT, tmp_path / "out")
    assert watch.rounds > 0
    assert watch.twice == []
    figure = report["services"][0]["rpo"]
    assert figure["verdict"] == "missed"
    assert int(found(report, "writes_lost")["count"]) == figure["lost"] > 0


def test_a_leader_that_waits_for_a_replica_loses_nothing_when_it_is_cut_off(standing: Standing, tmp_path: Path) -> None:
    figure = ran(standing, CUT, tmp_path / "out", "--param", "synchronous=true")["services"][0]["rpo"]
    assert (figure["lost"], figure["split_brain"]) == (0, 0)
    assert figure["acknowledged"] > 0
