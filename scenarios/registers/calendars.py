"""The calendars that ship, and a calendar file as the plan's calendar."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache, reduce
from importlib.resources import files
from pathlib import Path
from typing import Final

from scenarios.documents import load
from scenarios.draft import understand
from scenarios.fields import TextInput, both
from scenarios.plan import Blackout, Calendar, DaySpan
from scenarios.registers.calendar import CalendarInput, SpanInput
from scenarios.registers.words import day_span

SHIPPED: Final = Path(str(files("scenarios").joinpath("calendars")))


def shipped_calendars() -> dict[str, Path]:
    """Return the calendars that ship, by name."""
    return {path.stem: path for path in sorted(SHIPPED.glob("*.yaml"))}


def calendar_path(given: Path) -> Path:
    """Return the shipped calendar of that name where no such file is there, else the path itself."""
    shipped = shipped_calendars()
    return shipped[str(given)] if str(given) in shipped and not given.exists() else given


def calendar_of(calendar: CalendarInput) -> Calendar:
    """Return the plan's calendar: what the file says, on top of the shipped calendars that are its base.

    Hours and blackouts are put together. Of several bases a day is closed, and an evening without session, only where
    all say so. In the days that the file itself knows, its own lists rule; elsewhere they are added to the base's.
    Bases that do not ship are left out: `check_calendar` tells of them.
    """
    own = _alone(calendar)
    bases = [base for name in calendar.base if (base := shipped(name)) is not None]
    return _added(reduce(_both, bases), own) if bases else own


@cache
def shipped(name: str) -> Calendar | None:
    """Return the shipped calendar of that name, or None."""
    path = shipped_calendars().get(name)
    model = None if path is None else understand(CalendarInput, load(path)).model
    return None if model is None else _alone(model)


def _alone(calendar: CalendarInput) -> Calendar:
    return Calendar(
        name=calendar.calendar,
        zone=calendar.zone or "",
        known_from=calendar.known_from or "",
        known_until=calendar.known_until or "",
        sessions=tuple(map(_span, calendar.sessions)),
        nights=tuple(map(_span, calendar.nights)),
        closed=tuple(calendar.closed),
        open=tuple(calendar.open),
        no_night=tuple(calendar.no_night),
        blackouts=tuple(Blackout(start=b.from_, end=b.to, reason=_told(b.reason)) for b in calendar.blackouts),
    )


def _told(reason: str | TextInput) -> str:
    """Return a reason in one line for both languages."""
    text = both(reason)
    return text.zh if text.zh == text.en else f"{text.zh} / {text.en}"


def _span(span: SpanInput) -> DaySpan:
    return day_span(span.days, span.from_, span.to)


def _both(one: Calendar, other: Calendar) -> Calendar:
    """Return the calendar that forbids whatever either forbids."""
    quiet = [set(part.no_night) for part in (one, other) if part.nights]
    return Calendar(
        name=one.name,
        zone=one.zone,
        known_from=max(one.known_from, other.known_from),
        known_until=min(one.known_until, other.known_until),
        sessions=one.sessions + other.sessions,
        nights=one.nights + other.nights,
        closed=tuple(day for day in one.closed if day in other.closed),
        open=tuple(sorted({*one.open, *other.open})),
        no_night=tuple(sorted(set[str].intersection(*quiet))) if quiet else (),
        blackouts=one.blackouts + other.blackouts,
    )


def _added(base: Calendar, own: Calendar) -> Calendar:
    """Return the base with what a file adds to it."""

    def days(of_base: tuple[str, ...], of_own: tuple[str, ...]) -> tuple[str, ...]:
        kept = (day for day in of_base if not own.known_from <= day <= own.known_until)
        return tuple(sorted({*kept, *of_own}))

    first, last = _known(base, own)
    return Calendar(
        name=own.name,
        zone=own.zone or base.zone,
        known_from=first,
        known_until=last,
        sessions=base.sessions + own.sessions,
        nights=base.nights + own.nights,
        closed=days(base.closed, own.closed),
        open=days(base.open, own.open),
        no_night=days(base.no_night, own.no_night),
        blackouts=base.blackouts + own.blackouts,
    )


def _known(base: Calendar, own: Calendar) -> tuple[str, str]:
    """Return the stretch of days that are known: both together where they touch, else the file's own."""
    if not own.known_from:
        return base.known_from, base.known_until
    touching = own.known_from <= _next(base.known_until) and base.known_from <= _next(own.known_until)
    if not touching:
        return own.known_from, own.known_until
    return min(base.known_from, own.known_from), max(base.known_until, own.known_until)


def _next(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
