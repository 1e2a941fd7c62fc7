"""Stretches of time as instants, and when a market or a firm is closed to drills.

Local times that exist twice or not at all (daylight saving) are read so that less is allowed. A day that a calendar
does not know is closed to drills from its midnight to the next, and to the end of its night session.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from scenarios.plan import SECOND, Blackout, Calendar, DaySpan, Text

_SATURDAY: Final = 5
NOTHING: Final = Text(zh="", en="")
_EVERY_DAY: Final = tuple(range(7))
_WHOLE_DAY: Final = DaySpan(weekdays=_EVERY_DAY, start_s=0, end_s=86_400)
REACH: Final = timedelta(days=2)
"""How far before and after a drill the spans are that could touch it: one begins the day before, zones add another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From `start_ns` until before `end_ns`, UTC; `what` says what goes on in it.

    `is_unknown`: nobody knows whether anything does. `is_blackout`: a firm keeps it clear, no market does.
    """

    start_ns: int
    end_ns: int
    what: Text = NOTHING
    is_unknown: bool = False
    is_blackout: bool = False


def instants(day: date, seconds: int, zone: ZoneInfo) -> tuple[int, int]:
    """Return both readings, UTC ns, of a local time that may exist twice or not at all; otherwise they are the same."""
    local = datetime.combine(day, time()) + timedelta(seconds=seconds)
    early, late = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return _utc_ns(early), _utc_ns(late)


def _utc_ns(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1) * SECOND


def local_time(utc_ns: int, zone: ZoneInfo) -> datetime:
    """Return the local time of an instant."""
    return datetime.fromtimestamp(utc_ns // SECOND, zone)


def told_time(utc_ns: int, zone: ZoneInfo) -> str:
    """Return an instant as people of the zone write it, with the zone."""
    return f"{local_time(utc_ns, zone):%Y-%m-%d %H:%M} {zone.key}"


def days_around(start_ns: int, end_ns: int, zone: ZoneInfo) -> Iterator[date]:
    """Yield every local day on which a span could begin that touches these instants."""
    day, last = local_time(start_ns, zone).date() - REACH, local_time(end_ns, zone).date() + REACH
    while day <= last:
        yield day
        day += timedelta(days=1)


def narrow(day: date, span: DaySpan, zone: ZoneInfo) -> Stretch:
    """Return a span in which something is allowed, on a day that it begins on."""
    return Stretch(start_ns=max(instants(day, span.start_s, zone)), end_ns=min(instants(day, span.end_s, zone)))


def wide(
    day: date, span: DaySpan, zone: ZoneInfo, what: Text, *, is_unknown: bool = False, is_blackout: bool = False
) -> Stretch:
    """Return a span in which something is forbidden, on a day that it begins on."""
    start_ns, end_ns = min(instants(day, span.start_s, zone)), max(instants(day, span.end_s, zone))
    return Stretch(start_ns=start_ns, end_ns=end_ns, what=what, is_unknown=is_unknown, is_blackout=is_blackout)


def blackout_of(one: Blackout, zone: ZoneInfo) -> Stretch:
    """Return a blackout as instants."""
    start, end = (datetime.fromisoformat(moment) for moment in (one.start, one.end))
    what = Text(zh=f"禁止时段（{one.reason}）", en=f"blackout ({one.reason})")
    start_ns, end_ns = min(_of_moment(start, zone)), max(_of_moment(end, zone))
    return Stretch(start_ns=start_ns, end_ns=end_ns, what=what, is_blackout=True)


def _of_moment(moment: datetime, zone: ZoneInfo) -> tuple[int, int]:
    since = moment - datetime.combine(moment.date(), time())
    return instants(moment.date(), since // timedelta(seconds=1), zone)


def closed_on(calendar: Calendar, day: date, zone: ZoneInfo) -> Iterator[Stretch]:
    """Yield the stretches of trading that begin on a day, the evening's included; all of a day that is unknown."""
    iso = day.isoformat()
    if not calendar.known_from <= iso <= calendar.known_until:
        word = Text(
            zh=f"{calendar.name} 不知道 {iso}，未知日期不得演练",
            en=f"{calendar.name} does not know {iso}: an unknown day is closed to drills",
        )
        spans = (_WHOLE_DAY, *calendar.nights)
        yield from (wide(day, span, zone, word, is_unknown=True) for span in spans)
    elif iso in calendar.open or (day.weekday() < _SATURDAY and iso not in calendar.closed):
        word = Text(zh=f"{calendar.name} 交易时段", en=f"trading hours of {calendar.name}")
        nights = () if iso in calendar.no_night else calendar.nights
        for span in (*calendar.sessions, *nights):
            if iso in calendar.open or day.weekday() in span.weekdays:
                yield wide(day, span, zone, word)
