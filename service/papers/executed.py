"""A drill that was begun, as papers tell it: its report, its plan, what the book knows, and what came after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from measurements.report import Report, StageName
from scenarios.plan import Plan
from service.papers.phrasing import at, line, listed, row, table_or
from service.report.blocks import Block, Cell, Line, Row
from service.report.figures import moment, term
from service.report.records import NO_RECORDS, DrillRecords
from service.words import same, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Incidence:
    """A real interruption that was declared: its id, what it is, since when, of which services, how it stands."""

    id: str
    title: str
    status: str
    occurred_ns: int
    services: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Executed:
    """One drill that was begun: its report, its plan, what the book knows, and interruptions of its services since."""

    report: Report
    plan: Plan
    records: DrillRecords = NO_RECORDS
    since: tuple[Incidence, ...] | None = None
    """None where nobody looked."""


def cover_of(report: Report) -> Iterator[Line]:
    """Yield the lines of the cover that name a drill and its evidence."""
    drill = report.drill
    yield line("number", same(drill.id), "code")
    yield line("scenario", same(drill.scenario), "code")
    yield line("form", term("form", drill.form))
    yield line("started", moment(drill.started_at))
    yield line("ended", moment(drill.ended_at), "plain" if drill.ended_at else "gap")
    yield line("evidence_head", same(drill.head), "code")


def incidence_row(one: Incidence) -> Row:
    """Return an interruption as a row: id, title, since when, services, how it stands."""
    status = say(f"incident.status.{one.status}")
    return row(one.id, one.title, at(one.occurred_ns), listed(one.services), status)


def stage_table(report: Report, stages: Sequence[StageName]) -> Block:
    """Return when these stages of the execution began and ended."""
    rows = (
        row(say(f"stage.{one.stage}"), _instant(one.begun_at), _instant(one.ended_at), evidence=one.evidence)
        for one in report.stages
        if one.stage in stages
    )
    heads = ("stage", "begin", "end")
    return table_or(say("paper.record.stages"), heads, rows, "paper.record.no_stage", proved=True)


def _instant(utc: str | None) -> Cell:
    return Cell(text=say("word.no_evidence"), tone="gap") if utc is None else Cell(text=moment(utc))
