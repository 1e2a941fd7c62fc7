"""Appendix B: whether the measurement can be trusted, check by check, and what each does to the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from measurements.findings import KINDS, Code
from measurements.report import Finding, Report
from scenarios.plan import Plan, Text
from service.report.blocks import Block, Row, Section
from service.report.naming import Names, names, worded
from service.report.phrasing import cell, part, row, statement, table
from service.report.records import DrillRecords
from service.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that can be wrong with a measurement, and the findings that tell of it."""

    name: str
    codes: frozenset[Code]
    needs: str = ""
    """`stream`, `ledger` or `fault`: without one there is nothing to look at."""


CHECKS: Final = (
    Check(name="observed", codes=frozenset({Code.NO_STREAM, Code.NO_SAMPLES})),
    Check(name="gaps", codes=frozenset({Code.PROBE_GAP, Code.PROBE_BLIND}), needs="stream"),
    Check(name="beats", codes=frozenset({Code.LATE_BEATS, Code.MISSED_BEATS}), needs="stream"),
    Check(name="watches", codes=frozenset({Code.WATCH_STALLED, Code.WATCH_LOST}), needs="stream"),
    Check(name="shared_fate", codes=frozenset({Code.SHARED_FATE}), needs="fault"),
    Check(name="ledger", codes=frozenset({Code.LEDGER_STALLED, Code.LEDGER_MISSING}), needs="ledger"),
    Check(name="read_back", codes=frozenset({Code.READ_BACK_MISSING, Code.READ_BACK_INCOMPLETE}), needs="ledger"),
    Check(
        name="baseline",
        codes=frozenset({Code.BASELINE_MISSING, Code.BASELINE_SHORT, Code.BASELINE_FAILURES}),
        needs="stream",
    ),
    Check(name="load", codes=frozenset({Code.UNEQUAL_LOAD}), needs="ledger"),
    Check(name="host_clocks", codes=frozenset({Code.HOST_CLOCK_STEPPED})),
    Check(name="wall_clock", codes=frozenset({Code.WALL_CLOCK_STEPPED})),
    Check(name="journal", codes=frozenset({Code.JOURNAL_AWAY, Code.RUNNER_RESUMED, Code.RUNNER_HANDED_OVER})),
)


def quality(report: Report, plan: Plan, _records: DrillRecords) -> Section:
    """Return appendix B: each check with what was seen and whether it lowers the verdict (docs/measurement.md)."""
    named, there = names(report, plan), _there(report)
    rows = (one for check in CHECKS for one in _rows(check, report, named, there))
    blocks: tuple[Block, ...] = (
        statement("q.purpose"),
        table("q.table", ("looked_for", "seen_there", "remark_text", "effect"), rows),
    )
    return part("quality", "B", blocks)


def _there(report: Report) -> frozenset[str]:
    """Return what there was to look at."""
    streams = [stream for service in report.services for stream in service.streams]
    has_fault = all(finding.code != Code.NO_FAULT for finding in report.findings)
    told = {"stream": bool(streams), "ledger": any(one.kind == "ledger" for one in streams), "fault": has_fault}
    return frozenset(name for name, is_there in told.items() if is_there)


def _rows(check: Check, report: Report, named: Names, there: frozenset[str]) -> Iterator[Row]:
    title = say(f"q.{check.name}")
    found = [finding for finding in report.findings if finding.code in check.codes]
    if not found:
        is_absent = check.needs and check.needs not in there
        seen = cell(say(f"q.absent.{check.needs}"), "muted") if is_absent else cell(say("q.nothing"), "met")
        yield row(title, seen, "", "")
    for finding in found:
        yield _seen(title, finding, named)


def _seen(title: Text, finding: Finding, named: Names) -> Row:
    kind = KINDS[Code(finding.code)]
    effect = cell(say("q.lowers"), "inconclusive") if kind.lowers else cell(say("q.widens"), "plain")
    seen = cell(say("q.seen"), "warning")
    return row(title, seen, worded(finding, named).found, effect, evidence=finding.evidence)
