"""Networks and hosts in Linux namespaces, each host with its own sshd.

A namespace ends with its first process, and that one is killed when we die; so nothing stays behind, whatever happens.
Addresses are 10.231.x.y, inside; outside there is one end of a veth pair, by which the tests reach the hosts.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

import pytest

from scenarios.plan import PlannedHost
from tests.support.sshd import new_key, public_line

PATH: Final = f"{os.environ['PATH']}:/usr/sbin:/sbin"
SCRATCH: Final = "/var/tmp/scratch"
"""On every host: a directory on a disk (in memory) of its own, as all of /var/tmp and /run are."""


def needed(*tools: str) -> tuple[str, ...]:
    """Return where the tools are; skip if one is missing."""
    places = [shutil.which(tool, path=PATH) for tool in tools]
    missing = [tool for tool, place in zip(tools, places, strict=True) if place is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    return tuple(place for place in places if place is not None)


class Keeper:
    """The first process of namespaces; `kinds` are unshare's options. It runs `script` when it was told to go on."""

    def __init__(self, kinds: Sequence[str], script: str) -> None:
        unshare, sh, setpriv = needed("unshare", "sh", "setpriv")
        self._process = subprocess.Popen(
            [setpriv, "--pdeathsig", "KILL", unshare, *kinds, sh, "-c", f"echo up; read -r _; {script}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"PATH": PATH},
        )

    @property
    def pid(self) -> int:
        """The process that `ip link … netns` and nsenter can name."""
        return self._process.pid

    def is_up(self) -> bool:
        """Wait for the namespaces; False if they cannot be made here."""
        return _pipe(self._process.stdout).readline() == b"up\n"

    def go_on(self) -> None:
        """Let the script run."""
        stdin = _pipe(self._process.stdin)
        stdin.write(b"\n")
        stdin.flush()

    def complaint(self) -> str:
        """Return what it said on stderr before it ended, empty while it lives."""
        return "" if self._process.poll() is None else _pipe(self._process.stderr).read().decode()

    def end(self) -> None:
        """Kill it, and with it all that lives in its namespaces."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            with contextlib.suppress(BrokenPipeError):
                _pipe(stream).close()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


class EmptyNetwork:
    """A network with nothing but its own loopback, and mounts of its own; root, or user namespaces for everybody."""

    def __init__(self) -> None:
        self._user = () if os.geteuid() == 0 else ("--user",)
        root = () if os.geteuid() == 0 else ("--map-root-user",)
        self._keeper = Keeper(
            [*self._user, *root, "--net", "--mount"], "ip link set lo up && echo up && exec sleep 1000000"
        )

    def __enter__(self) -> Self:
        if not self._keeper.is_up():
            self._keeper.end()
            pytest.skip("no network namespace can be made here (not root, and user namespaces are off)")
        self._keeper.go_on()
        assert self._keeper.is_up(), self._keeper.complaint()
        return self

    @property
    def prefix(self) -> tuple[str, ...]:
        """What stands before a command that is to run in there, as root of it."""
        (nsenter,) = needed("nsenter")
        credentials = ("--preserve-credentials",) if self._user else ()
        return (nsenter, "--target", str(self._keeper.pid), *self._user, *credentials, "--net", "--mount")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._keeper.end()


HOST: Final = """\
set -e
mount --make-rprivate /
mount -t tmpfs -o mode=755 tmpfs /run
mount -t tmpfs -o mode=1777 tmpfs /var/tmp
mkdir -p /run/sshd /run/keys {scratch}
cp {directory}/ssh_host_key {directory}/authorized {directory}/sshd_config /run/keys
chmod 600 /run/keys/ssh_host_key
mount --bind {directory}/passwd /etc/passwd
mount --bind {directory}/shadow /etc/shadow
mount --bind {directory}/hosts /etc/hosts
if [ -f /etc/sudoers ]; then chmod 440 {directory}/sudoers; mount --bind {directory}/sudoers /etc/sudoers; fi
hostname {name}
exec {sshd} -D -e -f /run/keys/sshd_config
"""
SSHD_CONFIG: Final = """\
ListenAddress {address}:22
HostKey /run/keys/ssh_host_key
AuthorizedKeysFile /run/keys/authorized
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
PidFile none
MaxSessions 20
LogLevel ERROR
"""
SUDOERS: Final = """\
root ALL=(ALL:ALL) ALL
drill ALL=(root) NOPASSWD: /bin/sh
"""
"""Seen by the hosts alone: `drill` may become root there, and nobody else."""
PASSWD: Final = """\
root:x:0:0:root:/run:/bin/sh
drill:x:64999:64999:drill:/var/tmp:/bin/sh
sshd:x:64998:65534::/run/sshd:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
"""


@dataclass(slots=True, kw_only=True)
class LabHost:
    """One host: how to reach it over SSH, and behind SSH's back."""

    name: str
    address: str
    keeper: Keeper
    directory: Path

    def planned(self, user: str = "root") -> PlannedHost:
        """Return the inventory's view; `drill` is the user who is not root."""
        return PlannedHost(
            name=self.name,
            address=self.address,
            port=22,
            user=user,
            roles=("primary",),
            environment="test",
            site="here",
            known_hosts=str(self.directory / "known_hosts"),
            key_file=str(self.directory / "id_drill"),
        )

    def sh(self, script: str) -> subprocess.CompletedProcess[str]:
        """Run a script on the host as root, without its network."""
        (nsenter,) = needed("nsenter")
        kinds = ("--mount", "--net", "--uts", "--ipc", "--pid")
        command = [nsenter, "--target", str(self._first()), *kinds, "/bin/sh", "-c", f"cd {SCRATCH}; {script}"]
        return subprocess.run(command, env={"PATH": PATH}, capture_output=True, text=True, timeout=30, check=False)

    def _first(self) -> int:
        """Return the first process inside: unshare stays outside of the pid namespace that it made."""
        return int(Path(f"/proc/{self.keeper.pid}/task/{self.keeper.pid}/children").read_text().split()[0])


@dataclass(slots=True)
class Lab:
    """Hosts on one bridge; the bridge lives in a network of its own, too."""

    directory: Path
    hosts: dict[str, LabHost] = field(default_factory=dict[str, LabHost], init=False)
    _bridge: Keeper = field(init=False)
    _net: str = field(init=False)

    def up(self, names: Sequence[str]) -> None:
        """Bring the hosts up and wait until each sshd answers."""
        self._net = _free_net()
        self._bridge = Keeper(["--net"], "exec sleep 1000000")
        if not self._bridge.is_up():
            pytest.skip(f"no network namespace can be made here: {self._bridge.complaint().strip()}")
        self._bridge.go_on()
        _ip("link", "add", "bridge", "type", "bridge", inside=self._bridge)
        _ip("link", "set", "bridge", "up", inside=self._bridge)
        self._plug("controller")
        _ip("address", "add", f"{self._net}.1/24", "dev", self._outer())
        _ip("link", "set", self._outer(), "up")
        for number, name in enumerate(names, start=11):
            self._add(name, f"{self._net}.{number}")
        for host in self.hosts.values():
            _wait_for_sshd(host)

    def down(self) -> None:
        """Take everything away; safe after half an `up`."""
        for host in self.hosts.values():
            host.keeper.end()
        self._bridge.end()
        deadline = time.monotonic() + 10
        while Path(f"/sys/class/net/{self._outer()}").exists():
            assert time.monotonic() < deadline, f"{self._outer()} did not go away"
            time.sleep(0.05)

    def cut(self, name: str) -> None:
        """Pull the host's cable."""
        _ip("link", "set", name, "down", inside=self._bridge)

    def mend(self, name: str) -> None:
        """Put the cable back."""
        _ip("link", "set", name, "up", inside=self._bridge)

    def _outer(self) -> str:
        return f"dp{self._net.rpartition('.')[2]}"

    def _plug(self, name: str, host: Keeper | None = None) -> None:
        """Lay a cable from the bridge to a host, or to outside."""
        where = ("netns", str(host.pid)) if host else ()
        far = "eth0" if host else self._outer()
        _ip("link", "add", far, *where, "type", "veth", "peer", "name", name, "netns", str(self._bridge.pid))
        _ip("link", "set", name, "master", "bridge", inside=self._bridge)
        _ip("link", "set", name, "up", inside=self._bridge)

    def _add(self, name: str, address: str) -> None:
        directory = self.directory / name
        kinds = ["--net", "--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc"]
        keeper = Keeper(kinds, _furnish(directory, name, address))
        self.hosts[name] = LabHost(name=name, address=address, keeper=keeper, directory=directory)
        assert keeper.is_up(), keeper.complaint()
        self._plug(name, keeper)
        _ip("link", "set", "lo", "up", inside=keeper)
        _ip("address", "add", f"{address}/24", "dev", "eth0", inside=keeper)
        _ip("link", "set", "eth0", "up", inside=keeper)
        keeper.go_on()


@contextlib.contextmanager
def lab(directory: Path, *names: str) -> Generator[Lab]:
    """Yield a lab of hosts with these names; skip where it cannot be."""
    if os.geteuid() != 0:
        pytest.skip("not root: no hosts in namespaces")
    needed("ip", "unshare", "nsenter", "setpriv", "sshd", "mount")
    made = Lab(directory)
    try:
        made.up(names)
        yield made
    finally:
        made.down()


def _furnish(directory: Path, name: str, address: str) -> str:
    """Write what a host needs; return the script of its first process."""
    directory.mkdir(parents=True)
    host_key, key = new_key(), new_key()
    (directory / "ssh_host_key").write_bytes(host_key.export_private_key())
    (directory / "known_hosts").write_text(f"{address} {public_line(host_key)}\n")
    (directory / "id_drill").write_bytes(key.export_private_key())
    (directory / "id_drill").chmod(0o600)
    (directory / "authorized").write_text(f"{public_line(key)}\n")
    (directory / "sshd_config").write_text(SSHD_CONFIG.format(address=address))
    (directory / "passwd").write_text(PASSWD)
    (directory / "sudoers").write_text(SUDOERS)
    (directory / "hosts").write_text(f"127.0.0.1 localhost\n{address} {name}\n")
    (directory / "shadow").write_text("".join(f"{line.split(':')[0]}:*:1::::::\n" for line in PASSWD.splitlines()))
    (sshd,) = needed("sshd")
    return HOST.format(directory=directory, name=name, scratch=SCRATCH, sshd=sshd)


def _ip(*words: str, inside: Keeper | None = None) -> None:
    ip, nsenter = needed("ip", "nsenter")
    prefix = (nsenter, "--target", str(inside.pid), "--net") if inside else ()
    result = subprocess.run([*prefix, ip, *words], capture_output=True, text=True, timeout=10, check=False)
    assert result.returncode == 0, f"ip {' '.join(words)}: {result.stderr}"


def _free_net() -> str:
    """Return the start of a network that nobody here has a route to; neighbouring processes get others."""
    (ip,) = needed("ip")
    routes = subprocess.run([ip, "-4", "route"], capture_output=True, text=True, timeout=10, check=True).stdout
    nets = (f"10.231.{1 + (os.getpid() + step) % 254}" for step in range(254))
    return next(net for net in nets if f"{net}." not in routes)


def _wait_for_sshd(host: LabHost) -> None:
    deadline = time.monotonic() + 30
    while True:
        with contextlib.suppress(OSError), socket.create_connection((host.address, 22), 1) as answer:
            if answer.recv(4) == b"SSH-":
                return
        assert not host.keeper.complaint(), host.keeper.complaint()
        assert time.monotonic() < deadline, f"{host.name} does not answer on port 22"
        time.sleep(0.05)
