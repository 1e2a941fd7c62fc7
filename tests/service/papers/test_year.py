"""The papers of a period over a firm that had a year of drills, for whoever may read what."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from service.access import Caller, Grant, Role
from service.denial import DeniedError, ForbiddenError, NoSuchError, UnfitError
from service.firm import Firm
from service.papers.asked import Asked
from service.papers.assessing import Member
from service.papers.gathering import Papers
from service.papers.kinds import KINDS, Kind
from service.papers.registers import RegisterFiles
from service.report.blocks import Chart, Statement, Table
from service.report.paper import Paper
from tests.support.drilled_year import SERVICE, firm_in
from tests.support.firms import caller

LIBRARY = Path(__file__).parents[3] / "scenarios" / "library"
QUOTE = Caller(user="quinn", name="Quinn", grants=(Grant(role=Role.VIEWER, services=("quote",)),), via="test")


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    made = asyncio.run(firm_in(tmp_path_factory.mktemp("year")))
    yield made
    made.journal.close()


def paper(firm: Firm, asked: Asked, who: Caller | None = None) -> Paper:
    return Papers(firm, who or caller("udo")).make(asked)


def sentences(whole: Paper) -> str:
    found = [block.text for one in whole.sections for block in one.blocks if isinstance(block, Statement)]
    return "\n".join(text.en for text in found)


def table(whole: Paper, caption: str) -> list[tuple[str, ...]]:
    blocks = (block for one in whole.sections for block in one.blocks)
    found = next(block for block in blocks if isinstance(block, Table) and block.caption.en == caption)
    return [tuple(cell.text.en for cell in row.cells) for row in found.rows]


def test_an_assessment_counts_the_year_s_drills_once_each(firm: Firm) -> None:
    whole = paper(firm, Asked(kind=Kind.ASSESSMENT, subject="2026"))
    assert {name: count for name, count, *_ in table(whole, "Results (each drill counts once)")} == {
        "passed": "2",
        "missed": "1",
        "inconclusive": "1",
        "not restored": "1",
        "not completed": "1",
        "tabletop": "1",
        "not over": "0",
    }
    assert "passed: 2 of 6 (33.3 %)" in sentences(whole)
    assert [row[3] for row in table(whole, "Drills")] == [f"d-{number}" for number in range(1, 8)]


def test_an_assessment_names_what_was_never_verified_and_what_the_policy_wants_drilled(firm: Firm) -> None:
    whole = paper(firm, Asked(kind=Kind.ASSESSMENT, subject="2026"))
    told = sentences(whole)
    assert "Never verified in the period: RTO of quote, RPO of quote." in told
    assert "No drill of these services was completed: quote." in told
    assert "Interrupted for real and not drilled in the period: quote." in told
    standing = {row[:2]: row[3] for row in table(whole, "Objectives (the newest drill of the period that decides)")}
    assert set(standing.values()) == {"verified", "never verified"}
    assert "Objectives that the drills can verify: 2 of 4 (50.0 %)" in told


def test_a_stricter_target_of_the_register_is_contradicted_by_what_was_measured(firm: Firm, tmp_path: Path) -> None:
    bia = tmp_path / "bia.yaml"
    bia.write_text(f"services:\n  {SERVICE}: {{rto: 5s, rpo: 1h, writes: true, priority: 1}}\n", encoding="utf-8")
    whole = paper(firm, Asked(kind=Kind.ASSESSMENT, subject="2026", files=RegisterFiles(bia=bia)))
    rows = {row[:2]: row[2:4] for row in table(whole, "Objectives (the newest drill of the period that decides)")}
    assert rows[(SERVICE, "RTO")] == ("5.0 s", "contradicted"), "the looser target was met"
    assert "Checks of the register" in sentences(whole)


def test_a_trend_is_drawn_of_every_objective_that_was_measured_with_the_digits_of_its_table(firm: Firm) -> None:
    whole = paper(firm, Asked(kind=Kind.ASSESSMENT, subject="2026"))
    charts = [block for one in whole.sections for block in one.blocks if isinstance(block, Chart)]
    assert {chart.of for chart in charts} == {f"{SERVICE}:rto", f"{SERVICE}:rpo"}
    drawn = [drawing for chart in charts for drawing in whole.drawn(chart, "en", "u")]
    assert len(drawn) == len(charts)
    assert "17.4 s to 17.6 s, met" in "".join(drawn)
    assert whole.drawn(Chart(name="trend", caption=charts[0].caption, of="nothing"), "en", "u") == ()


def test_who_assesses_is_told_or_left_to_be_filled_in(firm: Firm) -> None:
    blank = paper(firm, Asked(kind=Kind.ASSESSMENT, subject="2026"))
    assert "nothing here tells who took part" in sentences(blank)
    members = (Member(name="王芳", department="内审部", duty="组长"),)
    told = paper(firm, Asked(kind=Kind.ASSESSMENT, subject="2026", members=members))
    assert table(told, "Who took part") == [("王芳", "内审部", "组长")]


def test_a_period_without_drills_says_so(firm: Firm) -> None:
    whole = paper(firm, Asked(kind=Kind.ASSESSMENT, first=date(2020, 1, 1), last=date(2020, 12, 31)))
    assert "No evidence: there was no drill in the period." in sentences(whole)


def test_whoever_sees_one_service_is_told_of_that_one_and_the_cover_says_so(firm: Firm) -> None:
    whole = paper(firm, Asked(kind=Kind.ASSESSMENT, subject="2026"), QUOTE)
    text = repr(whole)
    assert SERVICE not in text
    assert "d-3" not in text
    assert any(line.label.en == "These services only" and line.value.en == "quote" for line in whole.cover)


def test_a_roll_up_holds_the_year_against_its_programme(firm: Firm) -> None:
    whole = paper(firm, Asked(kind=Kind.ANNUAL, subject="2026"))
    told = sentences(whole)
    assert "Planned and done: 1 of 2 (50.0 %); missed: 1" in told
    assert "Version 1 of the programme was approved by anna" in told
    assert "No evidence: there is no programme for 2027." in told
    assert len(table(whole, "What each drill measured")) == 2 * 7


def test_an_improvement_report_tells_who_does_what_until_when(firm: Firm) -> None:
    whole = paper(firm, Asked(kind=Kind.IMPROVEMENT, subject="2026"))
    assert [row[:2] for row in table(whole, "Who answers for what")] == [
        ("li.wei", "owner"),
        ("运维部", "lead department"),
    ]
    assert sum(int(count) for _, count in table(whole, "By status")) == 1
    rows = next(
        block.rows
        for one in whole.sections
        for block in one.blocks
        if isinstance(block, Table) and block.caption.en == "Problems"
    )
    assert rows[0].book, "each row names its entries in the book"


def test_an_event_summary_is_the_incident_s_with_its_entries(firm: Firm) -> None:
    incident = firm.book.entries(kind="incident_declared")[0]
    whole = paper(firm, Asked(kind=Kind.INCIDENT, subject=incident.stream.partition("/")[2]))
    assert [one.part for one in whole.sections[:4]] == ["a", "b", "c", "d"]
    impacts = next(block for block in whole.sections[0].blocks if isinstance(block, Table) and block.proved)
    assert impacts.rows[0].book == (incident.number,)


def test_a_register_s_report_draws_its_graph(firm: Firm) -> None:
    whole = paper(firm, Asked(kind=Kind.BIA, files=RegisterFiles(bia=LIBRARY / "lab-bia.yaml")))
    assert [one.part for one in whole.sections[:5]] == ["a", "b", "c", "d", "e"]
    charts = [block for one in whole.sections for block in one.blocks if isinstance(block, Chart)]
    assert all(whole.drawn(chart, "zh", "u") for chart in charts)


@pytest.mark.parametrize(
    ("asked", "error", "code"),
    [
        (Asked(kind=Kind.RECORD), UnfitError, "paper_no_subject"),
        (Asked(kind=Kind.RECORD, subject="nobody"), NoSuchError, "no_such"),
        (Asked(kind=Kind.PLAN, subject="nobody"), NoSuchError, "no_such"),
        (Asked(kind=Kind.INCIDENT, subject="../etc"), NoSuchError, "no_such"),
        (Asked(kind=Kind.ANNUAL, subject="MMXXVI"), UnfitError, "paper_no_year"),
        (Asked(kind=Kind.ANNUAL, subject="²⁰²⁶"), UnfitError, "paper_no_year"),
        (Asked(kind=Kind.ANNUAL, subject="0000"), UnfitError, "paper_no_year"),
        (Asked(kind=Kind.IMPROVEMENT, first=date(9999, 2, 1), last=date(9999, 12, 31)), UnfitError, "paper_days"),
        (Asked(kind=Kind.IMPROVEMENT, first=date(1, 1, 1), last=date(1, 1, 2)), UnfitError, "paper_days"),
        (Asked(kind=Kind.IMPROVEMENT, first=date(2026, 2, 1)), UnfitError, "paper_days"),
        (Asked(kind=Kind.IMPROVEMENT, first=date(2026, 2, 1), last=date(2026, 1, 1)), UnfitError, "paper_days"),
        (Asked(kind=Kind.IMPROVEMENT, first=date(2001, 2, 1), last=date(2026, 1, 1)), UnfitError, "paper_too_long"),
        (Asked(kind=Kind.BIA), UnfitError, "paper_no_register"),
    ],
)
def test_what_cannot_be_made_says_why(firm: Firm, asked: Asked, error: type[DeniedError], code: str) -> None:
    with pytest.raises(error) as told:
        paper(firm, asked)
    assert [reason.code for reason in told.value.reasons] == [code]


def test_a_register_is_for_those_who_may_read_everything(firm: Firm) -> None:
    with pytest.raises(ForbiddenError):
        paper(firm, Asked(kind=Kind.BIA, files=RegisterFiles(bia=LIBRARY / "lab-bia.yaml")), QUOTE)


def test_every_section_of_every_paper_of_a_period_names_a_clause(firm: Firm) -> None:
    for kind in (Kind.ASSESSMENT, Kind.ANNUAL, Kind.IMPROVEMENT):
        whole = paper(firm, Asked(kind=kind, subject="2026"))
        assert all(one.clause for one in whole.sections)
        assert len({one.letter for one in whole.sections}) == len(whole.sections)
        assert KINDS[kind].clauses
