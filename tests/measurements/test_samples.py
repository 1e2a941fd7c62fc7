"""Columns of a stream: order, beats, gaps, ledger writes as samples, the level before the fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from measurements.columns import Column, in_memory
from measurements.events import LedgerRead, LedgerReplayed, LedgerWritten, WriteOutcome
from measurements.level import find_baseline, find_level, is_fast, is_frequent, percentile_95
from measurements.samples import (
    Samples,
    failures_within,
    gaps,
    late_beats,
    latencies,
    missed_beats,
    of_ledger,
    of_probe,
    of_taken,
    worst_lateness,
)
from measurements.streams import gather
from measurements.taken import Taken
from measurements.writes import Writes, gather_writes
from scenarios.plan import Acceptable
from tests.support.histories import MS, SECOND, Story, beat, ledger, ns, picture, plan
from tests.support.streams import Look, Row, samples, taken

OK, FAIL, INFO = WriteOutcome.OK, WriteOutcome.FAIL, WriteOutcome.INFO


def test_a_slow_sample_in_a_later_batch_stands_where_it_was_sent() -> None:
    batches = [(5, taken([(1.0, 1.1, True), (3.0, 3.1, True)])), (6, taken([(2.0, 3.5, False)], batch=1))]
    stream = of_probe("entry", SECOND, SECOND, batches, closed=True)
    assert (stream.sent, stream.ok) == ([ns(1), ns(2), ns(3)], [True, False, True])
    assert (stream.evidence, stream.failed) == ([5, 6, 5], [1])
    assert [*latencies(stream)] == [ns(0.1), ns(1.5), ns(0.1)]


def test_while_a_drill_runs_the_last_samples_wait_for_slower_ones() -> None:
    batches = [(1, taken(picture("UUUU")))]
    assert len(of_probe("entry", SECOND, SECOND, batches, closed=False)) == 3
    assert len(of_probe("entry", SECOND, SECOND, batches, closed=True)) == 4
    assert len(of_probe("entry", SECOND, SECOND, [], closed=False)) == 0


def test_while_a_drill_runs_the_last_looks_whose_way_was_broken_wait_too() -> None:
    looks: list[Look] = [(0.0, 0.1, None), (1.0, 1.1, True), (2.0, 2.1, None)]
    stream = of_probe("entry", SECOND, SECOND, [(1, taken(looks))], closed=False)
    assert (stream.blind.sent, stream.sent) == ([0], [ns(1)])


@given(st.lists(st.sampled_from([True, False, None]), max_size=30))
def test_a_look_whose_way_was_broken_is_as_if_nobody_had_looked(answers: list[bool | None]) -> None:
    looks: list[Look] = [(float(here), here + 0.1, ok) for here, ok in enumerate(answers)]
    seen, expected = samples(looks), samples([look for look in looks if look[2] is not None])
    assert (seen.sent, seen.received, seen.ok, seen.failed) == (
        expected.sent,
        expected.received,
        expected.ok,
        expected.failed,
    )
    assert seen.blind.sent == [ns(sent) for sent, _, ok in looks if ok is None]
    assert missed_beats(seen) == 0


def ledger_samples(rows: Sequence[tuple[int, float, float | None, WriteOutcome]], settled: float | None) -> Samples:
    events = Story(plan()).wrote("orders", rows).events
    writes = gather_writes((1, event) for event in events if isinstance(event, LedgerWritten))
    return of_ledger("orders", SECOND, 2 * SECOND, writes, None if settled is None else ns(settled))


def test_a_write_is_a_success_when_it_is_acknowledged_in_time() -> None:
    rows = [(1, 1.0, 1.1, OK), (2, 2.0, 5.0, OK), (3, 3.0, 3.1, FAIL), (4, 4.0, None, INFO), (5, 5.0, 5.5, INFO)]
    stream = ledger_samples(rows, None)
    assert stream.ok == [True, False, False, False, False]
    assert stream.received == [ns(1.1), ns(4.0), ns(3.1), ns(6.0), ns(5.5)]
    assert ledger_samples([(1, 1.0, 3.0, OK), (2, 2.0, 4.000000001, OK)], None).ok == [True, False]


def test_a_write_that_may_still_be_answered_ends_the_samples() -> None:
    rows = [(1, 1.0, None, INFO), (2, 2.0, 2.1, OK), (3, 3.0, None, INFO), (4, 3.5, 3.6, OK)]
    assert len(ledger_samples(rows, 3.6)) == 2
    assert len(ledger_samples(rows, 5.0)) == 4


def test_writes_are_ordered_by_when_they_were_sent() -> None:
    rows = [(1, 2.0, 2.1, OK), (2, 1.0, 1.1, FAIL)]
    for settled in (None, 2.1):
        stream = ledger_samples(rows, settled)
        assert (stream.ok, stream.sent, stream.received) == ([False, True], [ns(1), ns(2)], [ns(1.1), ns(2.1)])
        assert (stream.due, stream.failed, stream.evidence) == ([ns(1), ns(2)], [0], [1, 1])


def test_each_write_keeps_its_witness_wherever_it_stands() -> None:
    at = [ns(2), ns(1)]
    writes = Writes(number=[1, 2], due=at, invoked=at, completed=[None, None], outcome=[INFO, INFO], evidence=[7, 8])
    assert of_ledger("orders", SECOND, SECOND, writes, None).evidence == [8, 7]


def test_what_is_made_of_columns_is_kept_where_they_are() -> None:
    def room() -> Column:
        return in_memory()

    assert of_taken("entry", SECOND, SECOND, Taken(room), closed=True).room is room


def test_once_a_ledger_was_read_or_its_drill_closed_no_write_is_waited_for() -> None:
    rows = [(1, 1.0, 1.1, OK), (2, 2.0, None, INFO), (3, 3.0, 3.1, OK)]
    running = Story(plan(ledgers=[ledger()])).wrote("orders", rows)
    assert len(gather(running.history(), running.plan).ledgers[0].samples) == 1
    closed, read = (Story(running.plan, events=[*running.events]) for _ in range(2))
    for story in (closed.closed(4), read.read(3.5, [1, 3])):
        assert len(gather(story.history(), story.plan).ledgers[0].samples) == 3


def test_what_was_read_after_a_replay_stands_apart() -> None:
    story = Story(plan(ledgers=[ledger()])).wrote("orders", [(1, 1.0, 1.1, OK)]).read(2, [1]).read(4, [1])
    told = gather(story.history(), story.plan).ledgers[0]
    assert told.found is not None
    assert (told.found.sent, told.again) == (ns(2), None)
    at = (ns(3),)
    story.add(LedgerReplayed(at=ns(3), ledger="orders", step="r", number=(1,), invoked=at, completed=at, outcome=(OK,)))
    told = gather(story.history(), story.plan).ledgers[0]
    assert told.again is not None
    assert (told.again.sent, len(told.replays)) == (ns(4), 1)
    marked = [replace(one, replayed=True) if isinstance(one, LedgerRead) else one for one in story.events]
    unread = gather(Story(story.plan, events=marked).history(), story.plan).ledgers[0]
    assert (unread.found, unread.again) == (None, told.again)


def test_beats_that_went_by_without_a_sample_are_counted() -> None:
    assert missed_beats(samples(picture("UU.U..U"))) == 3
    assert missed_beats(samples([])) == 0
    assert missed_beats(samples([(0.0, 0.1, True), (3.0, 3.1, True)], every=2.0)) == 0  # one and a half is none missed
    assert missed_beats(samples([(0.0, 0.1, True), (3.1, 3.2, True)], every=2.0)) == 1


def test_a_gap_is_a_silence_of_more_than_four_beats() -> None:
    assert gaps(samples(picture("U...UU....U"))) == [3]
    assert gaps(samples([(0.0, 0.01, True), (0.2, 0.21, True)], every=0.01)) == []
    assert gaps(samples([(0.0, 0.01, True), (0.3, 0.31, True)], every=0.01)) == [1]


def test_lateness_is_measured_from_the_beat() -> None:
    event = taken([(1.0, 1.1, True), (2.5, 2.6, True)])
    late = type(event)(
        at=event.at,
        stream=event.stream,
        batch=0,
        due=(ns(1.0), ns(2.0)),
        sent=event.sent,
        received=event.received,
        ok=event.ok,
    )
    stream = of_probe("entry", 400 * MS, SECOND, [(1, late)], closed=True)
    assert (worst_lateness(stream), late_beats(stream)) == (ns(0.5), [1])
    assert worst_lateness(samples([])) == 0


def test_failures_are_found_by_place() -> None:
    stream = samples(picture("UDUDD"))
    assert [*failures_within(stream, 1, 4)] == [1, 3]


def test_the_percentile_is_the_nearest_rank() -> None:
    assert percentile_95([]) is None
    assert percentile_95([7]) == 7
    assert percentile_95(list(range(1, 21))) == 19
    assert percentile_95(list(range(1, 101))) == 95


def test_the_baseline_is_what_was_answered_before_the_fault() -> None:
    rows: list[Row] = [(0.0, 0.1, False), *picture(".UUDU"), (5.0, 6.0, True), (7.0, 7.1, True)]
    baseline = find_baseline(samples(rows), ns(1), ns(5.5))
    assert (baseline.beats, baseline.span_ns, baseline.p95_ns, baseline.failures) == (2, ns(3), ns(0.1), 1)


def test_without_samples_there_is_no_baseline_and_latency_is_not_judged() -> None:
    stream = samples(picture("UUU"))
    level = find_level(stream, Acceptable(), find_baseline(stream, ns(50), ns(60)))
    assert (level.limit_ns, level.slow, level.baseline.beats, level.baseline.span_ns) == (None, [], 0, 0)
    assert is_frequent(level, 0, 0)


def test_the_level_is_a_share_of_the_rate_and_a_multiple_of_the_latency() -> None:
    stream = samples([*beat(0, 10, 0.1), *beat(20, 30, 0.1, 0.009), *beat(30, 40, 0.112)], every=0.1)
    level = find_level(stream, Acceptable(hold_ns=10 * SECOND), find_baseline(stream, 0, ns(15)))
    assert (level.limit_ns, type(level.limit_ns)) == (ns(0.008), int)
    assert not is_fast(level, 100, 200)
    assert is_fast(level, 195, 295)  # five slow ones in a hundred are allowed
    assert not is_fast(level, 194, 294)
    assert is_frequent(level, 100, 190)
    assert not is_frequent(level, 100, 189)


def test_beats_are_counted_in_the_order_in_which_they_were_due() -> None:
    hung = replace(taken([(0.0, 0.1, True), (2.1, 2.2, True), (2.5, 2.6, True)]), due=(ns(0), ns(2), ns(1)))
    assert missed_beats(of_probe("entry", SECOND, SECOND, [(1, hung)], closed=True)) == 0
