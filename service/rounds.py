"""How the rounds of a chore have gone: when the last one was well, what went wrong last, and how often."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, cast

_KEPT: Final = 100
_LONGEST: Final = 500


@dataclass(slots=True)
class Rounds:
    """The rounds of one chore, which are due every `every_s` seconds. `now` is a monotonic clock in seconds.

    Any thread may tell of them. A round in which something failed is not a good one, though it went on.
    """

    name: str
    every_s: float
    now: Callable[[], float] = time.monotonic
    begun_s: float | None = None
    """When the chore began in this process, None while another process does it, or nobody."""
    well_s: float | None = None
    failed_s: float | None = None
    count: int = 0
    """Failures since the last good round."""
    _failures: deque[str] = field(default_factory=lambda: deque[str](maxlen=_KEPT))
    _failed: bool = False
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @property
    def failures(self) -> list[str]:
        """Return what went wrong, the newest last, so many as are kept."""
        with self._turn:
            return list(self._failures)

    @property
    def last(self) -> str:
        """Return what went wrong last, empty if nothing has."""
        with self._turn:
            return self._failures[-1] if self._failures else ""

    def begin(self) -> None:
        """Take note that this process does the chore from now on."""
        with self._turn:
            self.begun_s, self._failed = self.now(), False

    def fail(self, error: Exception, about: str = "") -> None:
        """Keep what went wrong."""
        first = _first(error)
        told = f"{type(first).__name__}: {first}"
        with self._turn:
            self._failures.append((f"{about}: {told}" if about else told)[:_LONGEST])
            self.failed_s, self._failed = self.now(), True
            self.count += 1

    async def go_on(self, look: Callable[[], object]) -> None:
        """Do `look` in a thread, then wait for the next round, for ever; what it raises is a failure of its round."""
        self.begin()
        while True:
            try:
                await asyncio.to_thread(look)
            except Exception as error:  # noqa: BLE001  a chore that fails must not end the service
                self.fail(error)
            self.end()
            await asyncio.sleep(self.every_s)

    def end(self) -> None:
        """Take note that a round is over, which was a good one unless something failed in it."""
        with self._turn:
            if not self._failed:
                self.well_s, self.count = self.now(), 0
            self._failed = False


def _first(error: Exception) -> Exception:
    """Return what went wrong first, where several tasks of one group ended by it."""
    if not isinstance(error, ExceptionGroup):
        return error
    return _first(cast("ExceptionGroup[Exception]", error).exceptions[0])


class Roll:
    """The chores of one process."""

    def __init__(self) -> None:
        self._rounds: dict[str, Rounds] = {}

    def of(self, name: str, every_s: float) -> Rounds:
        """Return the rounds of a chore, the same ones each time."""
        return self._rounds.setdefault(name, Rounds(name, every_s))

    def enter(self, rounds: Rounds) -> None:
        """Enter rounds that somebody keeps already."""
        self._rounds[rounds.name] = rounds

    @property
    def all(self) -> tuple[Rounds, ...]:
        """Return those of every chore."""
        return tuple(self._rounds.values())
