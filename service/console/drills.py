"""The list of drills and the drill room: what is to be seen, live and without scripts."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Annotated, Final, get_args

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from measurements.report import VerdictName
from scenarios.plan import SECOND
from service.access import Right
from service.api.drills import Drill, TheDesk, Word
from service.api.paging import Cursor
from service.api.refusals import refusals_as_problems
from service.cards import Status
from service.console.frame import CSP, Frame, Framed
from service.console.room import telling
from service.console.room.looking import Sight, dossier_of, rooms_of, sight_of
from service.index.listing import Wanted

_PAGE: Final = 30
_OVER: Final = ("completed", "failed", "aborted")
_STATUSES: Final[tuple[Status, ...]] = get_args(Status)
_VERDICTS: Final[tuple[VerdictName, ...]] = get_args(VerdictName)
router = APIRouter(prefix="/console/drills", include_in_schema=False)


@router.get("", response_class=HTMLResponse)
async def every(
    framed: Framed,
    desk: TheDesk,
    *,
    status: Word = None,
    verdict: Word = None,
    service: Word = None,
    year: Annotated[str, Query(max_length=4)] = "",
    after: Cursor = None,
) -> HTMLResponse:
    """List the drills that the caller may see, the newest first."""
    wanted = Wanted(
        status=tuple(one for one in _STATUSES if one == status),
        verdict=next((one for one in _VERDICTS if one == verdict), None),
        service=service or None,
        year=int(year) if year.isdecimal() else None,
        seen=framed.caller.seen_services(),
        cursor=after,
        limit=_PAGE,
    )
    with refusals_as_problems():
        found = await desk.firm.index.page(wanted, desk.card)
    return framed.page(
        "drills.html.jinja",
        page=found,
        wanted=wanted,
        statuses=_STATUSES,
        verdicts=_VERDICTS,
        is_first=after is None,
        tell=telling,
    )


@router.get("/{drill}", response_class=HTMLResponse)
async def room(drill: Drill, framed: Framed, desk: TheDesk) -> HTMLResponse:
    """Give a drill's room."""
    sight = await sight_of(framed, drill)
    dossier = await dossier_of(desk, drill)
    return framed.page(
        "room.html.jinja",
        status=200,  # told here, as is the next, so that no fact below is taken for it
        refused=None,
        **sight.facts(),
        **_rights(framed, sight),
        dossier=dossier,
        held={} if dossier is None else await asyncio.to_thread(framed.firm.attaching.store.sizes, dossier.id),
        most_attached=framed.firm.attaching.most,
        is_over=sight.card.status in _OVER,
    )


@router.get("/{drill}/live", response_class=HTMLResponse)
async def live(drill: Drill, framed: Framed) -> HTMLResponse:
    """Give the part of the room that changes: the same for everybody who may see the drill."""
    sight = await sight_of(framed, drill)
    shown, facts = sight.looked.shown, sight.facts()
    key = (shown.seq, facts["asks"], shown.now // SECOND)
    draw = partial(framed.text, "room_live.html.jinja", **facts)
    made = await asyncio.to_thread(rooms_of(framed.request).drawn, drill, framed.lang, key, draw)
    return HTMLResponse(made, headers={"Content-Security-Policy": CSP})


@router.get("/{drill}/asks", response_class=HTMLResponse)
async def asks(drill: Drill, framed: Framed) -> HTMLResponse:
    """Give what the drill asks of people now, with the forms that the caller may send."""
    sight = await sight_of(framed, drill)
    return framed.part("room_asks.html.jinja", **sight.facts(), **_rights(framed, sight))


def _rights(framed: Frame, sight: Sight) -> dict[str, bool]:
    """Return what the caller may do in this room."""
    caller, services = framed.caller, sight.services
    rights = {"may_speak": Right.SPEAK, "may_stop": Right.STOP, "may_start": Right.START}
    return {name: caller.may(right, services) for name, right in rights.items()}
