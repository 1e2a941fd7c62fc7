"""The appendices: clauses, whether the measurement can be trusted, the timeline as recorded, the evidence itself."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace
from typing import Final

from measurements.report import Report, TimelineEntry
from scenarios.plan import Plan, Text
from service.report.blocks import Block, Row, Section
from service.report.figures import entry_title, faults, seconds, term
from service.report.hands import attempted
from service.report.phrasing import cell, gap, part, row, statement, table
from service.report.process import OUTCOME_TONES
from service.report.records import DrillRecords
from service.trace import trace
from service.words import same, say
from service.words.reasons import reason

_TIMELINE_HEADS: Final = ("number", "phase", "step", "kind", "host", "begin", "end", "outcome", "reason")
_LONGEST_VALUE: Final = 60


def traced(report: Report, plan: Plan, records: DrillRecords) -> Section:
    """Return appendix A: clause by clause, where the record answers it."""
    return replace(trace(report, plan, records), number="A")


def record(report: Report, _plan: Plan, _records: DrillRecords) -> Section:
    """Return appendix C: every attempt, skip and undo as the journal tells it."""
    return part("record", "C", _timeline(report))


def evidence(report: Report, plan: Plan, records: DrillRecords) -> Section:
    """Return appendix D: the files that prove the report, and those that the plan was made from."""
    return part("evidence", "D", (*_files(report, records), *_sources(plan)))


def _timeline(report: Report) -> Iterator[Block]:
    if not report.timeline:
        yield gap("d.no_timeline")
        return
    undone = faults(report.timeline)
    rows = (_entry(number, entry, undone) for number, entry in enumerate(report.timeline, start=1))
    yield table("d.table.timeline", _TIMELINE_HEADS, rows)


def _entry(number: int, entry: TimelineEntry, undone: Container[str]) -> Row:
    is_skipped = entry.outcome == "skipped"
    return row(
        cell(str(number), "number"),
        term("phase", entry.phase),
        attempted(entry_title(entry, undone), entry.attempt),
        term("step", entry.kind),
        same(entry.host) if entry.host else say("word.controller"),
        cell(None) if is_skipped or entry.started_s is None else cell(seconds(entry.started_s), "number"),
        cell(None) if is_skipped or entry.ended_s is None else cell(seconds(entry.ended_s), "number"),
        cell(say(f"outcome.{entry.outcome}"), OUTCOME_TONES[entry.outcome]),
        _remark(entry),
        evidence=entry.evidence,
    )


def _remark(entry: TimelineEntry) -> Text:
    why = reason(entry.reason)
    if entry.person:
        why = say("d.person_said", person=entry.person, said=why) if entry.reason else same(entry.person)
    if not entry.captured:
        return why
    values = ", ".join(f"{one.name} = {_short(one.value)}" for one in entry.captured)
    captured = say("d.captured", values=values)
    return say("d.both", one=why, two=captured) if why.en else captured


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"


def _files(report: Report, records: DrillRecords) -> Iterator[Block]:
    drill = report.drill
    rows = [
        row(same("evidence/journal.jsonl"), say("x.journal", count=drill.events), cell(drill.head, "code")),
        row(same("evidence/plan.json"), say("x.plan"), cell(drill.plan_sha256, "code")),
    ]
    if records:
        told = say("x.records", count=records.count)
        rows.append(row(same("evidence/records.jsonl"), told, cell(records.digest, "code")))
    yield table("x.table.files", ("file", "meaning", "digest"), rows, proved=False)
    yield statement("x.statement")


def _sources(plan: Plan) -> Iterator[Block]:
    if not plan.sources:
        yield gap("o.no_sources")
        return
    rows = (row(term("o.source", role), cell(digest, "code")) for role, digest in sorted(plan.sources.items()))
    yield table("o.table.sources", ("file", "digest"), rows, proved=False)
