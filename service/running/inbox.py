"""Where a drill hears what people say: from the database, whoever wrote it there, and from whoever sits beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

from runners.approvals import Inbox, Question, Word
from runners.journal import Journal, JournalError
from service.running.news import News
from service.running.stopping import Stop, Stops
from service.running.words import Said, Words


class TableInbox:
    """Approvals of one drill in one run. A word is marked as heard only when the drill's journal has it.

    `hearer` is the runner's name; `inner` is asked as well, and what is put into it is heard too. With `stops`, every
    emergency stop that covers the drill's `services` is heard as a wish to abort, one from before the drill as well.
    While the database is away nothing is heard, and nothing is lost.
    """

    def __init__(
        self,
        drill: str,
        words: Words,
        news: News,
        *,
        hearer: str,
        inner: Inbox | None = None,
        stops: Stops | None = None,
        services: Sequence[str] = (),
    ) -> None:
        self.drill, self.hearer, self.inner = drill, hearer, inner or Inbox()
        self._words, self._news, self._stops, self._services = words, news, stops, tuple(services)
        self.inner.bell = news.ring

    async def ask(self, question: Question) -> None:
        """Let whoever sits beside it know; everybody else sees the question on the drill's card."""
        await self.inner.ask(question)

    def put(self, word: Word) -> None:
        """Say something that need not outlive this process; to be called in the drill's loop."""
        self.inner.put(word)

    async def settle(self, journal: Journal) -> None:
        """Before a drill is taken up: pass over the words that its journal has already."""
        await asyncio.to_thread(self._words.settle, journal, self.drill, self.hearer)

    async def words(self) -> AsyncIterator[Word]:
        """Yield what is said, in order, for ever; whoever comes back for the next has written this one down."""
        written, stopped = set[int](), set[str]()
        async for _ in self._news.rounds():
            for stop in await self._new_stops(stopped):
                yield stop.word
                stopped.add(stop.stop)
                await self._hear()
            for word in self.inner.waiting():
                yield word
            for said in await self._unheard():
                if said.number not in written:
                    yield said.word
                    written.add(said.number)
            await self._mark(written)

    async def _new_stops(self, known: set[str]) -> list[Stop]:
        if self._stops is None:
            return []
        with suppress(SQLAlchemyError, JournalError):
            found = await asyncio.to_thread(self._stops.in_force)
            return [stop for stop in found if stop.stop not in known and stop.covers(self._services)]
        return []

    async def _hear(self) -> None:
        """Say that the runner has heard; a process without an ear of its own has nobody else to say so."""
        if self._stops is not None:
            with suppress(SQLAlchemyError, JournalError):
                await asyncio.to_thread(self._stops.hear, self.hearer)

    async def _unheard(self) -> tuple[Said, ...]:
        with suppress(SQLAlchemyError, JournalError):
            return await asyncio.to_thread(self._words.unheard, self.drill)
        return ()

    async def _mark(self, written: set[int]) -> None:
        """Mark what was written down; what cannot be marked now is marked in a later round, and not said twice."""
        with suppress(SQLAlchemyError, JournalError):
            await asyncio.to_thread(self._words.mark, tuple(written), self.hearer)
            written.clear()
