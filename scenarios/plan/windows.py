"""When a drill may run: spans of the week, and the trading calendar that it keeps clear of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySpan:
    """A span on each of `weekdays` (0 is Monday), in seconds since local midnight; past 86400 it is the next day's."""

    weekdays: tuple[int, ...]
    start_s: int
    end_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Blackout:
    """A stretch of local time, ISO 8601 without zone, in which nothing may run, and why."""

    start: str
    end: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Trading days and hours of a market. A day outside [known_from, known_until] is unknown, which means: trading.

    `sessions` are those of a trading day; a night session belongs to the calendar day on which it begins.
    `closed` are weekdays without trading, `open` weekend days with it, `no_night` days whose evening has none (ISO).
    """

    name: str
    zone: str
    known_from: str
    known_until: str
    sessions: tuple[DaySpan, ...]
    nights: tuple[DaySpan, ...] = ()
    closed: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    no_night: tuple[str, ...] = ()
    blackouts: tuple[Blackout, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a drill may run: inside one of `allowed` (none: always) and, where asked, outside `calendar`'s trading."""

    zone: str
    allowed: tuple[DaySpan, ...] = ()
    outside_trading: bool = False
    calendar: Calendar | None = None
