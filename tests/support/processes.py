"""Whether processes live, and waiting for what a test cannot be told of."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path


def lives(pid: int) -> bool:
    """Return whether the process runs; a zombie does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}


async def until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until `true()`; raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.01)
