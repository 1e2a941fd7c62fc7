"""Sections 9 and 10: the verdict, what the tasks came to, suggestions; and how to read and check the report."""

from __future__ import annotations

from collections.abc import Iterator

from measurements.report import Report, ServiceFigures, VerdictName
from scenarios.plan import Plan
from service.dossiers.events import Assessed
from service.report.blocks import Block, Cell, Heading, Row, Section, Statement, Table
from service.report.figures import bound_cells, seconds, term
from service.report.governed import tasks
from service.report.naming import names, worded
from service.report.phrasing import cell, gap, missing, part, row, statement, table
from service.report.records import DrillRecords
from service.words import say


def summary(report: Report, plan: Plan, records: DrillRecords) -> Section:
    """Return summary and suggestions (JR/T 0251 12.3 e)."""
    blocks: list[Block] = [statement(f"e.verdict.{report.verdict}", report.verdict), *_conditions(report)]
    if report.services:
        blocks.append(_verdicts(report))
    blocks.extend(_tasks(report, records))
    blocks.extend(_suggestions(report, plan))
    blocks.extend(_assessed(records))
    return part("e", "9", blocks, of="e")


def other(report: Report, _plan: Plan, records: DrillRecords) -> Section:
    """Return the other matters that have to be explained."""
    plain = ("o.intervals", "o.rounding", "o.readings")
    blocks: list[Block] = [
        *(statement(key) for key in plain),
        statement("o.evidence", evidence=(report.drill.events,), head=report.drill.head),
        _book(records),
        *(statement(key) for key in ("o.recompute", "o.standards")),
    ]
    return part("other", "10", blocks)


def _book(records: DrillRecords) -> Statement:
    if not records:
        return statement("o.book.none")
    return statement("o.book", count=records.count, digest=records.digest)


def _conditions(report: Report) -> Iterator[Statement]:
    if not report.completed:
        yield statement("e.not_completed", "warning")
    if not report.restored:
        yield statement("e.not_restored", "warning")


def _verdicts(report: Report) -> Table:
    heads = ("service", "metric", "target", "lower", "upper", "verdict")
    return table("e.table.verdicts", heads, (one for service in report.services for one in _verdict_rows(service)))


def _verdict_rows(service: ServiceFigures) -> Iterator[Row]:
    for metric, figure in (("d.rto", service.rto), ("d.rpo", service.rpo)):
        yield row(
            service.title,
            say(metric),
            cell(seconds(figure.target_s), "number"),
            *bound_cells(figure.lower_s, figure.upper_s),
            _graded(figure.verdict),
            evidence=figure.evidence,
        )


def _graded(verdict: VerdictName) -> Cell:
    return Cell(text=say(f"verdict.{verdict}"), tone=verdict)


def _tasks(report: Report, records: DrillRecords) -> Iterator[Block]:
    """Yield the answer to every declared task (JR/T 0251 12.2): of people where the book has them."""
    answers = {} if records.dossier is None else records.dossier.answers
    if not answers:
        yield from tasks(report)
        return
    known = () if records.dossier is None else records.dossier.tasks
    rows: list[Row] = []
    for task in known:
        told = answers.get(task)
        if told is None:
            rows.append(_unanswered(task, report))
            continue
        said = say(f"answer.{told.said.answer}")
        numbers = [one.number for one in records.told if one.event == told.said]
        rows.append(row(term("task", task), cell(said), told.said.text, told.by, book=numbers))
    yield table("e.table.tasks", ("task", "answer", "remark_text", "person"), rows)


def _unanswered(task: str, report: Report) -> Row:
    """Return a task that nobody answered: that of the targets is answered by what was measured."""
    if task != "verify_rto_rpo":
        return row(term("task", task), missing(), "", "")
    return row(term("task", task), _graded(report.verdict), say("e.task.measured"), say("d.by_software"))


def _suggestions(report: Report, plan: Plan) -> Iterator[Block]:
    """Yield each piece of advice once, in the order of its findings."""
    yield Heading(text=say("e.heading.suggestions"))
    named = names(report, plan)
    told: dict[str, Statement] = {}
    for finding in report.findings:
        advice = worded(finding, named).advice
        if advice.en and finding.severity != "info":
            told.setdefault(advice.en, Statement(text=advice, evidence=finding.evidence))
    yield from told.values()
    if not told:
        yield statement("e.suggestions.none")


def _assessed(records: DrillRecords) -> Iterator[Block]:
    told = records.last(Assessed)
    yield Heading(text=say("e.heading.assessment"))
    if told is None:
        yield gap("e.assessment.none")
        return
    event, none = told.event, say("word.none")
    said = say(
        "e.assessment",
        person=told.author.user,
        text=event.text,
        reward=event.reward or none,
        penalty=event.penalty or none,
    )
    yield Statement(text=said, book=(told.number,))
