"""Section 8: what was found wrong, what is done about it by whom until when, and what becomes of the results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, get_args

from measurements.report import Finding, Report
from scenarios.plan import Plan, Text
from service.book import Told
from service.dossiers.events import DossierEvent, ResultUsed, Use
from service.improvement.item import Item
from service.report.blocks import Block, Heading, Row, Section, Statement, Tone
from service.report.figures import day
from service.report.naming import Names, names, worded
from service.report.phrasing import cell, gap, missing, part, row, statement, table
from service.report.records import DrillRecords, ItemRecord
from service.words import joined, same, say

_SEVERITY_TONES: Final[dict[str, Tone]] = {"info": "plain", "warning": "warning", "serious": "missed"}
_ITEM_HEADS: Final = ("number_text", "problem", "measures", "departments", "due", "retest", "state")
_STATE_TONES: Final[dict[str, Tone]] = {"open": "warning", "waiving": "warning", "closed": "met"}


def problems(report: Report, plan: Plan, records: DrillRecords) -> Section:
    """Return problems, improvements and how the results are used (JR/T 0251 12.3 e, 12.2 d, 14)."""
    blocks = (*findings(report, plan), *_improvements(records), *_uses(records))
    return part("problems", "8", blocks, of="e")


def findings(report: Report, plan: Plan) -> Iterator[Block]:
    """Yield the findings; a drill without any is told to be unusual (JR/T 0251 12.1: drills are there to find)."""
    real = [finding for finding in report.findings if finding.code != "no_findings"]
    if all(finding.severity == "info" for finding in real):
        yield statement("e.no_findings", "warning")
    if not real:
        return
    named = names(report, plan)
    rows = (_finding(number, one, named) for number, one in enumerate(real, start=1))
    yield table("e.table.findings", ("number", "severity", "finding", "advice"), rows)


def _finding(number: int, finding: Finding, named: Names) -> Row:
    told = worded(finding, named)
    severity = cell(say(f"severity.{finding.severity}"), _SEVERITY_TONES[finding.severity])
    return row(cell(str(number), "number"), severity, told.found, told.advice, evidence=finding.evidence)


def _improvements(records: DrillRecords) -> Iterator[Block]:
    yield Heading(text=say("e.heading.improvements"))
    if not records.items:
        yield gap("e.improvement") if records.review is None else _reviewed(records)
        return
    yield table("e.table.improvements", _ITEM_HEADS, map(_improvement, records.items))


def _reviewed(records: DrillRecords) -> Statement:
    return statement("e.improvement.none", drill=records.review.drill if records.review else "")


def _improvement(record: ItemRecord) -> Row:
    item = record.item
    return row(
        cell(item.id, "code"),
        say("e.problem", severity=say(f"severity.{item.trouble.severity}"), title=item.title),
        _measures(item),
        _departments(item),
        day(item.due_ns),
        _retest(item),
        cell(say(f"improving.{item.status}"), _STATE_TONES.get(item.status, "plain")),
        book=record.numbers,
    )


def _measures(item: Item) -> Text:
    plan = item.plan
    if plan is None:
        return say("e.measures.none")
    told = {"cause": plan.cause, "corrective": plan.corrective, "preventive": plan.preventive}
    texts = [say(f"e.measures.{name}", text=text) for name, text in told.items() if text]
    if item.done is not None:
        texts.append(say("e.measures.done", text=item.done.text, person=item.done.by))
    return _sentences(texts) if texts else say("e.measures.none")


def _departments(item: Item) -> Text:
    plan = item.plan
    if plan is None:
        return say("e.owner", owner=item.owner) if item.owner else say("word.no_evidence")
    supporting = joined(same(one) for one in plan.supporting) if plan.supporting else say("word.none")
    return say("e.departments", lead=plan.lead or say("word.no_evidence"), supporting=supporting, owner=plan.owner)


def _retest(item: Item) -> Text:
    """Return by what it is shown to be gone, and who verified it."""
    texts = [say("e.retest.redrill" if item.redrill_needed else "e.retest.verify")]
    if item.redrill is not None:
        texts.append(say("e.retest.shown", drill=item.redrill.drill))
    texts += [
        say("e.retest.verified", person=one.by, result=say(f"verified.{one.result}"), finding=one.finding)
        for one in item.verifications
    ]
    return _sentences(texts)


def _sentences(texts: list[Text]) -> Text:
    return Text(zh="；".join(text.zh for text in texts), en="; ".join(text.en for text in texts))  # noqa: RUF001


def _uses(records: DrillRecords) -> Iterator[Block]:
    """Yield what becomes of the results for plan, process and training (12.2 d)."""
    yield Heading(text=say("e.heading.uses"))
    used = {one.event.use: one for one in records.told if isinstance(one.event, ResultUsed)}
    if not used:
        yield gap("e.uses.none")
        return
    rows = (_use(use, used.get(use)) for use in get_args(Use))
    yield table("e.table.uses", ("use_of_result", "remark_text", "items"), rows)


def _use(use: Use, told: Told[DossierEvent] | None) -> Row:
    event = None if told is None else told.event
    if told is None or not isinstance(event, ResultUsed):
        return row(say(f"use.{use}"), missing(), cell(None))
    return row(say(f"use.{use}"), event.text, ", ".join(event.improvements), book=(told.number,))
