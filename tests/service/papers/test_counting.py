"""Laws of what papers of a period count: each drill once, parts that add up to the whole, one standing an objective."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measurements.report import VerdictName
from scenarios.plan import Text
from service.papers import accounts
from service.papers.outcomes import (
    FIGURES,
    RESULTS,
    UNGRADED,
    DrillOutcome,
    FigureName,
    Measured,
    ServiceOutcome,
    counted,
    graded,
)
from service.papers.period import Days, year_of
from service.papers.phrasing import share
from service.papers.verified import STANDINGS, Target, standings, targets_of
from service.report.blocks import Statement, Table
from service.report.charts.trend import MOST, Trend, TrendPoint, trend

YEAR = year_of(2026)
FIRST = YEAR.begin_ns
SECONDS = st.floats(min_value=0, max_value=1e4, allow_nan=False)
VERDICTS: st.SearchStrategy[VerdictName] = st.sampled_from(["met", "inconclusive", "missed"])


@st.composite
def measured(draw: st.DrawFn) -> Measured:
    lower, upper = sorted((draw(SECONDS), draw(SECONDS)))
    cut = draw(st.sampled_from(["both", "lower", "upper", "none"]))
    return Measured(
        target_s=draw(SECONDS),
        lower_s=lower if cut in {"both", "lower"} else None,
        upper_s=upper if cut in {"both", "upper"} else None,
        verdict="inconclusive" if cut == "none" else draw(VERDICTS),
    )


@st.composite
def outcomes(draw: st.DrawFn) -> DrillOutcome:
    names = draw(st.lists(st.sampled_from(["db", "quote", "web"]), max_size=3, unique=True))
    return DrillOutcome(
        drill=draw(st.sampled_from([f"d-{number}" for number in range(30)])),
        scenario="s",
        title=None,
        form=draw(st.sampled_from(["live", "simulated", "tabletop", None])),
        started_ns=FIRST + draw(st.integers(min_value=-400, max_value=400)) * 86_400 * 10**9,
        status=draw(st.sampled_from(["completed", "failed", "aborted", "open"])),
        verdict=draw(VERDICTS),
        restored=draw(st.booleans()),
        dossier=None,
        services=tuple(
            ServiceOutcome(
                service=name,
                title=Text(zh=name, en=name),
                rto=draw(st.none() | measured()),
                rpo=draw(st.none() | measured()),
            )
            for name in names
        ),
    )


DRILLS = st.lists(outcomes(), max_size=25, unique_by=lambda drill: drill.drill)


@given(drills=DRILLS)
def test_each_drill_counts_once_and_the_results_are_all_of_them(drills: list[DrillOutcome]) -> None:
    counts = counted([*drills, *drills])
    assert sum(counts.values()) == len(drills)
    passed, over = graded(drills)
    assert 0 <= passed <= over == len(drills) - sum(counts[one] for one in UNGRADED)


@given(drills=DRILLS)
def test_nothing_passes_that_was_not_completed_restored_measured_and_met(drills: list[DrillOutcome]) -> None:
    for drill in drills:
        fit = drill.status == "completed" and drill.restored and drill.verdict == "met" and drill.form != "tabletop"
        assert (drill.result == "passed") == fit


@given(drills=DRILLS, first=st.dates(date(2024, 1, 1), date(2027, 1, 1)), length=st.integers(0, 800))
def test_quarters_are_a_partition_of_the_period(drills: list[DrillOutcome], first: date, length: int) -> None:
    days = Days(first=first, last=first + timedelta(days=length))
    quarters = list(days.quarters())
    assert (quarters[0].first, quarters[-1].last) == (days.first, days.last)
    assert all(after.first - before.last == timedelta(days=1) for before, after in pairwise(quarters))
    inside = accounts.within(drills, days)
    parts = [drill for quarter in quarters for drill in accounts.within(drills, quarter)]
    assert parts == list(inside)
    whole = [graded(accounts.within(drills, quarter)) for quarter in quarters]
    assert (sum(one for one, _ in whole), sum(over for _, over in whole)) == graded(inside)


@given(drills=DRILLS, known=st.sets(st.sampled_from(["db", "quote", "web", "mail"])))
def test_covered_and_uncovered_services_are_all_of_them(drills: list[DrillOutcome], known: set[str]) -> None:
    blocks = list(accounts.covered(drills, {name: Text(zh=name, en=name) for name in known}, YEAR.zone))
    table = next((block for block in blocks if isinstance(block, Table)), None)
    named = known | {one.service for drill in drills for one in drill.services}
    if table is None:
        assert not named
        return
    assert {row.cells[0].text.en for row in table.rows} == named
    hit = {one.service for drill in drills if drill.status == "completed" for one in drill.services}
    told = next(block for block in blocks if isinstance(block, Statement))
    assert share(len(hit), len(named)).en in told.text.en
    times = sum(int(cell.text.en) for row in table.rows for cell in row.cells[1:4])
    assert times == sum(len(drill.services) for drill in drills if drill.status == "completed")


@given(drills=DRILLS, target=st.none() | SECONDS)
def test_every_objective_has_one_standing_and_what_is_never_verified_was_never_measured(
    drills: list[DrillOutcome], target: float | None
) -> None:
    named = [Target(service="db", title=Text(zh="db", en="db"), figure="rto", target_s=target)]
    found = standings(targets_of(drills, {"db": Text(zh="db", en="db")}, named), drills)
    assert len({(one.target.service, one.target.figure) for one in found}) == len(found)
    for one in found:
        assert one.standing in STANDINGS
        assert one.decisive <= len(one.readings)
        if one.standing == "never":
            assert not any(reading.measured.is_measured for reading in one.readings)
        if one.standing in {"verified", "contradicted"}:
            assert one.decisive
            assert one.verifiable == "yes"
        assert all(reading.drill.status == "completed" and reading.drill.measures for reading in one.readings)


@given(drill=outcomes(), target=SECONDS, more=SECONDS, figure=st.sampled_from(FIGURES))
def test_a_looser_target_stays_verified_and_a_stricter_one_contradicted(
    drill: DrillOutcome, target: float, more: float, figure: FigureName
) -> None:
    def standing(at: float) -> str:
        named = [Target(service="db", title=Text(zh="db", en="db"), figure=figure, target_s=at)]
        return standings(named, [replace(drill, status="completed", form="live")])[0].standing

    if standing(target) == "verified":
        assert standing(target + more) == "verified"
    if standing(target + more) == "contradicted":
        assert standing(target) == "contradicted"


def test_what_was_not_restored_verifies_nothing_but_still_contradicts() -> None:
    def of(*, restored: bool, verdict: str, upper: float) -> str:
        figure = Measured(target_s=10.0, lower_s=upper - 1, upper_s=upper, verdict=verdict)  # pyright: ignore[reportArgumentType]
        drill = DrillOutcome(
            drill="d",
            scenario="s",
            title=None,
            form="live",
            started_ns=FIRST,
            status="completed",
            verdict="met",
            restored=restored,
            dossier=None,
            services=(ServiceOutcome(service="db", title=Text(zh="db", en="db"), rto=figure),),
        )
        return standings(targets_of([drill], {}, ()), [drill])[0].standing

    assert of(restored=True, verdict="met", upper=9.0) == "verified"
    assert of(restored=False, verdict="met", upper=9.0) == "undecided"
    assert of(restored=False, verdict="missed", upper=19.0) == "contradicted"


@pytest.mark.parametrize(
    ("count", "of", "en"),
    [
        (0, 0, "nothing to count"),
        (0, 3, "0 of 3 (0.0 %)"),
        (2, 3, "2 of 3 (66.6 %)"),
        (999, 1000, "999 of 1000 (99.9 %)"),
    ],
)
def test_a_share_is_rounded_down_so_that_only_the_whole_is_a_hundred(count: int, of: int, en: str) -> None:
    assert share(count, of).en == en


@settings(max_examples=30, deadline=None)
@given(points=st.lists(measured(), max_size=2 * MOST + 3))
def test_a_trend_draws_every_drill_once_and_the_same_bytes_again(points: list[Measured]) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    told = Trend(
        of="db:rto",
        title=Text(zh="走势", en="trend"),
        points=tuple(
            TrendPoint(
                drill=f"d-{number}",
                day=(at + timedelta(days=number)).date().isoformat(),
                target_s=one.target_s,
                lower_s=one.lower_s,
                upper_s=one.upper_s,
                verdict=one.verdict,
            )
            for number, one in enumerate(points)
        ),
    )
    drawn = trend(told, "zh", "u")
    assert len(drawn) == -(-len(points) // MOST)
    assert drawn == trend(told, "zh", "u")
    known = [one for one in points if one.is_measured]
    assert sum(drawing.count('<rect class="mark') for drawing in drawn) == len(known) + 3 * len(drawn)
    assert sum(drawing.count('class="target"') for drawing in drawn) == len(points) + len(drawn)


def test_results_have_words_and_colours_of_their_own() -> None:
    assert accounts.RESULT_TONES.keys() == set(RESULTS)
    assert accounts.STANDING_TONES.keys() == set(STANDINGS)
