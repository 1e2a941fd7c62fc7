"""A drill starts only where all of it lies in its window and none of it in trading."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.documents import load
from scenarios.plan import SECOND, Blackout, Calendar, DaySpan, Window
from scenarios.registers import RegisterDocuments, calendar_of, understand_registers
from scenarios.registers.calendars import calendar_path, shipped
from scenarios.windows import Allowed, Answer, Refused, allowed

SHANGHAI = "Asia/Shanghai"
HOUR = 3600
WEEKEND = DaySpan(weekdays=(5, 6), start_s=3 * HOUR, end_s=20 * HOUR)


def utc_ns(local: str, zone: str = SHANGHAI) -> int:
    return int(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).timestamp()) * SECOND


def trading(name: str) -> Calendar:
    found = shipped(name)
    assert found is not None
    return found


def outside(name: str = "shanghai-futures", *spans: DaySpan) -> Window:
    return Window(zone=SHANGHAI, allowed=spans, outside_trading=True, calendar=trading(name))


def at(window: Window, local: str, minutes: int = 30) -> Answer:
    return allowed(window, utc_ns(local, window.zone), minutes * 60 * SECOND)


def reason(answer: Answer) -> str:
    assert isinstance(answer, Refused)
    assert answer.reason.zh
    return answer.reason.en


def test_without_spans_or_trading_every_moment_is_allowed() -> None:
    assert at(Window(zone=SHANGHAI), "2026-11-20 10:00") == Allowed()


def test_a_drill_must_fit_with_its_longest_duration() -> None:
    window = Window(zone=SHANGHAI, allowed=(WEEKEND,))
    assert at(window, "2026-11-21 19:30", 30) == Allowed(until_ns=utc_ns("2026-11-21 20:00"))
    assert "closes at 2026-11-21 20:00" in reason(at(window, "2026-11-21 19:30", 31))
    assert "outside the window" in reason(at(window, "2026-11-21 02:59", 30))
    assert "outside the window" in reason(at(window, "2026-11-20 10:00"))


def test_spans_that_touch_are_one_and_midnight_is_no_wall() -> None:
    night = DaySpan(weekdays=(4,), start_s=22 * HOUR, end_s=30 * HOUR)
    morning = DaySpan(weekdays=(5,), start_s=6 * HOUR, end_s=8 * HOUR)
    window = Window(zone=SHANGHAI, allowed=(morning, night))
    assert at(window, "2026-11-20 23:00", 9 * 60) == Allowed(until_ns=utc_ns("2026-11-21 08:00"))
    assert at(window, "2026-11-21 05:30", 60) == Allowed(until_ns=utc_ns("2026-11-21 08:00"))
    assert isinstance(at(window, "2026-11-20 23:00", 9 * 60 + 1), Refused)


@pytest.mark.parametrize(
    ("local", "minutes", "fits"),
    [
        ("2026-11-20 20:00", 30, True),  # Friday, before the night auction
        ("2026-11-20 20:30", 30, False),
        ("2026-11-20 23:59", 1, False),
        ("2026-11-21 02:29", 1, False),  # Saturday, still Friday's night session
        ("2026-11-21 02:30", 30, True),
        ("2026-11-23 08:00", 55, True),  # Monday
        ("2026-11-23 08:00", 56, False),
        ("2026-11-23 10:20", 5, False),
        ("2026-11-22 21:00", 120, True),  # Sunday evening has no session
        ("2026-09-30 21:00", 120, True),  # the evening before the national holiday
        ("2026-10-01 10:00", 60, True),
        ("2026-10-07 21:00", 60, True),
        ("2026-10-08 21:00", 60, False),
        ("2026-10-10 10:00", 60, True),  # a Saturday on which people work and no exchange does
    ],
)
def test_futures_hours(local: str, minutes: int, fits: bool) -> None:  # noqa: FBT001
    assert isinstance(at(outside(), local, minutes), Allowed) == fits


def test_a_refusal_says_what_is_in_the_way() -> None:
    told = reason(at(outside(), "2026-11-21 01:00"))
    assert "shanghai-futures: 2026-11-20 21:00 Asia/Shanghai to 2026-11-21 02:30" in told


def test_a_day_that_the_calendar_does_not_know_is_closed_to_drills() -> None:
    for saturday in ("2027-01-02 10:00", "2027-01-02 16:00", "2027-01-02 03:00"):
        assert "does not know 2027-01-02" in reason(at(outside("shanghai-stocks"), saturday))
    assert isinstance(at(outside("shanghai-stocks"), "2026-12-31 23:00", 60), Allowed), "to the last minute it knows"
    assert isinstance(at(outside("shanghai-stocks"), "2026-12-31 23:00", 61), Refused)
    assert isinstance(at(outside(), "2027-01-01 01:00"), Refused), "its eve's session is not known to be off"


def test_without_a_calendar_or_zone_nothing_starts() -> None:
    assert "no trading calendar" in reason(at(Window(zone=SHANGHAI, outside_trading=True), "2026-11-21 10:00"))
    strange = Window(zone="Asia/Nowhere")
    assert "Asia/Nowhere" in reason(allowed(strange, utc_ns("2026-11-21 10:00"), SECOND))


def test_a_blackout_is_kept_clear_of() -> None:
    base = trading("shanghai-stocks")
    test_day = Blackout(start="2026-11-21T08:00:00", end="2026-11-21T18:00:00", reason="全市场测试")
    window = Window(zone=SHANGHAI, outside_trading=True, calendar=replace(base, blackouts=(test_day,)))
    assert "全市场测试" in reason(at(window, "2026-11-21 07:45"))
    assert isinstance(at(window, "2026-11-21 18:00"), Allowed)


def test_daylight_saving_never_allows_more() -> None:
    span = DaySpan(weekdays=(6,), start_s=2 * HOUR + 1800, end_s=4 * HOUR)
    window = Window(zone="Europe/Berlin", allowed=(span,))
    spring = datetime(2026, 3, 29, 1, 15, tzinfo=UTC)  # 03:15 local; 02:30 was skipped
    autumn = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)  # the first 02:45; the second is an hour later
    assert isinstance(allowed(window, int(spring.timestamp()) * SECOND, 60 * SECOND), Refused)
    assert isinstance(allowed(window, int((spring + timedelta(minutes=20)).timestamp()) * SECOND, 60 * SECOND), Allowed)
    assert isinstance(allowed(window, int(autumn.timestamp()) * SECOND, 60 * SECOND), Refused)
    assert isinstance(allowed(window, int((autumn + timedelta(hours=1)).timestamp()) * SECOND, 60 * SECOND), Allowed)


def test_trading_in_another_zone_is_compared_as_instants() -> None:
    window = Window(zone="Europe/London", outside_trading=True, calendar=trading("shanghai-stocks"))
    assert isinstance(at(window, "2026-11-20 03:00"), Refused)  # 11:00 in Shanghai
    assert isinstance(at(window, "2026-11-20 09:00"), Allowed)


@given(
    start=st.integers(utc_ns("2026-01-05 00:00") // SECOND, utc_ns("2026-12-20 00:00") // SECOND),
    longest=st.integers(1, 7 * 24 * HOUR),
    shorter=st.integers(1, 7 * 24 * HOUR),
)
def test_what_is_allowed_for_long_is_allowed_for_less(start: int, longest: int, shorter: int) -> None:
    window = outside("shanghai-futures", WEEKEND, DaySpan(weekdays=(0, 1, 2, 3), start_s=15 * HOUR, end_s=21 * HOUR))
    if isinstance(allowed(window, start * SECOND, longest * SECOND), Allowed):
        assert isinstance(allowed(window, start * SECOND, min(longest, shorter) * SECOND), Allowed)


def trades(calendar: Calendar, moment: datetime) -> bool:
    """Tell, in the plainest way, whether there is trading in the minute that begins at this local moment."""

    def is_open(day: datetime) -> bool:
        return f"{day:%Y-%m-%d}" not in calendar.closed and day.weekday() < 5

    today = moment.replace(hour=0, minute=0)
    yesterday = today - timedelta(days=1)
    second = (moment - today).seconds
    tonight = () if f"{today:%Y-%m-%d}" in calendar.no_night else calendar.nights
    last_night = () if f"{yesterday:%Y-%m-%d}" in calendar.no_night else calendar.nights
    by_day = is_open(today) and any(s.start_s <= second < s.end_s for s in (*calendar.sessions, *tonight))
    return by_day or (is_open(yesterday) and any(s.start_s <= second + 86_400 < s.end_s for s in last_night))


@given(day=st.integers(2, 362), minute=st.integers(0, 1439), minutes=st.integers(1, 1440))
def test_a_drill_is_allowed_exactly_when_no_minute_of_it_is_in_trading(day: int, minute: int, minutes: int) -> None:
    start = datetime(2026, 1, 1) + timedelta(days=day, minutes=minute)  # noqa: DTZ001  Shanghai, which has one time
    calendar = trading("shanghai-futures")
    quiet = not any(trades(calendar, start + timedelta(minutes=n)) for n in range(minutes))
    assert isinstance(at(outside(), start.isoformat(), minutes), Allowed) == quiet


@pytest.mark.parametrize("day", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
def test_a_weekend_on_which_people_work_has_no_trading(day: str) -> None:
    for name in ("shanghai-stocks", "shanghai-futures"):
        assert isinstance(at(outside(name), f"{day} 08:55", 6 * 60), Allowed)


def test_2026_has_242_sessions_and_six_quiet_evenings() -> None:
    for name in ("shanghai-stocks", "shanghai-futures"):
        calendar = trading(name)
        year = [datetime(2026, 1, 1) + timedelta(days=n) for n in range(365)]  # noqa: DTZ001  days without a zone
        days = [day for day in year if day.weekday() < 5 and f"{day:%Y-%m-%d}" not in calendar.closed]
        assert len(days) == 242
        assert calendar.open == ()
        assert calendar.known_until == "2026-12-31"
    quiet = ("2026-02-13", "2026-04-03", "2026-04-30", "2026-06-18", "2026-09-24", "2026-09-30")
    assert trading("shanghai-futures").no_night == quiet


def own(folder: Path, text: str) -> Calendar:
    path = folder / "calendar.yaml"
    path.write_text(text, encoding="utf-8")
    read = understand_registers(RegisterDocuments(calendar=load(path)))
    assert read.calendar is not None
    assert read.calendar.model is not None, read.calendar.problems
    return calendar_of(read.calendar.model)


def test_a_firm_adds_to_shipped_calendars(tmp_path: Path) -> None:
    calendar = own(
        tmp_path,
        """
