"""How bytes pass from one socket to another: in order, none kept back longer than a link's limit asks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

CHUNK: Final = 16 * 1024

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


async def join(one: Coroutine[Any, Any, bool], other: Coroutine[Any, Any, bool]) -> bool:
    """Run both directions of a connection until either ends. Tell whether it ended in order."""
    async with asyncio.TaskGroup() as group:
        tasks = (group.create_task(one), group.create_task(other))
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
    return all(task.result() for task in done)
