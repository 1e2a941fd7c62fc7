"""Schedules and their runs as they are kept: made, edited, paused and ended by people, decided on where missed."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from typing import Final, Literal

from scenarios.plan import Calendar, Text
from service.access import Caller, Right
from service.book import Book, HeadPage, Query, Shelf
from service.denial import UnfitError, because
from service.programme.run import RUNS, Run, RunEvent, decided
from service.programme.schedule import SCHEDULES, Schedule, ScheduleEvent, ScheduleSet, ScheduleSpec, set_again, turn
from service.programme.timing import Occurrence, OnNonTradingDay, occurrences
from service.words import say

_YEARS: Final = 5 * 366 * 86_400 * 10**9
"""How far ahead a schedule is searched for its first run."""


class Schedules:
    """Every schedule of the service. `calendars` say which days are free of trading."""

    def __init__(self, book: Book, calendars: Sequence[Calendar]) -> None:
        self.book, self.calendars = book, calendars
        self.shelf: Shelf[ScheduleEvent, Schedule] = Shelf(book, SCHEDULES)
        self.runs: Shelf[RunEvent, Run] = Shelf(book, RUNS)

    async def add(self, caller: Caller, spec: ScheduleSpec) -> tuple[Schedule, int]:
        """Make a schedule, which is the caller's; raises ForbiddenError, or UnfitError where it would never run."""
        _permitted(caller, spec)
        await asyncio.to_thread(self._check, spec)
        name = f"{spec.services[0][:40].replace('/', '-')}-{secrets.token_hex(4)}"
        return await self.shelf.open(name, caller.author, [ScheduleSet(spec=spec)]), 1

    async def edit(self, caller: Caller, name: str, spec: ScheduleSpec, expected: int | None) -> tuple[Schedule, int]:
        """Write a schedule anew; it is the caller's from now on. Raises as `add`, and StaleError."""
        _permitted(caller, (await self.shelf.get(name)).spec)
        _permitted(caller, spec)
        await asyncio.to_thread(self._check, spec)
        await self.shelf.change(name, caller.author, lambda now: set_again(now, spec), expected)
        return await self.shelf.read(name)

    async def turn(
        self, caller: Caller, name: str, to: Literal["pause", "resume", "end"], reason: str
    ) -> tuple[Schedule, int]:
        """Pause, resume or end a schedule; raises ForbiddenError, ConflictError."""
        _permitted(caller, (await self.shelf.get(name)).spec)
        await self.shelf.change(name, caller.author, lambda now: turn(now, to, reason))
        return await self.shelf.read(name)

    async def one(self, caller: Caller, name: str) -> tuple[Schedule, int]:
        """Return a schedule and its seq; raises NoSuchError, ForbiddenError."""
        schedule, seq = await self.shelf.read(name)
        caller.require(Right.READ, schedule.spec.services)
        return schedule, seq

    async def page(self, query: Query) -> HeadPage:
        """Return one page of schedules, or of runs."""
        return await self.shelf.page(query)

    async def run(self, caller: Caller, name: str) -> Run:
        """Return one run; raises NoSuchError, ForbiddenError."""
        run = await self.runs.get(name)
        caller.require(Right.READ, run.services)
        return run

    async def decide(self, caller: Caller, name: str, decision: Literal["run", "skip"], reason: str) -> Run:
        """Decide on a missed run; raises ForbiddenError, or ConflictError where nobody waits for that."""
        run = await self.runs.get(name)
        caller.require(Right.SCHEDULE, run.services)
        return await self.runs.change(name, caller.author, lambda now: decided(now, decision, reason))

    def coming(self, schedule: Schedule, until_ns: int) -> tuple[Occurrence, ...]:
        """Return when a schedule runs from now until then; blocking."""
        now = self.book.utc_ns()
        return occurrences(schedule.spec.timing, max(now, schedule.since_ns), until_ns, self.calendars)

    def coming_of(self, names: Sequence[str], until_ns: int) -> dict[str, tuple[Schedule, tuple[Occurrence, ...]]]:
        """Return each of these schedules with when it runs from now until then, read together; blocking."""
        return {name: (one, self.coming(one, until_ns)) for name, one in self.shelf.many_now(names).items()}

    def remark(self, spec: ScheduleSpec) -> Text | None:
        """Return why no run of a good schedule can be told: days are not known so far ahead; blocking."""
        if not isinstance(spec.timing, OnNonTradingDay) or self._has_runs(spec):
            return None
        known = min((calendar.known_until for calendar in self.calendars), default="-")
        return say("programme.no_days_known", known_until=known)

    def _check(self, spec: ScheduleSpec) -> None:
        if not isinstance(spec.timing, OnNonTradingDay) and not self._has_runs(spec):
            raise UnfitError(because("schedule_never"))

    def _has_runs(self, spec: ScheduleSpec) -> bool:
        now = self.book.utc_ns()
        return bool(occurrences(spec.timing, now, now + _YEARS, self.calendars))


def _permitted(caller: Caller, spec: ScheduleSpec) -> None:
    """Raise ForbiddenError for who may not schedule these services or not start them: its starts are the owner's."""
    caller.require(Right.SCHEDULE, spec.services, spec.sites)
    caller.require(Right.START, spec.services, spec.sites)
