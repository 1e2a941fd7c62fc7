"""Jump hosts, certificates, the agent and sudo, on the programs that production runs."""

from __future__ import annotations

import asyncio
import getpass
import os
import shutil
import tempfile
from collections.abc import AsyncGenerator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from measurements.events import Outcome
from runners.remote import Answer, Command
from runners.ssh import SSHRemote
from scenarios.plan import SECOND
from tests.support.hands import hands, sh
from tests.support.openssh import OpenSSH, agent, openssh, signed
from tests.support.processes import lives, until
from tests.support.sshd import new_key

pytestmark = pytest.mark.lab
SUDO = shutil.which("sudo")
ROOT_WITH_SUDO = pytest.mark.skipif(SUDO is None or os.geteuid() != 0, reason="needs root and sudo")


@pytest.fixture
async def inner(tmp_path: Path) -> AsyncGenerator[OpenSSH, None]:
    async with openssh(tmp_path / "inner", "db-a") as made:
        yield made


@pytest.fixture
async def outer(tmp_path: Path) -> AsyncGenerator[OpenSSH, None]:
    async with openssh(tmp_path / "outer", "gate") as made:
        yield made


async def become(remote: SSHRemote, script: str, *, user: str = "nobody", seconds: float = 20, **env: str) -> Answer:
    command = Command(script=script, timeout_ns=int(seconds * SECOND), env=env, become=user)
    return await remote.run("db-a", command)


class TestJumps:
    async def test_hosts_behind_one_jump_host_share_its_connection(self, inner: OpenSSH, outer: OpenSSH) -> None:
        way = (outer.as_jump(),)
        both = [replace(inner.host, name=name, jump=way) for name in ("db-a", "db-b")]
        async with hands(*both) as remote, asyncio.TaskGroup() as tasks:
            runs = [tasks.create_task(sh(remote, "echo $N", host=host.name, N=host.name)) for host in both]
        assert [run.result().stdout for run in runs] == ["db-a\n", "db-b\n"]
        assert outer.log.count("Accepted publickey") == 1
        assert inner.log.count("Accepted publickey") == 2

    async def test_a_way_may_lead_through_several(self, inner: OpenSSH, outer: OpenSSH) -> None:
        way = (outer.as_jump(), replace(outer.as_jump(), name="second"))
        async with hands(replace(inner.host, jump=way)) as remote:
            assert (await sh(remote, "echo there")).stdout == "there\n"
            assert len(await remote.exchange_clocks("db-a", 3)) == 3
        assert outer.log.count("Accepted publickey") == 2

    async def test_every_hop_must_show_its_own_key(self, inner: OpenSSH, outer: OpenSSH) -> None:
        way = (outer.as_jump(known_hosts=inner.host.known_hosts),)
        async with hands(replace(inner.host, jump=way)) as remote:
            answer = await sh(remote, "true")
        assert (answer.outcome, answer.stamps) == (Outcome.FAILED, None)
        assert "db-a" in answer.reason
        assert "behind a jump host" in answer.reason
        assert "gate (" in answer.reason
        assert "ssh-keyscan" in answer.reason
        assert "Accepted" not in inner.log

    async def test_the_host_behind_must_show_its_own_too(self, inner: OpenSSH, outer: OpenSSH) -> None:
        host = replace(inner.host, jump=(outer.as_jump(),), known_hosts=outer.host.known_hosts)
        async with hands(host) as remote:
            answer = await sh(remote, "true")
        assert answer.outcome is Outcome.FAILED
        assert answer.reason.startswith("db-a (")
        assert "does not know" in answer.reason

    async def test_a_jump_host_that_does_not_reach_the_host_is_named(self, inner: OpenSSH, outer: OpenSSH) -> None:
        host = replace(inner.host, port=1, jump=(outer.as_jump(),))
        async with hands(host) as remote:
            answer = await sh(remote, "true")
        assert "cannot be reached from jump host gate" in answer.reason

    async def test_a_lost_jump_host_is_passed_anew(self, inner: OpenSSH, outer: OpenSSH, tmp_path: Path) -> None:
        async with hands(replace(inner.host, jump=(outer.as_jump(),))) as remote:
            async with asyncio.TaskGroup() as tasks:
                running = tasks.create_task(sh(remote, f"echo $$ > {tmp_path}/pid; exec sleep 600"))
                await until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != "")
                for pid in outer.connections():
                    os.kill(pid, 9)
            assert running.result().outcome is Outcome.UNKNOWN
            assert (await sh(remote, "echo again")).stdout == "again\n"


