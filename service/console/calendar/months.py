"""A month as a page shows it: its weeks, what falls on each day, when the day is closed to drills. Pure."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from scenarios.plan import SECOND, Text
from scenarios.stretches import Stretch, instants

Kind: TypeAlias = Literal["coming", "run", "window", "drill", "due", "duty"]
YEARS: Final = range(2000, 2200)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Something on a day: its kind, what it is, where more is told, and the sign of its state."""

    day: date
    kind: Kind
    text: Text
    address: str = ""
    state: str = ""
    at: str = ""
    """The local time of the day, empty for the whole day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A stretch of closed time on the days that it touches: trading, a black-out, or nobody knows."""

    kind: Literal["trading", "blackout", "unknown"]
    what: Text
    start_ns: int
    end_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of the month's weeks."""

    day: date
    is_inside: bool
    is_today: bool
    marks: tuple[Mark, ...]
    closed: frozenset[str]
    """Kinds of closed time on it."""
    blackouts: tuple[Text, ...]
    clear_from: str = ""
    """The local time from which nothing keeps a drill from the rest of the day, empty where that is not so."""

    @property
    def is_clear(self) -> bool:
        """Tell whether nothing at all keeps a drill from this day."""
        return not self.closed


def month_of(told: str, today: date) -> date:
    """Return the first day of the month that is asked for (2026-11), of this month where that is none."""
    try:
        first = date.fromisoformat(f"{told}-01")
    except ValueError:
        return today.replace(day=1)
    return first if first.year in YEARS else today.replace(day=1)


def beside(first: date, months: int) -> str:
    """Return the month so many months later."""
    count = first.year * 12 + first.month - 1 + months
    return f"{count // 12:04}-{count % 12 + 1:02}"


def bounds(first: date, zone: ZoneInfo) -> tuple[int, int]:
    """Return when the weeks of a month begin and end, UTC ns."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    end = weeks[-1][-1] + timedelta(days=1)
    return instants(weeks[0][0], 0, zone)[0], instants(end, 0, zone)[0]


def weeks_of(
    first: date, today: date, marks: Iterable[Mark], closed: Sequence[Closed], zone: ZoneInfo
) -> list[list[Day]]:
    """Return the weeks of a month, each from Monday, with the days of other months at its ends."""
    by_day: dict[date, list[Mark]] = defaultdict(list)
    for mark in marks:
        by_day[mark.day].append(mark)
    shut = _shut(closed, zone)
    return [
        [
            Day(
                day=day,
                is_inside=day.month == first.month,
                is_today=day == today,
                marks=tuple(sorted(by_day[day], key=lambda one: (one.at, one.kind, one.text.en))),
                closed=frozenset(one.kind for one in shut[day]),
                blackouts=tuple(dict.fromkeys(one.what for one in shut[day] if one.kind == "blackout")),
                clear_from=_clear_from(shut[day], day, zone),
            )
            for day in week
        ]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]


def closed_of(stretches: Iterable[Stretch]) -> list[Closed]:
    """Return stretches as a calendar tells them."""
    return [
        Closed(
            kind="unknown" if one.is_unknown else "blackout" if one.is_blackout else "trading",
            what=one.what,
            start_ns=one.start_ns,
            end_ns=one.end_ns,
        )
        for one in stretches
    ]


def day_of(utc_ns: int, zone: ZoneInfo) -> date:
    """Return the local day of an instant."""
    return datetime.fromtimestamp(utc_ns // SECOND, UTC).astimezone(zone).date()


def clock_of(utc_ns: int, zone: ZoneInfo) -> str:
    """Return the local time of an instant."""
    return f"{datetime.fromtimestamp(utc_ns // SECOND, UTC).astimezone(zone):%H:%M}"


def _clear_from(shut: Sequence[Closed], day: date, zone: ZoneInfo) -> str:
    """Return when closed time that began before a day is over, where none begins on the day."""
    begin, end = instants(day, 0, zone)[0], instants(day + timedelta(days=1), 0, zone)[0]
    last = max((one.end_ns for one in shut), default=begin)
    is_night = bool(shut) and all(one.start_ns < begin for one in shut) and last < end
    return clock_of(last, zone) if is_night else ""


def _shut(closed: Sequence[Closed], zone: ZoneInfo) -> dict[date, list[Closed]]:
    found: dict[date, list[Closed]] = defaultdict(list)
    for one in closed:
        day, last = day_of(one.start_ns, zone), day_of(max(one.end_ns - 1, one.start_ns), zone)
        while day <= last:
            found[day].append(one)
            day += timedelta(days=1)
    return found
