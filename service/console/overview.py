"""The first page: what runs, what waits for whoever looks, what is due, and how each service last proved itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response

from scenarios.plan import Text
from service.api.drills import TheDesk
from service.console.coming import coming
from service.console.frame import HOME, Frame, Framed
from service.console.room.telling import interval
from service.console.waiting import waiting_for
from service.denial import NoSuchError
from service.desk import Desk, NoSuchDrillError
from service.index.dashboard import Dashboard, dashboard
from service.index.listing import Line
from service.programme.dueness import ServiceDue

router = APIRouter(include_in_schema=False)
PAGE: Final = 30
_COMING: Final = 6
_WORST: Final = ("overdue", "stale", "due", "unproven", "ok")
_LAST: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """One service: how it stands, until when it has to be drilled, why, and its newest proof."""

    service: str
    title: Text | None
    standing: str
    until: date | None
    because: Text | None
    newest: Line | None
    figures: Mapping[str, Any] | None
    """rto and rpo of the newest drill that measured it, in the form of report.json."""


@router.get(HOME)
async def overview_page(
    framed: Framed, desk: TheDesk, first: Annotated[int, Query(alias="from", ge=0, le=_LAST)] = 0
) -> Response:
    """Give the page."""
    seen, firm, caller = framed.caller.seen_services(), framed.firm, framed.caller
    glance = await dashboard(firm, seen)
    lines = [line for one in glance.under_way if (line := await _line(desk, one.id)) is not None]
    rows = service_rows(await firm.programme.services.due(seen), dict(glance.newest))
    return framed.page(
        "overview.html.jinja",
        glance=glance,
        lines=lines,
        waiting=await waiting_for(firm, caller, lines),
        coming=await coming(firm, caller, _COMING),
        counts=_counts(glance),
        rows=rows[first : first + PAGE],
        first=first,
        total=len(rows),
        older=first + PAGE if first + PAGE < len(rows) else None,
        interval=interval,
        has_any=bool(glance.drills),
        stops=_stops(framed, glance),
    )


def service_rows(due: Sequence[ServiceDue], newest: Mapping[str, Line]) -> list[ServiceRow]:
    """Return every service that is in the programme or was measured, those that need somebody first."""
    standing = {one.service: one for one in due}
    rows = [_row(name, standing.get(name), newest.get(name)) for name in {*standing, *newest}]
    return sorted(rows, key=lambda row: (_WORST.index(row.standing), row.until or date.max, row.service))


def _row(name: str, due: ServiceDue | None, newest: Line | None) -> ServiceRow:
    pressing = [] if due is None else sorted(due.rules, key=lambda one: one.until or date.max)
    figures = next((one for one in newest.figures if one["service"] == name), None) if newest is not None else None
    return ServiceRow(
        service=name,
        title=None if newest is None else newest.title_of(name),
        standing="unproven" if due is None else due.status,
        until=pressing[0].until if pressing else None,
        because=pressing[0].because if pressing else None,
        newest=newest,
        figures=figures,
    )


async def _line(desk: Desk, drill: str) -> Line | None:
    """Return how far a drill is, None where it has gone meanwhile."""
    try:
        line = await desk.firm.index.one(drill, desk.card)
    except (NoSuchDrillError, NoSuchError):
        return None
    return None if line.card.ended_at is not None else line


def _counts(glance: Dashboard) -> dict[str, int]:
    return {one.name: one.count for one in glance.services} | {
        "findings": sum(one.count for one in glance.improvements if one.name not in {"closed", "waived"}),
        "late": glance.overdue_improvements,
    }


def _stops(framed: Frame, glance: Dashboard) -> list[str]:
    """Return what is said of the emergency stops in force."""
    return [framed.t("stop.in_force", stop=one.stop, by=one.by, reason=one.reason) for one in glance.stops]
