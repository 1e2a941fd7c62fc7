"""Every minute of 2026 on every exchange: the shipped calendars against a table that was written by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.closed import ClosedTimes, calendar_times, first_clear
from scenarios.plan import SECOND, Text
from scenarios.registers.calendars import shipped
from tests.support.exchange_hours import (
    DAY,
    FIRST,
    MAKE_UP,
    MINUTES,
    NIGHT,
    QUIET_EVENINGS,
    forbidden,
    minute_of,
    trades,
)

EXCHANGES: Final = tuple(DAY)
MINUTE: Final = 60 * SECOND
YEAR_NS: Final = int(datetime(2026, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()) * SECOND


@cache
def times(exchange: str) -> ClosedTimes:
    calendar = shipped(exchange)
    assert calendar is not None
    return calendar_times(calendar, Text(zh=exchange, en=exchange))


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_every_minute_of_the_year_agrees_with_the_table(exchange: str) -> None:
    market, table = times(exchange), forbidden(exchange)
    wrong = [
        minute
        for minute in range(MINUTES)
        if market.is_closed(start := YEAR_NS + minute * MINUTE, start + MINUTE) != bool(table[minute])
    ]
    assert [str(datetime(2026, 1, 1) + timedelta(minutes=minute)) for minute in wrong[:5]] == []  # noqa: DTZ001


def test_the_table_itself_says_what_is_published() -> None:
    assert sum(trades(FIRST + timedelta(days=number)) for number in range(365)) == 242
    for day in MAKE_UP:
        assert not trades(date.fromisoformat(day))
        assert not any(forbidden("shfe")[minute_of(f"{day} 03:00") : minute_of(f"{day} 23:59")])
    for exchange in NIGHT:
        table = forbidden(exchange)
        for evening in QUIET_EVENINGS:
            assert not any(table[minute_of(f"{evening} 20:00") : minute_of(f"{evening} 23:59")])
    friday = forbidden("shfe")
    assert friday[minute_of("2026-11-21 02:29")] == 1
    assert friday[minute_of("2026-11-21 02:30")] == 0
    assert friday[minute_of("2026-11-20 20:55")] == 1


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_a_day_beyond_the_calendar_is_closed_from_midnight_to_midnight(exchange: str) -> None:
    market = times(exchange)
    for moment in ("2025-12-31 16:00", "2027-01-01 03:00", "2027-01-02 12:00", "2031-05-05 23:59"):
        start = int(datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()) * SECOND
        assert market.is_closed(start, start + MINUTE), moment
        assert any(one.is_unknown for one in market.touched(start, start + MINUTE))


@given(start=st.integers(0, MINUTES - 3000), minutes=st.integers(1, 2880), exchange=st.sampled_from(EXCHANGES))
def test_a_long_drill_is_closed_exactly_where_one_of_its_minutes_is(start: int, minutes: int, exchange: str) -> None:
    market, at = times(exchange), YEAR_NS + start * MINUTE
    table = forbidden(exchange)[start : start + minutes]
    assert market.is_closed(at, at + minutes * MINUTE) == any(table)
    assert bool(market.touched(at, at + minutes * MINUTE)) == any(table)
    first = table.index(1) if any(table) else minutes
    assert max(at, market.closes_at(at, at + minutes * MINUTE)) == at + first * MINUTE


@given(start=st.integers(0, MINUTES - 30_000), minutes=st.integers(1, 600))
def test_the_first_clear_moment_is_clear_and_none_before_it_is(start: int, minutes: int) -> None:
    markets, at = [times(name) for name in ("sse", "shfe")], YEAR_NS + start * MINUTE
    found = first_clear(markets, at, minutes * MINUTE, at + 30 * 1440 * MINUTE)
    assert found is not None
    assert not any(market.is_closed(found, found + minutes * MINUTE) for market in markets)
    if found > at:
        early = found - MINUTE
        assert any(market.is_closed(early, early + minutes * MINUTE) for market in markets)
