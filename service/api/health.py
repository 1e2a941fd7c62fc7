"""Whether the service lives, whether it could start a drill, and its metrics."""

from __future__ import annotations

import asyncio
from typing import Final

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from service.access import Right
from service.api.asking import RIGHT, TheFirm, caller_of
from service.api.drills import TheDesk
from service.api.models import Health, Readiness
from service.api.refusing import refusals
from service.desk import Desk
from service.guard.ready import astray, unready

_PLACES: Final = {"journal_unwritable": "journal", "disk_full": "disk", "clock_astray": "clock"}

_REFUSED: Final = refusals(401, 403, 429)

router = APIRouter(tags=["operation"])


@router.get("/healthz")
async def healthz() -> Health:
    """Tell that the process lives."""
    return Health()


async def scraper(request: Request, firm: TheFirm) -> None:
    """Let in whoever may read, and anybody where the policy opens the metrics (access.open_metrics)."""
    if not firm.policy.access.open_metrics:
        (await caller_of(request, None, None)).require(Right.READ)


setattr(scraper, RIGHT, Right.READ)


@router.get("/readyz", responses={**_REFUSED, 503: {"model": Readiness}}, dependencies=[Depends(scraper)])
async def readyz(desk: TheDesk, response: Response) -> Readiness:
    """Tell whether a drill could be started now, and what stands in the way."""
    checks = await asyncio.to_thread(_checks, desk)
    ready = all(found == "ok" for found in checks.values())
    response.status_code = 200 if ready else 503
    return Readiness(ready=ready, checks=checks)


@router.get("/metrics", response_class=Response, responses=_REFUSED, dependencies=[Depends(scraper)])
async def metrics(request: Request) -> Response:
    """Give the metrics in Prometheus' text form."""
    text = await asyncio.to_thread(generate_latest, request.app.state.metrics)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def _checks(desk: Desk) -> dict[str, str]:
    """Return what the guard would say of this service itself, and what ended drills badly."""
    firm = desk.firm
    found = {"journal": "ok", "disk": "ok", "clock": "ok", "calendars": "ok"}
    utc_ns, policy = firm.book.utc_ns(), firm.policy.guarding
    for reason in (*unready(firm.journal, firm.home, policy), *astray(firm.book, utc_ns, policy)):
        found[_PLACES[reason.code]] = reason.text.en
    if firm.guard.markets.missing:
        found["calendars"] = "; ".join(f"{name}: {why}" for name, why in firm.guard.markets.missing)
    found["drills"] = "; ".join(f"{drill}: {why}" for drill, why in desk.failures.items()) or "ok"
    return found
