"""OpenSSH's own server and tools on loopback, for what a server of ours cannot prove."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import os
import shutil
import signal
import subprocess
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pytest

from scenarios.plan import JumpHost, PlannedHost
from tests.support.ports import free_port
from tests.support.processes import until
from tests.support.sshd import new_key, public_line

SSHD: Final = Path("/usr/sbin/sshd")
_PRIVILEGE_SEPARATION: Final = Path("/run/sshd")


@dataclass(frozen=True, kw_only=True)
class OpenSSH:
    """A running sshd: how the inventory sees it, and its process."""

    pid: int
    host: PlannedHost
    directory: Path = field(default_factory=Path)

    @property
    def log(self) -> str:
        """What it has said so far."""
        return (self.directory / "log").read_text(errors="replace")

    def connections(self) -> list[int]:
        """The processes that serve one connection each."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii")
        return [int(pid) for pid in children.split()]

    def as_jump(self, **changes: str | None) -> JumpHost:
        """Return the same machine as one to pass through."""
        host = replace(self.host, **changes)  # pyright: ignore[reportArgumentType]  fields of both kinds
        return JumpHost(
            name=host.name,
            address=host.address,
            port=host.port,
            user=host.user,
            known_hosts=host.known_hosts,
            key_file=host.key_file,
            certificate_file=host.certificate_file,
            agent=host.agent,
        )


@contextlib.asynccontextmanager
async def openssh(directory: Path, name: str = "db-a", *, more: str = "") -> AsyncGenerator[OpenSSH, None]:
    """Run an sshd on a free port with `more` lines of configuration; skip where there is none."""
    if not SSHD.exists():
        pytest.skip("no /usr/sbin/sshd: apt-get install openssh-server")
    directory.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240  a test's own directory
    with privilege_separation(), (directory / "log").open("wb") as log:
        host = configured(directory, name, more)
        server = await asyncio.create_subprocess_exec(
            str(SSHD), "-D", "-e", "-f", str(directory / "sshd_config"), stdout=log, stderr=log
        )
        ours = OpenSSH(pid=server.pid, host=host, directory=directory)
        try:
            await until(lambda: "listening on" in ours.log or server.returncode is not None)
            if server.returncode is not None:
                pytest.skip(f"sshd does not start here: {ours.log.strip()[-200:]}")
            yield ours
        finally:
            if server.returncode is None:
                for pid in (*ours.connections(), server.pid):
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGTERM)
                await server.wait()


def configured(directory: Path, name: str, more: str) -> PlannedHost:
    """Write everything that an sshd needs into `directory`; return how the inventory sees it."""
    port, host_key, key = free_port(), new_key(), new_key()
    for file, private in (("host_key", host_key), ("id", key)):
        (directory / file).touch(mode=0o600)
        (directory / file).write_bytes(private.export_private_key())
    (directory / "id.pub").write_text(public_line(key) + "\n", encoding="ascii")
    (directory / "authorized_keys").write_text(public_line(key) + "\n", encoding="ascii")
    (directory / "known_hosts").write_text(f"[127.0.0.1]:{port} {public_line(host_key)}\n", encoding="ascii")
    (directory / "sshd_config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {directory}/host_key\nPidFile none\n"
        f"AuthorizedKeysFile {directory}/authorized_keys\nStrictModes no\nUsePAM no\nPermitRootLogin yes\n"
        f"PasswordAuthentication no\nKbdInteractiveAuthentication no\nPrintMotd no\n{more}",
        encoding="ascii",
    )
    return PlannedHost(
        name=name,
        address="127.0.0.1",
        port=port,
        user=getpass.getuser(),
        roles=(),
        environment="test",
        site="here",
        known_hosts=str(directory / "known_hosts"),
        key_file=str(directory / "id"),
    )


@contextlib.contextmanager
def privilege_separation() -> Generator[None]:
    """Hold the empty directory that sshd wants when it is root; removed if we made it."""
    made = os.geteuid() == 0 and not _PRIVILEGE_SEPARATION.exists()
    if made:
        _PRIVILEGE_SEPARATION.mkdir(mode=0o755, exist_ok=True)
    yield
    if made:
        with contextlib.suppress(OSError):
            _PRIVILEGE_SEPARATION.rmdir()


def signed(authority: Path, public: Path, *options: str) -> Path:
    """Return the certificate of `public` that `authority` signs with options of ssh-keygen (`-n root -V +1d`)."""
    keygen = shutil.which("ssh-keygen")
    if keygen is None:
        pytest.skip("no ssh-keygen: apt-get install openssh-client")
    command = [keygen, "-q", "-s", str(authority), "-I", "drill", *options, str(public)]
    subprocess.run(command, check=True, timeout=30, capture_output=True)
    return public.with_name(f"{public.stem}-cert.pub")


@contextlib.contextmanager
def agent(directory: Path, *keys: Path) -> Generator[Path]:
    """Run ssh-agent with `keys`; yields its socket."""
    tool, add = shutil.which("ssh-agent"), shutil.which("ssh-add")
    if tool is None or add is None:
        pytest.skip("no ssh-agent: apt-get install openssh-client")
    socket = directory / "agent"
    with subprocess.Popen([tool, "-D", "-a", str(socket)], stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()  # it tells of its socket once that is there
            for key in keys:
                environment = {**os.environ, "SSH_AUTH_SOCK": str(socket)}
                subprocess.run([add, "-q", str(key)], env=environment, check=True, timeout=30)
            yield socket
        finally:
            process.terminate()
