"""Schedules in the console: listed, made, paused, resumed, ended; and runs that were missed and wait for a word."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Any, Final, Literal, TypeAlias, cast
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Path, Response
from pydantic import ValidationError

from service.access import Right
from service.api.paging import PageOf, shown
from service.api.programme_models import RunShown, ScheduleShown, coming
from service.api.scenarios import TheAuthoring
from service.authoring.authoring import Authoring
from service.book import listed
from service.console.calendar.filled import names_in, typed_in, unfit
from service.console.fields import Fields
from service.console.frame import Frame, Framed, framing
from service.denial import DeniedError, UnfitError, because
from service.programme.saying import read_saying
from service.programme.schedule import ScheduleSpec

router = APIRouter()
Scheduling: TypeAlias = Annotated[Frame, Depends(framing(Right.SCHEDULE))]
Id: TypeAlias = Annotated[str, Path(min_length=1, max_length=200)]
_MOST: Final = 100
_HALF_YEAR_NS: Final = 183 * 86_400 * 10**9
_LABELS: Final = {
    "title": "planning.schedule.name",
    "services": "planning.schedule.services",
    "aim.scenario": "preparing.scenario",
    "aim.inventory": "preparing.wish.inventory",
    "aim.bia": "preparing.wish.bia",
    "aim.open_hours": "planning.schedule.open_hours",
    "timing.dates.at": "planning.schedule.at",
    "lead_days": "planning.schedule.lead_days",
}
"""Where something is wrong, and the label of the field that says it."""
MISSED: Final = ("ask", "next_window", "skip")


@router.get("/console/calendar/schedules")
async def every(framed: Framed, authoring: TheAuthoring) -> Response:
    """Give the schedules with their next runs, missed runs, and the form for a new one."""
    return await _page(framed, authoring)


@router.post("/console/calendar/schedules")
async def add(framed: Scheduling, authoring: TheAuthoring) -> Response:
    """Make a schedule; its drills start in the caller's name."""
    fields = await framed.form()
    try:
        made, _ = await framed.firm.programme.schedules.add(framed.caller, _spec(fields, framed.tongue.zone))
    except DeniedError as error:
        return await _page(framed, authoring, fields, error)
    return framed.goes(f"/console/calendar/schedules#{made.id}", "planning.schedule.made")


@router.post("/console/calendar/schedules/{schedule}")
async def turn(schedule: Id, framed: Scheduling, authoring: TheAuthoring) -> Response:
    """Pause, resume or end a schedule."""
    fields = await framed.form()
    try:
        to = _turning(fields.text("to"))
        await framed.firm.programme.schedules.turn(framed.caller, schedule, to, _reason(fields))
    except DeniedError as error:
        return await _page(framed, authoring, None, error)
    return framed.goes(f"/console/calendar/schedules#{schedule}", "planning.schedule.turned")


@router.post("/console/calendar/runs/{run}")
async def decide(run: Id, framed: Scheduling, authoring: TheAuthoring) -> Response:
    """Decide on a run that was missed: start it as soon as the guard lets it, or let it be."""
    fields = await framed.form()
    decision: Literal["run", "skip"] = "run" if fields.text("decision") == "run" else "skip"
    try:
        await framed.firm.programme.schedules.decide(framed.caller, run, decision, _reason(fields))
    except DeniedError as error:
        return await _page(framed, authoring, None, error)
    return framed.goes("/console/calendar/schedules#missed", "planning.run.decided")


async def _page(
    framed: Frame, authoring: Authoring, fields: Fields | None = None, refused: DeniedError | None = None
) -> Response:
    schedules, seen = framed.firm.programme.schedules, framed.caller.seen_services()
    page = PageOf[ScheduleShown].model_validate(shown(await schedules.page(listed("schedule", seen, limit=_MOST))))
    until = framed.firm.book.utc_ns() + _HALF_YEAR_NS
    active = [one.id for one in page.items if one.status == "active"]
    found = await asyncio.to_thread(schedules.coming_of, active, until)
    rows: list[tuple[ScheduleShown, Any]] = [
        (one, coming(found[one.id][1][:3] if one.id in found else ())) for one in page.items
    ]
    runs = PageOf[RunShown].model_validate(
        shown(await schedules.page(listed("run", seen, tags=("missed:yes",), limit=20)))
    )
    files = await authoring.files(framed.caller)
    return framed.page(
        "schedules.html.jinja",
        refused=refused,
        rows=rows,
        runs=runs.items,
        files={kind: [one for one in files if one.heading.kind == kind] for kind in ("scenario", "inventory", "bia")},
        typed=typed_in(fields),
        missed=MISSED,
    )


def _spec(fields: Fields, zone: ZoneInfo) -> ScheduleSpec:
    """Return the schedule that a form describes; raises UnfitError with everything that is wrong."""
    told = {
        "title": fields.text("title"),
        "services": names_in(fields.text("services")),
        "aim": {
            **{name: fields.text(name) for name in ("scenario", "inventory", "bia")},
            "open_hours": fields.number("open_hours", 8),
        },
        "timing": _timing(fields, zone),
        "lead_days": fields.number("lead_days", 14),
        "missed": fields.text("missed") or "ask",
    }
    try:
        return ScheduleSpec.model_validate(told)
    except ValidationError as error:
        raise unfit(error, _LABELS) from None


def _timing(fields: Fields, zone: ZoneInfo) -> dict[str, Any]:
    """Return when it runs: one time, a sentence, or a recurrence rule; the first that is filled in."""
    at, said, rule = fields.text("at"), fields.text("said"), fields.text("rrule")
    if said:
        return read_saying(said).model_dump()
    if rule:
        return {"kind": "rrule", "rrule": rule, "start": at or _now(zone), "zone": zone.key}
    return {"kind": "dates", "at": [at] if at else [], "zone": zone.key}


def _now(zone: ZoneInfo) -> str:
    return datetime.now(zone).strftime("%Y-%m-%dT%H:%M")


def _turning(told: str) -> Literal["pause", "resume", "end"]:
    if told not in {"pause", "resume", "end"}:
        raise UnfitError(because("form_empty", field="to"))
    return cast("Literal['pause', 'resume', 'end']", told)


def _reason(fields: Fields) -> str:
    told = fields.text("reason")
    if not told or len(told) > 2000:  # noqa: PLR2004  as the API takes it
        raise UnfitError(because("form_empty" if not told else "form_long", field="reason", most=2000))
    return told
