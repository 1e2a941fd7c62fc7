"""Down intervals drawn as pictures: U up, D down, . no sample; one sample a second, each 0.1 s long."""

from __future__ import annotations

import pytest

from measurements.outage import find_outages, first_answer
from tests.support.histories import ns, picture
from tests.support.streams import samples


@pytest.mark.parametrize(
    ("story", "low", "high", "count"),
    [
        ("UUUUU", 0.0, 0.0, 0),
        ("UUDDDUU", 1.9, 4.1, 1),
        ("UUDUDUU", 0.0, 4.2, 2),  # flapping: two outages, together no longer than that
        ("UU.D.UU", 0.0, 4.1, 1),  # silence proves nothing, so the bounds widen
        ("UU...DU", 0.0, 5.1, 1),
        ("UD", 0.0, None, 1),  # nothing bounds it above
        ("UDUD", 0.0, None, 2),
        ("DDU", 0.9, 2.1, 1),  # no success before: counted from the fault at 0
        ("", 0.0, 0.0, 0),
    ],
)
def test_an_outage_is_bounded_by_its_samples(story: str, low: float, high: float | None, count: int) -> None:
    outages = find_outages(samples(picture(story)), since=0)
    assert len(outages.downs) == count
    assert outages.total.lower == ns(low)
    assert outages.total.upper == (None if high is None else ns(high))


def test_what_bounds_an_outage_is_its_evidence() -> None:
    outages = find_outages(samples(picture("UUDDDUU")), since=0)
    assert outages.total.evidence == (2, 3, 5, 6)


def test_failures_before_the_fault_are_not_part_of_it() -> None:
    outages = find_outages(samples(picture("UDUDU")), since=ns(2.5))
    assert [(down.first, down.last) for down in outages.downs] == [(3, 3)]


def test_an_outage_that_was_there_before_counts_from_the_fault() -> None:
    (down,) = find_outages(samples(picture("UDDDU")), since=ns(1.5)).downs
    assert (down.lower, down.upper) == (ns(3 - 2.1), ns(4.1 - 1.5))


def test_a_sample_that_hung_is_overtaken_by_later_ones() -> None:
    rows = [(0.0, 0.1, False), (1.0, 5.0, True), (2.0, 2.3, True), (2.2, 2.25, True), (3.0, 3.1, True)]
    stream = samples(rows)
    assert first_answer(stream, 1) == 3
    (down,) = find_outages(stream, since=0).downs
    assert down.upper == ns(2.25)


def test_a_slow_failure_sent_before_the_fault_counts() -> None:
    rows = [(0.0, 0.1, True), (1.0, 3.0, False), (1.5, 1.6, False), (2.5, 2.6, True)]
    (down,) = find_outages(samples(rows), since=ns(2)).downs
    assert (down.first, down.last, down.lower, down.upper) == (1, 2, 0, ns(2.6))


def test_a_slow_success_sent_in_the_middle_of_an_outage_does_not_part_it() -> None:
    rows = [(0.0, 0.1, True), (1.0, 1.1, False), (2.0, 4.2, True), (3.0, 3.1, False), (4.0, 4.1, True)]
    (down,) = find_outages(samples(rows), since=0).downs
    assert (down.first, down.last, down.lower, down.upper) == (1, 3, 0, ns(4.1))
    quick = [*rows[:2], (2.0, 2.1, True), *rows[3:]]
    assert len(find_outages(samples(quick), since=0).downs) == 2


def test_a_failure_that_hung_is_not_parted_from_the_next_by_what_overtook_it() -> None:
    rows = [(0.0, 0.1, True), (1.0, 3.0, False), (2.0, 2.1, True), (3.0, 3.1, False), (4.0, 4.1, True)]
    assert len(find_outages(samples(rows), since=0).downs) == 1


def test_a_success_that_was_answered_in_the_instant_of_the_next_failure_parts_two_outages() -> None:
    rows = [(0.0, 0.1, True), (1.0, 1.1, False), (2.0, 4.0, True), (3.0, 5.0, True), (4.0, 4.1, False)]
    assert len(find_outages(samples(rows), since=0).downs) == 2
    late = [*rows[:2], (2.0, 4.001, True), *rows[3:]]
    assert len(find_outages(samples(late), since=0).downs) == 1


def test_failures_do_not_part_an_outage_from_itself() -> None:
    first, slow = [(0.0, 0.1, True), (1.0, 1.1, False), (2.0, 2.1, False)], (3.0, 6.2, True)
    assert len(find_outages(samples([*first, slow, (4.0, 4.1, False), (7.0, 7.1, True)]), since=0).downs) == 1


def test_an_outage_goes_on_from_the_first_of_its_failures_whatever_follows() -> None:
    first, slow = [(0.0, 0.1, True), (1.0, 1.1, False)], (2.0, 4.2, True)
    rows = [*first, slow, (3.0, 3.5, False), (3.2, 3.3, True), (4.0, 4.1, False)]
    downs = find_outages(samples(rows), since=0).downs
    assert [(down.first, down.last) for down in downs] == [(1, 3), (5, 5)]


def test_an_outage_was_there_from_the_first_answer_of_all_its_failures() -> None:
    first, success, second = [(0.0, 0.1, True), (1.0, 3.0, False)], (2.0, 2.1, True), (3.3, 3.4, False)
    assert len(find_outages(samples([*first, (1.5, 1.6, False), success, second]), since=0).downs) == 2
    slow = [*first, (1.5, 3.2, False), success, (2.5, 2.6, True), second]
    assert len(find_outages(samples(slow), since=0).downs) == 1


def test_a_failure_answered_in_the_instant_of_the_fault_counts() -> None:
    rows = [(0.0, 0.1, True), (1.0, 2.0, False), (3.0, 3.1, True)]
    assert len(find_outages(samples(rows), since=ns(2.0)).downs) == 1
    assert find_outages(samples(rows), since=ns(2.0) + 1).downs == ()


def test_of_answers_in_the_same_instant_the_one_that_was_asked_first_bounds() -> None:
    assert first_answer(samples([(0.0, 2.0, True), (1.0, 2.0, True), (1.5, 2.5, True)]), 0) == 0
    assert first_answer(samples([(0.0, 2.0, True), (1.0, 1.5, False), (1.2, 1.4, True)]), 0) == 0  # the run ends there


def test_the_lengths_of_several_outages_are_added_up() -> None:
    outages = find_outages(samples(picture("UDDDUUDDDU")), since=0)
    assert (outages.total.lower, outages.total.upper) == (ns(3.8), ns(8.2))
    assert outages.total.evidence == (1, 2, 4, 5, 6, 7, 9, 10)
