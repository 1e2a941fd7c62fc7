"""How a journal that is away, full or held is waited out, so that everybody can see the wait."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from runners.clock import SystemClock
from runners.journal import JournalAwayError, JournalBusyError, JournalError, JournalFullError

T = TypeVar("T")

PATIENCE_S: Final = 600.0
"""So long is a journal waited for before a drill ends for want of one; leases on the hosts undo its faults then."""
_RELAPSE_S: Final = 5.0
"""Who has to wait again so soon has never stopped waiting: room for one small record is not yet room."""
PASSING: Final = (JournalAwayError, JournalFullError, JournalBusyError)
"""What ends by itself, or by what somebody does to the database; nothing of the drill is wrong then."""


def _seconds() -> float:
    return SystemClock().now() / 10**9


@dataclass(slots=True)
class Endurance:
    """How long a drill waits for its journal, and whether it does now. `now` is a monotonic clock in seconds."""

    patience_s: float = PATIENCE_S
    pause_s: float = 0.1
    """The first pause; each further one is twice as long, up to the longest."""
    longest_pause_s: float = 2.0
    now: Callable[[], float] = _seconds
    why: str = ""
    """Why nothing can be written now, empty while everything can."""
    waits: int = 0
    """How often there was something to wait out."""
    _since: float = 0.0
    _busy_since: float | None = None
    _ended: float = -_RELAPSE_S
    _pause_s: float = 0.0

    @property
    def is_waiting(self) -> bool:
        """Tell whether nothing can be written now, as far as anybody tried."""
        return bool(self.why)

    @property
    def waited_s(self) -> float:
        """Return for how many seconds whoever writes has been at it; 0 while nobody does."""
        since = self._since if self.why else self._busy_since
        return 0.0 if since is None else self.now() - since

    async def outlast(self, work: Callable[[], Awaitable[T]], again: Callable[[], Awaitable[T]] | None = None) -> T:
        """Return what `work` returns, asking `again` (by default `work`) until the journal is back.

        Raises what they raise: at once where it does not pass, else once the patience is over.
        """
        self._busy_since = self.now()
        try:
            while True:
                try:
                    return await work()
                except PASSING as error:
                    self._note(error)
                    if self.waited_s >= self.patience_s:
                        raise
                    work = again or work
                await asyncio.sleep(min(self._pause_s, max(0.0, self.patience_s - self.waited_s)))
                self._pause_s = min(2 * self._pause_s, self.longest_pause_s)
        finally:
            if self.why:
                self._ended = self.now()
            self.why, self._busy_since = "", None

    def _note(self, error: JournalError) -> None:
        if not self.why:
            begun = self.now() if self._busy_since is None else self._busy_since
            if begun - self._ended > _RELAPSE_S:
                self._since, self._pause_s = begun, self.pause_s
            self.waits += 1
        self.why = str(error)
