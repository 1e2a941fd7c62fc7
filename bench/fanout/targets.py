"""Real sshd targets on loopback: one OpenSSH server each, with a host key of its own, for as long as a run lasts."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import asyncssh

from scenarios.plan import PlannedHost

_SSHD: Final = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
_PRIVILEGE_SEPARATION: Final = Path("/run/sshd")
_PATIENCE_S: Final = 180.0  # five hundred servers start on few cores


@dataclass(frozen=True, kw_only=True)
class Targets:
    """Where the servers listen, and what opens them."""

    directory: Path
    ports: tuple[int, ...]
    servers: tuple[int, ...] = ()
    """Their process ids, where they are known."""

    def settle(self) -> None:
        """Return when nobody is logged in any more: what one contender leaves behind is no work of the next one.

        Raises SystemExit where somebody stays.
        """
        deadline = time.monotonic() + _PATIENCE_S
        while any(_sessions(server) for server in self.servers):
            if time.monotonic() > deadline:
                message = "somebody stays logged in on a target; run the contenders one by one to see who"
                raise SystemExit(message)
            time.sleep(0.05)

    @property
    def known_hosts(self) -> Path:
        """The keys of all of them."""
        return self.directory / "known_hosts"

    @property
    def key(self) -> Path:
        """The private key that all of them let in."""
        return self.directory / "id"

    @property
    def user(self) -> str:
        """Who is let in."""
        return getpass.getuser()


def planned(targets: Targets) -> tuple[PlannedHost, ...]:
    """Return the targets as a drill's hosts, named after their ports."""
    return tuple(
        PlannedHost(
            name=f"h{port}",
            address="127.0.0.1",
            port=port,
            user=targets.user,
            roles=("target",),
            environment="test",
            site="here",
            known_hosts=str(targets.known_hosts),
            key_file=str(targets.key),
        )
        for port in targets.ports
    )


@contextlib.contextmanager
def targets(directory: Path, count: int, words: Sequence[str] = ()) -> Generator[Targets]:
    """Run `count` servers on free ports of 127.0.0.1; raises SystemExit where there is no sshd.

    `words` stand before each command: where the servers run, for in a firm they are other machines.
    """
    if _SSHD is None:
        message = "no sshd here: apt-get install openssh-server"
        raise SystemExit(message)
    if os.geteuid() == 0:
        _PRIVILEGE_SEPARATION.mkdir(mode=0o755, exist_ok=True)
    made = Targets(directory=directory, ports=_free_ports(count))
    _write_keys(made)
    servers = [_start((*words, _SSHD), made, port) for port in made.ports]
    try:
        _wait(made.ports, servers)
        yield replace(made, servers=tuple(server.pid for server in servers))
    finally:
        for server in servers:
            server.terminate()
        for server in servers:
            server.wait()


def _free_ports(count: int) -> tuple[int, ...]:
    """Return ports that nobody has now; all are held together, so that no two are the same."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return tuple(one.getsockname()[1] for one in sockets)


def _write_keys(made: Targets) -> None:
    client = _new_key()
    made.key.touch(mode=0o600)
    made.key.write_bytes(client.export_private_key())
    (made.directory / "authorized_keys").write_bytes(client.export_public_key())
    known: list[str] = []
    for port in made.ports:
        host_key = _new_key()
        file = made.directory / f"host_key.{port}"
        file.touch(mode=0o600)
        file.write_bytes(host_key.export_private_key())
        known.append(f"[127.0.0.1]:{port} {host_key.export_public_key().decode().strip()}")
    made.known_hosts.write_text("\n".join([*known, ""]), encoding="ascii")


def _new_key() -> asyncssh.SSHKey:
    return asyncssh.generate_private_key("ssh-ed25519")  # pyright: ignore[reportUnknownMemberType]  theirs


def _start(sshd: Sequence[str], made: Targets, port: int) -> subprocess.Popen[bytes]:
    config = made.directory / f"config.{port}"
    config.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {made.directory}/host_key.{port}\nPidFile none\n"
        f"AuthorizedKeysFile {made.directory}/authorized_keys\nStrictModes no\nUsePAM no\nPermitRootLogin yes\n"
        "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPrintMotd no\nMaxSessions 20\nLogLevel ERROR\n"
        "SetEnv SHLVL=1\n",  # so that a bash does not take this for a login and read its slow start-up files,
        encoding="ascii",
    )
    return subprocess.Popen([*sshd, "-D", "-e", "-f", str(config)], stderr=subprocess.DEVNULL)


def _wait(ports: Sequence[int], servers: Sequence[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    for port, server in zip(ports, servers, strict=True):
        while not _greets(port):
            if server.poll() is not None or time.monotonic() > deadline:
                message = f"the sshd on port {port} does not answer; run it by hand to see why"
                raise SystemExit(message)
            time.sleep(0.05)


def _sessions(server: int) -> bool:
    """Tell whether an sshd has children: one for each who is logged in."""
    with contextlib.suppress(OSError):
        return bool(Path(f"/proc/{server}/task/{server}/children").read_text(encoding="ascii").strip())
    return False


def _greets(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as answer:
        return answer.recv(4) == b"SSH-"
    return False
