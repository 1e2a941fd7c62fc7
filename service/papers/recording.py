"""The drill record sheet: the course of one drill as it was recorded, in the four parts of the sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from measurements.report import Finding, Report, StageName, TimelineEntry
from scenarios.plan import Phase
from service.papers.executed import Executed, cover_of, stage_table
from service.papers.origin import Origin
from service.papers.phrasing import at, gap, row, section, signatures, statement, table, table_or
from service.report.blocks import Block, Cell, Row, Tone
from service.report.figures import entry_title, faults, seconds
from service.report.naming import Names, names, worded
from service.report.paper import Paper
from service.software import SOFTWARE
from service.words import same, say
from service.words.reasons import reason

CLAUSES: Final = ("JRT0251-12.2-b", "RCU-drill")
_PARTS: Final[tuple[tuple[str, tuple[StageName, ...], tuple[Phase, ...]], ...]] = (
    ("begin", ("system_preparation", "start"), (Phase.PREPARE,)),
    ("execution", ("execution",), (Phase.INJECT, Phase.DETECT, Phase.DECIDE, Phase.SWITCH, Phase.VERIFY)),
    ("end", ("end",), ()),
    ("restoration", ("restoration",), (Phase.RESTORE,)),
)
"""The four rows of the sheet (GB/T 38645 A.8): which stages and which phases belong to each."""
_TONES: Final[dict[str, Tone]] = {"failed": "missed", "unknown": "inconclusive", "running": "inconclusive"}
_LAST: Final = "skipped"


def record_sheet(told: Executed, origin: Origin) -> Paper:
    """Return the record sheet (JR/T 0251 12.2 b; rows after GB/T 38645 A.8)."""
    report = told.report
    parts = tuple(
        section(number, f"paper.record.{name}", "JRT0251-12.2-b", _part(told, stages, phases), part="")
        for number, (name, stages, phases) in enumerate(_PARTS, start=2)
    )
    sections = (
        section(1, "paper.record.people", "JRT0251-4", _present(told)),
        *parts,
        section(6, "paper.record.troubles", "JRT0251-12.2-b", _troubles(told)),
        signatures(7, ("recorded_by", "commanded_by")),
    )
    return Paper(
        kind=say("paper.record"),
        number=report.drill.id,
        title=report.drill.title,
        software=SOFTWARE,
        made_ns=origin.made_ns,
        cover=(*cover_of(report), *origin.lines(*CLAUSES)),
        sections=sections,
    )


def _present(told: Executed) -> Iterator[Block]:
    dossier, governance = told.records.dossier, told.report.governance
    people = tuple(dossier.participants.values()) if dossier is not None else ()
    people = people or (() if governance is None else governance.participants)
    if not people:
        yield gap("b.departments")
        return
    book = tuple(one.number for one in told.records.told if one.event.kind in {"participant_named", "signed_in"})
    rows = (row(one.name, one.department, one.role, one.duty, _signed(one.signed_in_ns), book=book) for one in people)
    yield table(say("paper.record.signed"), ("person", "department", "role", "duty", "signed_in"), rows, proved=True)


def _signed(utc_ns: int | None) -> Cell:
    return Cell(text=say("g.not_signed"), tone="gap") if utc_ns is None else Cell(text=at(utc_ns))


def _part(told: Executed, stages: Sequence[StageName], phases: Sequence[Phase]) -> Iterator[Block]:
    report = told.report
    yield stage_table(report, stages)
    if phases:
        named = {phase.value for phase in phases}
        entries = [entry for entry in report.timeline if entry.phase in named]
        done = (_entry(number, entry, report) for number, entry in enumerate(entries, start=1))
        heads = ("number", "step", "host", "begin_s", "end_s", "outcome", "person", "abnormal", "means")
        yield table_or(say("paper.record.steps"), heads, done, "paper.record.no_steps", proved=True)


def _entry(number: int, entry: TimelineEntry, report: Report) -> Row:
    tone = _TONES.get(entry.outcome, "plain")
    is_odd = entry.outcome in _TONES
    by_hand = entry.kind in {"manual", "approve"}
    return row(
        number,
        entry_title(entry, faults(report.timeline)),
        entry.host or say("word.controller"),
        _second(entry, entry.started_s),
        _second(entry, entry.ended_s),
        Cell(text=say(f"outcome.{entry.outcome}"), tone=tone),
        entry.person,
        reason(entry.reason) if is_odd and entry.reason else None,
        say("paper.record.by_hand" if by_hand else "paper.record.by_system"),
        evidence=entry.evidence,
    )


def _second(entry: TimelineEntry, value: float | None) -> Cell | None:
    if value is None or entry.outcome == _LAST:
        return None
    return Cell(text=same(seconds(value)), tone="number")


def _troubles(told: Executed) -> Iterator[Block]:
    report, named = told.report, names(told.report, told.plan)
    real = [one for one in report.findings if one.code != "no_findings"]
    rows = (_finding(number, one, named) for number, one in enumerate(real, start=1))
    heads = ("number", "severity", "finding", "advice")
    yield table_or(say("paper.record.findings"), heads, rows, "paper.record.no_findings", proved=True)
    yield statement("paper.record.means", count=report.drill.events, head=report.drill.head)


def _finding(number: int, one: Finding, named: Names) -> Row:
    told = worded(one, named)
    return row(number, say(f"severity.{one.severity}"), told.found, told.advice, evidence=one.evidence)
