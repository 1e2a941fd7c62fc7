"""When a service is back for good: worked figures and pictures."""

from __future__ import annotations

import pytest

from measurements.intervals import Interval
from measurements.rto import Return, find_recovery, rto
from tests.support.histories import SECOND, beat, ns, picture
from tests.support.streams import Row, between, level, samples

FAULT = between(100.000, 100.020)


def seconds(low: float, high: float | None) -> tuple[int, int | None]:
    return ns(low), None if high is None else ns(high)


def measured(
    rows: list[Row], fault: Interval = FAULT, hold: float = 10.0, restoring: float | None = None, every: float = 0.05
) -> tuple[int, int | None, Return]:
    stream = samples(rows, every)
    found = find_recovery(stream, fault, level(stream, fault, hold), None if restoring is None else ns(restoring))
    figure = rto(found, fault)
    return figure.lower, figure.upper, found.how


def test_worked_figure_1() -> None:
    rows = [*beat(80, 100), *beat(100.0, 112.35, took=0.001, ok=False), *beat(112.35, 130)]
    assert measured(rows) == (*seconds(12.280, 12.354), Return.RECOVERED)


def test_worked_figure_7_a_gap_in_the_samples_only_widens() -> None:
    rows = [*beat(80, 100), *beat(100.0, 105.05, ok=False), (119.1, 119.2, True), *beat(119.15, 140)]
    stream = samples(rows, 0.05)
    found = find_recovery(stream, FAULT, level(stream, FAULT, 10))
    assert (found.instant.lower, found.instant.upper) == seconds(105.0, 119.154)


def test_a_broken_way_in_the_middle_of_an_outage_only_widens() -> None:
    down, blind = beat(100.0, 105.05, ok=False), [(sent, end, None) for sent, end, _ in beat(105.05, 119.1)]
    stream = samples([*beat(80, 100), *down, *blind, *beat(119.1, 140)], 0.05)
    found = find_recovery(stream, FAULT, level(stream, FAULT, 10))
    assert (found.instant.lower, found.instant.upper) == seconds(105.0, 119.104)


def test_a_broken_way_after_the_recovery_does_not_move_it() -> None:
    blind = [(sent, end, None) for sent, end, _ in beat(130.0, 131.0)]
    rows = [*beat(80, 100), *beat(100.0, 112.35, took=0.001, ok=False), *beat(112.35, 130), *blind, *beat(131, 150)]
    stream = samples(rows, 0.05)
    found = find_recovery(stream, FAULT, level(stream, FAULT, 10))
    figure = rto(found, FAULT)
    assert (figure.lower, figure.upper) == seconds(12.280, 12.354)


# One sample a second, 0.1 s long; ten seconds of baseline, then the fault at exactly 10; hold 3 s.
@pytest.mark.parametrize(
    ("story", "low", "high", "how"),
    [
        ("DDUUUUU", 1.0, 2.1, Return.RECOVERED),
        ("UUDDUUUUU", 3.0, 4.1, Return.RECOVERED),  # a late interruption is no RTO of 0
        ("DUUDUUUU", 3.0, 4.1, Return.RECOVERED),  # two seconds do not last
        ("DUUUUDDUUUUU", 0.0, 1.1, Return.RECOVERED),  # a relapse after the hold
        ("DD..UUUU", 1.0, 4.1, Return.RECOVERED),  # silence proves nothing
        ("UUUUU", 0.0, 1.1, Return.UNINTERRUPTED),
        ("..UUUUU", 0.0, 2.1, Return.UNINTERRUPTED),
        ("DDU", 1.0, None, Return.CUT_SHORT),
        ("DDUUU", 1.0, None, Return.CUT_SHORT),  # seen for two seconds of three
        ("UUU", 0.0, None, Return.CUT_SHORT),
        ("", 0.0, None, Return.CUT_SHORT),
        ("DDUUD", 4.0, None, Return.NOT_RECOVERED),
        ("D", 0.0, None, Return.NOT_RECOVERED),
    ],
)
def test_a_return_counts_when_it_lasts(story: str, low: float, high: float | None, how: Return) -> None:
    rows = picture("U" * 10 + story)
    assert measured(rows, Interval.at(10 * SECOND), 3.0, every=1.0) == (*seconds(low, high), how)


