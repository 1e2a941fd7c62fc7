"""History and trend: counts, ranges and a direction only where it is proved; the pages of a year of drills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.plan import Text
from service.console.history.course import FEWEST, Course, courses, leaning, newest_decision
from service.papers.outcomes import DrillOutcome, Measured, ServiceOutcome
from tests.service.console.test_evidence import page
from tests.support.drilled_year import SERVICE, firm_in
from tests.support.firms import firm_served

SECONDS = st.floats(0, 1e6, allow_nan=False)


def interval(low: float, high: float) -> Measured:
    return Measured(target_s=30, lower_s=low, upper_s=high, verdict="met")


def intervals() -> st.SearchStrategy[list[Measured]]:
    pairs = st.tuples(SECONDS, SECONDS).map(sorted)
    return st.lists(pairs.map(lambda pair: interval(pair[0], pair[1])), max_size=20)


def drill(at: int, measured: Measured | None, **told: object) -> DrillOutcome:
    name = Text(zh="库", en="db")
    one = DrillOutcome(
        drill=f"d-{at}",
        scenario="crash",
        title=name,
        form="live",
        started_ns=at,
        status="completed",
        verdict="met",
        restored=True,
        dossier=None,
        services=(ServiceOutcome(service="db", title=name, rto=measured),),
    )
    return replace(one, **told)  # pyright: ignore[reportArgumentType]


def course(drills: Sequence[DrillOutcome]) -> Course:
    return next(courses("db", drills))


@given(intervals())
def test_every_pair_counts_once_and_few_drills_have_no_direction(measured: list[Measured]) -> None:
    found = leaning(measured)
    assert found.shorter + found.longer + found.undecided == found.count * (found.count - 1) // 2
    assert (found.direction == "too_few") == (found.count < FEWEST)


@given(intervals())
def test_the_other_way_round_it_goes_the_other_way(measured: list[Measured]) -> None:
    turned = {"shorter": "longer", "longer": "shorter"}
    there, back = leaning(measured), leaning(measured[::-1])
    assert back.direction == turned.get(there.direction, there.direction)


@given(intervals())
def test_all_that_was_measured_lies_in_the_range(measured: list[Measured]) -> None:
    if not measured:
        return
    low, high = course([drill(at, one) for at, one in enumerate(measured)]).span
    assert low is not None
    assert high is not None
    assert all(low <= (one.lower_s or 0) <= (one.upper_s or 0) <= high for one in measured)


@pytest.mark.parametrize(
    ("step", "width", "direction"),
    [(-2.0, 0.5, "shorter"), (2.0, 0.5, "longer"), (0.0, 0.5, "none"), (-0.01, 5.0, "none")],
)
def test_a_direction_is_told_where_intervals_are_apart(step: float, width: float, direction: str) -> None:
    measured = [interval(100 + step * at, 100 + step * at + width) for at in range(12)]
    assert leaning(measured).direction == direction


def test_an_open_end_leaves_the_range_open() -> None:
    without_end = replace(interval(3, 4), upper_s=None)
    assert course([drill(1, interval(1, 2)), drill(2, without_end)]).span == (1, None)


def test_drills_that_say_nothing_are_not_counted_and_who_is_not_restored_proves_nothing() -> None:
    met = interval(1, 2)
    drills = [
        drill(1, met),
        drill(2, met, restored=False),
        drill(3, met, status="aborted"),
        drill(4, met, form="tabletop"),
        drill(5, replace(met, verdict="missed"), restored=False),
        drill(6, None),
    ]
    found = course(drills)
    assert found.counts == {"proved": 1, "contradicted": 1, "inconclusive": 1}
    assert newest_decision(found) == "contradicted"


async def test_a_year_of_drills_is_shown_with_what_it_does_not_say(tmp_path: Path) -> None:
    (await firm_in(tmp_path)).journal.close()
    async with firm_served(tmp_path) as served:
        assert SERVICE in await page(served, "/console/history?lang=en", "vera")
        one = await page(served, f"/console/history/{SERVICE}?lang=en", "vera")
        assert one.count("<svg") >= 1
        assert f"below {FEWEST} no direction is told" in one
        assert "No mean and no trend line" in one
        assert "d-5" in one, "one around a table is listed and not counted"
        assert "41.9 s" in one
        of_2025 = await page(served, f"/console/history/{SERVICE}?year=2025&lang=en", "vera")
        assert ("d-25" in of_2025, "d-1<" in of_2025) == (True, False)
        assert "没有测得数据的演练" in await page(served, "/console/history/quote?lang=zh", "vera")
        await page(served, "/console/history/nobody", "vera", status=404)
