"""Seconds outward, verdicts, remarks, and what repeated trials support."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements import remarks
from measurements.intervals import Interval
from measurements.reading import Reading
from measurements.report import Verdict
from measurements.seconds import down, lower_s, lower_text, outward, to_seconds, up, upper_s, upper_text
from measurements.statistics import (
    maximum,
    median,
    rank_for,
    ranked,
    supported_share,
    trials_needed,
    upper_bound,
)
from measurements.verdict import capped, judged, name, needed_beat, whole, why_undecided
from tests.support.histories import MS, ns


def reading(low: float, high: float | None) -> Reading:
    return Reading(lower=ns(low), upper=None if high is None else ns(high))


@given(st.integers(-(10**18), 10**18))
def test_seconds_are_rounded_outward_to_microseconds(value: int) -> None:
    assert lower_s(value) == pytest.approx(value / 1e9, abs=2e-6)
    assert lower_s(value) <= upper_s(value)
    assert outward(Reading(lower=value, upper=value)).lower <= value
    assert (outward(Reading(lower=value, upper=value)).upper or 0) >= value


def test_what_is_shown_has_no_more_digits_than_microseconds() -> None:
    assert lower_text(12_280_000_999) == "12.28"
    assert upper_text(12_354_000_001) == "12.354001"
    assert upper_text(None) == "∞"
    assert to_seconds(reading(1, None)).upper_s is None
    assert outward(reading(1, None)).upper is None
    assert outward(Reading(lower=0, upper=1, evidence=(3,))).evidence == (3,)
    assert to_seconds(Reading(lower=0, upper=1, evidence=(3,))).evidence == (3,)


@given(st.integers(-(10**18), 10**18))
def test_a_bound_is_rounded_by_less_than_a_microsecond_and_stays_a_whole_number(value: int) -> None:
    assert (down(value), up(value)) == (value - value % 1000, value + -value % 1000)
    assert type(up(value)) is int


@pytest.mark.parametrize(
    ("target", "verdict"), [(12.3, Verdict.INCONCLUSIVE), (12.4, Verdict.MET), (12.0, Verdict.MISSED)]
)
def test_worked_figure_2(target: float, verdict: Verdict) -> None:
    assert judged(reading(12.280, 12.354), ns(target)) is verdict


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (1.0, 2.0, Verdict.MET),  # the ends belong to it
        (2.0, 3.0, Verdict.INCONCLUSIVE),
        (2.000001, 3.0, Verdict.MISSED),
        (0.0, None, Verdict.INCONCLUSIVE),
        (2.5, None, Verdict.MISSED),
    ],
)
def test_a_target_is_met_missed_or_neither(low: float, high: float | None, verdict: Verdict) -> None:
    assert judged(reading(low, high), ns(2)) is verdict


def test_a_figure_is_judged_as_it_is_shown() -> None:
    assert judged(Reading(lower=ns(2) + 1, upper=ns(3)), ns(2)) is Verdict.INCONCLUSIVE
    assert judged(Reading(lower=0, upper=ns(2) + 1), ns(2)) is Verdict.INCONCLUSIVE


def test_nothing_measured_decides_nothing() -> None:
    assert judged(None, 1) is Verdict.INCONCLUSIVE
    assert whole([]) is Verdict.INCONCLUSIVE
    assert whole([Verdict.MET, Verdict.MISSED, Verdict.INCONCLUSIVE]) is Verdict.MISSED


def test_what_is_not_sound_is_never_met() -> None:
    assert capped(Verdict.MET, is_sound=False) is Verdict.INCONCLUSIVE
    assert capped(Verdict.MISSED, is_sound=False) is Verdict.MISSED
    assert capped(Verdict.MET, is_sound=True) is Verdict.MET
    assert [name(verdict) for verdict in Verdict] == ["met", "inconclusive", "missed"]


def test_a_remark_says_which_beat_would_have_decided() -> None:
    undecided = reading(12.280, 12.354)
    assert needed_beat(undecided, ns(12.35), 50 * MS, ns(12.317)) == ns(0.009)
    assert "0.009 s" in why_undecided(undecided, ns(12.35), 50 * MS).en
    assert why_undecided(undecided, ns(12.318), 50 * MS) == remarks.TOO_CLOSE
    assert why_undecided(reading(1, None), ns(2), MS) == remarks.UNBOUNDED
    assert why_undecided(None, ns(2), MS) == remarks.NOT_MEASURED
    assert needed_beat(reading(1, None), ns(2), MS, 0) is None
    assert "0.03 s" in why_undecided(reading(0, 0.07), ns(0.05), 50 * MS, likely=0).en


def test_an_interval_that_is_narrower_than_a_beat_needs_no_faster_one_than_its_distance_from_the_target() -> None:
    assert needed_beat(reading(12.280, 12.300), ns(12.285), 50 * MS, ns(12.290)) == ns(0.005)


def test_a_beat_of_nothing_decides_nothing() -> None:
    rest = reading(1.0, 1.1)  # of which 50 ms are no beat's
    assert needed_beat(rest, ns(1.0), 50 * MS, ns(1.05)) is None
    assert needed_beat(rest, ns(1.0), 50 * MS, ns(1.050001)) == 1000


def test_the_middle_of_a_reading_is_a_whole_nanosecond() -> None:
    undecided = Reading(lower=0, upper=2 * MS + 1)
    assert why_undecided(undecided, 3 * MS // 2, 2 * MS + 1) == remarks.faster(MS // 2)


def test_a_reading_is_counted_widened_and_witnessed() -> None:
    start = Interval(ns(1), ns(2))
    assert reading(1, 4).since(start) == Reading(lower=0, upper=ns(3))
    assert reading(5, None).since(start) == Reading(lower=ns(3), upper=None)
    assert reading(0, 1).since(start) == Reading(lower=0, upper=0)
    assert Reading(lower=5, upper=6, evidence=(3,)).since(start).evidence == (3,)
    assert Reading(lower=5, upper=6, evidence=(3,)).widened(1).evidence == (3,)
    assert reading(5, None).widened(ns(1)) == Reading(lower=ns(4), upper=None)
    assert Reading(lower=0, upper=1, evidence=(3,)).proved_by(1, 3).evidence == (1, 3)


TRIALS = [reading(3, 4), reading(1, 2), reading(2, None), reading(2, 3)]


def test_trials_are_ranked_by_both_ends() -> None:
    assert median(TRIALS) == reading(2, 3)
    assert maximum(TRIALS) == reading(3, None)
    with pytest.raises(ValueError, match="0 trials have no rank"):
        median([])
    with pytest.raises(ValueError, match="4 trials have no rank 5"):
        ranked(TRIALS, 5)


def test_59_trials_without_a_miss_support_95_percent_with_95_percent_confidence() -> None:
    assert trials_needed(0.95) == 59
    assert rank_for(59, 0.95) == 59
    assert rank_for(58, 0.95) is None
    assert supported_share(59) > 0.95 > supported_share(58)
    assert trials_needed(0.9) == 29
    assert trials_needed(0.99) == 299


def test_fewer_trials_support_what_they_support() -> None:
    assert supported_share(1) == pytest.approx(0.05)
    assert supported_share(3) == pytest.approx(0.05 ** (1 / 3))
    assert supported_share(93, misses=1) == pytest.approx(0.95, abs=1e-3)
    assert supported_share(4, misses=4) == 0.0
    assert supported_share(0) == 0.0


def test_an_upper_bound_takes_the_rank_that_its_confidence_needs() -> None:
    many = [reading(here, here + 0.5) for here in range(100)]
    bound = upper_bound(many, 0.9)
    rank = rank_for(100, 0.9)
    assert rank == 96
    assert bound == reading(95, 95.5)
    assert upper_bound(many[:10], 0.95) is None


@given(st.integers(1, 120), st.floats(0.5, 0.99))
def test_the_rank_is_the_smallest_that_is_confident_enough(count: int, share: float) -> None:
    rank = rank_for(count, share)
    confidences = [
        math.fsum(math.comb(count, k) * share**k * (1 - share) ** (count - k) for k in range(upto))
        for upto in range(1, count + 1)
    ]
    expected = next((place for place, chance in enumerate(confidences, 1) if chance >= 0.95), None)
    assert rank == expected or abs(confidences[(rank or expected or 1) - 1] - 0.95) < 1e-9
