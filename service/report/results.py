"""Section 6: what was measured: every figure is copied from the report, none is computed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from measurements.report import Report, RpoFigure, RtoFigure, Seconds, ServiceFigures, TimelineEntry
from scenarios.plan import Phase, Plan
from service.report.blocks import Block, Chart, Heading, Row, Section
from service.report.figures import bound_cells, seconds, seconds_or
from service.report.hands import step_title
from service.report.measured import service_results
from service.report.ordered import recovery_order
from service.report.phrasing import cell, gap, missing, part, row, statement, table
from service.report.process import OUTCOME_TONES
from service.report.reconciled import markers, reconciliations
from service.report.records import DrillRecords
from service.words import joined, same, say
from service.words.reasons import reason

_HEADS: Final = ("service", "metric", "reading", "target", "lower", "upper", "verdict")


def results(report: Report, plan: Plan, _records: DrillRecords) -> Section:
    """Return the results (JR/T 0251 12.3 d, 13.2)."""
    blocks = (
        *_glance(report),
        *(block for service in report.services for block in service_results(service, report)),
        *markers(report, plan),
        *reconciliations(report),
        *_people(report, plan),
        *_capacity(report),
        *_overview(report),
        *recovery_order(report),
        *_back(report),
        *_restoration(report),
    )
    return part("results", "6", blocks, of="d")


def _glance(report: Report) -> Iterator[Block]:
    """Yield every service with its targets and figures under both readings, in one table."""
    if not report.services:
        yield gap("d.no_services")
        return
    yield table("d.table.glance", _HEADS, (one for service in report.services for one in _rows(service)))
    yield statement("d.readings")


def _rows(service: ServiceFigures) -> Iterator[Row]:
    yield _graded(service, "d.rto", "d.reading.event", service.rto)
    switch = service.switchover or Seconds(lower_s=None, upper_s=None)
    yield row(
        service.title,
        say("d.rto"),
        say("d.reading.switch"),
        cell(None),
        *bound_cells(switch.lower_s, switch.upper_s),
        cell(say("d.no_target"), "muted"),
        evidence=switch.evidence,
    )
    yield _graded(service, "d.rpo", "d.reading.loss", service.rpo)


def _graded(service: ServiceFigures, metric: str, reading: str, figure: RtoFigure | RpoFigure) -> Row:
    return row(
        service.title,
        say(metric),
        say(reading),
        cell(seconds(figure.target_s), "number"),
        *bound_cells(figure.lower_s, figure.upper_s),
        cell(say(f"verdict.{figure.verdict}"), figure.verdict),
        evidence=figure.evidence,
    )


def _people(report: Report, plan: Plan) -> Iterator[Block]:
    """Yield how long people were waited for, service by service and step by step."""
    yield Heading(text=say("d.heading.people"))
    waited = [service for service in report.services if service.phases.people is not None]
    if not waited and not report.manuals:
        yield statement("d.people.none")
        return
    rows = [_waited(service) for service in waited]
    rows += [
        row(
            step_title(plan, act.step),
            say("d.people.step"),
            cell(None),
            seconds_or(act.waited_s, "word.no_evidence"),
            evidence=act.evidence,
        )
        for act in report.manuals
    ]
    yield table("d.table.people", ("where", "meaning", "lower", "upper"), rows)


def _waited(service: ServiceFigures) -> Row:
    people = service.phases.people or Seconds(lower_s=None, upper_s=None)
    ends = bound_cells(people.lower_s, people.upper_s)
    return row(service.title, say("d.people.in_rto"), *ends, evidence=people.evidence)


def _capacity(report: Report) -> Iterator[Block]:
    """Yield what is known of the standby's performance: the level that counted as recovered, and capacity checks."""
    yield Heading(text=say("d.heading.capacity"))
    back = [service for service in report.services if service.rto.upper_s is not None]
    if back:
        evidence = [seq for service in back for seq in service.rto.evidence]
        yield statement("d.capacity.level", evidence=evidence, services=joined(one.title for one in back))
    checks = [one for one in report.readiness if one.check == "standby_capacity"]
    if not checks:
        yield gap("d.capacity")
        return
    rows = (
        row(
            same(one.host) if one.host else say("word.controller"),
            cell(say(f"outcome.{one.outcome}"), OUTCOME_TONES[one.outcome]),
            reason(one.detail),
            evidence=one.evidence,
        )
        for one in checks
    )
    yield table("d.table.capacity", ("host", "outcome", "seen"), rows)


def _overview(report: Report) -> Iterator[Block]:
    if report.strips:
        yield Chart(name="overview", caption=say("chart.overview"))


def _back(report: Report) -> Iterator[Block]:
    """Yield the way back: the steps that restored, each with its outcome (JR/T 0251 10.4)."""
    yield Heading(text=say("d.heading.back"))
    steps = [one for one in report.timeline if one.phase == Phase.RESTORE.value and one.kind not in {"undo", "fault"}]
    if not steps:
        yield gap("d.back.none")
        return
    yield table("d.table.back", ("step", "host", "begin", "end", "outcome", "reason"), map(_restoring, steps))


def _restoring(entry: TimelineEntry) -> Row:
    is_skipped = entry.outcome == "skipped"
    return row(
        entry.title,
        same(entry.host) if entry.host else say("word.controller"),
        cell(None) if is_skipped or entry.started_s is None else cell(seconds(entry.started_s), "number"),
        cell(None) if is_skipped or entry.ended_s is None else cell(seconds(entry.ended_s), "number"),
        cell(say(f"outcome.{entry.outcome}"), OUTCOME_TONES[entry.outcome]),
        reason(entry.reason),
        evidence=entry.evidence,
    )


def _restoration(report: Report) -> Iterator[Block]:
    yield Heading(text=say("d.heading.restore"))
    last = (report.drill.events,) if report.drill.ended_at is not None else ()
    if report.restored:
        yield statement("d.restored", evidence=last)
    else:
        yield statement("d.not_restored", "warning", last)
    undone = [one for one in report.timeline if one.kind == "undo"]
    if undone:
        yield table("d.table.undone", ("fault", "host", "undone_at", "proof"), map(_undone, undone))
    if report.residue:
        residue = joined(same(left) for left in report.residue)
        yield statement("d.residue", "warning", last, residue=residue)
    yield gap("d.next_day")


def _undone(entry: TimelineEntry) -> Row:
    return row(
        entry.title,
        same(entry.host) if entry.host else say("word.controller"),
        missing() if entry.ended_s is None else cell(seconds(entry.ended_s), "number"),
        cell(say(f"undone.{entry.outcome}"), OUTCOME_TONES[entry.outcome]),
        evidence=entry.evidence,
    )
