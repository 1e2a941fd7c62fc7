"""When two windows are both open, for every pair of windows that can be drawn."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.allowed import meet
from scenarios.plan import DaySpan, Window

DAY, WEEK = 86_400, 7 * 86_400


@st.composite
def windows(draw: st.DrawFn) -> Window:
    return Window(
        zone="Asia/Shanghai", allowed=tuple(draw(st.lists(spans(), max_size=4))), outside_trading=draw(st.booleans())
    )


@st.composite
def spans(draw: st.DrawFn) -> DaySpan:
    days, start = draw(st.sets(st.integers(0, 6), min_size=1)), draw(st.integers(0, 23))
    return DaySpan(weekdays=tuple(sorted(days)), start_s=start * 3600, end_s=(start + draw(st.integers(1, 24))) * 3600)


def is_open(window: Window, at: int) -> bool:
    """Whether a moment of the week lies in one of the spans."""
    return not window.allowed or any(
        span.start_s <= (at - day * DAY) % WEEK < span.end_s
        or span.start_s <= (at - day * DAY) % WEEK + WEEK < span.end_s
        for span in window.allowed
        for day in span.weekdays
    )


@settings(deadline=None)
@given(windows(), windows())
def test_both_are_open_exactly_when_each_is(one: Window, other: Window) -> None:
    both = meet(one, other)
    for hour in range(7 * 24):
        at = hour * 3600 + 1800
        assert (both is not None and is_open(both, at)) == (is_open(one, at) and is_open(other, at))
    if both is not None:
        assert both.outside_trading == (one.outside_trading or other.outside_trading)
        assert all(0 <= span.start_s < DAY and span.start_s < span.end_s for span in both.allowed)