class TestCertificates:
    @pytest.fixture
    async def trusting(self, tmp_path: Path) -> AsyncGenerator[OpenSSH, None]:
        """An sshd that lets in whom the authority signed, and no key by itself."""
        authority = tmp_path / "ca"
        authority.touch(mode=0o600)
        key = new_key()
        authority.write_bytes(key.export_private_key())
        (tmp_path / "ca.pub").write_bytes(key.export_public_key())
        more = f"TrustedUserCAKeys {tmp_path}/ca.pub\n"
        async with openssh(tmp_path / "sshd", more=more) as made:
            (made.directory / "authorized_keys").write_text("")
            yield made

    async def test_a_certificate_lets_in(self, trusting: OpenSSH, tmp_path: Path) -> None:
        path = signed(tmp_path / "ca", trusting.directory / "id.pub", "-n", getpass.getuser(), "-V", "+1d")
        elsewhere = path.rename(tmp_path / "elsewhere.pub")
        async with hands(replace(trusting.host, certificate_file=str(elsewhere))) as remote:
            assert (await sh(remote, "echo in")).stdout == "in\n"

    @pytest.mark.parametrize(
        ("options", "told"),
        [
            (("-n", "someone", "-V", "+1d"), "is for someone, not for"),
            (("-n", getpass.getuser(), "-V", "20200101:20200102"), "Certificate expired"),
        ],
    )
    async def test_one_that_does_not_hold_says_why(
        self, trusting: OpenSSH, tmp_path: Path, options: tuple[str, ...], told: str
    ) -> None:
        path = signed(tmp_path / "ca", trusting.directory / "id.pub", *options)
        async with hands(replace(trusting.host, certificate_file=str(path))) as remote:
            answer = await sh(remote, "true")
        assert answer.outcome is Outcome.FAILED
        assert told in answer.reason
        assert "signed" in answer.reason

    async def test_one_of_another_key_is_told_before_anybody_is_asked(self, trusting: OpenSSH, tmp_path: Path) -> None:
        other = tmp_path / "other.pub"
        other.write_bytes(new_key().export_public_key())
        path = signed(tmp_path / "ca", other, "-n", getpass.getuser())
        async with hands(replace(trusting.host, certificate_file=str(path))) as remote:
            assert "was not made for key" in (await sh(remote, "true")).reason


class TestAgent:
    async def test_a_key_of_the_agent_lets_in(
        self, inner: OpenSSH, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with agent(tmp_path, inner.directory / "id") as socket:
            monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
            async with hands(replace(inner.host, key_file=None, agent=True)) as remote:
                assert (await sh(remote, "echo in")).stdout == "in\n"
            async with hands(replace(inner.host, key_file=None)) as remote:
                assert "neither key nor password nor agent" in (await sh(remote, "true")).reason

    async def test_an_agent_that_is_not_there_or_empty_is_told(
        self, inner: OpenSSH, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        host = replace(inner.host, key_file=None, agent=True)
        monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
        async with hands(host) as remote:
            assert "none answers at SSH_AUTH_SOCK" in (await sh(remote, "true")).reason
        with agent(tmp_path) as socket:
            monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
            async with hands(host) as remote:
                assert "run ssh-add" in (await sh(remote, "true")).reason

    async def test_a_key_needs_no_agent(self, inner: OpenSSH, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
        async with hands(replace(inner.host, agent=True)) as remote:
            assert (await sh(remote, "echo in")).stdout == "in\n"


@pytest.fixture
def anybodys() -> Iterator[Path]:
    """A folder that every user may write to; the way to pytest's own is closed to others."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        Path(name).chmod(0o777)
        yield Path(name)


@ROOT_WITH_SUDO
class TestBecome:
    """Root may become anybody, by the machine's own sudo."""

    async def test_a_script_runs_as_another_with_its_values_and_stamps(self, inner: OpenSSH) -> None:
        value = "'; $(touch /tmp/x) \"`\\\n$HOME"
        async with hands(inner.host) as remote:
            answer = await become(remote, 'id -un; printf "%s" "$V"; cat; exit 3', V=value)
        assert (answer.outcome, answer.exit_status) == (Outcome.OK, 3)
        assert answer.stdout == f"nobody\n{value}"
        assert answer.stderr == ""
        assert answer.stamps is not None
        assert answer.stamps.remote_start is not None
        assert answer.stamps.remote_end is not None
        assert answer.stamps.remote_start <= answer.stamps.remote_end

    async def test_nothing_of_it_is_ever_an_argument(self, inner: OpenSSH) -> None:
        async with hands(inner.host) as remote:
            answer = await become(remote, "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '", V="geheimnis-4711")
        assert "sudo -n -u nobody -- /bin/sh -s" in answer.stdout
        assert "geheimnis-4711" not in answer.stdout

    async def test_who_is_that_user_already_needs_no_sudo(self, inner: OpenSSH) -> None:
        async with hands(inner.host) as remote:
            answer = await become(remote, "cat /proc/$PPID/cmdline | tr '\\0' ' '", user="root")
        assert "sudo" not in answer.stdout

    async def test_a_user_whom_sudo_does_not_know_is_refused_for_certain(self, inner: OpenSSH, tmp_path: Path) -> None:
        async with hands(inner.host) as remote:
            answer = await become(remote, f"touch {tmp_path}/ran", user="nobody-of-this-name")
        assert (answer.outcome, answer.exit_status, answer.stamps) == (Outcome.FAILED, None, None)
        assert "NOPASSWD: /bin/sh" in answer.reason
        assert not (tmp_path / "ran").exists()

    async def test_a_script_out_of_time_is_ended_although_it_is_anothers(self, inner: OpenSSH, anybodys: Path) -> None:
        note = anybodys / "pid"
        async with hands(inner.host) as remote:
            answer = await become(remote, f"echo $$ > {note}; exec sleep 600", seconds=6)
        pid = int(note.read_text())
        assert answer.outcome is Outcome.UNKNOWN
        assert "it had begun" in answer.reason
        await until(lambda: not lives(pid))