def test_no_samples_at_all() -> None:
    assert measured([]) == (0, None, Return.NO_SAMPLES)


def test_with_no_hold_time_a_single_success_is_enough() -> None:
    assert measured(picture("UUUDDU"), between(3, 3), 0, every=1.0) == (*seconds(1.0, 2.1), Return.RECOVERED)


def test_failures_that_come_with_the_restoration_are_another_interruption() -> None:
    rows = picture("U" * 10 + "UUUUUU" + "DDUUUUU")
    fault = Interval.at(10 * SECOND)
    assert measured(rows, fault, 3.0, restoring=15.5, every=1.0) == (*seconds(0, 1.1), Return.UNINTERRUPTED)
    assert measured(rows, fault, 3.0, restoring=16.0, every=1.0) == (*seconds(0, 1.1), Return.UNINTERRUPTED)
    assert measured(rows, fault, 3.0, restoring=16.5, every=1.0) == (*seconds(7.0, 8.1), Return.RECOVERED)
    assert measured(rows, fault, 3.0, every=1.0) == (*seconds(7.0, 8.1), Return.RECOVERED)


def test_failures_in_the_restoration_count_when_no_calm_came_before_them() -> None:
    rows = picture("U" * 10 + "UU" + "DDUUUUU")
    fault = Interval.at(10 * SECOND)
    assert measured(rows, fault, 3.0, restoring=11.0, every=1.0) == (*seconds(3.0, 4.1), Return.RECOVERED)


def test_calm_that_lasted_up_to_the_very_failure_of_the_restoration_has_lasted() -> None:
    rows = picture("U" * 10 + "UUUU" + "DDUUUUU")
    fault = Interval.at(10 * SECOND)
    assert measured(rows, fault, 3.0, restoring=13.5, every=1.0) == (*seconds(0, 1.1), Return.UNINTERRUPTED)
    assert measured(rows, fault, 3.1, restoring=13.5, every=1.0) == (*seconds(5.0, 6.1), Return.RECOVERED)


@pytest.mark.parametrize(
    ("story", "bounds"),
    [
        ("UDDUUUUU", (12, 13)),  # the last failure and the first answer
        ("UDDU", (12,)),  # nothing bounds it above
        ("UUUUUU", (11,)),  # the first answer alone
    ],
)
def test_what_bounds_a_return_is_its_evidence(story: str, bounds: tuple[int, ...]) -> None:
    stream, fault = samples(picture("U" * 10 + story), 1.0), Interval.at(10 * SECOND)
    found = find_recovery(stream, fault, level(stream, fault, 3.0))
    assert found.bounds == bounds
    assert found.instant.evidence == tuple(place + 1 for place in bounds)


def test_a_run_is_named_by_its_first_sample_and_the_first_after_its_hold_time() -> None:
    stream, fault = samples(picture("U" * 10 + "DDUUUUUU"), 1.0), Interval.at(10 * SECOND)
    found = find_recovery(stream, fault, level(stream, fault, 3.0))
    assert (found.start, found.end, found.degraded) == (12, 15, None)
    found = find_recovery(stream, fault, level(stream, fault, 0))
    assert (found.start, found.end) == (12, 13)


def test_a_slow_service_that_was_seen_for_just_the_hold_time_was_not_cut_short() -> None:
    slow = [(12.0 + here, 12.5 + here, True) for here in range(4)]
    rows, fault = picture("U" * 10 + "DD"), Interval.at(10 * SECOND)
    assert measured([*rows, *slow], fault, 3.0, every=1.0) == (*seconds(1.0, None), Return.NOT_RECOVERED)
    assert measured([*rows, *slow[:3]], fault, 3.0, every=1.0) == (*seconds(1.0, None), Return.CUT_SHORT)


def test_a_slow_service_is_not_back_until_it_is_fast_enough() -> None:
    rows = [*beat(80, 100), *beat(100, 102, ok=False), *beat(102, 106, took=0.02), *beat(106, 125)]
    # 5 % of the 200 samples in ten seconds may be slow, so the run begins ten slow samples before the fast ones.
    assert measured(rows) == (*seconds(5.45 - 0.02, 5.52), Return.RECOVERED)


