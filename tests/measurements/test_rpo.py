"""What became of every write: worked figures, one test for each fate."""

from __future__ import annotations

from dataclasses import replace

import pytest

from measurements.events import LedgerWritten, WriteOutcome
from measurements.ledger import payload, payloads, table_name
from measurements.rpo import Fates, classify, loss_window, spelled, split_brain_span
from measurements.writes import ReadBack, Writes, gather_last_read_back, gather_read_back, gather_writes
from tests.support.histories import DRILL, Story, ns, plan
from tests.support.streams import between

OK, FAIL, INFO = WriteOutcome.OK, WriteOutcome.FAIL, WriteOutcome.INFO
FAULT = between(100.000, 100.020)
Row = tuple[int, float, float | None, WriteOutcome]


def written(rows: list[Row]) -> Writes:
    events = Story(plan()).wrote("orders", rows).events
    return gather_writes((seq, event) for seq, event in enumerate(events, 1) if isinstance(event, LedgerWritten))


def found(
    numbers: list[int], at: float = 200, wrong: tuple[int, ...] = (), positions: list[int] | None = None
) -> ReadBack:
    return ReadBack(
        complete=True,
        sent=ns(at),
        source="db-b",
        number=numbers,
        payload=["?" if number in wrong else payload(DRILL, "orders", number) for number in numbers],
        position=list(range(len(numbers))) if positions is None else positions,
        evidence=(99,),
    )


def steady(first: int, last: int) -> list[Row]:
    """Writes every 2 ms: number 49990 is invoked at 99.980 and answered 1 ms later."""
    return [
        (number, 99.980 + (number - 49990) * 0.002, 99.981 + (number - 49990) * 0.002, OK)
        for number in range(first, last + 1)
    ]


def fates(rows: list[Row], back: ReadBack) -> tuple[Writes, Fates]:
    writes = written(rows)
    return writes, classify(DRILL, "orders", writes, back, FAULT)


def test_worked_figure_3_a_tail_is_lost() -> None:
    writes, what = fates(steady(1, 50000), found(list(range(1, 49991))))
    window = loss_window(writes, what, FAULT)
    assert window is not None
    assert (window.lower, window.upper) == (ns(0.017), ns(0.040))
    assert (len(what.lost), what.holes, what.split_brain) == (10, [], [])
    assert len(what.acknowledged) == 50000


def test_worked_figure_4_one_of_the_tail_survives() -> None:
    writes, what = fates(steady(40000, 50000), found([*range(40000, 49991), 49995]))
    window = loss_window(writes, what, FAULT)
    assert window is not None
    assert (window.lower, window.upper) == (ns(0.017), ns(0.040))
    assert len(what.lost) == 9
    assert what.holes == [49991, 49992, 49993, 49994]


def late(first: int, last: int, start: float, end: float) -> list[Row]:
    """Writes invoked at equal distances after `start`, the last answered at `end`."""
    each = (end - start - 0.001) / (last - first + 1)
    return [
        (number, start + (number - first + 1) * each, start + (number - first + 1) * each + 0.001, OK)
        for number in range(first, last + 1)
    ]


def test_worked_figure_5_the_old_side_goes_on() -> None:
    rows = [*steady(40000, 50000), *late(50001, 50400, 100.020, 100.900)]
    writes, what = fates(rows, found(list(range(40000, 49991))))
    window, span = loss_window(writes, what, FAULT), split_brain_span(writes, what, FAULT)
    assert window is not None
    assert span is not None
    assert (window.lower, window.upper) == (ns(0.017), ns(0.040))
    assert (span.lower, span.upper, span.evidence) == (ns(0.880), ns(0.900), (21,))
    assert (len(what.lost), len(what.split_brain)) == (410, 400)


