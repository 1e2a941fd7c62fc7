"""How figures, evidence numbers and durations are written."""

from __future__ import annotations

import pytest

from scenarios.plan import Text
from service.report.figures import bounds, duration, moment, numbers, seconds


@pytest.mark.parametrize(
    ("value", "shown"),
    [(12.28, "12.28 s"), (0.0, "0.0 s"), (1e-06, "1e-06 s"), (30.0, "30.0 s"), (0.1 + 0.2, "0.30000000000000004 s")],
)
def test_a_figure_is_written_as_python_writes_it(value: float, shown: str) -> None:
    assert seconds(value) == shown


@pytest.mark.parametrize(
    ("evidence", "shown"),
    [
        ((), ""),
        ((7,), "7"),
        ((8, 7), "7, 8"),
        ((3, 1, 2), "1-3"),
        ((1, 2, 4, 4, 5, 6, 9), "1, 2, 4-6, 9"),
        (tuple(range(1, 40, 2)), "1, 3, 5, 7, 9, 11, 13, 15, … (+12)"),
    ],
)
def test_evidence_numbers_are_short(evidence: tuple[int, ...], shown: str) -> None:
    assert numbers(evidence) == shown


@pytest.mark.parametrize(
    ("nanoseconds", "shown"),
    [
        (0, "0 s"),
        (50_000_000, "50 ms"),
        (10_000_000_000, "10 s"),
        (90_000_000_000, "90 s"),
        (600_000_000_000, "10 min"),
        (7_200_000_000_000, "2 h"),
        (1_500, "1500 ns"),
        (2_000, "2 µs"),
    ],
)
def test_a_planned_duration_is_exact(nanoseconds: int, shown: str) -> None:
    assert duration(nanoseconds) == shown


def test_an_interval_without_ends_is_no_evidence() -> None:
    gap = Text(zh="未取得证据", en="no evidence")
    assert bounds(None, None) == (gap, gap)


def test_an_interval_may_be_open_on_either_side() -> None:
    assert [end.en for end in bounds(1.5, None)] == ["1.5 s", "no upper bound"]
    assert [end.zh for end in bounds(None, 1.5)] == ["无下界", "1.5 s"]


def test_a_chinese_reader_gets_beijing_time() -> None:
    told = moment("2026-11-21T16:30:00.000000Z")
    assert told.zh == "2026-11-22 00:30:00（北京时间），2026-11-21T16:30:00.000000Z（UTC）"
    assert told.en == "2026-11-21T16:30:00.000000Z (UTC)"


@pytest.mark.parametrize("odd", ["", "tomorrow", "9999-12-31T23:59:59.999999Z"])
def test_an_instant_that_cannot_be_read_is_shown_as_it_is(odd: str) -> None:
    assert moment(odd) == Text(zh=odd, en=odd)
