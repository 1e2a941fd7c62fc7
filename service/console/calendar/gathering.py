"""What falls into a month: windows of dossiers, runs of schedules, drills, what is due, when nothing may run."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from scenarios.closed import ClosedTimes
from scenarios.plan import Text
from service.access import Caller
from service.book import Query, listed, seen_tags
from service.console.calendar.months import Closed, Mark, bounds, clock_of, closed_of, day_of
from service.desk import Desk
from service.firm import Firm
from service.index.listing import Wanted
from service.programme.dueness import ServiceDue
from service.words import same, say

_AHEAD: Final = ("preparing", "asked", "refused", "approved")
"""How dossiers stand whose drill has not begun."""
_OWED: Final = ("open", "overdue")
_MOST: Final = 200
"""Of each kind so many are looked at; a firm with more drills a year reads the list."""


async def marks_of(firm: Firm, desk: Desk, caller: Caller, first: date, zone: ZoneInfo) -> list[Mark]:
    """Return what falls on the days around a month, as far as the caller may see it."""
    begin, end = bounds(first, zone)
    found = [
        *await _windows(firm, caller, first, zone),
        *await _coming(firm, caller, begin, end, zone),
        *await _runs(firm, caller, zone),
        *await _drills(firm, desk, caller, begin, end, zone),
        *await _duties(firm, caller),
    ]
    return [mark for mark in found if day_of(begin, zone) <= mark.day < day_of(end, zone)]


def due_marks(due: tuple[ServiceDue, ...]) -> Iterator[Mark]:
    """Yield the last days on which services are to be drilled by the rules."""
    for one in due:
        for row in one.rules:
            if row.until is not None:
                text = say("console.planning.due_text", service=one.service, rule=row.title)
                yield Mark(day=row.until, kind="due", text=text, state=row.status)


async def closed_in(firm: Firm, first: date, zone: ZoneInfo) -> list[Closed]:
    """Return every stretch around a month in which nothing may run."""
    begin, end = bounds(first, zone)

    def work() -> list[Closed]:
        return [each for times in firm.guard.markets.times for each in _closed(times, begin, end)]

    return await asyncio.to_thread(work)


@lru_cache(maxsize=256)
def _closed(times: ClosedTimes, begin: int, end: int) -> tuple[Closed, ...]:
    """Return one calendar's stretches, which are the same as long as the calendar lives."""
    return tuple(closed_of(times.touched(begin, end)))


async def _windows(firm: Firm, caller: Caller, first: date, zone: ZoneInfo) -> list[Mark]:
    wanted = Query(family="dossier", status=_AHEAD, tags=(f"year:{first.year}",), limit=_MOST)
    page = await firm.dossiers.page(caller, wanted)
    return [
        _dated(
            datetime.fromisoformat(str(head.shown["opens"])).astimezone(zone),
            head.stream.partition("/")[2],
            _title(head.shown),
            head.status,
        )
        for head in page.heads
    ]


def _dated(opens: datetime, name: str, text: Text, status: str) -> Mark:
    return Mark(
        day=opens.date(),
        kind="window",
        text=text,
        address=f"/console/dossiers/{name}",
        state=status,
        at=f"{opens:%H:%M}",
    )


async def _coming(firm: Firm, caller: Caller, begin: int, end: int, zone: ZoneInfo) -> list[Mark]:
    schedules = firm.programme.schedules
    page = await schedules.page(listed("schedule", caller.seen_services(), status="active", limit=_MOST))
    names = [head.stream.partition("/")[2] for head in page.heads]
    found = await asyncio.to_thread(schedules.coming_of, names, end)
    return [
        Mark(
            day=day_of(one.utc_ns, zone),
            kind="coming",
            text=same(schedule.spec.title),
            address=f"/console/calendar/schedules#{name}",
            at=clock_of(one.utc_ns, zone),
        )
        for name, (schedule, times) in found.items()
        for one in times
        if one.utc_ns >= begin
    ]


async def _runs(firm: Firm, caller: Caller, zone: ZoneInfo) -> list[Mark]:
    schedules = firm.programme.schedules
    page = await schedules.page(listed("run", caller.seen_services(), tags=("missed:yes",), limit=_MOST))
    runs = [(head, head.shown) for head in page.heads]
    return [
        Mark(
            day=datetime.fromisoformat(str(told["due_at"])).astimezone(zone).date(),
            kind="run",
            text=same(str(told["schedule"])),
            address="/console/calendar/schedules#missed",
            state=head.status,
        )
        for head, told in runs
    ]


async def _drills(firm: Firm, desk: Desk, caller: Caller, begin: int, end: int, zone: ZoneInfo) -> list[Mark]:
    wanted = Wanted(from_ns=begin, before_ns=end, seen=caller.seen_services(), limit=_MOST)
    page = await firm.index.page(wanted, desk.card)
    return [
        Mark(
            day=datetime.fromisoformat(line.card.started_at).astimezone(zone).date(),
            kind="drill",
            text=line.title or same(line.card.scenario),
            address=f"/console/drills/{line.card.id}",
            state=line.card.verdict or line.card.status,
            at=f"{datetime.fromisoformat(line.card.started_at).astimezone(zone):%H:%M}",
        )
        for line in page.lines
    ]


async def _duties(firm: Firm, caller: Caller) -> list[Mark]:
    wanted = Query(family="duty", status=_OWED, any_tags=seen_tags(caller.seen_services()), limit=_MOST)
    page = await firm.programme.duties.page(wanted)
    return [
        Mark(
            day=date.fromisoformat(str(head.shown["until"])),
            kind="duty",
            text=_title(head.shown),
            address=f"/console/drills/{head.shown['drill']}",
            state=head.status,
        )
        for head in page.heads
    ]


def _title(shown: Any) -> Text:
    told = shown["title"]
    return Text(zh=str(told["zh"]), en=str(told["en"]))
