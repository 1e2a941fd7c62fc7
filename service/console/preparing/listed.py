"""The list of dossiers: what is prepared, waits for approval, runs, and waits to be summed up."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from service.api.dossier_models import DossierCard
from service.api.paging import PageOf, shown
from service.book import Query as Wanted
from service.console.frame import Framed

router = APIRouter()
STATUSES: Final = (
    *("preparing", "asked", "refused", "approved", "executing", "summarising", "improving", "closed", "cancelled"),
)
SIGNS: Final = {
    "preparing": "open",
    "asked": "waiting",
    "refused": "bad",
    "approved": "good",
    "executing": "running",
    "summarising": "due",
    "improving": "due",
    "closed": "done",
    "cancelled": "unknown",
}
_PAGE: Final = 25


@router.get("/console/dossiers")
async def every(
    framed: Framed,
    status: Annotated[str, Query(max_length=20)] = "",
    service: Annotated[str, Query(max_length=200)] = "",
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> Response:
    """Give the list, the newest first."""
    wanted = Wanted(
        family="dossier",
        status=(status,) if status in STATUSES else (),
        tags=(f"service:{service.strip()}",) if service.strip() else (),
        cursor=cursor or None,
        limit=_PAGE,
    )
    page = PageOf[DossierCard].model_validate(shown(await framed.firm.dossiers.page(framed.caller, wanted)))
    return framed.page(
        "dossiers.html.jinja",
        rows=page.items,
        next=page.next,
        is_first=cursor is None,
        sought=status,
        service=service,
        statuses=STATUSES,
        signs=SIGNS,
    )
