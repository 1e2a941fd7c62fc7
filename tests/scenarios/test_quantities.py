"""Durations, rates, shares and factors."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.quantities import read_duration, read_factor, read_rate, read_share, show_duration, show_rate


@pytest.mark.parametrize(
    ("text", "ns"),
    [
        ("50ms", 50_000_000),
        ("1.5s", 1_500_000_000),
        ("2m", 120_000_000_000),
        ("1h", 3_600_000_000_000),
        ("0s", 0),
        ("0.5ns", None),
        ("5", None),
        ("s", None),
        ("-1s", None),
        ("1 s", None),
        ("1S", None),
        ("٣s", None),
        ("1s\n", None),
        ("1s2m", None),
        ("1e3s", None),
        ("", None),
    ],
)
def test_a_duration_has_a_number_and_a_unit(text: str, ns: int | None) -> None:
    assert read_duration(text) == ns


@settings(deadline=None)
@given(st.integers(0, 10**18))
def test_a_duration_that_is_shown_reads_as_itself(ns: int) -> None:
    shown = show_duration(ns)
    if len(shown) <= 10:
        assert read_duration(shown) == ns


@pytest.mark.parametrize(
    ("text", "ns"),
    [("200/s", 5_000_000), ("1/s", 10**9), ("3/s", 333_333_333), ("60/m", 10**9), ("0/s", None), ("200", None)],
)
def test_a_rate_becomes_the_time_between_beats(text: str, ns: int | None) -> None:
    assert read_rate(text) == ns


def test_shares_and_factors_are_thousandths() -> None:
    assert (read_share("90%"), read_share("99.9%"), read_share("99.99%"), read_share("0.9")) == (900, 999, None, None)
    assert (read_factor("2x"), read_factor("1.5x"), read_factor("2")) == (2000, 1500, None)
    assert (show_rate(5_000_000), show_duration(0), show_duration(90 * 10**9)) == ("200/s", "0s", "90s")
