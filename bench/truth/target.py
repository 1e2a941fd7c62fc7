"""The targets: services that go down and up to order and log when they truly did, on CLOCK_MONOTONIC.

A process of its own: `python -m bench.truth.target DIRECTORY < outages.json`. Orders come by the FIFO
`DIRECTORY/orders`, one line each: `down NAME REPLY`, `switch NAME REPLY` or `heal NAME REPLY`, where REPLY is a FIFO
that is answered when the order is carried out. `DIRECTORY/ports` tells the ports, `DIRECTORY/truth` the truth.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from bench.truth.outages import Outage

_PAGES: Final = {
    200: b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
    503: b"HTTP/1.1 503 Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
}
_BACKLOG: Final = 1024
_REPLY_PATIENCE_S: Final = 20.0

Log = Callable[[dict[str, Any]], None]


@dataclass(slots=True)
class Target:
    """One service on one port. Every turn is stamped before and after; the truth lies between the two."""

    outage: Outage
    log: Log
    port: int = 0
    up: asyncio.Event = field(default_factory=asyncio.Event)
    switched: asyncio.Event = field(default_factory=asyncio.Event)
    down_ordered: bool = False
    _listener: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen on a free port of 127.0.0.1 and be up."""
        await self._listen()
        self.up.set()

    async def go_down(self) -> None:
        """Be down from now on (the first turn)."""
        self.down_ordered = True
        await self._turn(up=False)

    async def live_on(self) -> None:
        """Turn as the outage says, after the first turn down."""
        if self.outage.by_failover:
            await self.switched.wait()
        start = time.monotonic()
        up = True
        for turn in self.outage.turns:
            await asyncio.sleep(start + turn - time.monotonic())
            await self._turn(up=up)
            up = not up

    async def _turn(self, *, up: bool) -> None:
        before = time.monotonic_ns()
        if self.outage.mode == "refuse":
            await self._open_or_close(up=up)
        if up:
            self.up.set()
        else:
            self.up.clear()
        self.log({"name": self.outage.name, "up": up, "before": before, "after": time.monotonic_ns()})

    async def _open_or_close(self, *, up: bool) -> None:
        if up:
            await self._listen()
        elif self._listener is not None:
            self._listener.close()

    async def _listen(self) -> None:
        with_port = socket.create_server(("127.0.0.1", self.port), backlog=_BACKLOG)
        self.port = with_port.getsockname()[1]
        self._listener = await asyncio.start_server(self._serve, sock=with_port, backlog=_BACKLOG)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            if self.outage.mode == "hang":
                await self.up.wait()
            writer.write(_PAGES[200 if self.up.is_set() else 503])
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@dataclass(slots=True)
class Desk:
    """Takes orders from the FIFO and carries them out."""

    directory: Path
    targets: dict[str, Target]
    tasks: asyncio.TaskGroup

    async def serve(self) -> None:
        """Take orders for ever."""
        orders = os.open(self.directory / "orders", os.O_RDWR | os.O_NONBLOCK)
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(orders, "rb", buffering=0))
        while line := await reader.readline():
            verb, name, reply = line.decode().split()
            self.tasks.create_task(self._carry_out(verb, self.targets[name], Path(reply)))

    async def _carry_out(self, verb: str, target: Target, reply: Path) -> None:
        match verb:
            case "down":
                await target.go_down()
                self.tasks.create_task(target.live_on())
            case "switch":
                target.switched.set()
                await target.up.wait()
            case "heal":
                target.down_ordered = False
            case _:
                return
        await answer(reply)


async def answer(reply: Path) -> None:
    """Write a line to the FIFO once somebody reads it."""
    end = time.monotonic() + _REPLY_PATIENCE_S
    while time.monotonic() < end:
        try:
            fifo = os.open(reply, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            await asyncio.sleep(0.001)
            continue
        os.write(fifo, b"done\n")
        os.close(fifo)
        return


async def run(directory: Path, fates: list[Outage]) -> None:
    """Serve all targets until killed."""
    truth = os.open(directory / "truth", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    targets = {fate.name: Target(fate, lambda line: _write(truth, line)) for fate in fates}
    for target in targets.values():
        await target.open()
    os.mkfifo(directory / "orders")
    async with asyncio.TaskGroup() as tasks:
        desk = Desk(directory, targets, tasks)
        ports = {name: target.port for name, target in targets.items()}
        (directory / "ports.new").write_text(json.dumps(ports))
        (directory / "ports.new").rename(directory / "ports")
        await desk.serve()


def _write(truth: int, line: dict[str, Any]) -> None:
    os.write(truth, json.dumps(line).encode() + b"\n")


def be_served_first() -> None:
    """Ask for real-time scheduling: a target that waits for a processor is down and does not know it."""
    with suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))


if __name__ == "__main__":
    be_served_first()
    asyncio.run(run(Path(sys.argv[1]), TypeAdapter(list[Outage]).validate_json(sys.stdin.read())))
