"""A month as a page shows it: whole weeks, every mark on its day, closed time on every day that it touches."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.plan import Text
from service.console.calendar.months import Closed, Mark, beside, bounds, month_of, weeks_of
from tests.support.guarded import utc_ns

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 22)
NIGHT = Text(zh="夜盘", en="night session")
MONTHS = st.dates(date(2000, 2, 1), date(2199, 11, 30)).map(lambda day: day.replace(day=1))


def closed(start: str, end: str) -> Closed:
    return Closed(kind="trading", what=NIGHT, start_ns=utc_ns(start), end_ns=utc_ns(end))


@given(MONTHS)
def test_a_month_is_whole_weeks_from_monday_with_each_of_its_days_once(first: date) -> None:
    days = [day for week in weeks_of(first, TODAY, (), (), ZONE) for day in week]
    assert days[0].day.weekday() == 0
    assert len(days) % 7 == 0
    assert all(b.day - a.day == timedelta(days=1) for a, b in pairwise(days))
    assert next(one.day for one in days if one.is_inside) == first
    begin, end = bounds(first, ZONE)
    assert (end - begin) // (86_400 * 10**9) == len(days)


@given(MONTHS, st.integers(-30, 30))
def test_months_beside_lead_back(first: date, months: int) -> None:
    there = month_of(beside(first, months), TODAY)
    if 2000 <= there.year < 2200 and there != TODAY.replace(day=1):
        assert beside(there, -months) == f"{first:%Y-%m}"


@pytest.mark.parametrize("told", ["", "2026", "2026-13", "soon", "1999-01", "2026-11-05"])
def test_what_is_no_month_is_this_one(told: str) -> None:
    assert month_of(told, TODAY) == date(2026, 11, 1)


def test_a_night_session_lets_the_rest_of_saturday_be_clear() -> None:
    friday = closed("2026-11-20T21:00", "2026-11-21T02:30")
    weeks = weeks_of(date(2026, 11, 1), TODAY, (), [friday], ZONE)
    by_day = {one.day: one for week in weeks for one in week}
    assert by_day[date(2026, 11, 20)].clear_from == ""
    assert by_day[date(2026, 11, 20)].closed == {"trading"}
    assert by_day[date(2026, 11, 21)].clear_from == "02:30"
    assert by_day[date(2026, 11, 22)].is_clear


def test_closed_time_that_ends_at_midnight_does_not_touch_the_next_day() -> None:
    weeks = weeks_of(date(2026, 11, 1), TODAY, (), [closed("2026-11-20T09:00", "2026-11-21T00:00")], ZONE)
    assert [one.day.day for week in weeks for one in week if one.closed] == [20]


def test_marks_stand_on_their_day_in_the_order_of_their_times() -> None:
    marks = [Mark(day=TODAY, kind="drill", text=NIGHT, at=at) for at in ("17:00", "09:00")]
    (day,) = [one for week in weeks_of(date(2026, 11, 1), TODAY, marks, (), ZONE) for one in week if one.is_today]
    assert [one.at for one in day.marks] == ["09:00", "17:00"]
