"""Whether a drill may start now: all of its longest duration inside an allowed span, and none of it in trading.

Times that are doubtful (daylight saving) are read so that less is allowed; see `stretches`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias
from zoneinfo import ZoneInfo

from scenarios.plan import Calendar, Text, Window
from scenarios.registers.words import is_zone
from scenarios.stretches import Stretch, blackout_of, closed_on, days_around, narrow, told_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """The drill may start; its window is open until `until_ns` (UTC), or without end."""

    until_ns: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The drill may not start, and why."""

    reason: Text


Answer: TypeAlias = Allowed | Refused


def allowed(window: Window, start_utc_ns: int, longest_ns: int) -> Answer:
    """Return whether a drill that starts then and takes `longest_ns` at most lies in the window as a whole."""
    strange = next((zone for zone in _zones(window) if not is_zone(zone)), None)
    if strange is not None:
        return _refused(
            f"本机没有时区 {strange}，无法判断允许时段", f"this machine does not know the time zone {strange}"
        )
    drill = Stretch(start_ns=start_utc_ns, end_ns=start_utc_ns + longest_ns)
    outside = _outside(window, drill)
    if isinstance(outside, Refused) or not window.outside_trading:
        return outside
    return _in_trading(window.calendar, drill) or outside


def _zones(window: Window) -> Iterator[str]:
    yield window.zone
    if window.outside_trading and window.calendar is not None:
        yield window.calendar.zone


def _refused(zh: str, en: str) -> Refused:
    return Refused(reason=Text(zh=zh, en=en))


def _outside(window: Window, drill: Stretch) -> Answer:
    """Return whether the drill lies in one stretch of allowed spans; spans that touch are one stretch."""
    if not window.allowed:
        return Allowed()
    zone = ZoneInfo(window.zone)
    open_until = drill.start_ns
    for stretch in sorted(_spans(window, drill, zone), key=lambda one: one.start_ns):
        if stretch.start_ns <= open_until < stretch.end_ns:
            open_until = stretch.end_ns
    if open_until == drill.start_ns:
        now = told_time(drill.start_ns, zone)
        return _refused(
            f"现在（{now}）不在允许的演练时段内", f"now ({now}) is outside the window in which the drill may run"
        )
    if open_until < drill.end_ns:
        closes, ends = told_time(open_until, zone), told_time(drill.end_ns, zone)
        return _refused(
            f"允许时段在 {closes} 结束，而演练最长可能到 {ends}",
            f"the window closes at {closes}, and the drill may take until {ends}",
        )
    return Allowed(until_ns=open_until)


def _spans(window: Window, drill: Stretch, zone: ZoneInfo) -> Iterator[Stretch]:
    for day in days_around(drill.start_ns, drill.end_ns, zone):
        for span in window.allowed:
            if day.weekday() in span.weekdays:
                yield narrow(day, span, zone)


def _in_trading(calendar: Calendar | None, drill: Stretch) -> Refused | None:
    """Return why the drill would run into trading or a blackout, or None where it does not."""
    if calendar is None:
        return _refused("没有交易日历，无法确认避开交易时段", "no trading calendar was given to keep clear of")
    zone = ZoneInfo(calendar.zone)
    touched = (
        one for one in _closed(calendar, drill, zone) if one.start_ns < drill.end_ns and drill.start_ns < one.end_ns
    )
    first = min(touched, key=lambda one: one.start_ns, default=None)
    if first is None:
        return None
    begins, ends, last = (told_time(ns, zone) for ns in (first.start_ns, first.end_ns, drill.end_ns))
    return _refused(
        f"{first.what.zh}：{begins} 至 {ends}，演练可能持续到 {last}",
        f"{first.what.en}: {begins} to {ends}, and the drill may take until {last}",
    )


def _closed(calendar: Calendar, drill: Stretch, zone: ZoneInfo) -> Iterator[Stretch]:
    for day in days_around(drill.start_ns, drill.end_ns, zone):
        yield from closed_on(calendar, day, zone)
    yield from (blackout_of(one, zone) for one in calendar.blackouts)