def test_what_the_new_side_acknowledged_afterwards_makes_no_holes() -> None:
    rows = [*steady(40000, 50000), *late(50001, 50100, 110, 111)]
    _, what = fates(rows, found([*range(40000, 49991), *range(50001, 50101)]))
    assert (len(what.lost), what.holes, what.split_brain) == (10, [], [])


def test_a_write_inside_the_fault_s_own_interval_belongs_to_the_normal_window() -> None:
    rows: list[Row] = [*steady(49900, 49990), (49991, 100.020, 100.021, OK), (49992, 100.0200001, 100.022, OK)]
    writes, what = fates(rows, found(list(range(49900, 49991))))
    assert what.split_brain == [49992]
    window = loss_window(writes, what, FAULT)
    assert window is not None
    assert (window.lower, window.upper) == (0, ns(0.040))


def test_nothing_lost_claims_no_more_than_the_beat_of_the_writes() -> None:
    writes, what = fates(steady(49900, 50000), found(list(range(49900, 50001))))
    window = loss_window(writes, what, FAULT)
    assert window is not None
    # 49999 was answered at 99.999; 50000 was answered at 100.001, maybe after the fault.
    assert (window.lower, window.upper) == (0, ns(100.020 - 99.998))
    assert what.lost == []


def test_split_brain_losses_alone_leave_the_window_at_zero() -> None:
    rows = [*steady(49900, 49999), *late(50001, 50010, 100.020, 100.1)]
    writes, what = fates(rows, found(list(range(49900, 50000))))
    window = loss_window(writes, what, FAULT)
    assert window is not None
    assert window.lower == 0
    assert what.lost == what.split_brain == list(range(50001, 50011))


def test_nothing_kept_bounds_the_loss_from_below_only() -> None:
    writes, what = fates(steady(49991, 50000), found([]))
    window = loss_window(writes, what, FAULT)
    assert window is not None
    assert (window.lower, window.upper) == (ns(0.017), None)


def test_no_write_before_the_fault_bounds_nothing() -> None:
    writes, what = fates([(1, 105.0, 105.1, OK)], found([1]))
    assert loss_window(writes, what, FAULT) is None
    assert split_brain_span(writes, what, FAULT) is None


def test_without_a_fault_every_loss_is_an_ordinary_one() -> None:
    writes = written(steady(49991, 50000))
    what = classify(DRILL, "orders", writes, found([49993]), None)
    assert what.holes == [49991, 49992]
    assert what.split_brain == []


def test_each_fate_has_its_list() -> None:
    rows: list[Row] = [
        (1, 1.0, 1.1, OK),
        (2, 2.0, 2.1, OK),
        (3, 3.0, 3.1, FAIL),
        (4, 4.0, 4.1, FAIL),
        (5, 5.0, 7.0, INFO),
        (6, 6.0, None, INFO),
        (7, 7.0, 7.1, OK),
        (8, 300.0, 300.1, OK),  # after the read-back began: not judged
    ]
    _, what = fates(rows, found([1, 1, 2, 3, 5, 99], wrong=(2,)))
    assert what == Fates(
        acknowledged=[1, 2, 7],
        lost=[7],
        holes=[],
        split_brain=[],
        duplicated=[1],
        altered=[2],
        resurrected=[3],
        unknown=[5, 6],
        recovered_unknown=[5],
        reordered=[],
        alien=[99],
    )


def test_an_order_that_real_time_contradicts() -> None:
    rows: list[Row] = [(1, 1.0, 1.5, OK), (2, 2.0, 2.1, OK), (3, 2.05, 2.2, OK), (4, 4.0, 4.1, OK)]
    # 3 and 2 overlap, so either may come first; 4 began after all of them were done.
    assert fates(rows, found([1, 3, 2, 4]))[1].reordered == []
    assert fates(rows, found([4, 1, 2, 3]))[1].reordered == [4]
    assert fates(rows, found([2, 1, 3, 4]))[1].reordered == [2]
    assert fates(rows, found([4, 1, 2, 3], positions=[-1, -1, -1, -1]))[1].reordered == []
    assert fates(rows, found([4, 1, 2, 3, 4]))[1].reordered == []  # there twice: the later one counts


