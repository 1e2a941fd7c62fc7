"""A space that is up, and what can be done to it; it is found again by its state file, from any process."""

from __future__ import annotations

import asyncio
import socket
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from service.lab.processes import Identity, is_running
from service.lab.spaces import power
from service.lab.spaces.errors import NoPowerError, NoSuchHostError, ScriptFailedError, SpaceIsDownError
from service.lab.spaces.files import KEY, KNOWN_HOSTS, clock_environment
from service.lab.spaces.host import HostWish
from service.lab.spaces.keeper import inside
from service.lab.spaces.tools import attempt, wait_until

STATE_FILE: Final = "space.json"
SCHEMA: Final = "drillproof-space-1"
_USUAL_S: Final = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A host of a space: its wish, and the address it has."""

    wish: HostWish
    address: str

    @property
    def name(self) -> str:
        """Its name, which is its hostname, too."""
        return self.wish.name

    @property
    def port(self) -> str:
        """The name of its cable at the bridge."""
        return f"h{self.wish.address_number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """Hosts on one bridge. The controller is `network`.1; 201 to 254 are free for addresses that move."""

    directory: Path
    token: str
    boot_id: str
    wishes: tuple[HostWish, ...]
    network: str = ""
    keeper: Identity | None = None
    schema: str = SCHEMA

    @property
    def hosts(self) -> tuple[Host, ...]:
        """All hosts, in the order in which they were wished."""
        return tuple(Host(wish=wish, address=f"{self.network}.{wish.address_number}") for wish in self.wishes)

    @property
    def key(self) -> Path:
        """The private key that opens every host to root."""
        return self.directory / KEY

    @property
    def known_hosts(self) -> Path:
        """The hosts' own keys, as OpenSSH has them."""
        return self.directory / KNOWN_HOSTS

    def host(self, name: str) -> Host:
        """Return a host by name. Raises SpaceError where there is none."""
        for host in self.hosts:
            if host.name == name:
                return host
        raise NoSuchHostError(name, (wish.name for wish in self.wishes))

    def address(self, number: int) -> str:
        """Return an address of this space, for example one that moves (201 to 254)."""
        return f"{self.network}.{number}"

    def is_up(self) -> bool:
        """Tell whether the space is held together still; a host may have no power."""
        return self.keeper is not None and is_running(self.keeper)

    def is_on(self, name: str) -> bool:
        """Tell whether a host has power."""
        return self.is_up() and power.first_process(self.directory, self.host(name).name) is not None

    def held(self) -> Identity:
        """Return the process that holds the space together. Raises SpaceError where it ended."""
        if self.keeper is None or not is_running(self.keeper):
            raise SpaceIsDownError(self.directory)
        return self.keeper

    def sh(
        self, name: str, script: str, stdin: str = "", *, timeout_s: float = _USUAL_S
    ) -> subprocess.CompletedProcess[str]:
        """Run a script on a host as root, behind SSH's back. Raises SpaceError where the host has no power."""
        self.held()
        first = power.first_process(self.directory, self.host(name).name)
        if first is None:
            raise NoPowerError(name)
        kinds = ("--mount", "--net", "--uts", "--ipc", "--pid")
        environment = {"HOME": "/root", "LAB_HOST": name, **clock_environment(self.host(name).wish)}
        environment |= {"LAB_ADDRESS": self.host(name).address, "LAB_NET": self.network}
        assignments = (f"{key}={value}" for key, value in environment.items())
        way = ("nsenter", "--target", str(first.pid), *kinds, "--root", "--wd", "--", "env", *assignments)
        return attempt(*way, "/bin/sh", "-c", script, stdin=stdin, timeout_s=timeout_s)

    def must(self, name: str, script: str, stdin: str = "", *, timeout_s: float = _USUAL_S) -> str:
        """Run a script as `sh` does and return what it printed. Raises SpaceError where it fails."""
        result = self.sh(name, script, stdin, timeout_s=timeout_s)
        if result.returncode != 0:
            raise ScriptFailedError(name, result.stderr or result.stdout)
        return result.stdout

    async def run(self, name: str, script: str, stdin: str = "", *, timeout_s: float = _USUAL_S) -> str:
        """Do as `must` without holding others up, so that hosts are furnished side by side."""
        return await asyncio.to_thread(self.must, name, script, stdin, timeout_s=timeout_s)

    def cut(self, name: str) -> None:
        """Pull a host's cable: nothing comes in, nothing goes out."""
        inside(self.held(), "ip", "link", "set", self.host(name).port, "down")

    def mend(self, name: str) -> None:
        """Put the cable back."""
        inside(self.held(), "ip", "link", "set", self.host(name).port, "up")

    def power_off(self, name: str) -> None:
        """Take a host's power away: its cable is dead at once, then nothing runs any more. Nothing where it is off."""
        power.off(self.held(), self.directory, self.host(name).name, self.host(name).port)

    def power_on(self, name: str) -> None:
        """Give a host its power and wait for its sshd; its disks are as they were. Nothing where it is on."""
        host = self.host(name)
        power.on(self.held(), self.directory, host.wish, self.network, host.port)
        wait_until(lambda: not self.is_on(name) or _greets(host.address), f"{name} does not answer on port 22")
        power.check(self.directory, name)


def _greets(address: str) -> bool:
    with suppress(OSError), socket.create_connection((address, 22), 1) as answer:
        return answer.recv(4) == b"SSH-"
    return False


_STATES: Final = TypeAdapter(Space)


def load_space(directory: Path) -> Space | None:
    """Return the space that was raised in `directory`, or None where there is none or its state cannot be read."""
    try:
        return _STATES.validate_json((directory / STATE_FILE).read_bytes())
    except (OSError, ValidationError):
        return None


def store_space(space: Space) -> None:
    """Write the state in one motion, readable to its owner only."""
    path = space.directory / STATE_FILE
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_bytes(_STATES.dump_json(space, indent=1))
    fresh.replace(path)
