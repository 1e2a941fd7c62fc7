"""The same promises against the sshd that production runs."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import pytest

from measurements.events import Outcome
from runners.limits import Limits
from runners.ssh import SSHRemote
from tests.contracts.remote import Play, RemoteContract
from tests.support.hands import hands, sh
from tests.support.openssh import OpenSSH
from tests.support.openssh import openssh as running
from tests.support.processes import lives, until

pytestmark = pytest.mark.lab


@dataclass
class Stage:
    remote: SSHRemote
    host: str = "db-a"
    missing: str = "nowhere"

    def rehearse(self, play: Play) -> None:
        del play


@pytest.fixture
async def openssh(tmp_path: Path) -> AsyncGenerator[OpenSSH, None]:
    async with running(tmp_path) as ours:
        yield ours


@pytest.fixture
async def remote(openssh: OpenSSH) -> AsyncGenerator[SSHRemote, None]:
    async with hands(openssh.host) as ready:
        yield ready


class TestSSHRemoteOnOpenSSH(RemoteContract):
    @pytest.fixture
    def stage(self, remote: SSHRemote) -> Stage:
        return Stage(remote)


async def test_a_daemon_that_keeps_the_output_open_does_not_hold_the_step(remote: SSHRemote, tmp_path: Path) -> None:
    answer = await sh(remote, f"sleep 600 & echo $! > {tmp_path}/pid; echo started", seconds=20)
    pid = int((tmp_path / "pid").read_text())
    assert (answer.outcome, answer.exit_status, answer.stdout) == (Outcome.OK, 0, "started\n")
    assert lives(pid)
    os.kill(pid, signal.SIGKILL)


async def test_a_script_out_of_time_is_ended_with_its_group(remote: SSHRemote, tmp_path: Path) -> None:
    answer = await sh(remote, f"sleep 600 & echo $! > {tmp_path}/pid; wait", seconds=3)
    assert answer.outcome is Outcome.UNKNOWN
    assert "its process group was ended; it had begun" in answer.reason
    pid = int((tmp_path / "pid").read_text())
    await until(lambda: not lives(pid))


async def test_a_script_that_ignores_sigterm_is_killed(openssh: OpenSSH, tmp_path: Path) -> None:
    async with hands(openssh.host, limits=Limits(end=0.5)) as remote:
        script = f"exec sh -c 'trap \"\" TERM; echo $$ > {tmp_path}/pid; while :; do sleep 0.1; done'"
        answer = await sh(remote, script, seconds=3)
    assert "its process group was ended" in answer.reason
    pid = int((tmp_path / "pid").read_text())
    await until(lambda: not lives(pid))


async def test_a_signal_to_the_whole_group_is_a_known_end(remote: SSHRemote) -> None:
    answer = await sh(remote, "echo before; kill -9 0")
    assert (answer.outcome, answer.exit_status, answer.reason) == (Outcome.OK, 137, "killed by SIGKILL")


async def test_a_shell_that_dies_while_its_script_goes_on_is_unknown(remote: SSHRemote, tmp_path: Path) -> None:
    go_on = tmp_path / "go-on"
    answer = await sh(remote, f"kill -9 $$; until test -e {go_on}; do sleep 0.05; done")
    go_on.touch()
    assert (answer.outcome, answer.exit_status) == (Outcome.UNKNOWN, None)


async def test_a_link_that_drops_after_the_command_was_sent_is_unknown(
    openssh: OpenSSH, remote: SSHRemote, tmp_path: Path
) -> None:
    runs = tmp_path / "runs"
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(
            sh(remote, f"echo once >> {runs}; exec sh -c 'echo $$ > {tmp_path}/pid; exec sleep 600'")
        )
        await until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "")
        for pid in openssh.connections():
            os.kill(pid, signal.SIGKILL)
    answer = running.result()
    assert (answer.outcome, answer.exit_status) == (Outcome.UNKNOWN, None)
    assert (await sh(remote, "true")).outcome is Outcome.OK
    assert runs.read_text() == "once\n"
    with contextlib.suppress(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)


async def test_twelve_commands_at_once_stay_within_max_sessions(openssh: OpenSSH) -> None:
    async with hands(openssh.host, limits=Limits(clocks=60)) as remote, asyncio.TaskGroup() as tasks:
        clocks = tasks.create_task(remote.exchange_clocks("db-a", 3))
        runs = [tasks.create_task(sh(remote, "echo $N", N=str(n))) for n in range(12)]
    assert [run.result().stdout for run in runs] == [f"{n}\n" for n in range(12)]
    assert len(clocks.result()) == 3


async def test_a_large_output_is_cut_in_the_middle_and_ends_as_it_should(remote: SSHRemote) -> None:
    answer = await sh(remote, "yes | head -c 20000000; echo last; exit 3", seconds=60)
    assert (answer.outcome, answer.exit_status, answer.truncated) == (Outcome.OK, 3, True)
    assert answer.stdout.endswith("y\nlast\n")
