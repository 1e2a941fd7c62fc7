"""Reports that an incident owes: the first, one every two hours until the end, a written one."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.plan import SECOND
from service.incidents.reporting import Course, ReportKind, ReportTold, owed
from service.incidents.rules import Deadlines

MINUTE: Final = 60 * SECOND
RULES: Final = Deadlines(first_ns=30 * MINUTE, progress_ns=120 * MINUTE, written_ns=720 * MINUTE, basis=())


def told(*minutes: int, kind: ReportKind = "progress") -> list[ReportTold]:
    return [ReportTold(kind=kind, at_ns=minute * MINUTE) for minute in minutes]


def course(ended: int | None = None) -> Course:
    return Course(noticed_ns=0, ended_ns=None if ended is None else ended * MINUTE)


@pytest.mark.parametrize(
    ("made", "ended", "now", "wanted"),
    [
        ([], None, 0, ["first 30 outstanding", "progress 150 outstanding"]),
        ([], None, 31, ["first 30 overdue", "progress 150 outstanding"]),
        ([10], None, 31, ["first 30 on_time", "progress 130 outstanding"]),
        ([30], None, 31, ["first 30 on_time", "progress 150 outstanding"]),
        ([45], None, 60, ["first 30 late", "progress 165 outstanding"]),
        ([10, 130], None, 200, ["first 30 on_time", "progress 130 on_time", "progress 250 outstanding"]),
        ([10, 131], None, 252, ["first 30 on_time", "progress 130 late", "progress 251 overdue"]),
        ([10, 70], None, 80, ["first 30 on_time", "progress 130 on_time", "progress 190 outstanding"]),
        ([10], 129, 500, ["first 30 on_time"]),  # it ended before the next was due
        ([10], 131, 500, ["first 30 on_time", "progress 130 never"]),
        ([], 20, 500, ["first 30 never"]),
        ([], 400, 500, ["first 30 never", "progress 150 never"]),
    ],
)
def test_each_report_has_its_time(made: list[int], ended: int | None, now: int, wanted: list[str]) -> None:
    found = owed(RULES, course(ended), told(*made), now * MINUTE)
    shown = [f"{one.kind} {one.due_ns // MINUTE} {one.how}" for one in found if one.kind != "written"]
    assert shown == wanted


def test_the_written_report_is_due_after_the_end_too() -> None:
    found = owed(RULES, course(60), told(10), 800 * MINUTE)
    assert [(one.how, one.due_ns // MINUTE) for one in found if one.kind == "written"] == [("overdue", 720)]
    late = owed(RULES, course(60), [*told(10), *told(750, kind="written")], 800 * MINUTE)
    assert [(one.how, one.late_ns // MINUTE) for one in late if one.kind == "written"] == [("late", 30)]


@given(made=st.lists(st.integers(0, 2_000), max_size=12), ended=st.none() | st.integers(0, 2_000))
def test_a_gap_of_more_than_two_hours_is_never_on_time(made: list[int], ended: int | None) -> None:
    found = owed(RULES, course(ended), told(*made), 3_000 * MINUTE)
    progress = [one for one in found if one.kind == "progress" and one.made_ns is not None]
    times = sorted(made)
    gaps = [later - sooner for sooner, later in pairwise(times)]
    assert sorted(one.late_ns // MINUTE for one in progress) == sorted(max(0, gap - 120) for gap in gaps)
    assert len([one for one in found if one.made_ns is not None]) == len(made)
