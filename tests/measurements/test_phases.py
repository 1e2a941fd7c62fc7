"""The parts of a recovery share their ends, add up, and are never negative, wherever the recovery falls."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.course import Course, follow
from measurements.events import Outcome
from measurements.fault import Fault
from measurements.intervals import Interval
from measurements.phases import Parts, divide, switch_over
from measurements.reading import Reading
from scenarios.plan import Approve, Phase, Run, WaitFor
from tests.support.histories import STEPS, Story, ns, plan, step

FAULT = Fault(step="crash", instant=Interval(ns(100), ns(100.02)), evidence=(1,))


def course(story: Story) -> Course:
    return follow(story.history(), story.plan)


def told(story: Story, low: float, high: float | None, failed: float | None = 100.05) -> Parts:
    recovered = Reading(lower=ns(low), upper=None if high is None else ns(high), evidence=(99,))
    return divide(course(story), FAULT, recovered, None if failed is None else (ns(failed), 7))


UNKNOWN = (-1.0, None)


def spans(parts: Parts) -> list[tuple[float, float | None]]:
    four = (parts.detect, parts.decide, parts.switch, parts.verify)
    return [UNKNOWN if part is None else (part.lower / 1e9, part.upper and part.upper / 1e9) for part in four]


def ordinary() -> Story:
    story = Story(plan()).faulted(100, 100.02).did("noticed", 100.02, 101).did("release", 101, 103)
    return story.did("promote", 104, 106, "db-b").did("entry", 106, 107, "db-b")


def test_each_part_is_between_two_marks() -> None:
    parts = told(ordinary(), 108, 108.1)
    assert spans(parts) == [(0.98, 1.0), (3.0, 3.0), (3.0, 3.0), (1.0, 1.1)]
    assert (parts.people.lower, parts.people.upper) == (ns(2), ns(2))
    assert parts.verify is not None
    four = [parts.detect, parts.decide, parts.switch, parts.verify]
    noticed, promoted, moved = (4, 5), (8, 9), (10, 11)
    assert [part and part.evidence for part in four] == [
        (1, *noticed),
        (*noticed, *promoted),
        (*promoted, *moved),
        (*promoted, *moved, 99),
    ]
    assert parts.people.evidence == (6, 7)
    assert told(Story(plan()).faulted(100, 100.02), 108, 108.1).detect.evidence == (1, 7)


def test_a_recovery_before_a_mark_ends_the_parts_there() -> None:
    assert spans(told(ordinary(), 104.9, 105.1)) == [(0.98, 1.0), (3.0, 3.0), (0.9, 1.1), (0.0, 0.0)]
    assert spans(told(ordinary(), 100, 100.5)) == [(0.0, 0.5), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0)]


def test_an_open_recovery_leaves_the_last_part_open() -> None:
    assert spans(told(ordinary(), 108, None)) == [(0.98, 1.0), (3.0, 3.0), (3.0, 3.0), (1.0, None)]


def test_where_nothing_recovered_a_part_that_was_not_reached_is_unknown() -> None:
    stuck = Story(plan()).faulted(100, 100.02).did("noticed", 100.02, 101).did("release", 101, None)
    assert spans(told(stuck, 108, None)) == [(0.98, 1.0), (7.0, None), UNKNOWN, UNKNOWN]
    blind = Story(plan()).faulted(100, 100.02)
    assert spans(told(blind, 108, None, failed=None)) == [(7.98, None), UNKNOWN, UNKNOWN, UNKNOWN]
    assert spans(told(ordinary(), 108, None))[3] == (1.0, None)


def test_a_phase_that_was_not_finished_takes_all_that_is_left() -> None:
    stuck = Story(plan()).faulted(100, 100.02).did("noticed", 100.02, 101).did("release", 101, None)
    parts = told(stuck, 108, 108.1)
    assert spans(parts) == [(0.98, 1.0), (7.0, 7.1), (0.0, 0.0), (0.0, 0.0)]
    assert (parts.people.lower, parts.people.upper) == (ns(7), ns(7.1))
    halfway = Story(plan()).faulted(100, 100.02).did("noticed", 100.02, 101).did("promote", 104, 106, "db-b")
    assert spans(told(halfway, 108, 108.1))[2:] == [(4.0, 4.1), (0.0, 0.0)]
    running = Story(plan()).faulted(100, 100.02).did("noticed", 100.02, 101).did("promote", 104, None, "db-b")
    assert spans(told(running, 108, 108.1))[2:] == [(4.0, 4.1), (0.0, 0.0)]


def test_skipped_steps_are_not_waited_for() -> None:
    story = Story(plan()).faulted(100, 100.02).did("noticed", 100.02, 101).did("promote", 104, 106, "db-b")
    assert spans(told(story.skipped(106, "entry"), 108, 108.1))[2:] == [(2.0, 2.0), (2.0, 2.1)]
    none = Story(plan()).faulted(100, 100.02).did("noticed", 100.02, 101).skipped(102, "promote", "entry")
    assert spans(told(none, 108, 108.1)) == [(0.98, 1.0), (7.0, 7.1), (0.0, 0.0), (0.0, 0.0)]


def test_without_a_watch_the_first_failure_is_the_alarm() -> None:
    failed_watch = Story(plan()).faulted(100, 100.02).did("noticed", 100.02, 101, outcome=Outcome.FAILED)
    assert spans(told(failed_watch, 108, 108.1))[0] == (0.03, 0.05)
    assert spans(told(failed_watch, 108, 108.1, failed=None))[0] == (7.98, 8.1)


def test_a_phase_that_the_plan_does_not_have_takes_no_time() -> None:
    bare = Story(plan(steps=STEPS[:1])).faulted(100, 100.02)
    assert spans(told(bare, 108, 108.1)) == [(0.03, 0.05), (0.0, 0.0), (0.0, 0.0), (7.95, 8.05)]
    assert spans(told(bare, 108, 108.1, failed=None)) == [(0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (7.98, 8.1)]
    gated = Story(plan(steps=(STEPS[0], STEPS[2]))).faulted(100, 100.02).did("release", 101, 103)
    assert spans(told(gated, 108, 108.1)) == [(0.03, 0.05), (2.95, 2.95), (0.0, 0.0), (5.0, 5.1)]


def test_a_watch_of_the_prepare_phase_is_no_alarm() -> None:
    steps = (step("ready", Phase.PREPARE, WaitFor(stream="entry", state="up")), *STEPS)
    story = Story(plan(steps=steps)).did("ready", 90, 91).faulted(100, 100.02)
    assert spans(told(story, 108, 108.1))[0] == (0.03, 0.05)


def test_gates_that_wait_at_the_same_time_count_once() -> None:
    gates = [step(f"g{here}", Phase.DECIDE, Approve(role="lead", people=1)) for here in range(3)]
    story = Story(plan(steps=(STEPS[0], *gates))).faulted(100, 100.02)
    story.did("g0", 101, 103).did("g1", 102, 104).did("g2", 105, 106)
    assert told(story, 108, 108.1).people.lower == ns(4)


def test_switching_over_counts_from_the_start_of_the_first_switch_step() -> None:
    recovered = Reading(lower=ns(108), upper=ns(108.1))
    reading = switch_over(course(ordinary()), recovered)
    assert reading is not None
    assert (reading.lower, reading.upper) == (ns(2), ns(4.1))  # no stamps: it started at 104 to 106
    on_controller = (STEPS[0], step("ask", Phase.SWITCH, Run(script="x")))
    exact = switch_over(course(Story(plan(steps=on_controller)).did("ask", 104, 106)), recovered)
    assert exact is not None
    assert (exact.lower, exact.upper) == (ns(4), ns(4.1))
    assert switch_over(course(Story(plan())), recovered) is None


@given(
    marks=st.lists(st.one_of(st.none(), st.integers(90, 120)), min_size=8, max_size=8),
    fault=st.tuples(st.integers(95, 105), st.integers(0, 3)),
    back=st.tuples(st.integers(90, 120), st.one_of(st.none(), st.integers(0, 5))),
)
def test_the_parts_add_up_and_are_never_negative(
    marks: list[int | None], fault: tuple[int, int], back: tuple[int, int | None]
) -> None:
    story = Story(plan())
    for name, start, end in zip(("noticed", "release", "promote", "entry"), marks[::2], marks[1::2], strict=True):
        if start is not None:
            story.did(name, start, None if end is None else max(start, end))
    recovered = Reading(lower=ns(back[0]), upper=None if back[1] is None else ns(back[0] + back[1]))
    cause = Fault(step="crash", instant=Interval(ns(fault[0]), ns(fault[0] + fault[1])), evidence=())
    parts = divide(course(story), cause, recovered, None)
    whole = recovered.since(cause.instant)
    four = [part for part in (parts.detect, parts.decide, parts.switch, parts.verify) if part is not None]
    assert len(four) == 4 or recovered.upper is None
    assert all(part.lower >= 0 and (part.upper is None or part.lower <= part.upper) for part in four)
    assert sum(part.lower for part in four) == whole.lower
    uppers = [part.upper for part in four if part.upper is not None]
    assert (sum(uppers) == whole.upper) if len(uppers) == 4 else whole.upper is None
    assert 0 <= parts.people.lower <= whole.lower


@pytest.mark.parametrize("split", [0.0, 0.3, 1.0])
def test_a_true_part_lies_inside_its_bounds(split: float) -> None:
    parts = told(ordinary(), 104.5, 106.5)
    fault, back = 100 + 0.02 * split, 104.5 + 2 * split
    marks = [-math.inf, 101, 104, 107, math.inf]
    for (start, end), (low, high) in zip(pairwise(marks), spans(parts), strict=True):
        true = max(0, min(end, back) - max(start, fault))
        assert low - 1e-9 <= true
        assert high is not None
        assert true <= high + 1e-9


def test_a_mark_in_the_same_instant_as_the_one_before_it_has_its_own_witnesses() -> None:
    story = Story(plan()).faulted(100, 100.02).did("noticed", 100.02, 101).did("promote", 101, 106, "db-b")
    parts = told(story, 108, 108.1)
    assert parts.decide is not None
    assert (parts.decide.lower, parts.decide.evidence) == (0, (4, 5, 6, 7))


def test_where_no_planned_switching_was_begun_the_deciding_took_all_that_was_left() -> None:
    story = Story(plan()).faulted(100, 100.02).did("noticed", 100.02, 101).did("release", 101, 103)
    assert spans(told(story, 108, 108.1)) == [(0.98, 1.0), (7.0, 7.1), (0.0, 0.0), (0.0, 0.0)]


def test_switching_over_is_proved_by_its_first_step_and_by_the_one_that_bounds_its_start() -> None:
    story = Story(plan()).did("promote", 104, 106, "db-b").did("entry", 104.5, 105, "db-b")
    reading = switch_over(course(story), Reading(lower=ns(108), upper=ns(108.1), evidence=(99,)))
    assert reading is not None
    assert (reading.lower, reading.upper) == (ns(3), ns(4.1))
    assert reading.evidence == (2, 3, 4, 5, 99)
