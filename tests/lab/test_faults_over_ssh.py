"""The fault contract over real sshds, and what happens to a fault when the link to its host is gone."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from measurements.events import Outcome
from runners.clock import SystemClock
from runners.faults import acted, seen
from runners.remote import Command
from runners.ssh import SSHRemote
from scenarios.faults.bandwidth import limit_bandwidth
from scenarios.faults.ports import block_port
from scenarios.plan import SECOND, PlannedHost
from tests.contracts.faults import FaultContract, Hurt, LeaseContract, commands
from tests.support.namespaces import Lab, LabHost
from tests.support.victims.base import END_TIMERS, Ground, Maker, Victim
from tests.support.victims.connections import parted
from tests.support.victims.every import HOST_VICTIMS, NETWORK_VICTIMS
from tests.support.victims.network import blocked, narrowed
from tests.support.victims.processes import frozen, killed

pytestmark = [pytest.mark.root, pytest.mark.lab]
HASTY = 2 * SECOND
QUICK = (killed, frozen, blocked, narrowed, parted)
"""One of each way of working; all faults pass the same contract on this machine's own shells, too."""
OTHERS = tuple(maker for maker in (*HOST_VICTIMS, *NETWORK_VICTIMS) if maker not in QUICK)


@pytest.fixture
def host(hosts: Lab) -> LabHost:
    return hosts.hosts["db-a"]


@pytest.fixture
def make(request: pytest.FixtureRequest) -> Maker:
    return request.param


def connected(planned: PlannedHost, scratch: str) -> tuple[SSHRemote, Ground]:
    remote = SSHRemote([planned], SystemClock())
    return remote, Ground.on(remote, planned, scratch)


@pytest.fixture
async def ground(host: LabHost) -> AsyncIterator[Ground]:
    scratch = f"/var/tmp/{uuid.uuid4().hex}"
    assert host.sh(f"mkdir {scratch}").returncode == 0
    remote, ground = connected(host.planned(), scratch)
    yield ground
    await remote.close()
    host.sh(f"cd {scratch}; {END_TIMERS}")


@pytest.fixture
async def victim(ground: Ground, make: Maker) -> AsyncIterator[Victim]:
    made = make(ground)
    await made.settle_in(ground)
    yield made
    await made.leave(ground)


def each(*makers: Maker) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("make", makers, ids=lambda make: make.__name__, indirect=True)


@each(*QUICK)
class TestFaultsOverSSH(FaultContract):
    pass


@each(killed, blocked, parted)
class TestLeasesOverSSH(LeaseContract):
    pass


@pytest.mark.stack
@each(*OTHERS)
class TestEveryOtherFaultOverSSH(FaultContract):
    pass


@pytest.mark.stack
@each(*(maker for maker in (*QUICK, *OTHERS) if maker not in {killed, blocked, parted}))
class TestEveryOtherLeaseOverSSH(LeaseContract):
    pass


async def is_undone(host: LabHost, ground: Ground) -> None:
    """Wait for the tombstone, behind SSH's back."""
    async with asyncio.timeout(30):
        while host.sh(f"ls {ground.scratch}/state/d1/harm/undone").returncode:  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(0.2)


async def heals_behind_a_cut(hosts: Lab, host: LabHost, ground: Ground, victim: Victim, delay: float | None) -> None:
    """Begin over a link of its own; cut it `delay` seconds after the begin was sent (None: after the answer)."""
    remote, away = connected(host.planned(), ground.scratch)
    hurt = commands(ground, victim.fault, lease_ns=HASTY)
    assert await away.says_yes("true")
    begin = asyncio.create_task(away.do(hurt.begin))
    await (begin if delay is None else asyncio.sleep(delay))
    hosts.cut(host.name)
    try:
        await asyncio.sleep(1)
        await is_undone_or_never_came(host, ground)
    finally:
        hosts.mend(host.name)
        await asyncio.wait([begin])
        await remote.close()
    back, there = connected(host.planned(), ground.scratch)
    try:
        if delay is None:
            assert not await victim.is_harmed(there)
            assert "the lease expired" in (await there.do(hurt.verify)).stdout
        assert acted(await there.do(hurt.undo)) is Outcome.OK
        assert seen(await there.do(hurt.prove)) is Outcome.OK
        await there.do(hurt.begin)
        assert not await victim.is_harmed(there)
    finally:
        await back.close()