def test_slowness_without_a_failure_is_an_interruption_too() -> None:
    rows = [*beat(80, 100), *beat(100, 106, took=0.02), *beat(106, 125)]
    assert measured(rows) == (*seconds(5.45 - 0.02, 5.52), Return.RECOVERED)


def test_calm_begins_with_the_last_sample_that_was_sent_by_the_first_answer() -> None:
    slow = [(10.0, 11.0, True), *((11.0 + here, 11.1 + here, True) for here in range(4))]
    fault = Interval.at(9 * SECOND + SECOND // 2)
    for seen, how in ((3, Return.CUT_SHORT), (4, Return.UNINTERRUPTED)):
        stream = samples([*picture("U" * 10), *slow[: 1 + seen]], 1.0)
        found = find_recovery(stream, fault, level(stream, fault, 3.0, floor=5.0))
        assert found.how is how


def test_what_bounds_a_return_from_slowness_is_the_last_slow_sample_and_the_first_answer() -> None:
    stream = samples([*beat(80, 100), *beat(100, 106, took=0.02), *beat(106, 125)], 0.05)
    found = find_recovery(stream, FAULT, level(stream, FAULT, 10))
    assert (found.degraded, found.bounds, found.instant.evidence) == (509, (509, 510), (510, 511))


def test_a_service_that_stays_slow_has_not_recovered() -> None:
    rows = [*beat(80, 100), *beat(100, 102, ok=False), *beat(102, 125, took=0.02)]
    assert measured(rows) == (*seconds(1.93, None), Return.NOT_RECOVERED)


def test_the_floor_forgives_slowness_that_nobody_minds() -> None:
    rows = [*beat(80, 100), *beat(100, 102, ok=False), *beat(102, 125, took=0.02)]
    stream = samples(rows, 0.05)
    found = find_recovery(stream, FAULT, level(stream, FAULT, 10, floor=0.1))
    assert found.instant.upper == ns(102.02)


def test_too_few_samples_move_the_upper_bound_only() -> None:
    # Back at 102, but the prober is gone from 103 to 110: nothing says that it was not back at 102.
    rows = [*beat(80, 100), *beat(100, 102, ok=False), *beat(102, 103), *beat(110, 130)]
    low, high, how = measured(rows)
    assert (low, how) == (ns(1.93), Return.RECOVERED)
    assert high == ns(9.95 - 0.05 + 0.104)


def test_without_a_baseline_only_failures_count() -> None:
    rows = [*beat(100, 102, ok=False), *beat(102, 103, took=0.9), *beat(110, 130)]
    assert measured(rows) == (*seconds(1.93, 2.9), Return.RECOVERED)


def test_a_reboot_in_between_widens_the_figure() -> None:
    rows = [*beat(80, 100), *beat(100.0, 112.35, took=0.001, ok=False), *beat(112.35, 130)]
    stream = samples(rows, 0.05)
    figure = rto(find_recovery(stream, FAULT, level(stream, FAULT, 10)), FAULT, ns(0.5))
    assert (figure.lower, figure.upper) == seconds(11.780, 12.854)


def hung(start: float, end: float, timeout: float = 0.4) -> list[Row]:
    """Samples of a service that hangs from `start` to `end`: they time out, or are answered when it is back."""
    sent = [start + here * 0.05 for here in range(round((end - start) / 0.05))]
    return [(at, end + 0.004, True) if at + timeout > end else (at, at + timeout, False) for at in sent]


@pytest.mark.parametrize(("calm", "low", "high"), [(0.8, 3.58, 4.004), (1.2, 1.58, 2.004)])
def test_what_was_sent_to_a_service_that_hung_is_no_calm(calm: float, low: float, high: float) -> None:
    # Back for `calm`, but successes were sent over 0.35 s more, because the first of them hung; the hold time is 1 s.
    again = 102 + calm
    flap = [*hung(100, 102), *beat(102, again), *hung(again, again + 1.2), *beat(again + 1.2, 110)]
    stream = samples([*beat(80, 100), *flap], 0.05)
    found = find_recovery(stream, FAULT, level(stream, FAULT, 1.0, floor=1.0))
    assert (rto(found, FAULT).lower, rto(found, FAULT).upper) == seconds(low, high)
