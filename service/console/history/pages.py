"""The pages of history: how every service stands, and what the drills of one measured over time."""

from __future__ import annotations

import asyncio
from typing import Annotated, Final, TypeAlias

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse

from service.access import Right
from service.book import HeadPage, seen_tags
from service.book import Query as Wanted
from service.console.evidence.pages import CLOSED
from service.console.frame import Framed
from service.console.history import told
from service.console.history.course import courses
from service.denial import NoSuchError, because
from service.index.heads import FAMILY
from service.papers.outcomes import counted, outcome_of, services_in
from service.words import same

router = APIRouter(prefix="/console/history", include_in_schema=False)
AT_ONCE: Final = 30
"""Drills of one drawing, and of one page."""
Service: TypeAlias = Annotated[str, Path(max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]


@router.get("", response_class=HTMLResponse)
async def every(framed: Framed) -> HTMLResponse:
    """List every service with how it stands and what was proved last."""
    seen = framed.caller.seen_services()
    due = await framed.firm.programme.services.due(seen)
    newest = await asyncio.to_thread(framed.firm.index.newest, seen)
    return framed.page("history.html.jinja", rows=list(told.services_told(due, newest)))


@router.get("/{service}", response_class=HTMLResponse)
async def one(
    framed: Framed,
    service: Service,
    year: Annotated[str, Query(pattern="^(2[0-9]{3})?$")] = "",
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> HTMLResponse:
    """Show what the drills of one service measured: the newest thirty, or those before, or of a year."""
    framed.caller.require(Right.READ, [service])
    wanted = _wanted(service, year, cursor, framed.caller.seen_services())
    page: HeadPage = await asyncio.to_thread(framed.firm.book.heads, wanted)
    due = next((each for each in await framed.firm.programme.services.due([service])), None)
    if not page.heads and due is None:
        raise NoSuchError(because("no_such", family="service", name=service))
    drills = [outcome_of(head) for head in page.heads]
    found = list(courses(service, drills))
    measured = {reading.drill.drill for course in found for reading in course.readings}
    return framed.page(
        "history_one.html.jinja",
        service=service,
        title=services_in(drills).get(service, same(service)),
        due=due,
        proof=told.proof_of(due),
        standing=told.standing_of(due),
        stale=told.stale_of(due),
        rows=list(told.rows_of(service, drills, found)),
        left_out=len(drills) - len(measured),
        results=[(name, count) for name, count in counted(drills).items() if count],
        courses=[told.course_told(course, framed.lang) for course in found],
        rule_of=told.rule_of,
        year=year,
        is_first=cursor is None,
        next=page.next,
    )


def _wanted(service: str, year: str, cursor: str | None, seen: tuple[str, ...] | None) -> Wanted:
    tags = (f"service:{service}", *([f"year:{year}"] if year else []))
    return Wanted(family=FAMILY, status=CLOSED, tags=tags, any_tags=seen_tags(seen), cursor=cursor, limit=AT_ONCE)
