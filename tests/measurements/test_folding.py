"""A history that keeps no batch of samples says the same of a drill, digit for digit, wherever its columns lie."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements import columns
from measurements.columns import Ascending, Column, between, in_memory, in_order, ranked, steps
from measurements.events import Event, SamplesTaken
from measurements.history import Gathering, History
from measurements.judge import judge
from measurements.samples import of_taken
from measurements.taken import Taken
from service.evidence.shelf import shelf
from tests.support.drills import good_drill
from tests.support.histories import SECOND, Story, ledger, ns, objective, plan, probe

Rows = Sequence[tuple[int, int, int, bool | None]]
"""Sent, how long after the beat, how long it took, and what was seen."""

NUMBERS = st.lists(st.integers(-50, 50), max_size=60)


@contextmanager
def small_blocks(size: int) -> Generator[None]:
    """Let whatever goes block by block go by so many rows."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(columns, "BLOCK", size)
        patched.setattr(columns, "_BINS", 2)
        yield


def folded(events: Sequence[Event], room: Callable[[], Column]) -> History:
    gathering = Gathering(room)
    for event in events:
        gathering.take(event)
    return gathering.history()


def batches(rows: Rows, size: int) -> list[SamplesTaken]:
    """Return rows as batches of that size, in the order in which they stand."""
    made: list[SamplesTaken] = []
    for start in range(0, len(rows), size):
        part = rows[start : start + size]
        made.append(
            SamplesTaken(
                at=30 * SECOND,
                stream="entry",
                batch=len(made),
                due=tuple(sent - late for sent, late, _, _ in part),
                sent=tuple(sent for sent, _, _, _ in part),
                received=tuple(sent + took for sent, _, took, _ in part),
                ok=tuple(ok for _, _, _, ok in part),
            )
        )
    return made


def in_a_list(rows: Rows, *, closed: bool, timeout: int) -> dict[str, list[int]]:
    """Say what a stream should be, as simply as it can be said: all rows in one list, sorted."""
    numbered = [(*row, place // 4 + 1) for place, row in enumerate(rows)]
    numbered.sort(key=lambda row: row[0])
    latest = max((sent + took for sent, _, took, _ in rows), default=0)
    known = [row for row in numbered if closed or row[0] <= latest - timeout]
    looked = [row for row in known if row[3] is not None]
    return {
        "sent": [row[0] for row in looked],
        "due": [row[0] - row[1] for row in looked],
        "received": [row[0] + row[2] for row in looked],
        "ok": [bool(row[3]) for row in looked],
        "evidence": [row[4] for row in looked],
        "failed": [place for place, row in enumerate(looked) if not row[3]],
        "blind": [row[0] for row in known if row[3] is None],
    }


LOOKS = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.integers(0, 5),
        st.integers(0, 30),
        st.sampled_from([True, True, True, False, None]),
    ),
    max_size=40,
)


@given(LOOKS, st.booleans(), st.integers(1, 5), st.integers(1, 5))
def test_a_stream_is_its_rows_in_order_of_sending_wherever_they_lie(
    rows: Rows,
    closed: bool,  # noqa: FBT001  drawn
    block: int,
    page: int,
) -> None:
    due = in_a_list(rows, closed=closed, timeout=10)
    with shelf(page=page) as paged, small_blocks(block):
        for room, at_once in product((in_memory, paged), (1, 3, 40)):
            taken, some = Taken(room), list(enumerate(batches(rows, 4), start=1))
            for first in range(0, len(some), at_once):
                taken.take_all(some[first : first + at_once])
            stream = of_taken("entry", 3, 10, taken, closed=closed)
            found = {name: [*getattr(stream, name)] for name in due if name != "blind"}
            assert found | {"blind": [*stream.blind.sent]} == due


@given(NUMBERS, NUMBERS)
def test_limits_that_grow_are_counted_as_a_search_counts_them(numbers: list[int], limits: list[int]) -> None:
    ordered = sorted(numbers)
    front = Ascending(ordered, 0)
    assert [front.below(limit) for limit in sorted(limits)] == [bisect_left(ordered, limit) for limit in sorted(limits)]


