"""Reminders: what is due soon, what is overdue, what waits for somebody to verify it, and waivers that end."""

from __future__ import annotations

import asyncio
from typing import Final

from service.book import Head, Query
from service.book.entry import SYSTEM
from service.improvement import deciding
from service.improvement.deciding import DAY_NS
from service.improvement.item import FAMILY, UNSETTLED
from service.improvement.register import Improvements
from service.rounds import Rounds

_EVERY_S: Final = 3_600.0


class Reminder:
    """Tells people what they have to look at, and opens again what a waiver no longer covers."""

    def __init__(self, register: Improvements, rounds: Rounds | None = None) -> None:
        self._register = register
        self.rounds = rounds or Rounds("reminder", _EVERY_S)

    async def run(self) -> None:
        """Look now and every hour; ends when it is cancelled."""
        self.rounds.begin()
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001  a reminder that fails must not end the service
                self.rounds.fail(error)
            self.rounds.end()
            await asyncio.sleep(_EVERY_S)

    async def look(self) -> None:
        """Tell of everything that is due soon, overdue or ended; twice in one stretch of days is once."""
        register, now = self._register, self._register.book.utc_ns()
        soon = now + register.policy.remind_before_days * DAY_NS
        for head in await register.heads(Query(family=FAMILY, status=UNSETTLED, due_before_ns=soon)):
            await self._remind(head, now)
        for head in await register.heads(Query(family=FAMILY, status=("waived",), due_before_ns=now + 1)):
            await self._end(head, now)

    async def _remind(self, head: Head, now: int) -> None:
        policy, due = self._register.policy, head.shown["due_ns"]
        is_late = due <= now
        stretch = (now - due) // (policy.remind_every_days * DAY_NS) if is_late else -1
        await self._register.remind(head, "overdue_finding" if is_late else "finding_due_soon", f"{due}/{stretch}")

    async def _end(self, head: Head, now: int) -> None:
        register, severity = self._register, head.shown["severity"]
        due = register.due_of(severity)
        name = head.stream.partition("/")[2]
        await register.shelf.change(name, SYSTEM, lambda item: deciding.expired(item, "waiver_ended", due, now))
