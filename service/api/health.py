"""Whether the service lives, whether it could start a drill, and its metrics."""

from __future__ import annotations

import asyncio
import shutil

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from runners.journal import Journal, JournalError
from service.api.drills import TheDesk
from service.api.models import Health, Readiness
from service.desk import Desk

_LEAST_FREE = 100 * 1024 * 1024

router = APIRouter(tags=["operation"])


@router.get("/healthz")
async def healthz() -> Health:
    """Tell that the process lives."""
    return Health()


@router.get("/readyz", responses={503: {"model": Readiness}})
async def readyz(desk: TheDesk, response: Response) -> Readiness:
    """Tell whether a drill could be started now, and what stands in the way."""
    checks = await asyncio.to_thread(_checks, desk)
    ready = all(found == "ok" for found in checks.values())
    response.status_code = 200 if ready else 503
    return Readiness(ready=ready, checks=checks)


@router.get("/metrics", response_class=Response)
async def metrics(request: Request) -> Response:
    """Give the metrics in Prometheus' text form."""
    text = await asyncio.to_thread(generate_latest, request.app.state.metrics)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def _checks(desk: Desk) -> dict[str, str]:
    drills = "; ".join(f"{drill}: {why}" for drill, why in desk.failures.items()) or "ok"
    return {"journal": _journal(desk.journal), "disk": _disk(desk), "drills": drills}


def _journal(journal: Journal) -> str:
    try:
        journal.check_writable()
    except JournalError as error:
        return str(error)
    return "ok"


def _disk(desk: Desk) -> str:
    place = next(parent for parent in (desk.home, *desk.home.parents) if parent.exists())
    free = shutil.disk_usage(place).free
    return "ok" if free >= _LEAST_FREE else f"{free} bytes are free at {place}; make room for at least {_LEAST_FREE}"
