"""Arithmetic of intervals: what it says about values holds for every value inside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.intervals import Interval

VALUES = st.integers(-1000, 1000)


@st.composite
def inside(draw: st.DrawFn) -> tuple[Interval, int]:
    lower, value, upper = sorted(draw(st.tuples(VALUES, VALUES, VALUES)))
    return Interval(lower, upper), value


def test_an_interval_that_holds_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="from 2 down to 1"):
        Interval(2, 1)


def test_its_width_and_its_ends() -> None:
    assert Interval(1, 4).width == 3
    assert Interval.at(5) == Interval(5, 5)
    assert Interval(1, 4).contains(4)
    assert not Interval(1, 4).contains(5)


@given(inside(), inside())
def test_arithmetic_keeps_the_truth_inside(first: tuple[Interval, int], second: tuple[Interval, int]) -> None:
    (one, a), (other, b) = first, second
    assert one.since(other).contains(a - b)
    assert one.plus(other).contains(a + b)
    assert one.not_below_zero().contains(max(0, a))
    assert one.hull(other).contains(a)
    assert one.hull(other).contains(b)


@given(inside(), inside())
def test_what_lies_in_both_lies_in_their_meeting(first: tuple[Interval, int], second: tuple[Interval, int]) -> None:
    (one, a), (other, _) = first, second
    meeting = one.meet(other)
    assert (meeting is not None and meeting.contains(a)) == other.contains(a)


@given(inside(), inside())
def test_arithmetic_is_no_wider_than_the_truth_may_be(
    first: tuple[Interval, int], second: tuple[Interval, int]
) -> None:
    (one, _), (other, _) = first, second
    differences = [a - b for a in (one.lower, one.upper) for b in (other.lower, other.upper)]
    sums = [a + b for a in (one.lower, one.upper) for b in (other.lower, other.upper)]
    ends = [one.lower, one.upper, other.lower, other.upper]
    assert one.since(other) == Interval(min(differences), max(differences))
    assert one.plus(other) == Interval(min(sums), max(sums))
    assert one.hull(other) == Interval(min(ends), max(ends))


def test_a_duration_that_may_be_negative_is_cut_at_zero_at_both_ends() -> None:
    assert Interval(-3, -1).not_below_zero() == Interval(0, 0)
    assert Interval(-3, 2).not_below_zero() == Interval(0, 2)
    assert Interval(1, 2).not_below_zero() == Interval(1, 2)
