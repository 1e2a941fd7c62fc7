"""Working days: the holidays of 2026, the weekends worked in their place, and days that nobody knows yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.problems import Problems
from scenarios.registers.calendars import shipped
from scenarios.workdays import Workdays, read_workdays, shipped_workdays, within

CHINA = shipped_workdays()
MADE_UP = ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10")


@pytest.mark.parametrize("day", MADE_UP)
def test_a_make_up_weekend_is_worked_and_the_exchanges_are_closed(day: str) -> None:
    stocks = shipped("shanghai-stocks")
    assert stocks is not None
    assert CHINA.is_worked(date.fromisoformat(day))
    assert day not in stocks.open


def test_weekdays_of_2026_are_worked_where_the_exchange_is_open() -> None:
    stocks = shipped("shanghai-stocks")
    assert stocks is not None
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    weekdays = [day for day in days if day.weekday() < 5]
    assert [day for day in weekdays if not CHINA.is_worked(day)] == [
        day for day in weekdays if day.isoformat() in stocks.closed
    ]
    assert sum(bool(CHINA.is_worked(day)) for day in days) == 242 + len(MADE_UP)


@pytest.mark.parametrize(
    ("since", "days", "until"),
    [
        ("2026-03-02", 1, "2026-03-03"),
        ("2026-03-06", 1, "2026-03-09"),  # over a weekend
        ("2026-09-24", 15, "2026-10-22"),  # mid-autumn, national day, and the Saturday worked for it
        ("2026-02-13", 1, "2026-02-14"),  # a Saturday that is worked
        ("2026-02-13", 2, "2026-02-24"),  # the spring festival
        ("2026-04-30", 45, "2026-07-07"),
    ],
)
def test_deadlines_that_were_counted_by_hand(since: str, days: int, until: str) -> None:
    found = within(CHINA, date.fromisoformat(since), days)
    assert (found.day.isoformat(), found.is_certain) == (until, True)


def test_a_day_that_nobody_knows_counts_as_worked_and_is_named() -> None:
    found = within(CHINA, date(2026, 12, 30), 4)
    assert found.day == date(2027, 1, 3)
    assert found.unknown == (date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3))


@given(
    since=st.dates(date(2026, 11, 1), date(2026, 12, 31)),
    days=st.integers(1, 45),
    closed=st.frozensets(st.dates(date(2027, 1, 1), date(2027, 3, 31)), max_size=30),
    opened=st.frozensets(st.dates(date(2027, 1, 1), date(2027, 3, 31)), max_size=10),
)
def test_whatever_next_year_will_be_the_deadline_given_today_is_not_too_late(
    since: date, days: int, closed: frozenset[date], opened: frozenset[date]
) -> None:
    later = replace(CHINA, known_until=date(2028, 1, 1), closed=CHINA.closed | closed, open=CHINA.open | opened)
    assert within(CHINA, since, days).day <= within(later, since, days).day


@given(st.dates(date(2026, 1, 1), date(2026, 9, 1)), st.integers(1, 60))
def test_between_the_drill_and_the_deadline_lie_exactly_that_many_working_days(since: date, days: int) -> None:
    found = within(CHINA, since, days).day
    between = [since + timedelta(days=n) for n in range(1, (found - since).days + 1)]
    assert sum(bool(CHINA.is_worked(day)) for day in between) == days
    assert CHINA.is_worked(found)


def test_the_end_of_a_day_is_in_its_own_zone() -> None:
    assert CHINA.end_of(date(2026, 11, 7)) == 1_794_067_200 * 10**9  # 2026-11-07T16:00Z
    assert CHINA.day_of(CHINA.end_of(date(2026, 11, 7))) == date(2026, 11, 8)
    assert CHINA.day_of(CHINA.end_of(date(2026, 11, 7)) - 1) == date(2026, 11, 7)


@pytest.mark.parametrize(
    "text", ["", "workdays: x", "workdays: x\nzone: Mars\nknown_from: 2026-01-01\nknown_until: 1999-01-01\n"]
)
def test_a_file_that_is_wrong_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    path = tmp_path / "days.yaml"
    path.write_text(text)
    with pytest.raises(Problems, match=r"days\.yaml"):
        read_workdays(path)


def test_a_file_of_a_firm_is_read(tmp_path: Path) -> None:
    path = tmp_path / "days.yaml"
    path.write_text(
        "workdays: ours\nzone: UTC\nknown_from: 2027-01-01\nknown_until: 2027-12-31\nclosed: [2027-01-01]\n"
    )
    assert read_workdays(path) == Workdays(
        name="ours",
        zone="UTC",
        known_from=date(2027, 1, 1),
        known_until=date(2027, 12, 31),
        closed=frozenset({date(2027, 1, 1)}),
    )
