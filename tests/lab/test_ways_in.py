"""What needs hosts of one's own: faults behind a jump host, and a user whom sudo lets do one thing."""

from __future__ import annotations

import asyncio
import shutil
import uuid
from dataclasses import replace

import pytest

from measurements.events import Outcome
from runners.clock import SystemClock
from runners.faults import acted, seen
from runners.remote import Command
from runners.ssh import SSHRemote
from scenarios.plan import SECOND, JumpHost, PlannedHost
from tests.contracts.faults import commands
from tests.support.namespaces import Lab, LabHost
from tests.support.victims.base import END_TIMERS, Ground
from tests.support.victims.network import blocked
from tests.support.victims.processes import frozen

pytestmark = [pytest.mark.root, pytest.mark.lab]
HASTY = 2 * SECOND
WITH_SUDO = pytest.mark.skipif(shutil.which("sudo") is None, reason="no sudo: apt-get install sudo")


def through(gate: LabHost, host: LabHost) -> PlannedHost:
    way = gate.planned()
    hop = JumpHost(
        name=gate.name,
        address=way.address,
        port=way.port,
        user=way.user,
        known_hosts=way.known_hosts,
        key_file=way.key_file,
    )
    return replace(host.planned(), jump=(hop,))


async def answers(ground: Ground) -> bool:
    return (await ground.do(Command(script="true", timeout_ns=10 * SECOND))).outcome is Outcome.OK


@pytest.mark.parametrize("make", [frozen, blocked], ids=lambda make: make.__name__)
async def test_a_fault_behind_a_jump_host_heals_when_that_host_is_cut_off(hosts: Lab, make: object) -> None:
    assert make in {frozen, blocked}
    gate, host = hosts.hosts["db-a"], hosts.hosts["db-b"]
    scratch = f"/var/tmp/{uuid.uuid4().hex}"
    assert host.sh(f"mkdir {scratch}").returncode == 0
    planned = through(gate, host)
    remote = SSHRemote([planned], SystemClock())
    ground = Ground.on(remote, planned, scratch)
    victim = (frozen if make is frozen else blocked)(ground)
    await victim.settle_in(ground)
    hurt = commands(ground, victim.fault, lease_ns=HASTY)
    try:
        assert acted(await ground.do(hurt.begin)) is Outcome.OK
        assert await victim.is_harmed(ground)
        hosts.cut(gate.name)
        async with asyncio.timeout(30):
            while host.sh(f"ls {scratch}/state/d1/harm/undone").returncode:  # noqa: ASYNC110  nobody tells
                await asyncio.sleep(0.2)
        hosts.mend(gate.name)
        await remote.close()
        remote = SSHRemote([planned], SystemClock())
        ground = Ground.on(remote, planned, scratch)
        async with asyncio.timeout(30):
            while not await answers(ground):  # noqa: ASYNC110  the gate has to find its neighbour again
                await asyncio.sleep(0.2)
        assert seen(await ground.do(hurt.prove)) is Outcome.OK
        assert acted(await ground.do(hurt.undo)) is Outcome.OK
        assert not await victim.is_harmed(ground)
        await victim.leave(ground)
    finally:
        hosts.mend(gate.name)
        await remote.close()
        host.sh(f"cd {scratch}; {END_TIMERS}")


@WITH_SUDO
async def test_a_user_with_a_rule_becomes_root_and_another_is_refused(hosts: Lab) -> None:
    host = hosts.hosts["db-a"]
    remote = SSHRemote([host.planned("drill")], SystemClock())
    try:
        allowed = Command(script='id -u; printf "%s" "$V"', timeout_ns=20 * SECOND, env={"V": "a'b"}, become="root")
        answer = await remote.run("db-a", allowed)
        assert (answer.outcome, answer.exit_status, answer.stdout) == (Outcome.OK, 0, "0\na'b")
        refused = await remote.run("db-a", replace(allowed, become="nobody"))
        assert (refused.outcome, refused.exit_status, refused.stamps) == (Outcome.FAILED, None, None)
        assert "visudo: `drill ALL=(nobody) NOPASSWD: /bin/sh`" in refused.reason
    finally:
        await remote.close()


@WITH_SUDO
async def test_a_script_of_root_that_is_out_of_time_is_ended(hosts: Lab) -> None:
    host = hosts.hosts["db-a"]
    remote = SSHRemote([host.planned("drill")], SystemClock())
    script = "echo $$ >/var/tmp/pid; trap '' TERM; while :; do sleep 0.1; done"
    try:
        answer = await remote.run("db-a", Command(script=script, timeout_ns=5 * SECOND, become="root"))
        assert answer.outcome is Outcome.UNKNOWN
        assert "it had begun" in answer.reason
        async with asyncio.timeout(20):
            while host.sh("kill -0 $(cat /var/tmp/pid)").returncode == 0:  # noqa: ASYNC110  nobody tells
                await asyncio.sleep(0.2)
    finally:
        await remote.close()
