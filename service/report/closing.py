"""Part e and the other matters: the verdict, the findings, and how to read and check the report."""

from __future__ import annotations

from collections.abc import Iterator

from measurements.report import Finding, Report, ServiceFigures, VerdictName
from scenarios.plan import Plan
from service.report.blocks import Block, Cell, Row, Section, Statement, Table, Tone
from service.report.figures import bound_cells, seconds, term
from service.report.governed import tasks
from service.report.naming import Names, names, worded
from service.words import same, say

_SEVERITY_TONES: dict[str, Tone] = {"info": "plain", "warning": "warning", "serious": "missed"}


def summary(report: Report, plan: Plan) -> Section:
    """Part e: summary and suggestions."""
    blocks: list[Block] = [
        Statement(text=say(f"e.verdict.{report.verdict}"), tone=report.verdict),
        *_conditions(report),
    ]
    if report.services:
        blocks.append(_verdicts(report))
    blocks.extend(tasks(report))
    blocks.extend(_findings(report, plan))
    blocks.extend(Statement(text=say(key), tone="gap") for key in ("e.improvement", "e.evaluation"))
    blocks.append(Statement(text=say("e.signature"), tone="warning"))
    return Section(letter="e", clause="JRT0251-12.3", title=say("part.e"), blocks=tuple(blocks))


def other(report: Report, plan: Plan) -> Section:
    """Return the other matters that have to be explained."""
    plain = ("o.intervals", "o.rounding", "o.readings")
    blocks: list[Block] = [
        *(Statement(text=say(key)) for key in plain),
        Statement(text=say("o.evidence", head=report.drill.head), evidence=(report.drill.events,)),
        *(Statement(text=say(key)) for key in ("o.recompute", "o.standards")),
        _sources(plan),
    ]
    return Section(letter="other", clause="", title=say("part.other"), blocks=tuple(blocks))


def _conditions(report: Report) -> Iterator[Statement]:
    if not report.completed:
        yield Statement(text=say("e.not_completed"), tone="warning")
    if not report.restored:
        yield Statement(text=say("e.not_restored"), tone="warning")


def _verdicts(report: Report) -> Table:
    return Table(
        caption=say("e.table.verdicts"),
        heads=tuple(say(f"label.{head}") for head in ("service", "metric", "target", "lower", "upper", "verdict")),
        rows=tuple(row for service in report.services for row in _verdict_rows(service)),
    )


def _verdict_rows(service: ServiceFigures) -> Iterator[Row]:
    for metric, figure in (("d.rto", service.rto), ("d.rpo", service.rpo)):
        yield Row(
            cells=(
                Cell(text=service.title),
                Cell(text=say(metric)),
                Cell(text=same(seconds(figure.target_s)), tone="number"),
                *bound_cells(figure.lower_s, figure.upper_s),
                _graded(figure.verdict),
            ),
            evidence=figure.evidence,
        )


def _graded(verdict: VerdictName) -> Cell:
    return Cell(text=say(f"verdict.{verdict}"), tone=verdict)


def _findings(report: Report, plan: Plan) -> Iterator[Block]:
    real = [finding for finding in report.findings if finding.code != "no_findings"]
    if all(finding.severity == "info" for finding in real):
        yield Statement(text=say("e.no_findings"), tone="warning")
    if not real:
        return
    named = names(report, plan)
    yield Table(
        caption=say("e.table.findings"),
        heads=tuple(say(f"label.{head}") for head in ("number", "severity", "finding", "advice")),
        rows=tuple(_finding(number, finding, named) for number, finding in enumerate(real, start=1)),
    )


def _finding(number: int, finding: Finding, named: Names) -> Row:
    told = worded(finding, named)
    return Row(
        cells=(
            Cell(text=same(str(number)), tone="number"),
            Cell(text=say(f"severity.{finding.severity}"), tone=_SEVERITY_TONES[finding.severity]),
            Cell(text=told.found),
            Cell(text=told.advice),
        ),
        evidence=finding.evidence,
    )


def _sources(plan: Plan) -> Block:
    if not plan.sources:
        return Statement(text=say("o.no_sources"), tone="gap")
    return Table(
        caption=say("o.table.sources"),
        heads=(say("label.file"), say("label.digest")),
        rows=tuple(
            Row(cells=(Cell(text=term("o.source", role)), Cell(text=same(digest), tone="code")))
            for role, digest in sorted(plan.sources.items())
        ),
        proved=False,
    )
