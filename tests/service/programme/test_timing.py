"""When schedules run: typed forms, zones in which hours vanish or come twice, calendars that know or do not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from scenarios.plan import Calendar
from service.denial import UnfitError
from service.programme.periods import is_trading, months_after, periods_from
from service.programme.saying import read_saying
from service.programme.timing import ByRule, OnDates, OnNonTradingDay, Timing, instant, occurrences
from tests.support.programmes import markets

TIMINGS: TypeAdapter[Any] = TypeAdapter(Timing)


def ns(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp()) * 10**9


def dues(timing: Any, first: str, last: str, calendars: tuple[Calendar, ...] | None = None) -> list[str]:
    found = occurrences(timing, ns(first), ns(last), markets() if calendars is None else calendars)
    return [one.due.partition(" ")[0] for one in found]


def test_the_first_non_trading_saturday_of_each_quarter() -> None:
    timing = read_saying("first non-trading Saturday of the quarter, 09:00 Asia/Shanghai")
    found = dues(timing, "2026-01-01T00:00+08:00", "2026-12-31T23:59+08:00")
    assert found == ["2026-01-03T09:00", "2026-04-04T09:00", "2026-07-04T09:00", "2026-10-03T09:00"]


def test_weekdays_are_free_only_on_holidays() -> None:
    timing = OnNonTradingDay(kind="non_trading_day", weekday="fri", of="year", which="second")
    assert dues(timing, "2026-01-01T00:00+08:00", "2026-12-31T23:59+08:00") == ["2026-02-20T09:00"]


def test_a_make_up_saturday_is_worked_and_still_free_of_trading() -> None:
    timing = OnNonTradingDay(kind="non_trading_day", which="second", of="month")
    assert dues(timing, "2026-02-01T00:00+08:00", "2026-02-28T23:59+08:00") == ["2026-02-14T09:00"]


@pytest.mark.parametrize("calendars", [(), None])
def test_a_day_that_nobody_knows_is_never_chosen(calendars: tuple[Calendar, ...] | None) -> None:
    timing = OnNonTradingDay(kind="non_trading_day")
    assert dues(timing, "2027-01-01T00:00+08:00", "2027-12-31T23:59+08:00", calendars) == []
    assert is_trading(date(2027, 1, 2), markets()) is None


def test_nothing_is_chosen_past_a_day_that_is_not_known() -> None:
    known = Calendar(name="x", zone="UTC", known_from="2026-10-04", known_until="2026-12-31", sessions=())
    timing = OnNonTradingDay(kind="non_trading_day")
    assert dues(timing, "2026-10-01T00:00+08:00", "2026-12-31T00:00+08:00", (known,)) == []


@pytest.mark.parametrize(
    "said",
    [
        "first non-trading Saturday of the quarter, 09:00 Asia/Shanghai",
        "The first non-trading saturday of each quarter 09:00 Asia/Shanghai",
        "每季度首个非交易周六 09:00 Asia/Shanghai",
        "每季度第一个非交易周六，09:00",
    ],
)
def test_sentences_are_read_in_both_languages(said: str) -> None:
    assert read_saying(said) == OnNonTradingDay(kind="non_trading_day")


@pytest.mark.parametrize(
    "said",
    ["", "quarterly", "first non-trading Saturday of the quarter, 25:00 Asia/Shanghai", "每季度 09:00", "x" * 999],
)
def test_another_sentence_is_refused_with_an_example(said: str) -> None:
    with pytest.raises(UnfitError, match="first non-trading Saturday"):
        read_saying(said)


def test_an_hour_that_clocks_skip_is_the_instant_at_which_they_go_on() -> None:
    timing = OnDates(kind="dates", at=("2026-03-29T02:30",), zone="Europe/Berlin")
    found = occurrences(timing, 0, ns("2027-01-01T00:00+00:00"), ())
    assert [one.utc_ns for one in found] == [ns("2026-03-29T01:00+00:00")]


def test_an_hour_that_comes_twice_is_one_run_at_its_first() -> None:
    timing = OnDates(kind="dates", at=("2026-10-25T02:30",), zone="Europe/Berlin")
    found = occurrences(timing, 0, ns("2027-01-01T00:00+00:00"), ())
    assert [(one.due, one.utc_ns) for one in found] == [
        ("2026-10-25T02:30 Europe/Berlin", ns("2026-10-25T00:30+00:00"))
    ]


@given(st.integers(0, 366 * 24 * 60), st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]))
def test_every_local_time_is_one_instant_that_clocks_show_or_skip(minute: int, name: str) -> None:
    local, zone = datetime(2026, 1, 1) + timedelta(minutes=minute), ZoneInfo(name)  # noqa: DTZ001  a local time
    found = datetime.fromtimestamp(instant(local, zone) // 10**9, UTC).astimezone(zone).replace(tzinfo=None)
    gap = found - local
    assert timedelta() <= gap <= timedelta(hours=1)
    if gap:  # it was skipped: clocks jump over it to exactly this instant
        before = (found.replace(tzinfo=zone).astimezone(UTC) - timedelta(seconds=1)).astimezone(zone)
        assert before.replace(tzinfo=None) < local


def test_a_rule_runs_as_dateutil_has_it() -> None:
    timing = ByRule(kind="rrule", rrule="FREQ=MONTHLY;INTERVAL=3;BYDAY=2SA", start="2026-01-01T09:00")
    start = datetime(2026, 1, 1, 9)  # noqa: DTZ001
    wanted: Any = rrulestr(timing.rrule, dtstart=start)
    expected = [f"{one:%Y-%m-%dT%H:%M}" for one in wanted.between(start, datetime(2028, 1, 1))]  # noqa: DTZ001
    assert dues(timing, "2025-12-31T00:00+08:00", "2027-12-31T23:00+08:00") == expected


@pytest.mark.parametrize(
    "rule",
    [
        *("", "FREQ=SECONDLY", "FREQ=HOURLY", "FREQ=DAILY;BYEASTER=1", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=-1"),
        *("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;INTERVAL=7;BYDAY=TU", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=20"),
        *("FREQ=YEARLY;BYDAY=99MO", "FREQ=DAILY;UNTIL=20250101", "FREQ=WEEKLY;BYDAY=XX", "RRULE:FREQ=DAILY", "\n"),
        *("FREQ=DAILY;UNTIL=2026", "FREQ=DAILY;FREQ=SECONDLY", "FREQ=DAILY\nEXDATE:20260101T000000", "freq=weekly;x=y"),
    ],
)
def test_a_rule_that_says_nothing_or_never_runs_is_refused(rule: str) -> None:
    with pytest.raises(ValidationError):
        ByRule(kind="rrule", rrule=rule, start="2026-01-05T09:00")


@given(st.text(alphabet="FREQ=;DAILYWKMONTHBSP0123456789,-+UC", max_size=40))
def test_nonsense_rules_are_refused_or_read_and_nothing_else_happens(rule: str) -> None:
    try:
        ByRule(kind="rrule", rrule=f"FREQ=MONTHLY;{rule}", start="2026-01-05T09:00")
    except ValidationError:
        return


@given(st.dates(date(2000, 1, 1), date(2150, 1, 1)), st.integers(0, 240))
def test_months_after_stays_in_the_month(day: date, months: int) -> None:
    after = months_after(day, months)
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day == day.day or (after + timedelta(days=1)).month != after.month


def test_periods_cover_a_year_without_holes() -> None:
    for length in ("month", "quarter", "half_year", "year"):
        days = [day for period in periods_from(length, date(2026, 1, 1), date(2026, 12, 31)) for day in period.days()]
        assert days == [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]


def test_the_forms_are_closed() -> None:
    for wrong in ({}, {"kind": "dates"}, {"kind": "cron", "at": "* * * * *"}, {"kind": "dates", "at": ["x"]}):
        with pytest.raises(ValidationError):
            TIMINGS.validate_python(wrong)
