"""The daily chore that clears away what the policy lets go."""

from __future__ import annotations

import asyncio
from typing import Final

from service.book.entry import SYSTEM
from service.retention.clearing import Retention
from service.rounds import Rounds

EVERY_S: Final = 86_400.0
_AGAIN_S: Final = 600.0


class Clearing:
    """Clears away once a day as long as the service lives; a day that failed is tried again after ten minutes."""

    def __init__(self, retention: Retention, rounds: Rounds | None = None) -> None:
        self._retention = retention
        self.rounds = rounds or Rounds("retention", EVERY_S)

    async def run(self) -> None:
        """Clear away now and every day; ends when it is cancelled."""
        self.rounds.begin()
        while True:
            pause = EVERY_S
            try:
                await asyncio.to_thread(self._retention.clear, SYSTEM)
            except Exception as error:  # noqa: BLE001  a chore that fails must not end the service
                self.rounds.fail(error)
                pause = _AGAIN_S
            self.rounds.end()
            await asyncio.sleep(pause)