@st.composite
def drills(draw: st.DrawFn) -> list[Event]:
    """Draw a drill of half a minute with slow, late, lost and broken looks, whose batches come in any order of rows."""
    story = Story(plan(probes=[probe("entry", every=0.5)], ledgers=[ledger()], objectives=[objective(hold=3)]))
    story.started(0.1).faulted(8, 8.1)
    sign = st.sampled_from("UUUUUDDs.b")
    signs = "UUUUUUUUUUUUUUUU" + "".join(draw(st.lists(sign, min_size=10, max_size=40)))
    took = {"U": ns(0.01), "D": ns(1), "s": ns(2.5), "b": ns(0.02)}
    seen = {"U": True, "D": False, "s": True, "b": None}
    rows = [
        (place * SECOND // 2 + draw(st.integers(0, 10**6)), 0, took[one], seen[one])
        for place, one in enumerate(signs)
        if one != "."
    ]
    handed = sorted(rows, key=lambda row: row[0] + row[2]) if draw(st.booleans()) else rows
    story.add(*batches(handed, draw(st.integers(1, 9))))
    if draw(st.booleans()):
        story.closed(40)
    return list(story.history().events)


@given(drills(), st.integers(1, 40), st.integers(1, 40))
def test_a_folded_history_is_judged_like_the_whole_one(events: list[Event], block: int, page: int) -> None:
    whole = judge(History(tuple(events)), "head")
    with shelf(page=page) as room, small_blocks(block):
        assert judge(folded(events, room), "head") == whole


def test_a_drill_with_ledgers_and_people_is_judged_alike_when_it_is_folded() -> None:
    events = list(good_drill().history().events)
    for many in (0, 1, 5, len(events) // 2, len(events)):
        with shelf(page=7) as room:
            found = folded(events[:many], room)
            assert judge(found, "head") == judge(History(tuple(events[:many])), "head")
            assert not any(isinstance(event, SamplesTaken) for event in found.events)
            assert (found.count, found.latest) == (many, max((event.at for event in events[:many]), default=0))


def test_batches_that_are_missing_are_known_without_the_batches() -> None:
    first, second, third = batches([(place, 0, 1, True) for place in range(12)], 4)
    told = [first, third, second]
    for history in (History(tuple(told)), folded(told, in_memory)):
        assert history.taken()["entry"].misnumbered == [(2, 2, 1), (3, 1, 3)]


def test_a_batch_without_a_sample_is_counted_and_tells_of_no_answer() -> None:
    empty = SamplesTaken(at=SECOND, stream="entry", batch=0, due=(), sent=(), received=(), ok=())
    for history in (History((empty,)), folded([empty], in_memory)):
        taken = history.taken()["entry"]
        assert (taken.latest, taken.misnumbered, len(taken.sent)) == (None, [], 0)


@given(NUMBERS, st.integers(1, 4), st.integers(1, 5))
def test_rows_in_order_keep_their_order_where_they_are_equal(numbers: list[int], block: int, page: int) -> None:
    with shelf(page=page) as paged, small_blocks(block):
        for room in (in_memory, paged):
            keys, places = room(), room()
            keys.extend(numbers)
            places.extend(range(len(numbers)))
            found = in_order((keys, places), room)
            order = sorted(range(len(numbers)), key=numbers.__getitem__)
            assert [[*column] for column in found] == [[numbers[place] for place in order], order]


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=60), st.data(), st.integers(1, 5))
def test_a_rank_is_found_as_if_all_were_sorted(numbers: list[int], data: st.DataObject, block: int) -> None:
    place = data.draw(st.integers(0, len(numbers) - 1))
    with small_blocks(block):
        assert ranked(numbers, place) == sorted(numbers)[place]
        assert ranked([7] * 20, 19) == 7


@given(NUMBERS, st.integers(0, 60), st.integers(0, 60), st.integers(1, 5))
def test_a_stretch_and_the_steps_are_those_of_a_list(numbers: list[int], start: int, end: int, block: int) -> None:
    end = min(end, len(numbers))
    with small_blocks(block):
        assert [*between(numbers, start, end)] == numbers[start:end]
    assert [*steps(numbers)] == [two - one for one, two in pairwise(numbers)]


def test_numbers_beyond_64_bits_are_judged_like_others() -> None:
    wide = replace(batches([(5, 0, 1, True)], 1)[0], due=(2**70,), sent=(2**70,), received=(2**71,))
    events = [*Story(plan(probes=[probe("entry")])).history().events, wide]
    with shelf() as room:
        assert judge(folded(events, room)) == judge(History(tuple(events)))


class Patient(list[int]):
    """A column that may be gone through so many times and no more."""

    passes = 50

    def __iter__(self) -> Iterator[int]:
        self.passes -= 1
        assert self.passes, "it is searched without end"
        return super().__iter__()


def test_a_rank_among_many_equal_numbers_is_found_where_they_are_not_all() -> None:
    numbers = Patient([0, 0, 0, 0, 5])
    with small_blocks(2):
        assert [ranked(numbers, place) for place in range(5)] == [0, 0, 0, 0, 5]
