"""How long things take, as firms write it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.importing.spans import MINUTE, between, read_span, shown_span, unit_in
from scenarios.plan import SECOND
from scenarios.quantities import read_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5分钟", 300),
        ("５ 分", 300),
        ("1h30m", 5400),
        ("1小时30分", 5400),
        ("1.5小时", 5400),
        ("90秒", 90),
        ("0:05:00", 300),
        ("00:01:30", 90),
        ("半小时", 1800),
        ("约10分钟", 600),
        ("5-10分钟", 600),
        ("10分钟以内", 600),
        ("30 min", 1800),
        ("2 hours", 7200),
        ("500ms", 0.5),
        ("1天", 86400),
    ],
)
def test_a_length_of_time_is_read_as_it_is_meant(text: str, seconds: float) -> None:
    assert read_span(text) == seconds * SECOND


@pytest.mark.parametrize(
    "text", ["", "5", "1:30", "一会儿", "五分钟", "30分1小时", "5分钟5分钟", "-5分钟", "1e3秒", "分钟", "nan"]
)
def test_what_could_mean_two_things_means_none(text: str) -> None:
    assert read_span(text) is None


def test_a_bare_number_counts_in_the_unit_of_its_heading() -> None:
    assert unit_in("预计用时（分钟）") == MINUTE
    assert unit_in("计划用时") is None
    assert read_span("5", unit_in("预计用时（分钟）")) == 5 * MINUTE
    assert read_span("0.5", MINUTE) == 30 * SECOND


def test_two_times_of_day_lie_apart_over_midnight_too() -> None:
    assert between("09:00", "09:05") == 5 * MINUTE
    assert between("23:50", "0:10") == 20 * MINUTE
    assert between("2026-11-21 09:00", "2026-11-21 09:30:00") == 30 * MINUTE
    assert between("上午", "下午") is None


@settings(deadline=None, derandomize=True)
@given(seconds=st.integers(1, 7 * 86400))
def test_what_is_shown_is_read_the_same_by_the_language(seconds: int) -> None:
    assert read_duration(shown_span(seconds * SECOND)) == seconds * SECOND


@settings(deadline=None, derandomize=True)
@given(text=st.text("0123456789分钟秒小时天hms:.- 约内半~", max_size=14))
def test_any_text_is_a_length_of_time_or_is_not(text: str) -> None:
    told = read_span(text)
    assert told is None or told >= 0
