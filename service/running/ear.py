"""The ear of a process that runs drills: it hears emergency stops, also while it runs nothing, and says that it did."""

from __future__ import annotations

import asyncio
import os
import socket

from sqlalchemy.exc import SQLAlchemyError

from runners.journal import JournalError
from service.running.news import News
from service.running.stopping import Stops


def process_name() -> str:
    """Return what a process is called that has no name of its own: its machine and its number there."""
    return f"{socket.gethostname()}:{os.getpid()}"


class StopEar:
    """Hears for one runner. The drills that it runs hear by themselves (service.running.inbox)."""

    def __init__(self, stops: Stops, news: News, runner: str) -> None:
        self._stops, self._news, self.runner = stops, news, runner
        self.failure = ""
        """Why it hears nothing just now, empty where it does."""

    async def run(self) -> None:
        """Hear, for ever; while the database is away there is nothing to hear."""
        async for _ in self._news.rounds():
            try:
                if await asyncio.to_thread(self._stops.hear, self.runner):
                    self._news.ring()
            except (SQLAlchemyError, JournalError) as error:
                self.failure = str(error)
            else:
                self.failure = ""
