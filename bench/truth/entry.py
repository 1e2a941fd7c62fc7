"""The entries to pairs of PostgreSQL servers, and the hand that kills one: they log when each truly happened.

A process of its own: `python -m bench.truth.entry DIRECTORY`. Orders come by the FIFO `DIRECTORY/entry.orders`, one
line each: `open NAME PORT REPLY`, `strike NAME PID REPLY` or `switch NAME PORT REPLY`, where REPLY is a FIFO that is
answered when the order is carried out. An entry's own port stands in `DIRECTORY/NAME.entry`; `DIRECTORY/entry.truth`
tells the truth, on CLOCK_MONOTONIC, stamped before and after.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.truth.target import answer, be_served_first

_CHUNK: Final = 64 * 1024


@dataclass(slots=True, kw_only=True)
class Entry:
    """The one address of a pair: what comes in goes on to `port`."""

    port: int
    lines: set[asyncio.StreamWriter] = field(default_factory=set[asyncio.StreamWriter])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry bytes both ways until one side ends."""
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            writer.close()
            return
        self.lines |= {writer, far_writer}
        await asyncio.wait(
            [asyncio.create_task(_carry(reader, far_writer)), asyncio.create_task(_carry(far_reader, writer))]
        )
        self.lines -= {writer, far_writer}

    def switch(self, port: int) -> None:
        """Lead elsewhere from now on, and end what led to the old place."""
        self.port = port
        for line in self.lines:
            line.close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    writer.close()


@dataclass(slots=True, kw_only=True)
class Desk:
    """Takes orders from the FIFO and carries them out."""

    directory: Path
    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])

    async def serve(self, tasks: asyncio.TaskGroup) -> None:
        """Take orders for ever."""
        os.mkfifo(self.directory / "entry.orders")
        orders = os.open(self.directory / "entry.orders", os.O_RDWR | os.O_NONBLOCK)
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(orders, "rb", buffering=0))
        while line := await reader.readline():
            verb, name, number, reply = line.decode().split()
            await self._carry_out(verb, name, int(number))
            tasks.create_task(answer(Path(reply)))

    async def _carry_out(self, verb: str, name: str, number: int) -> None:
        before = time.monotonic_ns()
        match verb:
            case "open":
                await self._open(name, number)
            case "strike":
                before = await strike(number)
            case _:
                self.entries[name].switch(number)
        told = {"name": name, "did": verb, "before": before, "after": time.monotonic_ns()}
        with (self.directory / "entry.truth").open("a", encoding="ascii") as truth:
            truth.write(json.dumps(told) + "\n")

    async def _open(self, name: str, port: int) -> None:
        entry = self.entries[name] = Entry(port=port)
        server = await asyncio.start_server(entry.serve, "127.0.0.1", 0)
        own = server.sockets[0].getsockname()[1]
        (self.directory / f"{name}.entry").write_text(str(own), encoding="ascii")


async def strike(postmaster: int) -> int:
    """Kill a server and all of its children, as a crash of the host would; return when that began."""
    family = [postmaster, *children(postmaster)]
    before = time.monotonic_ns()
    for pid in family:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    while any(map(_lives, family)):  # noqa: ASYNC110  the dead tell nobody
        await asyncio.sleep(0.0005)
    return before


def children(parent: int) -> Iterator[int]:
    """Yield who was started by it."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                yield int(stat.parent.name)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


async def run(directory: Path) -> None:
    """Serve until killed."""
    async with asyncio.TaskGroup() as tasks:
        await Desk(directory=directory).serve(tasks)


if __name__ == "__main__":
    be_served_first()
    asyncio.run(run(Path(sys.argv[1])))
