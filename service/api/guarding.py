"""The guard over HTTP: would a drill be refused now and why; the calendars it keeps."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import Annotated, Final, TypeAlias

from fastapi import APIRouter, Path, Query

from measurements.utc import utc_text
from scenarios.fields import both
from scenarios.plan import SECOND
from scenarios.registers.calendar import SpanInput
from scenarios.stretches import Stretch
from service.api.asking import Reader, TheFirm
from service.api.drills import TheDesk
from service.api.guard_models import CalendarCard, ClosedSpan, DrillCheck, GuardOpinion, GuardReason, SessionOut
from service.api.models import BothLanguages
from service.api.paging import PageOf
from service.api.refusing import REFUSALS
from service.denial import NoSuchError, Reason, because
from service.guard.markets import Market

router = APIRouter(prefix="/api/v1", tags=["guard"], responses=REFUSALS)
Name: TypeAlias = Annotated[str, Path(max_length=200, description="the calendar's name")]
FirstDay: TypeAlias = Annotated[date | None, Query(description="the first day, in the calendar's zone; today")]
Days: TypeAlias = Annotated[int, Query(ge=1, le=62, description="how many days")]
_LAST_YEAR: Final = 2199


@router.post("/guard/check")
async def check(asked: DrillCheck, caller: Reader, desk: TheDesk) -> GuardOpinion:
    """Tell what the guard would say to the caller's start of a dossier's drill now. Nothing is taken or started."""
    found = await desk.opinion(asked.dossier, caller)
    return GuardOpinion(
        dossier=asked.dossier,
        allowed=not found.reasons,
        reasons=[_reason(reason) for reason in found.reasons],
        overridden=[_reason(reason) for reason in found.waived],
    )


@router.get("/calendars")
async def calendars(_caller: Reader, firm: TheFirm) -> PageOf[CalendarCard]:
    """List the calendars that the guard keeps: hours, their sources, how certain they are, and the days."""
    return PageOf(items=[_card(market) for market in firm.guard.markets.markets], next=None)


@router.get("/calendars/{name}")
async def calendar(name: Name, _caller: Reader, firm: TheFirm) -> CalendarCard:
    """Tell one calendar."""
    return _card(_found(firm.guard.markets.markets, name))


@router.get("/calendars/{name}/closed")
async def closed(
    name: Name, _caller: Reader, firm: TheFirm, first: FirstDay = None, days: Days = 7
) -> PageOf[ClosedSpan]:
    """List the stretches of some days in which no drill may run, and why; unknown days are closed as a whole."""
    times = _found(firm.guard.markets.markets, name).times
    begin = first or datetime.fromtimestamp(firm.book.utc_ns() // SECOND, times.zone).date()
    begin = min(max(begin, date(2000, 1, 1)), date(_LAST_YEAR, 1, 1))
    start, end = (
        datetime(day.year, day.month, day.day, tzinfo=times.zone) for day in (begin, begin + timedelta(days=days))
    )
    found = await asyncio.to_thread(times.touched, int(start.timestamp()) * SECOND, int(end.timestamp()) * SECOND)
    return PageOf(items=[_span(one) for one in found], next=None)


def _found(markets: tuple[Market, ...], name: str) -> Market:
    found = next((market for market in markets if market.times.name == name), None)
    if found is None:
        raise NoSuchError(because("no_such", family="calendar", name=name))
    return found


def _reason(reason: Reason) -> GuardReason:
    return GuardReason(code=reason.code, message=reason.text.en, message_zh=reason.text.zh, facts=reason.facts)


def _span(one: Stretch) -> ClosedSpan:
    return ClosedSpan(
        begins=utc_text(one.start_ns),
        ends=utc_text(one.end_ns),
        what=BothLanguages.of(one.what),
        unknown=one.is_unknown,
    )


def _card(market: Market) -> CalendarCard:
    written, title = market.written, market.times.title
    return CalendarCard(
        name=market.times.name,
        title=BothLanguages.of(title),
        zone=market.times.zone.key,
        known_from=written.known_from,
        known_until=written.known_until,
        base=written.base,
        sessions=[_session(one) for one in written.sessions],
        nights=[_session(one) for one in written.nights],
        closed=written.closed,
        open=written.open,
        no_night=written.no_night,
        read=[f"{one.source} ({one.certainty})" for one in written.read],
    )


def _session(one: SpanInput) -> SessionOut:
    title = None if one.title is None else both(one.title)
    return SessionOut(
        title=None if title is None else BothLanguages.of(title),
        begins=_clock(one.from_),
        ends=_clock(one.to),
        source=one.source,
        certainty=one.certainty,
    )


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
