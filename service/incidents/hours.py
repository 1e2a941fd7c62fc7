"""Time that counts: business hours as stretches of instants, and when so much of it has passed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from scenarios.plan import DaySpan
from scenarios.stretches import instants, local_time

Stretch: TypeAlias = tuple[int, int]
"""From an instant until before another, ns."""
_REACH = timedelta(days=2)


def counted(hours: Sequence[DaySpan], zone: str, start_ns: int, end_ns: int) -> list[Stretch]:
    """Return the stretches of business hours in [start, end), in order and apart; without hours it is all of it.

    A local time that exists twice begins with its first and ends with its last, so that more counts.
    """
    if not hours:
        return [(start_ns, end_ns)] if start_ns < end_ns else []
    spans = (
        (max(begin, start_ns), min(end, end_ns))
        for begin, end in sorted(_spans(hours, ZoneInfo(zone), start_ns, end_ns))
    )
    return merged(span for span in spans if span[0] < span[1])


def _spans(hours: Sequence[DaySpan], zone: ZoneInfo, start_ns: int, end_ns: int) -> Iterator[Stretch]:
    for day in _days(local_time(start_ns, zone).date(), local_time(end_ns, zone).date()):
        for span in hours:
            if day.weekday() in span.weekdays:
                yield min(instants(day, span.start_s, zone)), max(instants(day, span.end_s, zone))


def _days(first: date, last: date) -> Iterator[date]:
    day = first - _REACH
    while day <= last + timedelta(days=1):
        yield day
        day += timedelta(days=1)


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return the same time with stretches that touch or overlap as one."""
    found: list[Stretch] = []
    for begin, end in sorted(stretches):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def instant_after(stretches: Sequence[Stretch], needed_ns: int) -> int | None:
    """Return the instant at which so much of these stretches (in order, apart) has passed; None: never."""
    left = needed_ns
    for begin, end in stretches:
        if end - begin >= left:
            return begin + left
        left -= end - begin
    return None
