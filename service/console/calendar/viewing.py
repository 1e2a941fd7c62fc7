"""The month with everything on it, and the list beneath it: what is due, what comes, when nothing may run."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from service.api.drills import TheDesk
from service.console.calendar import gathering, months
from service.console.frame import Framed

router = APIRouter()


@router.get("/console/calendar")
async def month(framed: Framed, desk: TheDesk, month: Annotated[str, Query(max_length=10)] = "") -> Response:
    """Give the page of a month, of this one where none is named."""
    firm, zone = framed.firm, framed.tongue.zone
    today = months.day_of(firm.book.utc_ns(), zone)
    first = months.month_of(month, today)
    due = await firm.programme.services.due(framed.caller.seen_services())
    marks = [
        *await gathering.marks_of(firm, desk, framed.caller, first, zone),
        *gathering.due_marks(due),
    ]
    closed = await gathering.closed_in(firm, first, zone)
    weeks = months.weeks_of(first, today, marks, closed, zone)
    inside = sorted((one for week in weeks for day in week if day.is_inside for one in day.marks), key=_when)
    return framed.page(
        "calendar.html.jinja",
        first=first,
        before=months.beside(first, -1),
        after=months.beside(first, 1),
        today=today,
        weeks=weeks,
        marks=inside,
        blackouts=[one for one in closed if one.kind == "blackout"],
        due=[one for one in due if one.status != "ok"],
        missing=firm.guard.markets.missing,
    )


def _when(mark: months.Mark) -> tuple[str, str, str]:
    return mark.day.isoformat(), mark.at, mark.text.en
