"""How bytes pass from one socket to another: in order, none kept back longer than a link's limit asks."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

CHUNK: Final = 16 * 1024
_DROP: Final = struct.pack("ii", 1, 0)  # linger on, for no time at all

Toll = Callable[[int], Awaitable[None]]
"""Waits until so many bytes may pass."""


async def free(_size: int) -> None:
    """Let everything pass."""


def whole() -> int:
    """Take as much at once as there is."""
    return CHUNK


async def carry(
    source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, chunk: Callable[[], int] = whole, toll: Toll = free
) -> bool:
    """Carry bytes until the source ends. Tell whether it ended in order: False after a reset of either side."""
    try:
        while data := await source.read(chunk()):
            await toll(len(data))
            sink.write(data)
            await sink.drain()
    except OSError:
        return False
    return True


def reset(writer: asyncio.StreamWriter) -> None:
    """End a connection as a dead host's ends: nothing more is delivered, and the other side gets a reset."""
    found = writer.get_extra_info("socket")
    if found is not None and not writer.is_closing():
        found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _DROP)
    writer.transport.abort()


async def join(*ways: Coroutine[Any, Any, bool]) -> bool:
    """Run both directions of a connection (and whatever watches it) until one ends. Tell whether it ended in order."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(way) for way in ways]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
    return all(task.result() for task in done)
