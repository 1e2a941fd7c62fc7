"""The daily chore that clears away what the policy lets go."""

from __future__ import annotations

import asyncio
from typing import Final

from service.book.entry import SYSTEM
from service.retention.clearing import Cleared, Retention

_EVERY_S: Final = 86_400.0
_AGAIN_S: Final = 600.0


class Clearing:
    """Clears away once a day as long as the service lives; a day that failed is tried again after ten minutes."""

    def __init__(self, retention: Retention) -> None:
        self._retention = retention
        self.failure: str | None = None
        self.done: Cleared | None = None
        """What the last time did."""

    async def run(self) -> None:
        """Clear away now and every day; ends when it is cancelled."""
        while True:
            try:
                self.done = await asyncio.to_thread(self._retention.clear, SYSTEM)
            except Exception as error:  # noqa: BLE001  a chore that fails must not end the service
                self.failure = str(error)
            else:
                self.failure = None
            await asyncio.sleep(_AGAIN_S if self.failure else _EVERY_S)