def test_what_was_acknowledged_in_the_instant_of_the_read_back_is_judged() -> None:
    _, what = fates([(1, 1.0, 200.0, OK), (2, 1.0, 200.000001, OK)], found([]))
    assert what.acknowledged == what.lost == [1]


def test_what_was_acknowledged_in_the_instant_of_the_fault_was_so_before_it() -> None:
    writes, what = fates([(1, 99.9, 100.0, OK), (2, 99.95, 100.000001, OK)], found([1, 2]))
    window = loss_window(writes, what, FAULT)
    assert window is not None
    assert (window.lower, window.upper, window.evidence) == (0, ns(0.120), (1,))


def test_a_write_begun_in_the_instant_when_another_was_done_may_come_before_it() -> None:
    rows: list[Row] = [(1, 1.0, 2.0, OK), (2, 2.0, 2.1, OK)]
    assert fates(rows, found([2, 1]))[1].reordered == []
    assert fates([rows[0], (2, 2.000001, 2.1, OK)], found([2, 1]))[1].reordered == [2]


def test_writes_invoked_in_the_last_instant_of_the_fault_make_holes() -> None:
    _, what = fates([(1, 100.020, 100.021, OK), (2, 100.020, 100.022, OK)], found([2]))
    assert (what.holes, what.lost, what.split_brain) == ([1], [1], [])


def test_order_is_judged_by_when_writes_were_begun_and_not_by_their_numbers() -> None:
    rows: list[Row] = [(1, 3.0, 3.1, OK), (2, 1.0, 1.1, OK), (3, 2.0, 2.1, OK)]
    assert fates(rows, found([2, 3, 1]))[1].reordered == []
    assert fates(rows, found([3, 2, 1]))[1].reordered == [3]


def test_a_row_without_a_position_is_in_no_order() -> None:
    rows: list[Row] = [(1, 1.0, 1.5, OK), (4, 4.0, 4.1, OK)]
    assert fates(rows, found([1, 4], positions=[0, -1]))[1].reordered == []


def test_a_write_that_was_done_at_the_very_beginning_was_done() -> None:
    assert fates([(1, 1e-9, 0.1, OK), (2, 0.0, 0.0, OK)], found([1, 2]))[1].reordered == [1]


def test_a_write_kept_from_the_last_instant_of_the_fault_leaves_no_loss_at_all() -> None:
    writes, what = fates([(1, 100.020, 100.021, OK), (2, 100.020, 100.022, OK)], found([1]))
    window = loss_window(writes, what, FAULT)
    assert window is not None
    assert (window.lower, window.upper) == (0, 0)


def test_a_write_that_was_done_after_the_fault_for_certain_leaves_no_loss_below_zero() -> None:
    writes, what = fates([(1, 100.010, 100.015, OK), (2, 100.011, 100.030, OK)], found([1]))
    window = loss_window(writes, what, FAULT)
    assert window is not None
    assert (window.lower, window.upper) == (0, ns(0.010))


def test_a_number_in_two_events_holds_as_last_reported() -> None:
    rows: list[Row] = [(1, 1.0, None, INFO), (2, 1.1, 1.2, OK)]
    writes = gather_writes(
        (seq, event)
        for seq, event in enumerate(Story(plan()).wrote("o", rows).wrote("o", [(1, 1.0, 1.3, OK)]).events, 1)
        if isinstance(event, LedgerWritten)
    )
    assert (writes.number, writes.completed, writes.outcome) == ([1, 2], [ns(1.3), ns(1.2)], [OK, OK])
    assert writes.evidence == [2, 1]
    assert writes.due == writes.invoked == [ns(1.0), ns(1.1)]


