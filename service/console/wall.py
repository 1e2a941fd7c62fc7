"""The wall screen of a command centre: one drill in letters that are read from five metres, the whole night."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from service.api.drills import Drill, TheDesk
from service.api.refusals import refusals_as_problems
from service.book import Query
from service.console.frame import Frame, Framed
from service.console.room import telling
from service.console.room.choosing import Choice, choose
from service.console.room.looking import sight_of
from service.desk import Desk
from service.dossiers.heading import NAME
from service.index.heads import utc_ns_of
from service.index.listing import Line, Wanted

_COMING: Final = 3
_MOST: Final = 20
_ENDED: Final = ("completed", "failed", "aborted")
router = APIRouter(prefix="/console/wall", include_in_schema=False)


@router.get("", response_class=HTMLResponse)
async def wall(framed: Framed, desk: TheDesk) -> HTMLResponse:
    """Give the screen that shows whatever runs."""
    return framed.part("wall.html.jinja", wanted=None, **await _facts(framed, desk, None))


@router.get("/live", response_class=HTMLResponse)
async def live(framed: Framed, desk: TheDesk, drill: str = "") -> HTMLResponse:
    """Give the part of the screen that changes; `drill` is the one that is wanted."""
    return framed.part("wall_live.html.jinja", **await _facts(framed, desk, drill[:200] or None))


@router.get("/{drill}", response_class=HTMLResponse)
async def wall_of(drill: Drill, framed: Framed, desk: TheDesk) -> HTMLResponse:
    """Give the screen that begins with this drill, and goes on to others after it."""
    await sight_of(framed, drill)
    return framed.part("wall.html.jinja", wanted=drill, **await _facts(framed, desk, drill))


async def _facts(framed: Frame, desk: Desk, wanted: str | None) -> Mapping[str, object]:
    now_ns = framed.firm.book.utc_ns()
    choice = await _choice(framed, desk, wanted, now_ns)
    in_force = await asyncio.to_thread(framed.firm.stops.in_force)
    seen = framed.caller.seen_services()
    facts = {
        "choice": choice,
        "now_ms": telling.ms(now_ns),
        "now_ns": now_ns,
        "stops": [one for one in in_force if seen is None or one.touches(seen)],
        "drill": choice.drill,
        "tell": telling,
        "zone": framed.tongue.zone.key,
    }
    if choice.drill is None:
        return {**facts, "coming": await _coming(framed, now_ns)}
    return {**facts, **(await sight_of(framed, choice.drill)).facts()}


async def _choice(framed: Frame, desk: Desk, wanted: str | None, now_ns: int) -> Choice:
    seen = framed.caller.seen_services()
    with refusals_as_problems():
        under_way = await _lines(desk, Wanted(status=("running", "waiting", "interrupted"), seen=seen, limit=_MOST))
        newest = await _lines(desk, Wanted(status=(*_ENDED, "running"), seen=seen, limit=_MOST))
    ended = next((line for line in newest if line.card.status in _ENDED), None)  # filed, or on its way to be
    return choose(under_way, ended, wanted, now_ns)


async def _lines(desk: Desk, wanted: Wanted) -> tuple[Line, ...]:
    return (await desk.firm.index.page(wanted, desk.card)).lines


async def _coming(framed: Frame, now_ns: int) -> list[dict[str, Any]]:
    """Return the approved drills whose windows come next."""
    found = await framed.firm.dossiers.page(framed.caller, Query(family=NAME, status=("approved",), limit=200))
    shown = [head.shown for head in found.heads if utc_ns_of(str(head.shown["closes"])) > now_ns]
    return sorted(shown, key=lambda one: str(one["opens"]))[:_COMING]
