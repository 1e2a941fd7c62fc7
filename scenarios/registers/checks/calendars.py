"""A calendar held against itself and the shipped ones that it stands on."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.draft import Draft
from scenarios.problems import Problem
from scenarios.registers.calendar import CalendarInput
from scenarios.registers.calendars import shipped, shipped_calendars
from scenarios.suggest import nearest


def check_calendar(draft: Draft[CalendarInput]) -> Iterator[Problem]:
    """Yield bases that do not ship or keep another time, and days outside what the calendar knows."""
    calendar = draft.model
    if calendar is None:
        return
    yield from _bases(draft, calendar)
    first, last = calendar.known_from, calendar.known_until
    if first is None or last is None:
        return
    for section, days in (("closed", calendar.closed), ("open", calendar.open), ("no_night", calendar.no_night)):
        for place, day in enumerate(days):
            if not first <= day <= last:
                yield draft.problem((section, place), "day_not_known", day=day, first=first, last=last)


def _bases(draft: Draft[CalendarInput], calendar: CalendarInput) -> Iterator[Problem]:
    known = tuple(shipped_calendars())
    zone = calendar.zone
    for place, name in enumerate(calendar.base):
        base = shipped(name)
        if base is None:
            facts = {"name": name, "known": ", ".join(known), "hint": nearest(name, known)}
            yield draft.problem(("base", place), "calendar_unknown", **facts)
        elif zone is not None and zone != base.zone:
            yield draft.problem(("base", place), "calendar_zone_differs", name=name, own=zone, theirs=base.zone)
        zone = zone or (None if base is None else base.zone)
