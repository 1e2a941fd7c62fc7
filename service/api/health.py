"""Whether the service lives, how each part of it is and whether it could start a drill, and its metrics."""

from __future__ import annotations

import asyncio
from typing import Final

from fastapi import APIRouter, Depends, Request, Response

from service.access import Right
from service.api.asking import RIGHT, TheFirm, caller_of
from service.api.door import CALLER
from service.api.models import BothLanguages, Health, PartShown, Readiness
from service.api.refusing import refusals
from service.denial import NoRoomError
from service.health import Looker, Part, is_ready
from service.metrics import encoded

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


async def watcher(request: Request, firm: TheFirm) -> None:
    """Let in whom `scraper` lets in, and whoever asks while nobody can be recognised, because the database is away."""
    if not isinstance(getattr(request.state, CALLER, None), NoRoomError):
        await scraper(request, firm)


setattr(scraper, RIGHT, Right.READ)
setattr(watcher, RIGHT, Right.READ)


@router.get("/readyz", responses={**_REFUSED, 503: {"model": Readiness}}, dependencies=[Depends(watcher)])
async def readyz(request: Request, response: Response) -> Readiness:
    """Tell whether a drill could be started now, and of every part how it is and what to do; within two seconds."""
    looker = request.app.state.looker
    assert isinstance(looker, Looker)  # noqa: S101  set by the lifespan of service.api.app
    parts = await looker.look()
    blind = isinstance(getattr(request.state, CALLER, None), NoRoomError)
    ready = is_ready(parts) and not blind
    response.status_code = 200 if ready else 503
    shown = [part for part in parts if part.name == "database"] if blind else parts
    return Readiness(ready=ready, parts={part.name: part_shown(part) for part in shown})


@router.get("/metrics", response_class=Response, responses=_REFUSED, dependencies=[Depends(scraper)])
async def metrics(request: Request) -> Response:
    """Give the metrics in Prometheus' text form, or as OpenMetrics (with exemplars) where the header Accept says so."""
    accept = request.headers.get("accept", "")
    text, content_type = await asyncio.to_thread(encoded, request.app.state.metrics, accept)
    return Response(text, media_type=content_type)


def part_shown(part: Part) -> PartShown:
    """Return how a part is as the API shows it."""
    todo = None if part.todo is None else BothLanguages.of(part.todo)
    return PartShown(state=part.state, text=BothLanguages.of(part.text), todo=todo)