def read_back(story: Story) -> ReadBack | None:
    from measurements.events import LedgerRead  # noqa: PLC0415  only this test's door needs it

    return gather_read_back((seq, event) for seq, event in enumerate(story.events, 1) if isinstance(event, LedgerRead))


def test_a_read_back_is_complete_when_every_chunk_is_there() -> None:
    assert read_back(Story(plan())) is None
    whole = read_back(Story(plan()).read(1, [1], last=False).read(1, [2], chunk=1))
    assert whole is not None
    assert whole == ReadBack(
        complete=True,
        sent=ns(1),
        source="db-b",
        number=[1, 2],
        payload=[payload(DRILL, "orders", 1), payload(DRILL, "orders", 2)],
        position=[0, 0],
        evidence=(1, 2),
    )


@pytest.mark.parametrize("fenced", [True, False])
def test_a_read_back_tells_of_its_fence_and_of_every_torn_row(*, fenced: bool) -> None:
    from measurements.events import LedgerRead  # noqa: PLC0415  only this test's door needs it

    chunks = Story(plan()).read(1, [1], last=False).read(1, [2], chunk=1).events
    told = [replace(one, fenced=fenced, torn=2) for one in chunks if isinstance(one, LedgerRead)]
    back = gather_read_back(enumerate(told, 1))
    assert back is not None
    assert (back.fenced, back.torn) == (fenced, 4)


@pytest.mark.parametrize(("chunks", "last"), [((0, 2), True), ((1,), True), ((0, 1), False)])
def test_a_read_back_with_a_chunk_missing_is_not(chunks: tuple[int, ...], *, last: bool) -> None:
    story = Story(plan())
    for chunk in chunks:
        story.read(1, [chunk], chunk=chunk, last=last and chunk == chunks[-1])
    back = read_back(story)
    assert back is not None
    assert not back.complete


def test_the_first_complete_read_back_is_judged() -> None:
    story = Story(plan()).read(1, [1], last=False).read(2, [1, 2]).read(3, [1, 2, 3])
    back = read_back(story)
    assert back is not None
    assert back.number == [1, 2]


def test_writes_stand_in_the_order_of_their_numbers() -> None:
    assert written([(1, 1.0, 1.1, OK), (3, 3.0, 3.1, OK), (2, 2.0, 2.1, OK)]).number == [1, 2, 3]


@pytest.mark.parametrize(
    ("whole", "number"), [((True, True, False), 2), ((True, False, False), 1), ((False, False, False), 3)]
)
def test_of_what_was_read_again_the_last_that_is_whole_counts(whole: tuple[bool, ...], number: int) -> None:
    from measurements.events import LedgerRead  # noqa: PLC0415  only this test's door needs it

    story = Story(plan())
    for at, last in enumerate(whole, 1):
        story.read(at, [at], last=last)
    reads = [(seq, one) for seq, one in enumerate(story.events, 1) if isinstance(one, LedgerRead)]
    back = gather_last_read_back(reads)
    assert back is not None
    assert (back.number, back.complete) == ([number], any(whole))
    assert gather_last_read_back([]) is None


def test_numbers_are_spelled_as_ranges() -> None:
    assert spelled([]) == ""
    assert spelled([7, 9, 10, 11, 20]) == "7, 9-11, 20"
    assert spelled([1, 3, 5], most=2) == "1, 3, …"
    assert spelled([1, 3], most=2) == "1, 3"
    assert spelled([1, 2, 4, 5], most=1) == "1-2, …"
    assert spelled(list(range(0, 20, 2))) == "0, 2, 4, 6, 8, 10, 12, 14, 16, 18"
    assert spelled(list(range(0, 22, 2))).endswith("18, …")


def test_writer_and_judge_derive_the_same_names() -> None:
    assert payload("d", "orders", 7) == payloads("d", "orders", [7])[0] == "16b4d3e47820bf87"
    assert table_name("orders", "d") == "drillproof_orders_18ac3e7343f0"
