"""The same promises against the sshd that production runs."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import os
import signal
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from measurements.events import Outcome
from runners.limits import Limits
from runners.ssh import SSHRemote
from scenarios.plan import PlannedHost
from tests.contracts.remote import Play, RemoteContract
from tests.support.hands import hands, sh
from tests.support.ports import free_port
from tests.support.processes import lives, until
from tests.support.sshd import new_key, public_line

SSHD: Final = Path("/usr/sbin/sshd")
PRIVILEGE_SEPARATION: Final = Path("/run/sshd")

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(not SSHD.exists(), reason="no /usr/sbin/sshd: apt-get install openssh-server"),
]


@dataclass(frozen=True)
class OpenSSH:
    pid: int
    host: PlannedHost

    def connections(self) -> list[int]:
        """The processes that serve one connection each."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii")
        return [int(pid) for pid in children.split()]


@dataclass
class Stage:
    remote: SSHRemote
    host: str = "db-a"
    missing: str = "nowhere"

    def rehearse(self, play: Play) -> None:
        del play


def configured(directory: Path) -> PlannedHost:
    """Write keys and configuration of a server of our own into `directory`."""
    port, host_key, key = free_port(), new_key(), new_key()
    for name, private in (("host_key", host_key), ("id", key)):
        (directory / name).touch(mode=0o600)
        (directory / name).write_bytes(private.export_private_key())
    (directory / "authorized_keys").write_text(public_line(key) + "\n", encoding="ascii")
    (directory / "known_hosts").write_text(f"[127.0.0.1]:{port} {public_line(host_key)}\n", encoding="ascii")
    (directory / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {directory}/host_key\nPidFile none\n"
        f"AuthorizedKeysFile {directory}/authorized_keys\nStrictModes no\nUsePAM no\nPermitRootLogin yes\n"
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPrintMotd no\n",
        encoding="ascii",
    )
    return PlannedHost(
        name="db-a",
        address="127.0.0.1",
        port=port,
        user=getpass.getuser(),
        roles=(),
        environment="test",
        site="here",
        known_hosts=str(directory / "known_hosts"),
        key_file=str(directory / "id"),
    )


@pytest.fixture
def privilege_separation() -> Generator[None]:
    """The empty directory that sshd wants when it is root; removed if we made it."""
    made = os.geteuid() == 0 and not PRIVILEGE_SEPARATION.exists()
    if made:
        PRIVILEGE_SEPARATION.mkdir(mode=0o755)
    yield
    if made:
        with contextlib.suppress(OSError):
            PRIVILEGE_SEPARATION.rmdir()


@pytest.fixture
async def openssh(tmp_path: Path, privilege_separation: None) -> AsyncGenerator[OpenSSH, None]:
    del privilege_separation
    host = configured(tmp_path)
    with (tmp_path / "log").open("wb") as log:
        server = await asyncio.create_subprocess_exec(
            str(SSHD), "-D", "-e", "-f", str(tmp_path / "sshd_config"), stdout=log, stderr=log
        )
    ours = OpenSSH(server.pid, host)
    try:
        await until(lambda: "listening on" in (tmp_path / "log").read_text() or server.returncode is not None)
        if server.returncode is not None:
            pytest.skip(f"sshd does not start here: {(tmp_path / 'log').read_text().strip()[-200:]}")
        yield ours
    finally:
        if server.returncode is None:
            for pid in (*ours.connections(), server.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM)
            await server.wait()


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
