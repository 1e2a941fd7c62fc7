"""The page of the emergency stop: say why, press, and see who has heard and how each drill restores.

It stands in the console's frame, which asks no database. How things stand is asked for a moment only: where it does
not come, the page is there without it, and the button works.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Annotated, Any, Final, TypeAlias

from fastapi import APIRouter, Depends, Response
from fastapi.responses import HTMLResponse
from sqlalchemy.exc import SQLAlchemyError

from service.access import Right
from service.api.asking import TheFirm
from service.api.refusing import refusals
from service.api.stopping import StopId, halts_of, newest, require_over, scope_of
from service.console.fields import Fields
from service.console.frame import Frame, Framed, OpenFramed, framing
from service.denial import DeniedError, UnfitError, because
from service.logs import log

STOP: Final = "/stop"
_SCRIPT: Final = Path(__file__).parent / "templates" / "stop.js"
_SHOWN: Final = 5
"""So many emergency stops that were lifted are still shown."""
_PATIENCE_S: Final = 1.0
"""So long the page waits for how things stand."""
_REASON_MOST: Final = 1000

Stopping: TypeAlias = Annotated[Frame, Depends(framing(Right.STOP))]
router = APIRouter(tags=["emergency stop"], include_in_schema=False)


@router.get(STOP, response_class=HTMLResponse)
async def page(framed: OpenFramed) -> HTMLResponse:
    """Give the page; who is not logged in sees where to."""
    return await _page(framed)


@router.get(f"{STOP}/state", response_class=HTMLResponse, responses=refusals(401, 403, 429))
async def state(framed: Framed, firm: TheFirm) -> HTMLResponse:
    """Give the part of the page that changes: what is in force, who has heard, how each drill restores."""
    del firm
    return framed.part("state.html.jinja", **await _standing(framed))


@router.get(f"{STOP}/stop.js")
def script() -> Response:
    """Give the page's script."""
    return Response(_SCRIPT.read_text("utf-8"), media_type="text/javascript")


@router.post("/console/stop", response_class=HTMLResponse)
async def order(framed: Stopping) -> Response:
    """Stop everything that the caller may stop, as the API does; for browsers without scripts."""
    try:
        reason = _reason(await framed.form(), "stop_without_reason")
        services = scope_of(framed.caller, None)
        await halts_of(framed.firm).order(framed.caller.author, reason, services)
    except DeniedError as error:
        return await _page(framed, refused=error)
    return framed.goes(STOP)


@router.post("/console/stop/{stop}/lift", response_class=HTMLResponse)
async def lift(framed: Stopping, stop: StopId) -> Response:
    """Let drills start again, as the API does; for browsers without scripts."""
    try:
        reason = _reason(await framed.form(), "lift_without_reason")
        found = await asyncio.to_thread(framed.firm.stops.get, stop)
        require_over(framed.caller, found)
        await asyncio.to_thread(halts_of(framed.firm).lift, framed.caller.author, stop, reason)
    except DeniedError as error:
        return await _page(framed, refused=error)
    return framed.goes(STOP)


async def _page(framed: Frame, refused: DeniedError | None = None) -> HTMLResponse:
    is_in = framed.known is not None and not framed.known.barred
    standing = await _patiently(framed) if is_in else None
    return framed.page("stop.html.jinja", refused=refused, is_in=is_in, standing=standing)


async def _patiently(framed: Frame) -> dict[str, Any] | None:
    """Return how things stand, None where that does not come in time: the button must not wait for it."""
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return await _standing(framed)
    except (TimeoutError, SQLAlchemyError, DeniedError) as error:
        log("stop page without state", level=logging.WARNING, why=type(error).__name__)
        return None


async def _standing(framed: Frame) -> dict[str, Any]:
    found = (await newest(framed.caller, framed.firm)).items
    return {
        "in_force": [one for one in found if one.in_force],
        "lifted": [one for one in found if not one.in_force][:_SHOWN],
        "may_stop": framed.caller.has(Right.STOP),
    }


def _reason(fields: Fields, code: str) -> str:
    reason = fields.text("reason")[:_REASON_MOST]
    if not reason:
        raise UnfitError(because(code))
    return reason
