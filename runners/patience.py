"""A time-out that counts only the time in which this process was given a processor.

On a busy machine an answer may lie in the socket while nobody is there to take it. A time-out that fires then tells of
the machine and not of the service, so the time that was spent waiting for a processor is given back, once over at most.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

from runners.beat import MILLISECOND, SECOND

_SCHEDSTAT: Final = "/proc/thread-self/schedstat"
_WORTH_NS: Final = 2 * MILLISECOND
_PRIORITY: Final = -10


class Processor:
    """How long the thread that made this has waited for a processor, as the kernel counts it."""

    def __init__(self) -> None:
        """Open the kernel's count; where there is none, nothing was ever waited for."""
        self._file: int | None = None
        with suppress(OSError):
            self._file = os.open(_SCHEDSTAT, os.O_RDONLY | os.O_CLOEXEC)

    def waited(self) -> int:
        """Return nanoseconds; a microsecond's work."""
        if self._file is None:
            return 0
        return int(os.pread(self._file, 64, 0).split()[1])


_OWN: Final = Processor()


class Alarm:
    """Calls `ring` when the time is over, unless it is cancelled first."""

    def __init__(self, timeout_ns: int, ring: Callable[[], None], waited: Callable[[], int] = _OWN.waited) -> None:
        """Begin to count, in the running loop."""
        self._loop = asyncio.get_running_loop()
        self._ring, self._waited = ring, waited
        self._left_ns = timeout_ns
        self._since = waited()
        self._timer = self._loop.call_later(timeout_ns / SECOND, self._look)

    def cancel(self) -> None:
        """Never ring."""
        self._timer.cancel()

    def _look(self) -> None:
        """Give back what was waited for, and ring when there is nothing to give back (or no more)."""
        now = self._waited()
        back = min(now - self._since, self._left_ns)
        if back < _WORTH_NS:
            self._ring()
            return
        self._since, self._left_ns = now, self._left_ns - back
        self._timer = self._loop.call_later(back / SECOND, self._look)


@asynccontextmanager
async def patience(timeout_ns: int, waited: Callable[[], int] = _OWN.waited) -> AsyncGenerator[None, None]:
    """Raise TimeoutError when the block has taken `timeout_ns`, not counting the wait for a processor."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(None) as limit:
        alarm = Alarm(timeout_ns, lambda: limit.reschedule(loop.time()), waited)
        try:
            yield
        finally:
            alarm.cancel()


def ask_for_priority() -> None:
    """Ask to be served before others, where the kernel lets us: whoever measures must not be late."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, _PRIORITY)