calendar: our-firm
base: [shanghai-stocks, shanghai-futures]
blackouts: [{from: "2026-11-21 08:00", to: "2026-11-21 18:00", reason: {zh: 全市场测试, en: market test}}]
""",
    )
    assert calendar.name == "our-firm"
    assert calendar.zone == SHANGHAI
    assert calendar.no_night == trading("shanghai-futures").no_night
    assert calendar.closed == trading("shanghai-stocks").closed
    window = Window(zone=SHANGHAI, outside_trading=True, calendar=calendar)
    assert isinstance(at(window, "2026-11-20 15:20", 5), Refused), "block trades of the stocks"
    assert isinstance(at(window, "2026-11-20 22:00", 5), Refused), "night session of the futures"
    assert "全市场测试 / market test" in reason(at(window, "2026-11-21 09:00", 5)), "its own blackout"


def test_a_firm_adds_the_next_year(tmp_path: Path) -> None:
    calendar = own(
        tmp_path,
        """
calendar: our-firm
base: [shanghai-stocks]
known_from: 2027-01-01
known_until: 2027-12-31
closed: [2027-01-01]
""",
    )
    assert (calendar.known_from, calendar.known_until) == ("2026-01-01", "2027-12-31")
    window = Window(zone=SHANGHAI, outside_trading=True, calendar=calendar)
    assert isinstance(at(window, "2027-01-01 10:00"), Allowed)
    assert isinstance(at(window, "2027-01-04 10:00"), Refused)
    assert isinstance(at(window, "2026-10-01 10:00"), Allowed)


def test_a_shipped_calendar_is_given_by_its_name(tmp_path: Path) -> None:
    assert calendar_path(Path("shanghai-stocks")).name == "shanghai-stocks.yaml"
    assert calendar_path(tmp_path / "x.yaml") == tmp_path / "x.yaml"
