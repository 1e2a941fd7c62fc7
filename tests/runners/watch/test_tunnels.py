"""A tunnel that breaks: what is then known of the service behind it is nothing, and that is what is written down."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from runners.beat import MILLISECOND, SECOND
from runners.clock import SystemClock
from runners.companion import STOP
from runners.prober import ProberConfig, probe_all
from runners.spool import SAMPLES, SpoolReader
from runners.streams import sampled, streams_of
from scenarios.plan import HttpProbe, PlannedProbe, ProbeTarget, TcpProbe, WaitFor
from tests.contracts.probes import Stage, looking, planned, seen_until, side_by_side, up
from tests.support.daemons import Daemon
from tests.support.jumping import JumpServer, jump_server
from tests.support.ports import free_port
from tests.support.services import full, hangs, says, serving
from tests.support.streams import Look, taken
from tests.support.watching import plan_of

pytestmark = [pytest.mark.lab]

HERE = "127.0.0.1"


@pytest.fixture
def jump(tmp_path: Path) -> Iterator[JumpServer]:
    with jump_server(tmp_path / "jump") as server:
        yield server


def at(target: ProbeTarget) -> Stage:
    return Stage(target=target, hanging=suppress, refusing=target, wrong=())


async def test_a_tunnel_that_is_cut_and_mended_fails_nothing(jump: JumpServer) -> None:
    async with serving(says(200)) as port:
        stage = at(HttpProbe(url=f"http://{HERE}:{port}/"))
        async with looking(stage, timeout_ns=2 * SECOND, through=(jump.jump,)) as looker:
            await up(looker)
            for _ in range(3):
                jump.cut()
                found = await seen_until(looker, lambda seen: seen.ok is True)
                assert {seen.ok for seen in found} <= {None, True}
                assert all("jump-a" in seen.detail for seen in found if seen.ok is None)


async def test_a_tunnel_that_cannot_be_opened_says_why(jump: JumpServer) -> None:
    jump.cut()
    jump.daemon.kill()
    async with (
        serving(says(200)) as port,
        looking(at(TcpProbe(address=HERE, port=port)), timeout_ns=300 * MILLISECOND, through=(jump.jump,)) as looker,
    ):
        (*_, last) = await seen_until(looker, lambda seen: "Connect" in seen.detail)
        assert last.ok is None
        jump.daemon.start()
        found = await seen_until(looker, lambda seen: seen.ok is True)
        assert {seen.ok for seen in found} <= {None, True}


async def test_a_tunnel_that_hangs_is_told_from_a_service_that_hangs(jump: JumpServer) -> None:
    async with serving(hangs) as port:
        stage = at(HttpProbe(url=f"http://{HERE}:{port}/"))
        async with looking(stage, timeout_ns=SECOND, through=(jump.jump,)) as looker:
            await up(looker)
            *_, service = await seen_until(looker, lambda seen: seen.ok is not None)
            jump.freeze()
            tunnel = await looker.look(SystemClock())
            jump.thaw()
            await seen_until(looker, lambda seen: seen.ok is False)
    assert (service.ok, service.detail) == (False, "no answer in time")
    assert tunnel.ok is None
    assert "nothing is known of the service" in tunnel.detail


async def test_a_host_that_forbids_forwarding_leaves_everything_unknown(tmp_path: Path) -> None:
    with jump_server(tmp_path / "jump", more="AllowTcpForwarding no\n") as jump:
        async with (
            serving(says(200)) as port,
            looking(at(TcpProbe(address=HERE, port=port)), through=(jump.jump,)) as looker,
        ):
            found = [await looker.look(SystemClock()) for _ in range(2)]
    assert [seen.ok for seen in found] == [None, None]
    assert "AllowTcpForwarding" in found[-1].detail


async def test_a_way_may_lead_through_several_hosts(jump: JumpServer, tmp_path: Path) -> None:
    with jump_server(tmp_path / "second", "jump-b") as second:
        async with (
            serving(says(200)) as port,
            looking(at(TcpProbe(address=HERE, port=port)), through=(jump.jump, second.jump)) as looker,
        ):
            await seen_until(looker, lambda seen: seen.ok is True)
            jump.cut()
            found = await seen_until(looker, lambda seen: seen.ok is True)
    assert {seen.ok for seen in found} <= {None, True}


async def test_connections_that_hang_are_called_off_before_the_host_has_none_left(jump: JumpServer) -> None:
    with socket.create_server((HERE, 0), backlog=0) as queue, full(queue.getsockname()[1]):
        stage = at(TcpProbe(address=HERE, port=queue.getsockname()[1]))
        async with asyncio.timeout(90), looking(stage, timeout_ns=40 * MILLISECOND, through=(jump.jump,)) as looker:
            await up(looker)
            found = await side_by_side(looker, 30)
            assert {seen.ok for seen in found} <= {None, False}
            while not any("renewed" in seen.detail for seen in found):
                found = await side_by_side(looker, 30)
            await up(looker)


async def test_the_prober_writes_down_that_nobody_knows(jump: JumpServer, tmp_path: Path) -> None:
    clock = SystemClock()
    async with serving(says(200)) as port:
        target = TcpProbe(address=HERE, port=port)
        probes = (
            PlannedProbe(
                name="far", service=None, target=target, every_ns=SECOND // 20, timeout_ns=SECOND, through=(jump.jump,)
            ),
            PlannedProbe(name="near", service=None, target=target, every_ns=SECOND // 20, timeout_ns=SECOND),
        )
        config = ProberConfig(directory=str(tmp_path), name="prober", probes=probes, until=clock.now() + 60 * SECOND)
        async with asyncio.timeout(90), asyncio.TaskGroup() as tasks:
            tasks.create_task(probe_all(config, clock))
            await written(tmp_path, "far", True)  # noqa: FBT003  the answer itself
            jump.cut()
            jump.daemon.kill()
            await written(tmp_path, "far", None)
            jump.daemon.start()
            (tmp_path / f"prober{STOP}").touch()
    assert {line[3] for line in lines(tmp_path, "far")} == {True, None}
    assert {line[3] for line in lines(tmp_path, "near")} == {True}


async def written(directory: Path, name: str, ok: bool | None) -> None:  # noqa: FBT001  the answer itself
    """Wait until a new sample of that kind is written down."""
    known = len(lines(directory, name))
    async with asyncio.timeout(60):
        while ok not in [line[3] for line in lines(directory, name)[known:]]:  # noqa: ASYNC110  a file has no event
            await asyncio.sleep(0.05)


def lines(directory: Path, name: str) -> list[list[object]]:
    with suppress(FileNotFoundError):
        return [line for line in SpoolReader(directory / (name + SAMPLES)).read() if line is not None]
    return []


def test_waits_and_bystanders_do_not_hear_of_a_broken_way() -> None:
    probe = planned(TcpProbe(address=HERE, port=free_port()), SECOND)
    stream = streams_of(plan_of(probes=(probe,)))[probe.name]
    looks: list[Look] = [(0.0, 0.1, True), *((place / 10, place / 10 + 1, None) for place in range(1, 9))]
    for reading in sampled(taken(looks)):
        stream.take(reading)
    assert (stream.up, stream.count, stream.longest_down) == (True, 1, 0)
    assert not stream.satisfies(WaitFor(stream=probe.name, state="down"))


def test_a_daemon_of_the_tests_is_told_from_one_that_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        Daemon(["/bin/false"], tmp_path, ready=lambda: False).start()
