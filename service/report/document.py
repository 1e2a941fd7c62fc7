"""The drill report as JR/T 0251 12.3 asks for it: a cover, parts a to e, other matters; language comes later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from measurements.report import Report
from scenarios.plan import Plan, Text
from service.report.blocks import Chart, Line, Section, Tone
from service.report.charts.drawing import drawn
from service.report.closing import other, summary
from service.report.figures import moment, seconds_or, term
from service.report.opening import people, purpose, scene
from service.report.paper import Paper
from service.report.records import NO_RECORDS, DrillRecords
from service.report.results import results
from service.words import Lang, same, say

Part: TypeAlias = Callable[[Report, Plan], Section]

PARTS: Final[tuple[Part, ...]] = (purpose, people, scene, results, summary, other)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDocument(Paper):
    """A report in both languages at once; `sections` stand in the order of the standard."""

    report: Report

    def drawn(self, chart: Chart, lang: Lang, uid: str) -> tuple[str, ...]:
        """Return what a chart shows, drawn from the report."""
        return drawn(chart, self.report, lang, uid)


def document(report: Report, plan: Plan, records: DrillRecords = NO_RECORDS) -> ReportDocument:
    """Return the report as a document; what is told beside the figures comes from `plan` and `records`."""
    del records
    return ReportDocument(
        report=report,
        kind=say("page.title"),
        number=report.drill.id,
        title=report.drill.title,
        software=report.drill.software,
        cover=tuple(_cover(report)),
        sections=tuple(part(report, plan) for part in PARTS),
    )


def _cover(report: Report) -> Iterator[Line]:
    drill = report.drill
    yield _line("drill", same(drill.id), "code")
    yield _line("scenario", same(drill.scenario), "code")
    yield _line("form", term("form", drill.form))
    yield _line("started", moment(drill.started_at))
    yield _line("ended", moment(drill.ended_at), "plain" if drill.ended_at else "gap")
    yield _line("duration", seconds_or(drill.duration_s, "word.no_evidence"))
    yield _line("ending", term("ending", drill.ending or "open"))
    yield _line("opened_by", same(drill.opened_by))
    yield _line("standards", say("page.standards"))
    yield _line("software", same(drill.software))
    yield _line("events", same(str(drill.events)))
    yield _line("plan_sha256", same(drill.plan_sha256), "code")
    yield _line("head", same(drill.head), "code")


def _line(label: str, value: Text, tone: Tone = "plain") -> Line:
    return Line(label=say(f"label.{label}"), value=value, tone=tone)