async def is_undone_or_never_came(host: LabHost, ground: Ground) -> None:
    if host.sh(f"ls {ground.scratch}/state/d1/harm").returncode == 0:
        await is_undone(host, ground)


@each(killed, frozen, blocked)
async def test_a_link_cut_after_the_begin_leaves_a_fault_that_heals_by_itself(
    hosts: Lab, host: LabHost, ground: Ground, victim: Victim
) -> None:
    await heals_behind_a_cut(hosts, host, ground, victim, None)


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.1])
@each(killed)
async def test_a_link_cut_during_the_begin_leaves_nothing_or_heals(
    hosts: Lab, host: LabHost, ground: Ground, victim: Victim, delay: float
) -> None:
    await heals_behind_a_cut(hosts, host, ground, victim, delay)


async def test_who_blocks_ssh_itself_gets_in_again(host: LabHost, ground: Ground) -> None:
    remote, away = connected(host.planned(), ground.scratch)
    hurt = commands(away, block_port(port=22), lease_ns=HASTY)
    await away.do(replace(hurt.begin, timeout_ns=3 * SECOND))
    await remote.close()
    await is_undone(host, ground)
    assert seen(await ground.do(hurt.prove)) is Outcome.OK


async def test_one_who_is_not_root_is_told_so(host: LabHost) -> None:
    host.sh("mkdir -m 1777 -p /var/tmp/open")
    remote, ground = connected(host.planned("drill"), "/var/tmp/open")
    try:
        for number, fault in enumerate((block_port(port=4321), limit_bandwidth(kbit=400, interface="eth0"))):
            hurt = commands(ground, fault, drill=f"plain-{number}")
            begun = await ground.do(hurt.begin)
            assert acted(begun) is Outcome.FAILED
            assert "needs root on this host, and this is drill" in begun.stdout
            assert acted(await ground.do(hurt.undo)) is Outcome.OK
            assert seen(await ground.do(hurt.prove)) is Outcome.OK
    finally:
        await remote.close()


@each(blocked)
async def test_only_the_peer_is_kept_out(hosts: Lab, ground: Ground, victim: Victim) -> None:
    a, b = hosts.hosts["db-a"], hosts.hosts["db-b"]
    reach = f"python3 -c \"import socket; socket.create_connection(('{a.address}', 4321), 1)\""
    hurt = Hurt(ground, victim, commands(ground, block_port(port=4321, peer=b.address)))
    await hurt.begin()
    assert await hurt.took() is Outcome.OK
    assert b.sh(reach).returncode != 0
    assert a.sh(reach).returncode == 0
    await hurt.undo()
    assert b.sh(reach).returncode == 0


async def test_a_block_outwards_keeps_the_host_from_its_peer(hosts: Lab, ground: Ground) -> None:
    a, b = hosts.hosts["db-a"], hosts.hosts["db-b"]
    reach = f"python3 -c \"import socket; socket.create_connection(('{b.address}', 22), 1)\""
    hurt = commands(ground, block_port(port=22, direction="out", peer=b.address))
    assert acted(await ground.do(hurt.begin)) is Outcome.OK
    assert a.sh(reach).returncode != 0
    assert acted(await ground.do(hurt.undo)) is Outcome.OK
    assert a.sh(reach).returncode == 0


async def test_a_narrowed_interface_carries_less(ground: Ground) -> None:
    async def seconds() -> float:
        before = time.monotonic()
        await ground.do(Command(script="head -c 200000 /dev/zero | tr '\\0' x", timeout_ns=60 * SECOND))
        return time.monotonic() - before

    hurt = commands(ground, limit_bandwidth(kbit=400, interface="eth0"))
    assert acted(await ground.do(hurt.begin)) is Outcome.OK
    narrow = await seconds()
    assert acted(await ground.do(hurt.undo)) is Outcome.OK
    assert seen(await ground.do(hurt.prove)) is Outcome.OK
    assert narrow > 3.5
    assert await seconds() < narrow
