"""Faults on networks, seen from both sides: packets that pass one way, a way in that is spared or cut, links, names."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from measurements.events import Ending, FaultVerified, Outcome, StepCompleted, UndoProved
from runners.clock import SystemClock
from runners.faults import acted, seen
from runners.faults.late import later_ns
from runners.ssh import SSHRemote
from scenarios.faults.links import link_down
from scenarios.faults.losing import lose_packets
from scenarios.faults.names import dns_failure, dns_wrong_answer
from scenarios.faults.packets import Direction
from scenarios.faults.partitions import partition
from scenarios.plan import SECOND, FaultSpec, Inject, Phase, Run
from tests.contracts.faults import commands
from tests.support.namespaces import Lab, LabHost
from tests.support.real_drill import run_for_real
from tests.support.scripted_drills import plan, step
from tests.support.victims.base import END_TIMERS, Ground

pytestmark = [pytest.mark.root, pytest.mark.lab]
HEAR = """\
import socket, sys
hearing = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
hearing.bind(("0.0.0.0", 7777))
open("hears", "w").close()
hearing.settimeout(float(sys.argv[1]))
print(hearing.recv(9))
"""
TELL = "import socket, sys; [socket.socket(type=socket.SOCK_DGRAM).sendto(b'?', (sys.argv[1], 7777)) for _ in 'abc']"
EVERYBODY = "0.0.0.0/0"


@pytest.fixture
def a(hosts: Lab) -> LabHost:
    return hosts.hosts["db-a"]


@pytest.fixture
def b(hosts: Lab) -> LabHost:
    return hosts.hosts["db-b"]


@pytest.fixture
async def ground(a: LabHost) -> AsyncIterator[Ground]:
    scratch = f"/var/tmp/{uuid.uuid4().hex}"
    assert a.sh(f"mkdir {scratch}").returncode == 0
    remote = SSHRemote([a.planned()], SystemClock())
    yield Ground.on(remote, a.planned(), scratch)
    await remote.close()
    a.sh(f"cd {scratch}; {END_TIMERS}")


async def hears(listener: LabHost, teller: LabHost, seconds: float) -> bool:
    """Return whether packets of `teller` come to `listener`, who listens for so long."""
    listener.sh("rm -f hears")
    hearing = asyncio.create_task(asyncio.to_thread(listener.sh, f"python3 -c '{HEAR}' {seconds}"))
    async with asyncio.timeout(20):
        while listener.sh("[ -e hears ]").returncode:  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(0.02)
    teller.sh(f'python3 -c "{TELL}" {listener.address}')
    return (await hearing).returncode == 0


async def answers(host: LabHost) -> bool:
    """Return whether port 22 can be reached from here, at once."""
    try:
        async with asyncio.timeout(1):
            _, writer = await asyncio.open_connection(host.address, 22)
    except OSError:
        return False
    writer.close()
    return True


async def becomes(host: LabHost, *, reachable: bool) -> None:
    async with asyncio.timeout(40):
        while await answers(host) is not reachable:  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(0.1)


async def undone(ground: Ground, fault: FaultSpec, step_name: str = "harm") -> None:
    made = commands(ground, fault, step=step_name)
    assert acted(await ground.do(made.undo)) is Outcome.OK
    assert seen(await ground.do(made.prove)) is Outcome.OK


@pytest.mark.parametrize(("direction", "comes", "goes"), [("in", False, True), ("out", True, False)])
async def test_a_partition_of_one_direction_lets_the_other_pass(
    ground: Ground, a: LabHost, b: LabHost, direction: Direction, *, comes: bool, goes: bool
) -> None:
    fault = partition(addresses=[b.address], direction=direction)
    assert acted(await ground.do(commands(ground, fault).begin)) is Outcome.OK
    assert await hears(a, b, 10 if comes else 1) is comes
    assert await hears(b, a, 10 if goes else 1) is goes
    await undone(ground, fault)
    assert await hears(*((a, b) if goes else (b, a)), 10)


async def test_a_host_apart_from_everybody_is_still_reached_by_the_runner_alone(
    ground: Ground, a: LabHost, b: LabHost
) -> None:
    fault = partition(addresses=[EVERYBODY])
    made = commands(ground, fault)
    assert acted(await ground.do(made.begin)) is Outcome.OK
    assert seen(await ground.do(made.verify)) is Outcome.OK
    assert not await hears(b, a, 1)
    assert await answers(a), "another connection of the runner is spared too"
    assert b.sh(f"python3 -c \"import socket; socket.create_connection(('{a.address}', 22), 1)\"").returncode != 0
    await undone(ground, fault)


async def test_an_interface_that_carries_the_runner_is_left_alone_unless_that_is_said(ground: Ground) -> None:
    begun = await ground.do(commands(ground, link_down(interface="eth0")).begin)
    assert acted(begun) is Outcome.FAILED
    assert "including_controller: true" in begun.stdout
    assert seen(await ground.do(commands(ground, link_down(interface="eth0")).prove)) is Outcome.OK


@pytest.mark.slow
async def test_a_drill_that_cuts_its_own_way_in_knows_it_and_gets_it_back(a: LabHost, tmp_path: Path) -> None:
    before = a.sh("ip address; ip route").stdout
    fault = link_down(interface="eth0", including_controller=True)
    planned = plan(
        step("cut", Phase.INJECT, Inject(fault=fault, lease_ns=5 * SECOND), on=[a.name]),
        step("there", Phase.RESTORE, Run(script="true"), on=[a.name], within=20 * SECOND),
    )
    home = replace(a.planned(), state_dir=f"/var/tmp/{uuid.uuid4().hex}")
    guards = replace(planned.safeguards, undo_within_ns=40 * SECOND)
    history = await run_for_real(replace(planned, hosts=(home,), safeguards=guards), tmp_path)
    assert history.closed is not None
    assert (history.closed.ending, history.closed.restored) == (Ending.COMPLETED, True), history.closed
    assert [event.took for event in history.of(FaultVerified)] == [Outcome.OK]
    assert "said that it would cut this way in" in next(history.of(FaultVerified)).detail
    assert Outcome.OK in [event.proved for event in history.of(UndoProved)]
    begun = next(history.of(StepCompleted))
    assert begun.stamps is not None
    assert begun.stamps.received - begun.stamps.sent >= 2 * SECOND, "the stamps hold the harm"
    assert a.sh("ip address; ip route").stdout == before


async def test_a_host_cut_off_from_the_runner_by_a_filter_heals_by_itself(ground: Ground, a: LabHost) -> None:
    fault = partition(addresses=[EVERYBODY], including_controller=True)
    begun = await ground.do(commands(ground, fault, lease_ns=2 * SECOND).begin)
    assert acted(begun) is Outcome.OK
    assert later_ns(begun) == 2 * SECOND
    await becomes(a, reachable=False)
    await becomes(a, reachable=True)


async def test_an_undo_at_the_same_time_forestalls_the_cut_or_comes_too_late(ground: Ground, a: LabHost) -> None:
    fault = link_down(interface="eth0", including_controller=True)
    made = commands(ground, fault, lease_ns=2 * SECOND)
    begun, undo = await asyncio.gather(ground.do(made.begin), ground.do(replace(made.undo, timeout_ns=20 * SECOND)))
    assert acted(begun) is Outcome.OK
    if acted(undo) is Outcome.OK:
        assert await answers(a)
        assert seen(await ground.do(made.prove)) is Outcome.OK
    await becomes(a, reachable=True)


async def test_lost_packets_are_some_and_not_all(ground: Ground, a: LabHost, b: LabHost) -> None:
    fault = lose_packets(percent=50, addresses=[b.address])
    assert acted(await ground.do(commands(ground, fault).begin)) is Outcome.OK
    count = f"nft list ruleset | grep -c 'numgen random mod 100 < 50 counter'; ping -c 40 -i 0.01 -W 1 {b.address}"
    told = a.sh(count).stdout
    assert told.startswith("2\n")
    if "received" in told:
        received = int(told.split(" received")[0].split()[-1])
        assert 0 < received < 40
    await undone(ground, fault)


async def test_names_lead_elsewhere_or_nowhere(ground: Ground, a: LabHost) -> None:
    before = a.sh("cat /etc/hosts").stdout
    wrong = dns_wrong_answer({"db.example.com": "192.0.2.1"})
    made = commands(ground, wrong)
    begun = await ground.do(made.begin)
    assert acted(begun) is Outcome.OK, begun.stdout
    assert seen(await ground.do(made.verify)) is Outcome.OK
    assert a.sh("getent hosts db.example.com").stdout.startswith("192.0.2.1 ")
    await undone(ground, wrong)
    assert a.sh("cat /etc/hosts").stdout == before
    assert a.sh("getent hosts db.example.com").returncode != 0
    ours = "import socket; s = socket.socket(type=socket.SOCK_DGRAM); s.connect(('127.0.0.1', 53)); s.send(b'?')"
    other = dns_failure()
    assert acted(await ground.do(commands(ground, other, step="other").begin)) is Outcome.OK
    assert a.sh(f'python3 -c "{ours}"').returncode != 0
    await undone(ground, other, "other")
    assert a.sh(f'python3 -c "{ours}"').returncode == 0
