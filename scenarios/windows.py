"""Whether a drill may start now: all of its longest duration inside an allowed span, and none of it in trading.

Local times that exist twice or not at all (daylight saving) are read so that less is allowed. A day that the calendar
does not know is a trading day with all its sessions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from scenarios.plan import SECOND, Calendar, DaySpan, Text, Window
from scenarios.registers.words import is_zone

_SATURDAY: Final = 5
_REACH: Final = timedelta(days=2)
"""How far before and after a drill the spans are that could touch it: one begins the day before, zones add another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """The drill may start; its window is open until `until_ns` (UTC), or without end."""

    until_ns: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """The drill may not start, and why."""

    reason: Text


_NOTHING: Final = Text(zh="", en="")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """From `start_ns` until before `end_ns`, UTC; `what` says what goes on in it."""

    start_ns: int
    end_ns: int
    what: Text = _NOTHING


Answer: TypeAlias = Allowed | Refused


def allowed(window: Window, start_utc_ns: int, longest_ns: int) -> Answer:
    """Return whether a drill that starts then and takes `longest_ns` at most lies in the window as a whole."""
    strange = next((zone for zone in _zones(window) if not is_zone(zone)), None)
    if strange is not None:
        return _refused(
            f"本机没有时区 {strange}，无法判断允许时段", f"this machine does not know the time zone {strange}"
        )
    drill = _Stretch(start_ns=start_utc_ns, end_ns=start_utc_ns + longest_ns)
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


def _outside(window: Window, drill: _Stretch) -> Answer:
    """Return whether the drill lies in one stretch of allowed spans; spans that touch are one stretch."""
    if not window.allowed:
        return Allowed()
    zone = ZoneInfo(window.zone)
    open_until = drill.start_ns
    for stretch in sorted(_spans(window, drill, zone), key=lambda one: one.start_ns):
        if stretch.start_ns <= open_until < stretch.end_ns:
            open_until = stretch.end_ns
    if open_until == drill.start_ns:
        now = _local(drill.start_ns, zone)
        return _refused(
            f"现在（{now}）不在允许的演练时段内", f"now ({now}) is outside the window in which the drill may run"
        )
    if open_until < drill.end_ns:
        closes, ends = _local(open_until, zone), _local(drill.end_ns, zone)
        return _refused(
            f"允许时段在 {closes} 结束，而演练最长可能到 {ends}",
            f"the window closes at {closes}, and the drill may take until {ends}",
        )
    return Allowed(until_ns=open_until)


def _spans(window: Window, drill: _Stretch, zone: ZoneInfo) -> Iterator[_Stretch]:
    for day in _days(drill, zone):
        for span in window.allowed:
            if day.weekday() in span.weekdays:
                yield _Stretch(
                    start_ns=max(_instants(day, span.start_s, zone)), end_ns=min(_instants(day, span.end_s, zone))
                )


def _days(drill: _Stretch, zone: ZoneInfo) -> Iterator[date]:
    """Yield every local day on which a span could begin that touches the drill."""
    day, last = (
        _datetime(ns, zone).date() + reach for ns, reach in ((drill.start_ns, -_REACH), (drill.end_ns, _REACH))
    )
    while day <= last:
        yield day
        day += timedelta(days=1)


def _instants(day: date, seconds: int, zone: ZoneInfo) -> tuple[int, int]:
    """Return both readings, UTC ns, of a local time that may exist twice or not at all; otherwise they are the same."""
    local = datetime.combine(day, time()) + timedelta(seconds=seconds)
    early, late = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return _utc_ns(early), _utc_ns(late)


def _utc_ns(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(seconds=1) * SECOND


def _datetime(utc_ns: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(utc_ns // SECOND, zone)


def _local(utc_ns: int, zone: ZoneInfo) -> str:
    return f"{_datetime(utc_ns, zone):%Y-%m-%d %H:%M} {zone.key}"


def _in_trading(calendar: Calendar | None, drill: _Stretch) -> Refused | None:
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
    begins, ends, last = (_local(ns, zone) for ns in (first.start_ns, first.end_ns, drill.end_ns))
    return _refused(
        f"{first.what.zh}：{begins} 至 {ends}，演练可能持续到 {last}",
        f"{first.what.en}: {begins} to {ends}, and the drill may take until {last}",
    )


def _closed(calendar: Calendar, drill: _Stretch, zone: ZoneInfo) -> Iterator[_Stretch]:
    for day in _days(drill, zone):
        for span, what in _trading(calendar, day):
            yield _Stretch(
                start_ns=min(_instants(day, span.start_s, zone)),
                end_ns=max(_instants(day, span.end_s, zone)),
                what=what,
            )
    for one in calendar.blackouts:
        start, end = (datetime.fromisoformat(moment) for moment in (one.start, one.end))
        what = Text(zh=f"禁止时段（{one.reason}）", en=f"blackout ({one.reason})")
        yield _Stretch(start_ns=min(_of_moment(start, zone)), end_ns=max(_of_moment(end, zone)), what=what)


def _of_moment(moment: datetime, zone: ZoneInfo) -> tuple[int, int]:
    since = moment - datetime.combine(moment.date(), time())
    return _instants(moment.date(), since // timedelta(seconds=1), zone)


def _trading(calendar: Calendar, day: date) -> Iterator[tuple[DaySpan, Text]]:
    """Yield the sessions that belong to a day, the evening's included."""
    iso = day.isoformat()
    known = calendar.known_from <= iso <= calendar.known_until
    if known and (iso in calendar.closed or (day.weekday() >= _SATURDAY and iso not in calendar.open)):
        return
    regular = known and iso not in calendar.open
    word = (
        Text(zh=f"{calendar.name} 交易时段", en=f"trading hours of {calendar.name}")
        if known
        else Text(
            zh=f"{calendar.name} 不知道 {iso}，按交易日处理", en=f"{calendar.name} does not know {iso}: a trading day"
        )
    )
    nights = () if known and iso in calendar.no_night else calendar.nights
    for span in (*calendar.sessions, *nights):
        if not regular or day.weekday() in span.weekdays:
            yield span, word
