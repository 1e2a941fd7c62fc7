"""Annual programmes as they are kept, and how each year goes against its own."""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from service.access import Caller, Right
from service.book import Book, Entry, HeadPage, Query, Shelf
from service.denial import NoSuchError, UnfitError, because
from service.programme.annual import YEARS, ProgrammeWritten, Year, YearEvent, YearSpec, decide, submit
from service.programme.deviating import Deviation, YearDrill, course

_PAGE: Final = 1_000


class Years:
    """Every year's programme. Days are those of `zone`."""

    def __init__(self, book: Book, zone: str) -> None:
        self.book, self.zone = book, ZoneInfo(zone)
        self.shelf: Shelf[YearEvent, Year] = Shelf(book, YEARS)
        self._read = 0
        self._drilled: defaultdict[str, dict[str, YearDrill]] = defaultdict(dict)
        """The completed drills of each year as far as the book was read; entries are only ever added to it."""
        self._turn = threading.Lock()

    async def write(self, caller: Caller, year: str, spec: YearSpec, expected: int | None) -> tuple[Year, int]:
        """Write a year's programme, or write it anew; what was approved stays to be compared with.

        Raises ForbiddenError (for any service that it names), StaleError.
        """
        _permitted(caller, spec)
        event = ProgrammeWritten(spec=spec)
        try:
            before, _ = await self.shelf.read(year)
        except NoSuchError:
            await self.shelf.open(year, caller.author, [event])
        else:
            _permitted(caller, before.spec)
            if expected is None:
                raise UnfitError(because("if_match_missing"))
            await self.shelf.change(year, caller.author, lambda _: [event], expected)
        return await self.shelf.read(year)

    async def one(self, caller: Caller, year: str) -> tuple[Year, int]:
        """Return a programme and its seq; raises NoSuchError, ForbiddenError."""
        state, seq = await self.shelf.read(year)
        caller.require(Right.READ, _services(state.spec))
        return state, seq

    async def page(self, query: Query) -> HeadPage:
        """Return one page of programmes."""
        return await self.shelf.page(query)

    async def submit(self, caller: Caller, year: str) -> Year:
        """Submit a programme; raises ForbiddenError, ConflictError, UnfitError where it is empty."""
        _permitted(caller, (await self.shelf.get(year)).spec)
        return await self.shelf.change(year, caller.author, submit)

    async def decide(
        self, caller: Caller, year: str, decision: Literal["approve", "return"], reason: str, expected: int | None
    ) -> Year:
        """Approve what was submitted, or return it; raises ForbiddenError for who wrote part of it, ConflictError."""
        caller.require(Right.APPROVE, _services((await self.shelf.get(year)).spec))
        return await self.shelf.change(
            year, caller.author, lambda state: decide(state, caller.user, decision, reason), expected
        )

    async def course(self, caller: Caller, year: str) -> tuple[Deviation, ...]:
        """Return how the year went against its programme; raises NoSuchError, ForbiddenError."""
        return await asyncio.to_thread(self.course_now, caller, year)

    def course_now(self, caller: Caller, year: str) -> tuple[Deviation, ...]:
        """Do what `course` does, for callers that have no loop."""
        state, _ = self.shelf.read_now(year)
        caller.require(Right.READ, _services(state.spec))
        return self._went(state)

    def went(self, year: str) -> tuple[Deviation, ...]:
        """Return how the year went, for callers that look themselves who may read it; blocking, raises NoSuchError."""
        return self._went(self.shelf.read_now(year)[0])

    def _went(self, state: Year) -> tuple[Deviation, ...]:
        drills = self._drills(state.year)
        today = datetime.fromtimestamp(self.book.utc_ns() // 10**9, self.zone).date()
        return course(state, drills, today)

    def _drills(self, year: str) -> list[YearDrill]:
        """Return the completed drills of a year, each once."""
        with self._turn:
            for entry in self._told():
                body = entry.body
                day = datetime.fromtimestamp(int(body["ended_ns"]) // 10**9, self.zone).date()
                self._drilled[str(day.year)][str(body["drill"])] = YearDrill(
                    drill=str(body["drill"]),
                    scenario=str(body["scenario"]),
                    form=str(body["form"]),
                    services=frozenset(map(str, body["services"])),
                    day=day,
                )
                self._read = entry.number
            return list(self._drilled[year].values())

    def _told(self) -> Iterator[Entry]:
        """Yield what the book tells of drills since the last entry that was taken."""
        while page := self.book.entries(self._read, _PAGE, kind="service_drilled"):
            yield from page


def _services(spec: YearSpec) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for item in spec.items for name in item.services))


def _permitted(caller: Caller, spec: YearSpec) -> None:
    caller.require(Right.SCHEDULE, _services(spec))
