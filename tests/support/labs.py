"""A lab of a test's own, where the hosts' account can reach it, and what such a lab must not leave behind."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import AsyncGenerator, Generator, Iterable
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

from service.lab.down import lab_down
from service.lab.memory import find_segments
from service.lab.processes import find_marked, find_servers
from service.lab.shell import run_at
from service.lab.state import LabHost, LabState, read_state

_LISTENS: Final = "0A"
_ROOT: Final = Path(__file__).resolve().parents[2]


def new_place() -> Path:
    """Return an empty directory for a lab; pytest's own lie behind one that is closed to others."""
    return Path(tempfile.mkdtemp(prefix="drillproof-lab-test-"))


class Labs(list[LabState]):
    """The labs that a test raises, and the sockets that listened for them while they stood."""

    def __init__(self) -> None:
        super().__init__()
        self.listened = set[str]()

    def append(self, state: LabState) -> None:
        """Keep a lab that stands."""
        super().append(state)
        self.note()

    def note(self) -> None:
        """Note whose sockets listen now: once a lab is down a neighbour may have its ports, with sockets of its own."""
        self.listened |= listeners(self)


@contextmanager
def no_trace(place: Path) -> Generator[Labs]:
    """Collect the labs that a test raises in `place`; on the way out take them down and look for what they left."""
    labs = Labs()
    try:
        yield labs
    finally:
        if read_state(place) is not None:
            labs.note()
        asyncio.run(lab_down(place))
    assert not place.exists()
    for state in labs:
        assert not [*find_marked(state.token)]
        assert not [*find_servers(state.data(host) for host in state.hosts)]
    assert not labs.listened & listeners(labs)


def shared_memory(state: LabState) -> set[tuple[str, str]]:
    """Return key and id of the segments of the lab's databases that the system has."""
    rows = (line.split() for line in Path("/proc/sysvipc/shm").read_text(encoding="ascii").splitlines()[1:])
    return set(find_segments(state.data(host) for host in state.hosts)) & {(row[0], row[1]) for row in rows}


def ports(state: LabState) -> Iterable[tuple[str, int]]:
    """Yield everything that the lab listens on."""
    yield state.entry_address, state.entry_port
    for host in state.hosts:
        yield from ((host.address, port) for port in (host.ssh_port, host.postgres_port, host.link_port))


def listeners(labs: Iterable[LabState]) -> set[str]:
    """Return the inodes of the sockets that listen where one of the labs does, whoever's they are."""
    wanted = {
        f"{int.from_bytes(socket.inet_aton(address), sys.byteorder):08X}:{port:04X}"
        for state in labs
        for address, port in ports(state)
    }
    rows = (line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:])
    return {row[9] for row in rows if row[1] in wanted and row[3] == _LISTENS}


def at(state: LabState, host: LabHost, command: str) -> str:
    """Run a command of a host and return what it printed."""
    return asyncio.run(run_at(state, host, command))


@asynccontextmanager
async def program(module: str, listener: socket.socket, *arguments: str) -> AsyncGenerator[None]:
    """Run a program of the lab as a process of its own, with a listening socket for it."""
    account = ("--account", str(os.geteuid()), str(os.getegid()))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", f"service.lab.{module}", *arguments, *account, pass_fds=[listener.fileno()], cwd=_ROOT
    )
    try:
        yield
        assert process.returncode is None, "it died"
    finally:
        process.kill()
        await process.wait()
        listener.close()
