"""Which drills are planned next: dossiers whose window is still to come, and what schedules will start."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from scenarios.plan import Text
from service.access import Caller
from service.book import Query, seen_tags
from service.firm import Firm
from service.words import same

AHEAD_DAYS: Final = 92
_DAY_NS: Final = 86_400 * 10**9
_MOST: Final = 100
_SCHEDULES: Final = 20
_PLANNED: Final = ("preparing", "asked", "refused", "approved")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """One drill that is planned: from when on (UTC ns), of what, how far its preparation is; where that is shown."""

    at_ns: int
    what: Text
    services: tuple[str, ...]
    status: str
    address: str


async def coming(firm: Firm, caller: Caller, most: int) -> tuple[Coming, ...]:
    """Return the drills that are planned next, the soonest first; `most` of them at most."""
    found = [*await asyncio.to_thread(lambda: list(_dossiers(firm, caller)))]
    found += await asyncio.to_thread(lambda: list(_scheduled(firm, caller)))
    return tuple(sorted(found, key=lambda one: (one.at_ns, one.address))[:most])


def _dossiers(firm: Firm, caller: Caller) -> Iterator[Coming]:
    now, seen = firm.book.utc_ns(), seen_tags(caller.seen_services())
    for head in firm.book.heads(Query(family="dossier", status=_PLANNED, any_tags=seen, limit=_MOST)).heads:
        if head.due_ns is not None and head.due_ns > now:
            title, name = head.shown["title"], head.stream.partition("/")[2]
            yield Coming(
                at_ns=int(datetime.fromisoformat(head.shown["opens"]).timestamp()) * 10**9,
                what=Text(zh=title["zh"], en=title["en"]),
                services=tuple(head.shown["services"]),
                status=head.status,
                address=f"/console/dossiers/{name}",
            )


def _scheduled(firm: Firm, caller: Caller) -> Iterator[Coming]:
    """Yield the next run of each schedule that is active and has no dossier for it yet."""
    schedules, now, seen = firm.programme.schedules, firm.book.utc_ns(), seen_tags(caller.seen_services())
    page = firm.book.heads(Query(family="schedule", status=("active",), any_tags=seen, limit=_SCHEDULES))
    names = [head.stream.partition("/")[2] for head in page.heads]
    for schedule, runs in schedules.coming_of(names, now + AHEAD_DAYS * _DAY_NS).values():
        for run in runs[:1]:
            yield Coming(
                at_ns=run.utc_ns,
                what=same(schedule.spec.title),
                services=tuple(schedule.spec.services),
                status="scheduled",
                address="/console/calendar",
            )
