"""A time-out that does not mistake a busy machine for a service that is down.

Where there are too few processors, an answer may lie in the socket while nobody is there to take it. So a time-out that
is over looks whether this process had to wait for a processor meanwhile, and if it had, gives the loop a last moment to
take what has come. The moment is short: an answer that is still to come is late.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

from runners.beat import MILLISECOND, SECOND

_SCHEDSTAT: Final = "/proc/thread-self/schedstat"
_WORTH_NS: Final = MILLISECOND
LAST_MOMENT_NS: Final = 20 * MILLISECOND
"""Most that a time-out may be exceeded by."""


class Processor:
    """How long the thread that made this has waited for a processor, as the kernel counts it."""

    def __init__(self) -> None:
        """Open the kernel's count; where there is none, nothing was ever waited for."""
        self._file: int | None = None
        self._open()
        os.register_at_fork(after_in_child=self._open)  # the child's thread is another one

    def _open(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
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
        self._since = waited()
        self._timer = self._loop.call_later(timeout_ns / SECOND, self._look)

    def cancel(self) -> None:
        """Never ring."""
        self._timer.cancel()

    def _look(self) -> None:
        """Ring at once, or after the last moment."""
        moment = min(self._waited() - self._since, LAST_MOMENT_NS)
        if moment < _WORTH_NS:
            self._ring()
        else:
            self._timer = self._loop.call_later(moment / SECOND, self._ring)


@asynccontextmanager
async def patience(timeout_ns: int, waited: Callable[[], int] = _OWN.waited) -> AsyncGenerator[None, None]:
    """Raise TimeoutError when the block has taken `timeout_ns` and, on a busy machine, a last moment."""
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(None) as limit:
        alarm = Alarm(timeout_ns, lambda: limit.reschedule(loop.time()), waited)
        try:
            yield
        finally:
            alarm.cancel()
