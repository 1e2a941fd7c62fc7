"""Section 4: what was prepared before the drill: records, approvals, times that were avoided, checks, the way back."""

from __future__ import annotations

from collections.abc import Iterator

from measurements.report import Report, TimelineEntry
from scenarios.plan import Inject, Phase, Plan, PlannedStep, Undo
from service.report.blocks import Block, Heading, Row, Section
from service.report.governed import governed
from service.report.phrasing import gap, part, row, statement, table
from service.report.records import DrillRecords
from service.report.told import readiness
from service.words import joined, same, say


def preparation(report: Report, plan: Plan, _records: DrillRecords) -> Section:
    """Return what was prepared (JR/T 0251 12.2 a), and what the checks before the start saw."""
    blocks = (*governed(report), *_trading(report, plan), *_way_back(plan), *readiness(report, plan), *_before(report))
    return part("preparation", "4", blocks, of="d")


def _trading(report: Report, plan: Plan) -> Iterator[Block]:
    window = plan.safeguards.window
    yield Heading(text=say("p.heading.window"))
    if window is None:
        yield gap("p.window.none")
        return
    opened = (1,) if report.drill.started_at else ()
    name = same(window.calendar.name) if window.calendar else say("word.none")
    key = "p.window.trading" if window.outside_trading else "p.window"
    yield statement(key, evidence=opened, zone=window.zone, calendar=name)


def _way_back(plan: Plan) -> Iterator[Block]:
    """Yield how each fault is undone and which steps restore: the way back that was prepared."""
    yield Heading(text=say("p.heading.way_back"))
    faults = [step for step in plan.steps if isinstance(step.action, Inject)]
    restoring = [step for step in plan.steps if step.phase is Phase.RESTORE and not isinstance(step.action, Undo)]
    if not faults and not restoring:
        yield gap("p.way_back.none")
        return
    rows = [*(_undone(step, plan) for step in faults), *(_restores(step) for step in restoring)]
    yield table("p.table.way_back", ("step", "way_back", "host"), rows, proved=False)


def _undone(fault: PlannedStep, plan: Plan) -> Row:
    undo = next((s.title for s in plan.steps if isinstance(s.action, Undo) and s.action.fault == fault.id), None)
    return row(fault.title, undo or say("c.undo.own"), joined(same(host) for host in fault.hosts))


def _restores(step: PlannedStep) -> Row:
    hosts = joined(same(host) for host in step.hosts) if step.hosts else say("word.controller")
    return row(step.title, say("p.restores"), hosts)


def _before(report: Report) -> Iterator[Block]:
    """Yield what was done before anything was interrupted, backups among it."""
    done = [entry for entry in report.timeline if entry.phase == Phase.PREPARE.value]
    if done:
        heads = ("step", "host", "outcome")
        yield table("p.table.before", heads, (_entry(entry) for entry in done))
    if not any(one.check == "backup_fresh" for one in report.readiness):
        yield gap("p.backup.none")


def _entry(entry: TimelineEntry) -> Row:
    host = same(entry.host) if entry.host else say("word.controller")
    return row(entry.title, host, say(f"outcome.{entry.outcome}"), evidence=entry.evidence)
