"""The beat: instants `start + k * every` that never drift, whatever the work between them took."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from runners.clock import Clock

SECOND: Final = 1_000_000_000
MILLISECOND: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """A schedule in nanoseconds on the monotonic clock."""

    start: int
    every: int

    def due(self, k: int) -> int:
        """Return the instant of beat `k`."""
        return self.start + k * self.every

    def at_or_before(self, now: int) -> int:
        """Return the number of the latest beat that is due at `now` (-1 before the first)."""
        return max(-1, (now - self.start) // self.every)


async def beats(clock: Clock, beat: Beat, until: int) -> AsyncIterator[int]:
    """Yield each beat's due instant when it has come, up to `until`.

    Beats that passed while the process was held up are left out, so that lateness never turns into a
    burst: the hole between two due instants is the record of them.
    """
    k = 0
    while (due := beat.due(k)) < until:
        await until_instant(clock, due)
        k = max(k, beat.at_or_before(clock.now()))
        yield beat.due(k)
        k += 1


async def until_instant(clock: Clock, instant: int) -> None:
    """Sleep until the clock has reached `instant`; never returns before it."""
    wait = instant - clock.now()
    while wait > 0:
        await asyncio.sleep(wait / SECOND)
        wait = instant - clock.now()
