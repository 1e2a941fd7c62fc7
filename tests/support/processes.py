"""Whether processes live, that they stand still, and waiting for what a test cannot be told of."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

_STILL: Final = frozenset("TtDZXx")
"""What a thread that was stopped may be: one that waits in the kernel (D) stops before it comes back from there."""
_PATIENCE: Final = 60.0


def lives(pid: int) -> bool:
    """Return whether the process runs; a zombie does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return _state(stat) not in {"Z", "X"}


async def until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait until `true()`; raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.01)


def freeze(pid: int) -> None:
    """SIGSTOP, and wait until not one of the process's threads runs on.

    kill(2) returns before that: a single thread takes the signal once it has its turn on a processor, and only that
    one stops the others, which may have answered a whole statement meanwhile.
    """
    signalled(pid, signal.SIGSTOP)
    end = time.monotonic() + _PATIENCE
    while not is_still(pid):
        assert time.monotonic() < end, f"{pid} was stopped and runs on: {threads(pid)}"
        time.sleep(0.001)


def freeze_all(look: Callable[[], Iterable[int]]) -> list[int]:
    """Freeze whom `look` finds, look after look until nobody is new: who stands still starts no other. Return them."""
    caught: list[int] = []
    while new := [pid for pid in look() if pid not in caught]:
        for pid in new:
            freeze(pid)
        caught += new
    return caught


def is_still(pid: int) -> bool:
    """Return whether none of the process's threads runs one more instruction of its own; who is gone does not."""
    states = threads(pid)
    return _STILL.issuperset(states) and (len(states) <= 1 or "D" not in states or "T" in states)


def threads(pid: int) -> str:
    """Return the state of each thread, a letter each; nothing where the process is gone."""
    return "".join(_threads(pid))


def signalled(pid: int, number: signal.Signals) -> None:
    """Signal a process that may be gone."""
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def _threads(pid: int) -> Iterator[str]:
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                yield _state((thread / "stat").read_text(encoding="ascii", errors="replace"))


def _state(stat: str) -> str:
    return stat.rpartition(")")[2].split()[0]
