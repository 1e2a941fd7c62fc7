"""A TCP relay in a process of its own, which can be stopped with bytes in it, let go on, and killed."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_PATIENCE = 20.0


@dataclass(slots=True)
class Wire:
    """The relay; whoever connects to `port` reaches the target."""

    port: int
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """SIGSTOP: connections stay, the kernel goes on accepting, what was sent lies in the relay."""
        self.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)  # kill(2) returns before

    def go_on(self) -> None:
        """SIGCONT: what lies in the relay goes on its way, however late."""
        self.process.send_signal(signal.SIGCONT)

    def cut(self) -> None:
        """SIGKILL: what lies in the relay is gone."""
        self.process.kill()
        self.process.wait(_PATIENCE)

    @property
    def connections(self) -> int:
        """How many connections it holds, both ends counted."""
        held = 0
        for descriptor in Path(f"/proc/{self.process.pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                held += str(descriptor.readlink()).startswith("socket:")
        return held - _OWN_SOCKETS


_OWN_SOCKETS = 3
"""The listening one, and the two by which its event loop wakes itself."""


@contextmanager
def wire(target: int, port: int | None = None) -> Generator[Wire]:
    """Run a relay from a free port (or `port`) of loopback to the port `target`."""
    port = port or _free_port()
    argv = [sys.executable, "-S", __file__, str(port), str(target)]
    process = subprocess.Popen[bytes](argv, start_new_session=True)
    made = Wire(port, process)
    try:
        _until_listening(port)
        yield made
    finally:
        process.kill()
        process.wait(_PATIENCE)


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def _until_listening(port: int) -> None:
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < end, "the relay does not listen"
            time.sleep(0.02)
        else:
            return


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.write_eof()
    except OSError:
        writer.transport.abort()


async def _join(near: asyncio.StreamReader, back: asyncio.StreamWriter, target: int) -> None:
    try:
        far, on = await asyncio.open_connection("127.0.0.1", target)
    except OSError:
        back.transport.abort()
        return
    await asyncio.gather(_carry(near, on), _carry(far, back), return_exceptions=True)
    on.close()
    back.close()


async def _serve(port: int, target: int) -> None:
    joined = set[asyncio.Task[None]]()

    def join(near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(_join(near, back, target))
        joined.add(task)
        task.add_done_callback(joined.discard)

    server = await asyncio.start_server(join, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2])))
