"""Reports that are owed, as they are kept: they arise from drills, are sent by people, and run late by themselves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Final, Protocol

from scenarios.plan import Text
from service.access import Caller, Right
from service.book import Author, Book, Head, HeadPage, Query, Shelf
from service.denial import StaleError
from service.improvement.elsewhere import late_report
from service.improvement.trouble import Trouble
from service.notices import Teller
from service.programme.duty import DUTIES, Duty, DutyEvent, duties_of, missed, sent
from service.programme.proofs import ServiceDrilled
from service.programme.services import Services
from service.words import say

_SYSTEM: Final = Author(user="system", via="programme")
_PAGE: Final = 200


class Register(Protocol):
    """Where findings are followed up."""

    async def found(self, author: Author, trouble: Trouble, drill: str = "", dossier: str = "") -> object:
        """Take note of a trouble, once for each of its marks."""
        ...


class Duties:
    """Every report that is owed or was sent. Late ones have the status `overdue`, and those sent late `sent_late`."""

    def __init__(self, book: Book, services: Services, teller: Teller) -> None:
        self.register: Register | None = None
        """Where a report that is late becomes a finding; given once that part is open."""
        self.book, self.services, self.teller = book, services, teller
        self.shelf: Shelf[DutyEvent, Duty] = Shelf(book, DUTIES)

    async def arise(self, drill: ServiceDrilled) -> None:
        """Note what a drill owes; heard twice, it owes it once."""
        known = frozenset(one.service for one in self.services.known()) | set(self.services.policy.services)
        found = duties_of(drill, self.services.rules, known, self.services.policy, self.services.workdays)
        for event in found:
            name = f"{event.drill}@{event.rule.replace('/', '.')}"
            if await asyncio.to_thread(self.book.head, f"duty/{name}") is None:
                try:
                    await self.shelf.open(name, _SYSTEM, [event])
                except StaleError:
                    continue  # another replica was first

    async def page(self, query: Query) -> HeadPage:
        """Return one page of duties."""
        return await self.shelf.page(query)

    async def sent(self, caller: Caller, name: str, reference: str) -> Duty:
        """Note that a report was sent; raises NoSuchError, ForbiddenError, ConflictError where it was sent before."""
        duty = await self.shelf.get(name)
        caller.require(Right.PREPARE, duty.arose.services)
        now = self.book.utc_ns()
        return await self.shelf.change(name, caller.author, lambda state: sent(state, reference, now))

    async def look(self) -> None:
        """Note what has run late, and tell people of deadlines that are near."""
        async for head in self._heads(("open",), self.book.utc_ns() + self.services.policy.report_ahead):
            name = head.stream.partition("/")[2]
            now = self.book.utc_ns()
            duty = await self.shelf.change(name, _SYSTEM, lambda state, now=now: missed(state, now))
            await self._tell(duty)
            if duty.missed and self.register is not None:
                arose = duty.arose
                trouble = late_report(arose.drill, arose.services, arose.until, arose.rule)
                await self.register.found(_SYSTEM, trouble, arose.drill)

    async def late(self, services: Sequence[str]) -> tuple[Duty, ...]:
        """Return the reports of these services whose deadline has passed unsent."""
        wanted = set(services)
        names = [head.stream.partition("/")[2] async for head in self._heads(("overdue",), None)]
        duties = [await self.shelf.get(name) for name in names]
        return tuple(duty for duty in duties if wanted & set(duty.arose.services))

    async def _heads(self, status: tuple[str, ...], before_ns: int | None) -> AsyncIterator[Head]:
        cursor: str | None = None
        while True:
            query = Query(family="duty", status=status, due_before_ns=before_ns, cursor=cursor, limit=_PAGE)
            page = await self.shelf.page(query)
            for head in page.heads:
                yield head
            cursor = page.next
            if cursor is None:
                return

    async def _tell(self, duty: Duty) -> None:
        arose = duty.arose
        certainty = (
            say("deadline.uncertain", days=arose.unknown_days) if arose.unknown_days else say("deadline.certain")
        )
        title = Text(zh=f"{arose.title.zh}（{arose.drill}）", en=f"{arose.title.en} ({arose.drill})")  # noqa: RUF001
        facts = {"title": title, "deadline": arose.until, "certainty": certainty}
        key = f"duty/{duty.id}/{duty.status}"
        await self.teller.tell("deadline_near", f"duty/{duty.id}", facts, arose.services, key=key)
