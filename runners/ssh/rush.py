"""Whether machines are being entered now: what can wait lets those who come in go first."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager, suppress


class Rush:
    """The doors of one drill that are being opened."""

    def __init__(self) -> None:
        self._count, self._calm = 0, asyncio.Event()
        self._calm.set()

    @contextmanager
    def entering(self) -> Generator[None]:
        """Count a door that is being opened."""
        self._count += 1
        self._calm.clear()
        try:
            yield
        finally:
            self._count -= 1
            if self._count == 0:
                self._calm.set()

    async def over(self, at_most_s: float) -> None:
        """Return when no door is being opened, or after so long: one machine that does not answer holds up none."""
        with suppress(TimeoutError):
            async with asyncio.timeout(at_most_s):
                await self._calm.wait()
