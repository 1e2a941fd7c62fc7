"""Abnormal events of a drill and how they were handled: steps that went wrong, interruptions, safeguards."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Final

from measurements.findings import Code
from measurements.report import Finding, Report, TimelineEntry
from scenarios.plan import Plan, Text
from service.report.blocks import Block, Heading, Row
from service.report.figures import entry_title, faults, seconds
from service.report.hands import attempted
from service.report.naming import names, worded
from service.report.phrasing import cell, row, statement, table
from service.words import say
from service.words.reasons import reason

_EVENTS: Final = frozenset(
    {
        Code.ABORTED,
        Code.SAFEGUARD_TRIPPED,
        Code.RUNNER_RESUMED,
        Code.RUNNER_HANDED_OVER,
        Code.JOURNAL_AWAY,
        Code.WATCH_LOST,
        Code.WATCH_STALLED,
        Code.LEASE_NOT_RENEWED,
        Code.GATE_REFUSED,
        Code.NOT_READY,
    }
)
"""Findings that are events of the course and no step's outcome."""


def abnormal_events(report: Report, plan: Plan) -> Iterator[Block]:
    """Yield every abnormal event with its handling (GB/T 38645 form A.8), or that none was recorded."""
    yield Heading(text=say("d.heading.abnormal"))
    odd = [entry for entry in report.timeline if entry.outcome in {"failed", "unknown", "running"}]
    told = [finding for finding in report.findings if finding.code in _EVENTS]
    if not odd and not told:
        yield statement("d.abnormal.none")
        return
    undone = faults(report.timeline)
    rows = (*(_step(entry, report.timeline, undone) for entry in odd), *_findings(told, report, plan))
    yield table("d.table.abnormal", ("at", "event", "reason", "handling"), rows)


def _step(entry: TimelineEntry, timeline: Sequence[TimelineEntry], undone: Container[str]) -> Row:
    at = cell(None) if entry.ended_s is None else cell(seconds(entry.ended_s), "number")
    event = say(
        "d.abnormal.step",
        step=attempted(entry_title(entry, undone), entry.attempt),
        host=entry.host or say("word.controller"),
        outcome=say(f"outcome.{entry.outcome}"),
    )
    return row(at, event, reason(entry.reason), _handled(entry, timeline), evidence=entry.evidence)


def _handled(entry: TimelineEntry, timeline: Sequence[TimelineEntry]) -> Text:
    """Return what came after it: another attempt, a person's word, or going on without it."""
    again = [one for one in timeline if (one.step, one.host, one.kind) == (entry.step, entry.host, entry.kind)]
    later = [one for one in again if one.attempt > entry.attempt]
    if later:
        return say("d.handled.repeated", outcome=say(f"outcome.{later[-1].outcome}"))
    if entry.person:
        return say("d.handled.person", person=entry.person)
    undone = [one for one in timeline if one.kind == "undo" and one.step == entry.step and one is not entry]
    if undone:
        return say("d.handled.undone", outcome=say(f"outcome.{undone[-1].outcome}"))
    return say("d.handled.open" if entry.outcome == "running" else "d.handled.course")


def _findings(told: Sequence[Finding], report: Report, plan: Plan) -> Iterator[Row]:
    named = names(report, plan)
    for finding in told:
        words = worded(finding, named)
        yield row(None, words.found, None, words.advice, evidence=finding.evidence)
