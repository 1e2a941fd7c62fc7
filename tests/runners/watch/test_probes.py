"""Probes against real sockets: what counts as served, and what does not."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from runners.beat import MILLISECOND, SECOND
from runners.clock import SystemClock
from runners.postgres_entry import each_host
from runners.probes import Probe, probe_for
from runners.ways import Straight
from scenarios.plan import HttpProbe, PlannedProbe, PostgresProbe, ProbeTarget, SecretRef, TcpProbe
from tests.support.postgres import TemporaryPostgres
from tests.support.services import certificate, hangs, says, serving

DSN = SecretRef(source="env", name="DSN")


def planned(target: ProbeTarget, timeout_ns: int = 5 * SECOND) -> PlannedProbe:
    return PlannedProbe(name="entry", service=None, target=target, every_ns=SECOND, timeout_ns=timeout_ns)


@asynccontextmanager
async def probing(target: ProbeTarget, dsn: str = "", timeout_ns: int = 5 * SECOND) -> AsyncGenerator[Probe, None]:
    probe = probe_for(planned(target, timeout_ns), {DSN: dsn}.__getitem__, Straight(), SystemClock())
    try:
        yield probe
    finally:
        await probe.close()


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost"])
async def test_a_port_that_accepts_is_up(address: str) -> None:
    async with serving(says(200)) as port, probing(TcpProbe(address=address, port=port)) as probe:
        assert await probe.ask() == ""


async def test_a_port_that_refuses_is_down() -> None:
    async with serving(says(200)) as port:
        pass
    async with probing(TcpProbe(address="127.0.0.1", port=port)) as probe:
        with pytest.raises(ConnectionRefusedError):
            await probe.ask()


async def test_a_port_whose_queue_is_full_is_down_when_the_time_is_over() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, socket.socket() as first, socket.socket() as second:
        address = full.getsockname()
        for sock in (first, second):
            sock.settimeout(0)
            sock.connect_ex(address)
        async with probing(TcpProbe(address="127.0.0.1", port=address[1]), timeout_ns=200 * MILLISECOND) as probe:
            with pytest.raises(TimeoutError):
                await probe.ask()


@pytest.mark.parametrize(
    ("status", "body", "target", "wrong"),
    [
        (200, "all is well", {}, ""),
        (503, "", {}, "status 503, not 200"),
        (204, "", {"status": 204}, ""),
        (302, "", {}, "status 302, not 200"),
        (200, "交易正常", {"contains": "正常"}, ""),
        (200, "交易停止", {"contains": "正常"}, "the text looked for is not in the body"),
        (200, "x" * 2_000_000 + "late", {"contains": "late"}, "the text looked for is not in the body"),
    ],
)
async def test_a_page_is_up_if_status_and_text_are_right(
    status: int, body: str, target: dict[str, str | int], wrong: str
) -> None:
    async with serving(says(status, body, "Location: /elsewhere\r\n" if status == 302 else "")) as port:
        page = HttpProbe(url=f"http://127.0.0.1:{port}/", **target)  # pyright: ignore[reportArgumentType]
        async with probing(page) as probe:
            assert await probe.ask() == wrong


async def test_a_page_that_hangs_is_down_when_the_time_is_over() -> None:
    async with (
        serving(hangs) as port,
        probing(HttpProbe(url=f"http://127.0.0.1:{port}/"), timeout_ns=100 * MILLISECOND) as probe,
    ):
        with pytest.raises(TimeoutError):
            await probe.ask()


async def test_a_certificate_is_checked_always(tmp_path: Path) -> None:
    ca_file, tls = certificate(tmp_path)
    async with serving(says(200), tls) as port:
        url = f"https://127.0.0.1:{port}/"
        async with probing(HttpProbe(url=url, ca_file=str(ca_file))) as trusting, probing(HttpProbe(url=url)) as strict:
            assert await trusting.ask() == ""
            with pytest.raises(OSError, match="certificate verify failed"):
                await strict.ask()


async def test_a_missing_ca_file_is_refused_before_the_first_look(tmp_path: Path) -> None:
    page, secrets = HttpProbe(url="https://127.0.0.1/", ca_file=str(tmp_path / "none.pem")), {DSN: ""}
    with pytest.raises(FileNotFoundError):
        probe_for(planned(page), secrets.__getitem__, Straight(), SystemClock())


@pytest.mark.lab
async def test_a_query_that_answers_is_up_and_one_that_fails_is_down(postgres: TemporaryPostgres) -> None:
    async with probing(PostgresProbe(dsn=DSN), postgres.dsn) as probe:
        assert await probe.ask() == ""
    async with probing(PostgresProbe(dsn=DSN, query="select 1 / 0"), postgres.dsn) as probe:
        with pytest.raises(Exception, match="division by zero"):
            await probe.ask()


@pytest.mark.lab
async def test_a_frozen_server_is_down_when_the_time_is_over(postgres: TemporaryPostgres) -> None:
    postgres.freeze()
    async with probing(PostgresProbe(dsn=DSN), postgres.dsn, timeout_ns=200 * MILLISECOND) as probe:
        with pytest.raises(TimeoutError):
            await probe.ask()
    postgres.thaw()


@pytest.mark.lab
async def test_a_slow_query_is_down_and_its_connection_is_closed(postgres: TemporaryPostgres) -> None:
    look = PostgresProbe(dsn=DSN, query="select pg_sleep(60)")
    async with probing(look, postgres.dsn, timeout_ns=500 * MILLISECOND) as probe:
        with pytest.raises(TimeoutError):
            await probe.ask()


@pytest.mark.lab
async def test_the_second_host_of_a_dsn_is_asked_when_the_first_hangs(postgres: TemporaryPostgres) -> None:
    async with serving(hangs) as silent:
        dsn = f"postgresql://postgres@127.0.0.1:{silent},127.0.0.1:{postgres.port}/postgres"
        async with probing(PostgresProbe(dsn=DSN), dsn, timeout_ns=2 * SECOND) as probe:
            assert await probe.ask() == ""


@pytest.mark.parametrize(
    ("dsn", "hosts"),
    [
        ("postgresql://u:p@a:1/db", ["postgresql://u:p@a:1/db"]),
        ("postgresql://u:p@a:1,b:2/db?x=y", ["postgresql://u:p@a:1/db?x=y", "postgresql://u:p@b:2/db?x=y"]),
        ("postgresql://a,b/db", ["postgresql://a/db", "postgresql://b/db"]),
        ("postgresql:///db?host=/run/pg", ["postgresql:///db?host=/run/pg"]),
    ],
)
def test_a_dsn_names_its_hosts_in_order(dsn: str, hosts: list[str]) -> None:
    assert each_host(dsn) == hosts


async def test_probes_may_be_asked_side_by_side() -> None:
    async with serving(hangs) as port, probing(HttpProbe(url=f"http://127.0.0.1:{port}/"), timeout_ns=SECOND) as probe:
        async with asyncio.timeout(2):
            answers = await asyncio.gather(*(probe.ask() for _ in range(30)), return_exceptions=True)
    assert all(isinstance(answer, TimeoutError) for answer in answers)
