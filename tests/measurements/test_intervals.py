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
