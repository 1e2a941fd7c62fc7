"""Markers at the edges: readings in the very instant of the fault, of the same value, and what is told of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from measurements.events import ClockRead, MarkerRead
from measurements.fault import Fault
from measurements.history import History
from measurements.intervals import Interval
from measurements.markers import Marked, MarkerKind, gather_markers, weigh
from measurements.reading import Reading
from measurements.report import Report
from measurements.utc import utc_during
from tests.measurements.test_markers import POSITION, TIME, clock, codes, drill, figure, read, utc
from tests.support.histories import SERVICE, ns

NAMES = {"service": SERVICE, "marker": POSITION}
FAULT = Fault(step="crash", instant=Interval(ns(100), ns(100.02)), evidence=(1,))


def told(report: Report, code: str) -> tuple[dict[str, str], tuple[int, ...]]:
    (found,) = (one for one in report.findings if one.code == code)
    return found.facts, found.evidence


def seqs(report: Report) -> tuple[int, ...]:
    return tuple(one.evidence[0] for one in figure(report).readings)


def test_what_is_wrong_with_a_marker_is_told_with_its_readings() -> None:
    after = drill(read(101, 900, "after", POSITION))
    assert told(after, "marker_incomplete") == ({**NAMES, "side": "before"}, seqs(after))
    before = drill(read(90, 800, "before", POSITION), read(98, 900, "before", POSITION))
    assert told(before, "marker_incomplete") == ({**NAMES, "side": "after"}, seqs(before))
    fell = drill(*(read(at, value, "before", POSITION) for at, value in ((90, 900), (98, 800))))
    assert told(fell, "marker_fell") == (NAMES, seqs(fell))
    unsure = drill(read(98, 1000, "before", POSITION), read(115, 2000, "after", POSITION))
    assert told(unsure, "marker_unsure") == (NAMES, seqs(unsure)[1:])
    assert told(unsure, "marker_used") == (NAMES, figure(unsure).evidence)
    assert (figure(unsure).service, figure(unsure).marker) == (SERVICE, POSITION)


def test_the_newest_that_is_left_and_the_first_that_is_gone_bound_a_loss() -> None:
    values = ((85, 800), (90, 1000), (95, 1500), (98, 1600))
    report = drill(*(read(at, value, "before", POSITION) for at, value in values), read(101, 1000, "after", POSITION))
    assert [one.used for one in figure(report).readings] == [False, True, True, False, True]


@pytest.mark.parametrize(("values", "fell"), [((1000, 1000), False), ((1000, 999), True)])
def test_a_marker_that_stood_still_did_not_fall(values: tuple[int, int], *, fell: bool) -> None:
    report = drill(*(read(at, value, "before", POSITION) for at, value in zip((90, 95), values, strict=True)))
    assert ("marker_fell" in codes(report)) is fell


def test_of_readings_that_touch_nobody_knows_which_was_first() -> None:
    report = drill(read(90, 1000, "before", POSITION), read(90.01, 900, "before", POSITION))
    assert "marker_fell" not in codes(report)


def test_the_last_digit_of_two_may_be_one_off() -> None:
    near = [replace(read(at, value, "before", POSITION), granularity=2) for at, value in ((98, 1001),)]
    report = drill(*near, replace(read(101, 1000, "after", POSITION), granularity=2))
    assert not figure(report).is_lost


def certain(_start: int, _end: int) -> int:
    """How much is not known of the clock of a controller that never began again."""
    return 0


def weighed(
    *events: MarkerRead | ClockRead,
    fault: Fault | None = FAULT,
    written: int | None = None,
    unsure: Callable[[int, int], int] = certain,
) -> Marked:
    history = History(events)
    marker: MarkerKind = next(one.marker for one in events if isinstance(one, MarkerRead))  # pyright: ignore[reportAssignmentType]
    return weigh(history, gather_markers(history)[SERVICE, marker], (SERVICE, marker), fault, written, unsure)


def at_edge(event: MarkerRead, *, sent: int | None = None, received: int | None = None) -> MarkerRead:
    return replace(event, sent=event.sent if sent is None else sent, received=received or event.received)


def test_no_loss_is_shorter_than_nothing() -> None:
    after = read(101, 1000, "after", POSITION)
    assert weighed(read(98, 1000, "before", POSITION), after).loss == Reading(lower=0, upper=ns(2.02))
    assert weighed(read(99.99, 1500, "before", POSITION), after).loss == Reading(lower=0, upper=None)
    assert weighed(read(100.5, 1500, "before", POSITION), after).loss == Reading(lower=0, upper=None)


def test_a_position_read_in_the_very_instant_of_the_fault_counts() -> None:
    lower, upper = FAULT.instant.lower, FAULT.instant.upper
    after = read(101, 900, "after", POSITION)
    before = at_edge(read(99.9, 1000, "before", POSITION), received=lower)
    end = at_edge(read(100.5, 1200, "before", POSITION), sent=upper)
    assert weighed(before, after).bytes_lost == (100, None)
    assert weighed(end, after).bytes_lost == (None, 300)
    assert weighed(before, end, after).bytes_lost == (100, 300)
    assert weighed(before, after, fault=None).bytes_lost == (None, None)


def test_a_reading_that_was_answered_in_the_instant_from_which_clients_can_write_is_clean() -> None:
    after = read(101, 1000, "after", POSITION)
    assert weighed(after, written=after.received).is_clean
    assert not weighed(after, written=after.received - 1).is_clean


def newest(value: int) -> Sequence[MarkerRead | ClockRead]:
    return clock(), read(98, utc(97), "before"), read(115, value, "after", TIME)


def test_a_time_that_a_clock_could_have_stamped_since_is_not_clean() -> None:
    history, written = History([clock()]), ns(112)
    since, then = utc_during(history, Interval.at(written)), utc_during(history, Interval.at(ns(98.01)))
    assert since is not None
    assert then is not None
    limit = since.lower + utc(97) - then.upper
    assert not weighed(*newest(limit), written=written).is_clean
    assert weighed(*newest(limit - 1), written=written).is_clean


def test_a_stamp_of_the_future_lies_no_time_back() -> None:
    assert weighed(*newest(utc(500))).by_value == Reading(lower=0, upper=0, evidence=(3,))


def test_without_a_fault_a_marker_bounds_nothing() -> None:
    before, after = read(98, 1000, "before", POSITION), read(101, 1000, "after", POSITION)
    assert weighed(before, after, fault=None).loss == Reading(lower=0, upper=None)


def rebooted(start: int, end: int) -> int:
    """How much is not known of the clock of a controller that began again at 92 s."""
    return ns(0.5) if start <= ns(92) <= end else 0


def test_a_reboot_before_the_readings_that_bound_a_loss_does_not_widen_it() -> None:
    kept = read(90, 900, "before", POSITION), read(95, 1000, "before", POSITION)
    left = weighed(*kept, read(101, 1000, "after", POSITION), unsure=rebooted)
    assert left.loss == Reading(lower=0, upper=ns(5.02))
    late = at_edge(read(90, 1100, "before", POSITION), received=ns(96))
    gone = weighed(read(95, 1000, "before", POSITION), late, read(101, 900, "after", POSITION), unsure=rebooted)
    assert gone.loss == Reading(lower=ns(4.99), upper=None)


def test_what_may_hold_new_writes_bounds_no_bytes_above() -> None:
    end, after = read(100.5, 1500, "before", POSITION), read(115, 1000, "after", POSITION)
    assert weighed(end, after, written=ns(112)).bytes_lost == (None, None)


def test_the_newest_that_is_left_is_used_however_many_were_read() -> None:
    kept = [read(at, 1000, "before", POSITION) for at in (85, 90, 95)]
    for count in (1, 2, 3):
        assert weighed(*kept[:count], read(101, 1000, "after", POSITION)).used == (count, count + 1)
