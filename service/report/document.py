"""The drill report: a cover, twelve sections in the order of JR/T 0251 12.3 and its forms, four appendices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeAlias

from measurements.report import Report
from scenarios.plan import Plan
from service.report.appendices import evidence, record, traced
from service.report.blocks import Chart, Section
from service.report.charts.drawing import drawn
from service.report.closing import other, summary
from service.report.counting import counted
from service.report.cover import cover
from service.report.evaluating import evaluation
from service.report.filed import filing
from service.report.opening import people, purpose, scene
from service.report.paper import Paper
from service.report.preparation import preparation
from service.report.problems import problems
from service.report.process import process
from service.report.records import NO_RECORDS, DrillRecords
from service.report.results import results
from service.report.signed import signature
from service.report.trusting import quality
from service.words import Lang, say

Part: TypeAlias = Callable[[Report, Plan, DrillRecords], Section]

PARTS: Final[tuple[Part, ...]] = (
    purpose,
    people,
    scene,
    preparation,
    process,
    results,
    evaluation,
    problems,
    summary,
    other,
    filing,
    signature,
    traced,
    quality,
    record,
    evidence,
)
"""Every section of the report, in its order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDocument(Paper):
    """A report in both languages at once; `sections` stand in the order of the standard."""

    report: Report

    def instant(self) -> datetime | None:
        """Return when the drill ended, or began where it goes on; None where neither is an instant."""
        try:
            return datetime.fromisoformat(self.report.drill.ended_at or self.report.drill.started_at).astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    def drawn(self, chart: Chart, lang: Lang, uid: str) -> tuple[str, ...]:
        """Return what a chart shows, drawn from the report."""
        return drawn(chart, self.report, lang, uid)


def document(report: Report, plan: Plan, records: DrillRecords = NO_RECORDS) -> ReportDocument:
    """Return the report as a document; what is told beside the figures comes from `plan` and `records`."""
    return ReportDocument(
        report=report,
        kind=say("page.title"),
        number=report.drill.id,
        title=report.drill.title,
        software=report.drill.software,
        cover=tuple(cover(report, records)),
        sections=tuple(counted(part(report, plan, records)) for part in PARTS),
    )
