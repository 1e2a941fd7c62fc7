"""A shell stands by on each host that was reached: it saves the next command the login and changes no outcome."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from measurements.events import Outcome
from runners.limits import Limits
from runners.ssh import SSHRemote
from runners.ssh.spare import Spare
from tests.support.hands import hands, sh
from tests.support.openssh import OpenSSH
from tests.support.openssh import openssh as running
from tests.support.processes import freeze, until

pytestmark = [pytest.mark.lab, pytest.mark.slow]


def shells(server: OpenSSH) -> list[int]:
    """Return every `sh -s` that descends from the server."""
    parents = dict(filter(None, map(_parent, Path("/proc").glob("[0-9]*/stat"))))
    family = {server.pid}
    while new := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= new
    return [pid for pid in family if _command(pid) == ["sh", "-s"]]


def _parent(stat: Path) -> tuple[int, int] | None:
    """Return a process and its parent; None for one that ends while it is looked at."""
    try:
        return int(stat.parent.name), int(stat.read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return None


def _command(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")[:-1]
    except OSError:
        return []


@pytest.fixture
async def openssh(tmp_path: Path) -> AsyncGenerator[OpenSSH, None]:
    async with running(tmp_path) as ours:
        yield ours


@pytest.fixture
async def remote(openssh: OpenSSH) -> AsyncGenerator[SSHRemote, None]:
    async with hands(openssh.host, limits=Limits(spare=0.01, channel=3.0)) as ready:
        assert (await sh(ready, "true")).outcome is Outcome.OK
        await until(lambda: len(shells(openssh)) == 1)
        yield ready


async def test_the_next_command_runs_in_the_shell_that_stood_by(remote: SSHRemote, openssh: OpenSSH) -> None:
    (waiting,) = shells(openssh)
    answer = await sh(remote, "echo $PPID $$")
    assert str(waiting) in answer.stdout.split()
    await until(lambda: len(shells(openssh)) == 1 and shells(openssh) != [waiting])


async def test_many_at_once_share_one_that_stood_by_and_each_runs_once(
    remote: SSHRemote, openssh: OpenSSH, tmp_path: Path
) -> None:
    async with asyncio.TaskGroup() as tasks:
        runs = [tasks.create_task(sh(remote, f"echo once >> {tmp_path}/runs; echo $N", N=str(n))) for n in range(20)]
    assert [run.result().stdout for run in runs] == [f"{n}\n" for n in range(20)]
    assert (tmp_path / "runs").read_text() == "once\n" * 20
    await until(lambda: len(shells(openssh)) == 1)


async def test_one_that_was_killed_is_replaced_and_nothing_is_sent_twice(
    remote: SSHRemote, openssh: OpenSSH, tmp_path: Path
) -> None:
    os.kill(shells(openssh)[0], signal.SIGKILL)
    answer = await sh(remote, f"echo once >> {tmp_path}/runs")
    assert (answer.outcome, answer.exit_status) == (Outcome.OK, 0)
    assert (tmp_path / "runs").read_text() == "once\n"


async def test_one_that_does_not_answer_is_replaced_with_its_connection(
    remote: SSHRemote, openssh: OpenSSH, tmp_path: Path
) -> None:
    frozen = shells(openssh)
    for pid in frozen:
        freeze(pid)
    answer = await sh(remote, f"echo once >> {tmp_path}/runs")
    assert (answer.outcome, answer.exit_status) == (Outcome.OK, 0)
    for pid in frozen:
        os.kill(pid, signal.SIGCONT)
    assert (tmp_path / "runs").read_text() == "once\n"


async def test_a_connection_that_was_cut_while_it_stood_by_is_replaced(remote: SSHRemote, openssh: OpenSSH) -> None:
    for pid in openssh.connections():
        os.kill(pid, signal.SIGKILL)
    answer = await sh(remote, "echo well")
    assert (answer.outcome, answer.stdout) == (Outcome.OK, "well\n")


async def test_nothing_stands_by_once_the_hands_are_let_go(openssh: OpenSSH) -> None:
    async with hands(openssh.host, limits=Limits(spare=0.01)) as remote:
        await sh(remote, "true")
        await until(lambda: len(shells(openssh)) == 1)
    await until(lambda: not shells(openssh))


class Listener:
    def __init__(self) -> None:
        self.told: list[object] = []

    def opened(self, wire: object) -> None:
        self.told.append(wire)

    def heard(self, data: bytes, *, on_stderr: bool) -> None:
        self.told.append((data, on_stderr))

    def exited(self, status: int) -> None:
        self.told.append(status)

    def killed(self, signal: str) -> None:
        self.told.append(signal)

    def lost(self, *, cut: bool) -> None:
        self.told.append(cut)


class Line:
    def __init__(self) -> None:
        self.is_ended = False

    def write(self, data: bytes) -> None:
        del data

    def write_eof(self) -> None: ...

    def send_signal(self, signal: str) -> None:
        del signal

    def abort(self) -> None:
        self.is_ended = True


def test_an_heir_hears_everything_from_the_beginning() -> None:
    spare, heir, line = Spare("sh"), Listener(), Line()
    assert not spare.is_ready()
    spare.opened(line)
    spare.heard(b"welcome", on_stderr=False)
    spare.pass_to(heir)
    spare.heard(b"ready", on_stderr=True)
    spare.exited(0)
    spare.lost(cut=False)
    assert heir.told == [line, (b"welcome", False), (b"ready", True), 0, False]
    spare.close()
    assert not line.is_ended


def test_a_login_that_talks_without_end_is_not_waited_for() -> None:
    spare, line = Spare("sh"), Line()
    spare.opened(line)
    for _ in range(100):
        spare.heard(b"x" * 1024, on_stderr=False)
    assert line.is_ended
    with pytest.raises(RuntimeError, match="not ready"):
        spare.pass_to(Listener())
