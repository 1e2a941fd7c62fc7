"""When nine exchanges trade in 2026, written down by hand from what is published; shares nothing with the product.

A minute is closed to drills where anything is traded or auctioned in it, and where two stretches leave only a break
of at most a quarter of an hour between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

HOLIDAYS: Final = {
    "new year": ("2026-01-01", "2026-01-03"),
    "spring festival": ("2026-02-15", "2026-02-23"),
    "qingming": ("2026-04-04", "2026-04-06"),
    "labour day": ("2026-05-01", "2026-05-05"),
    "dragon boat": ("2026-06-19", "2026-06-21"),
    "mid-autumn": ("2026-09-25", "2026-09-27"),
    "national day": ("2026-10-01", "2026-10-07"),
}
MAKE_UP: Final = ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")
"""Weekend days on which people work and no exchange trades."""
QUIET_EVENINGS: Final = ("2026-02-13", "2026-04-03", "2026-04-30", "2026-06-18", "2026-09-24", "2026-09-30")
DAY: Final = {
    "sse": ("09:15-11:30", "13:00-15:30"),
    "szse": ("09:15-11:30", "13:00-15:30"),
    "bse": ("09:15-11:30", "13:00-15:30"),
    "shfe": ("08:55-11:30", "13:30-15:00"),
    "ine": ("08:55-11:30", "13:30-15:00"),
    "dce": ("08:55-11:30", "13:30-15:00"),
    "czce": ("08:55-11:30", "13:30-15:00"),
    "gfex": ("08:55-11:30", "13:30-15:00"),
    "cffex": ("09:10-11:30", "13:00-15:15"),
}
NIGHT: Final = {"shfe": "20:55-26:30", "ine": "20:55-26:30", "dce": "20:55-23:00", "czce": "20:55-23:00"}
"""26:30 is half past two of the next calendar day."""
FIRST: Final = date(2026, 1, 1)
MINUTES: Final = 365 * 1440


def trades(day: date) -> bool:
    """Tell whether the exchanges trade on a day of 2026."""
    if day.weekday() >= 5:
        return False
    return not any(first <= day.isoformat() <= last for first, last in HOLIDAYS.values())


def forbidden(exchange: str) -> bytearray:
    """Return a 1 for every minute of 2026 (Shanghai time) in which a drill must not run, a 0 for every other."""
    table = bytearray(MINUTES)
    for start, end in _stretches(exchange):
        for minute in range(max(start, 0), min(end, MINUTES)):
            table[minute] = 1
    return table


def _stretches(exchange: str) -> Iterator[tuple[int, int]]:
    if exchange in NIGHT:  # the evening before the year is not known to be quiet
        yield tuple(at - 1440 for at in _minutes(NIGHT[exchange]))  # pyright: ignore[reportReturnType]
    for number in range(365):
        day = FIRST + timedelta(days=number)
        if not trades(day):
            continue
        spans = list(DAY[exchange])
        if exchange in NIGHT and day.isoformat() not in QUIET_EVENINGS:
            spans.append(NIGHT[exchange])
        for span in spans:
            start, end = _minutes(span)
            yield number * 1440 + start, number * 1440 + end


def _minutes(span: str) -> tuple[int, int]:
    start, end = ((int(at[:2]) * 60 + int(at[3:])) for at in span.split("-"))
    return start, end


def minute_of(moment: str) -> int:
    """Return the number of the minute of 2026 that a local time names."""
    return int((datetime.fromisoformat(moment) - datetime(2026, 1, 1)).total_seconds()) // 60  # noqa: DTZ001
