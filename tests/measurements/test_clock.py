"""Offset bounds, instants of remote acts, stepped clocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.clock import drift, find_steps, instant, offset_during, offset_of
from measurements.events import Exchange, Stamps
from measurements.intervals import Interval
from tests.support.histories import MS, SECOND, ns

# docs/measurement.md, worked figure 6
FIRST = Exchange(c1=0, remote=ns(3.2510), c2=ns(0.0030))
SECOND_ONE = Exchange(c1=ns(1), remote=ns(4.2505), c2=ns(1.0008))


def test_two_exchanges_intersect() -> None:
    bounds = offset_of(FIRST).meet(offset_of(SECOND_ONE))
    assert bounds == Interval(ns(3.2497), ns(3.2505))
    assert offset_during([FIRST, SECOND_ONE], Interval(ns(1), ns(1.0008)), ppm=0) == bounds


def test_away_from_an_exchange_the_bound_widens_with_the_drift_allowed() -> None:
    near = offset_during([FIRST, SECOND_ONE], Interval(ns(1), ns(1.0008)))
    assert near == Interval(ns(3.2497) - 80, ns(3.2505) + 80)
    assert offset_during([SECOND_ONE], Interval.at(ns(11))) == Interval(ns(3.2497) - 999_920, ns(3.2505) + MS)


def test_drift_is_rounded_up() -> None:
    assert drift(1) == 1
    assert drift(0) == 0
    assert drift(SECOND) == 100_000
    assert drift(1000 * SECOND) == 100_000_000


def test_no_exchange_bounds_nothing() -> None:
    assert offset_during([], Interval(0, 1)) is None


def test_two_exchanges_that_leave_one_offset_agree_on_it() -> None:
    one, other = Exchange(c1=0, remote=10, c2=5), Exchange(c1=5, remote=10, c2=10)
    assert offset_during([one, other], Interval(0, 10), ppm=0) == Interval.at(5)


def test_a_coarse_stamp_is_of_any_instant_that_it_stands_for() -> None:
    told = Stamps(sent=0, opened=0, received=1000, remote_start=5300, remote_end=5500, granularity=100)
    assert instant(told, [Exchange(c1=0, remote=5000, c2=0)]) == (Interval(299, 401), Interval(499, 601))


def test_a_coarse_clock_may_have_read_any_instant_that_its_reading_stands_for() -> None:
    assert offset_of(Exchange(c1=0, remote=10, c2=5, granularity=3)) == Interval(5, 13)


def test_stamps_that_leave_one_instant_agree_on_it() -> None:
    told = Stamps(sent=0, opened=0, received=1000, remote_start=5502, remote_end=5500)
    assert instant(told, [Exchange(c1=0, remote=5000, c2=0)]) == (Interval.at(501), Interval.at(501))


def read_at(at: int, offset: int) -> Exchange:
    return Exchange(c1=at, remote=at + offset, c2=at)


def test_every_step_is_found_however_late_and_is_a_whole_number() -> None:
    hour = 3600 * SECOND
    steps = find_steps(read_at(hour + n * SECOND, offset) for n, offset in enumerate((0, 300_001, 0, 0)))
    assert [(step.index, step.size, type(step.size)) for step in steps] == [(1, 300_001, int), (2, -300_001, int)]


def test_a_step_is_what_the_drift_allowed_does_not_reconcile() -> None:
    exchanges = [read_at(0, 0), read_at(SECOND, 60_000)]
    assert find_steps(exchanges) == []
    assert [step.index for step in find_steps(exchanges, ppm=50)] == [1]


def test_a_stepped_clock_has_no_offset_and_is_found() -> None:
    stepped = Exchange(c1=ns(2), remote=ns(3.5), c2=ns(2.001))
    assert offset_during([FIRST, stepped], Interval(0, ns(2))) is None
    (step,) = find_steps([FIRST, SECOND_ONE, stepped])
    assert step.index == 2
    assert step.size == pytest.approx(ns(1.4995 - 3.2501), abs=MS)


def test_a_steady_clock_has_no_steps() -> None:
    assert find_steps([]) == []
    assert find_steps([FIRST, SECOND_ONE]) == []


def stamps(remote_start: int | None, remote_end: int | None) -> Stamps:
    return Stamps(sent=ns(1), opened=ns(1.1), received=ns(2), remote_start=remote_start, remote_end=remote_end)


def test_an_act_without_stamps_lies_between_sending_and_answer() -> None:
    outer = Interval(ns(1), ns(2))
    assert instant(stamps(None, None), [SECOND_ONE]) == (outer, outer)
    assert instant(stamps(ns(4.5), ns(4.6)), []) == (outer, outer)


def test_stamps_narrow_an_act_through_the_offset() -> None:
    start, end = instant(stamps(ns(4.7505), ns(4.8505)), [Exchange(c1=ns(1), remote=ns(4.25), c2=ns(1) + 2)])
    assert ns(1.5004) <= start.lower <= ns(1.5005) <= start.upper < ns(1.5007)
    assert ns(1.6004) <= end.lower <= ns(1.6005) <= end.upper < ns(1.6007)


def test_a_lost_end_stamp_leaves_the_end_open_up_to_the_answer() -> None:
    start, end = instant(stamps(ns(4.7505), None), [SECOND_ONE])
    assert end == Interval(start.lower, ns(2))


def test_stamps_that_cannot_be_are_not_used() -> None:
    outer = Interval(ns(1), ns(2))
    assert instant(stamps(ns(99), ns(99.1)), [SECOND_ONE]) == (outer, outer)
    assert instant(stamps(ns(4.9), ns(4.5)), [SECOND_ONE]) == (outer, outer)


@given(
    offset=st.integers(-(10**12), 10**12),
    drift_ppm=st.integers(-100, 100),
    trips=st.lists(
        st.tuples(st.integers(0, 60 * SECOND), st.integers(0, 5 * MS), st.integers(0, 5 * MS)), min_size=1, max_size=8
    ),
    act=st.tuples(st.integers(0, 60 * SECOND), st.integers(0, SECOND), st.integers(0, SECOND), st.integers(0, SECOND)),
)
def test_a_true_instant_lies_inside_whatever_the_drift(
    offset: int, drift_ppm: int, trips: list[tuple[int, int, int]], act: tuple[int, int, int, int]
) -> None:
    def host_clock(at: int) -> int:
        return at + offset + at * drift_ppm // 1_000_000

    exchanges = [
        Exchange(c1=at, remote=host_clock(at + there), c2=at + there + back) for at, there, back in sorted(trips)
    ]
    sent, to_start, to_end, to_answer = act
    began, ended = sent + to_start, sent + to_start + to_end
    told = Stamps(
        sent=sent,
        opened=sent,
        received=ended + to_answer,
        remote_start=host_clock(began),
        remote_end=host_clock(ended),
    )
    start, end = instant(told, exchanges)
    slack = 1  # the host's clock reads whole nanoseconds
    assert start.lower - slack <= began <= start.upper + slack
    assert end.lower - slack <= ended <= end.upper + slack
    assert find_steps(exchanges) == []
