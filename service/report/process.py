"""Section 5: the course of the drill: stages, planned and actual times, who did and who confirmed, what went wrong."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from measurements.report import ManualAct, Report, TimelineEntry
from measurements.utc import utc_text
from scenarios.plan import Plan, Text
from service.report.abnormal import abnormal_events
from service.report.blocks import Block, Cell, Chart, Heading, Row, Section, Statement, Table, Tone
from service.report.figures import entry_title, faults, moment, seconds, seconds_or, term
from service.report.governed import execution
from service.report.hands import attempted, person_name
from service.report.noted import noted
from service.report.phrasing import cell, gap, missing, part, row, statement, table
from service.report.records import DrillRecords
from service.report.told import notices
from service.words import joined, same, say

OUTCOME_TONES: dict[str, Tone] = {
    "ok": "plain",
    "failed": "missed",
    "unknown": "inconclusive",
    "skipped": "muted",
    "running": "inconclusive",
}
_HEADS = ("number", "phase", "step", "host", "actual", "done_by", "confirmed_by", "outcome")
_Manuals = Mapping[tuple[str, int], ManualAct]


def process(report: Report, plan: Plan, records: DrillRecords) -> Section:
    """Return the course of the drill (JR/T 0251 12.3 d, GB/T 38645 form A.8)."""
    blocks = (
        *execution(report),
        *_course(report, plan),
        *abnormal_events(report, plan),
        *notices(report, plan),
        *noted(records),
    )
    return part("process", "5", blocks, of="d")


def _course(report: Report, plan: Plan) -> Iterator[Block]:
    yield Heading(text=say("d.heading.course"))
    yield Statement(text=_span(report), evidence=(1, report.drill.events) if report.drill.events > 1 else ())
    yield from _window(report)
    if not report.timeline:
        yield gap("d.no_timeline")
        return
    yield statement("d.course.clock")
    yield Chart(name="timeline", caption=say("chart.timeline"))
    yield _timeline(report, plan)
    yield from _against_plan(report)
    if doubts := _in_doubt(report.timeline, plan):
        yield doubts
    yield _deviation(report)


def _span(report: Report) -> Text:
    drill = report.drill
    if drill.ended_at is None or drill.ending is None:
        return say("d.course.open", started=moment(drill.started_at, "page.local"))
    return say(
        "d.course",
        started=moment(drill.started_at, "page.local"),
        ended=moment(drill.ended_at, "page.local"),
        duration=seconds_or(drill.duration_s, "word.no_evidence"),
        ending=term("ending", drill.ending),
    )


def _window(report: Report) -> Iterator[Block]:
    """Yield the window that was approved beside when the drill really began and ended."""
    told = report.governance
    if told is None:
        return
    last = report.drill.events
    opened = row(say("d.window.opens"), moment(utc_text(told.opens_ns)), moment(report.drill.started_at), evidence=(1,))
    ended = missing() if report.drill.ended_at is None else cell(moment(report.drill.ended_at))
    closed = row(say("d.window.closes"), moment(utc_text(told.closes_ns)), ended, evidence=(last,))
    yield table("d.table.window", ("moment", "approved_window", "actual"), (opened, closed))


def _timeline(report: Report, plan: Plan) -> Table:
    undone = faults(report.timeline)
    manuals = {(act.step, act.attempt): act for act in report.manuals}
    rows = (_entry(number, one, undone, manuals, plan) for number, one in enumerate(report.timeline, start=1))
    return table("d.table.course", _HEADS, rows)


def _entry(number: int, entry: TimelineEntry, undone: Container[str], manuals: _Manuals, plan: Plan) -> Row:
    done, confirmed = _who(entry, manuals.get((entry.step, entry.attempt)), plan)
    is_skipped = entry.outcome == "skipped"
    return row(
        cell(str(number), "number"),
        term("phase", entry.phase),
        attempted(entry_title(entry, undone), entry.attempt),
        same(entry.host) if entry.host else say("word.controller"),
        cell(None) if is_skipped else _ends(entry.started_s, entry.ended_s),
        done,
        confirmed,
        cell(say(f"outcome.{entry.outcome}"), OUTCOME_TONES[entry.outcome]),
        evidence=entry.evidence,
    )


def _against_plan(report: Report) -> Iterator[Block]:
    """Yield planned and actual times of the steps that the plan's schedule knows."""
    undone = faults(report.timeline)
    rows = tuple(
        row(
            cell(str(number), "number"),
            attempted(entry_title(entry, undone), entry.attempt),
            _ends(entry.planned_start_s, entry.planned_end_s),
            cell(None) if entry.outcome == "skipped" else _ends(entry.started_s, entry.ended_s),
            cell(None) if entry.deviation_s is None else cell(seconds(entry.deviation_s), "number"),
            evidence=entry.evidence,
        )
        for number, entry in enumerate(report.timeline, start=1)
        if entry.planned_start_s is not None
    )
    if rows:
        yield table("d.table.planned", ("number", "step", "planned", "actual", "deviation"), rows)


def _ends(lower: float | None, upper: float | None) -> Cell:
    if lower is None and upper is None:
        return cell(None)
    ends = {"lower": seconds_or(lower, "word.no_evidence"), "upper": seconds_or(upper, "word.no_evidence")}
    return cell(say("page.interval", **ends))


def _who(entry: TimelineEntry, act: ManualAct | None, plan: Plan) -> tuple[Cell, Cell]:
    """Return who did it and who confirmed it; what software did and looked at itself says so."""
    if entry.outcome == "skipped":
        return cell(None), cell(None)
    if act is not None:
        done = missing("b.nobody") if act.done_by is None else cell(person_name(plan, act.done_by))
        if act.confirm_role is None:
            return done, cell(say("b.no_confirmation"), "muted")
        by = act.confirmed_by
        return done, missing("b.nobody") if by is None else cell(person_name(plan, by))
    if entry.kind == "approve":
        return missing("b.nobody") if entry.person is None else cell(entry.person), cell(None)
    return cell(say("d.by_software")), cell(say("d.checked_by_software"), "muted")


def _in_doubt(timeline: tuple[TimelineEntry, ...], plan: Plan) -> Statement | None:
    doubtful = [entry for entry in timeline if entry.outcome in {"unknown", "running"} and entry.is_last]
    if not doubtful:
        return None
    titles = {step.id: step.title for step in plan.steps}
    steps = joined(titles.get(entry.step, entry.title) for entry in doubtful)
    evidence = [number for entry in doubtful for number in entry.evidence]
    return statement("d.unknown_steps", "warning", evidence, steps=steps)


def _deviation(report: Report) -> Statement:
    """Return which step ended furthest behind its plan, or that the plan gives no times."""
    late = [(entry.deviation_s, entry) for entry in report.timeline if entry.deviation_s is not None]
    if not late:
        return gap("d.deviation")
    worst, entry = max(late, key=lambda one: one[0])
    told = say("d.deviation.worst", step=entry.title, deviation=seconds(worst))
    return Statement(text=told, evidence=entry.evidence, tone="warning" if worst > 0 else "plain")
