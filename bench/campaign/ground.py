"""The hosts that are drilled: pairs in network namespaces, each with sshd and a service that logs its own truth."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.lab.spaces import HostWish, Space, space_down, space_up

DOMAIN: Final = "campaign.test"
PORT: Final = 8080
PYTHON: Final = "/usr/bin/python3 -I -S"
_TARGET: Final = Path(__file__).with_name("target")
ORDER: Final = f"{PYTHON} {_TARGET / 'order.py'}"
_BOOT: Final = """\
mkdir -p /srv/pair
exec </dev/null >>/srv/pair/keeper.log 2>&1
{python} {keeper} /srv/pair {port} "$LAB_NET.{entry}" "$LAB_NET.{peer}" {pull} {role} &
"""
FAULTS: Final = ("kill_process", "freeze_process", "block_port", "stop_service")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two hosts with one service: who serves at first, who is spare, and the address that clients know."""

    number: int
    entry: str

    @property
    def fault(self) -> str:
        """How its drills break it."""
        return FAULTS[self.number % len(FAULTS)]

    @property
    def server(self) -> str:
        """The host that has the address at first."""
        return f"app-{self.number}"

    @property
    def spare(self) -> str:
        """The host that takes over."""
        return f"spare-{self.number}"

    @property
    def hosts(self) -> tuple[str, str]:
        """Both."""
        return self.server, self.spare


@dataclass(frozen=True, slots=True)
class Ground:
    """All pairs, and the space that they stand in."""

    space: Space
    pairs: Sequence[Pair]
    known_hosts: Path

    def address(self, host: str) -> str:
        """Return a host's address."""
        return self.space.host(host).address

    def settle(self, pair: Pair) -> bool:
        """Put a pair as a drill expects it, as an operator would before a drill; tell whether it is so."""
        for host, role in zip(pair.hosts, ("primary", "standby"), strict=True):
            if not self.space.is_on(host) or self.space.sh(host, f"{ORDER} settle settle {role}").returncode != 0:
                return False
        return True

    def logs(self, into: Path) -> None:
        """Copy every host's own logs to a directory for each below `into`."""
        for pair in self.pairs:
            for host in pair.hosts:
                (into / host).mkdir(parents=True, exist_ok=True)
                for name in ("truth.jsonl", "kept.jsonl", "served"):
                    text = self.space.sh(host, f"cat /srv/pair/{name} 2>/dev/null").stdout
                    (into / host / name).write_text(text, encoding="ascii")


def _wishes(count: int) -> list[HostWish]:
    wishes: list[HostWish] = []
    for number in range(count):
        app, spare, pull = 10 + 2 * number, 11 + 2 * number, (0.2, 0.5)[number % 2]
        told = {"python": PYTHON, "keeper": _TARGET / "keeper.py", "port": PORT, "entry": 210 + number, "pull": pull}
        wishes += [
            HostWish(name=f"app-{number}", address_number=app, boot=_BOOT.format(**told, peer=spare, role="primary")),
            HostWish(name=f"spare-{number}", address_number=spare, boot=_BOOT.format(**told, peer=app, role="standby")),
        ]
    return wishes


@asynccontextmanager
async def ground(place: Path, count: int) -> AsyncGenerator[Ground]:
    """Raise `count` pairs in `place` and take them down afterwards."""
    space = await space_up(place, _wishes(count), tied=False)
    try:
        pairs = [Pair(number=number, entry=space.address(210 + number)) for number in range(count)]
        yield Ground(space, pairs, _names(space))
    finally:
        await asyncio.to_thread(space_down, place)


def _names(space: Space) -> Path:
    """Write the hosts' keys under the names that a name server gives them, and the name server's file."""
    keys = (line.partition(" ") for line in space.known_hosts.read_text(encoding="ascii").splitlines())
    by_address = {address: key for address, _, key in keys}
    known = space.directory / "known_by_name"
    lines = [f"{host.name}.{DOMAIN} {by_address[host.address]}\n" for host in space.hosts]
    known.write_text("".join(lines), encoding="ascii")
    names = "".join(f"{host.address} {host.name}.{DOMAIN}\n" for host in space.hosts)
    (space.directory / "names").write_text(names, encoding="ascii")
    return known


class NameServer:
    """The one name server that the campaign's processes ask; it can be ended, and started again."""

    def __init__(self, place: Path, names: Path) -> None:
        self._place, self._names = place, names
        self._process: subprocess.Popen[bytes] | None = None

    def redirect(self) -> None:
        """Let everything in this mount namespace ask it."""
        file = self._place / "resolv.conf"
        file.write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:2\n", encoding="ascii")
        subprocess.run(["mount", "--bind", str(file), str(Path("/etc/resolv.conf").resolve())], check=True)

    def start(self) -> None:
        """Answer from now on."""
        tool = shutil.which("dnsmasq", path="/usr/sbin:/usr/bin") or "dnsmasq"
        flags = ["--keep-in-foreground", "--no-resolv", "--no-hosts", f"--addn-hosts={self._names}", "--user=root"]
        flags += ["--conf-file=/dev/null", "--listen-address=127.0.0.1", "--bind-interfaces", "--pid-file="]
        self._process = subprocess.Popen([tool, *flags], stderr=subprocess.DEVNULL)

    def end(self) -> None:
        """Answer nothing any more."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
