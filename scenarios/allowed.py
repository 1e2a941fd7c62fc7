"""When a drill may run: windows as they are written, and as the plan has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import Discriminator, Field, Tag

from scenarios.fields import Input
from scenarios.plan import Calendar, DaySpan, Window
from scenarios.registers.words import TimeOfDay, Weekday, Zone, day_span

_DAY: Final = 86_400
_WEEK: Final = 7 * _DAY
Outside = Literal["outside_trading"]


class WindowInput(Input):
    """A span on some days of the week, in the local time of `zone`."""

    zone: Zone
    days: Annotated[list[Weekday], Field(min_length=1, max_length=7)] | None = Field(
        None, description="Left out: every day."
    )
    from_: TimeOfDay = Field(0, alias="from", description="Local time, 20:00; left out: 00:00.")
    to: TimeOfDay = Field(_DAY, description="Not later than `from`: on the next day. Left out: 24:00.")
    outside_trading: bool = Field(default=False, description="And never during the trading of the calendar register.")


def _tag(value: Any) -> str:
    if isinstance(value, list):
        return "<list>"
    return "<one>" if isinstance(value, dict) else "<text>"


Windows = Annotated[
    Annotated[Outside, Tag("<text>")]
    | Annotated[WindowInput, Tag("<one>")]
    | Annotated[Annotated[list[WindowInput], Field(min_length=1, max_length=50)], Tag("<list>")],
    Discriminator(_tag),
]


def parts_of(windows: str | WindowInput | Sequence[WindowInput] | None) -> tuple[WindowInput, ...]:
    """Return the spans that are written; none for `outside_trading` alone."""
    if windows is None or isinstance(windows, str):
        return ()
    return (windows,) if isinstance(windows, WindowInput) else tuple(windows)


def asks_for_calendar(windows: str | WindowInput | Sequence[WindowInput] | None) -> bool:
    """Whether it depends on the trading calendar."""
    return isinstance(windows, str) or any(part.outside_trading for part in parts_of(windows))


def window_of(windows: str | WindowInput | Sequence[WindowInput] | None, calendar: Calendar | None) -> Window | None:
    """Return the window of the plan; the parts of a list agree on zone and calendar, which was checked before."""
    if windows is None:
        return None
    outside = asks_for_calendar(windows)
    parts = parts_of(windows)
    zone = parts[0].zone if parts else (calendar.zone if calendar is not None else "UTC")
    spans = tuple(day_span(part.days or (), part.from_, part.to) for part in parts)
    return Window(zone=zone, allowed=spans, outside_trading=outside, calendar=calendar if outside else None)


def meet(one: Window, other: Window) -> Window | None:
    """Return when both windows are open, or None if they never are. Both have the same zone."""
    calendar = one.calendar or other.calendar
    outside = one.outside_trading or other.outside_trading
    if not one.allowed or not other.allowed:
        allowed = one.allowed or other.allowed
    else:
        allowed = tuple(_overlaps(one.allowed, other.allowed))
        if not allowed:
            return None
    return Window(zone=one.zone, allowed=allowed, outside_trading=outside, calendar=calendar)


def _overlaps(some: Sequence[DaySpan], others: Sequence[DaySpan]) -> Iterator[DaySpan]:
    """Yield the parts of the week that lie in a span of both, each by the day on which it begins."""
    found: dict[tuple[int, int], list[int]] = {}
    for start, end in _stretches(some):
        for other_start, other_end in _stretches(others):
            for shift in (-_WEEK, 0, _WEEK):
                low, high = max(start, other_start + shift), min(end, other_end + shift)
                if low < high:
                    day, seconds = divmod(low % _WEEK, _DAY)
                    found.setdefault((seconds, seconds + high - low), []).append(day)
    for (low, high), days in sorted(found.items()):
        yield DaySpan(weekdays=tuple(sorted(set(days))), start_s=low, end_s=high)


def _stretches(spans: Sequence[DaySpan]) -> Iterator[tuple[int, int]]:
    for span in spans:
        for day in span.weekdays:
            yield day * _DAY + span.start_s, day * _DAY + span.end_s
