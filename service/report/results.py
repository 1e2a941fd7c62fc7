"""Part d: what happened and what was measured; every figure is copied from the report, none is computed."""

from __future__ import annotations

from collections.abc import Container, Iterator

from measurements.report import Report, TimelineEntry
from scenarios.plan import Plan, Text
from service.report.blocks import Block, Cell, Chart, Heading, Row, Section, Statement, Table, Tone
from service.report.figures import entry_title, faults, moment, seconds, seconds_or, term
from service.report.governed import execution
from service.report.hands import attempted
from service.report.measured import service_results
from service.report.ordered import recovery_order
from service.report.reconciled import markers, reconciliations
from service.report.told import notices, readiness
from service.words import joined, same, say
from service.words.reasons import reason

_TIMELINE_HEADS = ("number", "phase", "step", "kind", "host", "begin", "end", "outcome", "reason")
_LONGEST_VALUE = 60
_OUTCOME_TONES: dict[str, Tone] = {
    "ok": "plain",
    "failed": "missed",
    "unknown": "inconclusive",
    "skipped": "muted",
    "running": "inconclusive",
}


def results(report: Report, plan: Plan) -> Section:
    """Part d: process and results."""
    titles = {step.id: step.title for step in plan.steps}
    blocks = [
        *execution(report),
        *readiness(report, plan),
        *_course(report, titles),
        *notices(report, plan),
        *(block for service in report.services for block in service_results(service, report)),
        *markers(report, plan),
        *reconciliations(report),
        *_overview(report),
        *recovery_order(report),
        *_restoration(report),
    ]
    return Section(letter="d", clause="JRT0251-12.3", title=say("part.d"), blocks=tuple(blocks))


def _course(report: Report, titles: dict[str, Text]) -> Iterator[Block]:
    yield Heading(text=say("d.heading.course"))
    yield Statement(text=_span(report), evidence=(1, report.drill.events) if report.drill.events > 1 else ())
    if not report.timeline:
        yield Statement(text=say("d.no_timeline"), tone="gap")
        return
    yield Statement(text=say("d.course.clock"))
    yield Chart(name="timeline", caption=say("chart.timeline"))
    yield _timeline(report)
    if doubts := _in_doubt(report.timeline, titles):
        yield doubts
    yield Statement(text=say("d.deviation"), tone="gap")


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


def _timeline(report: Report) -> Table:
    undone = faults(report.timeline)
    return Table(
        caption=say("d.table.timeline"),
        heads=tuple(say(f"label.{head}") for head in _TIMELINE_HEADS),
        rows=tuple(_entry(number, entry, undone) for number, entry in enumerate(report.timeline, start=1)),
    )


def _entry(number: int, entry: TimelineEntry, undone: Container[str]) -> Row:
    return Row(
        cells=(
            Cell(text=same(str(number)), tone="number"),
            Cell(text=term("phase", entry.phase)),
            Cell(text=attempted(entry_title(entry, undone), entry.attempt)),
            Cell(text=term("step", entry.kind)),
            Cell(text=same(entry.host) if entry.host else say("word.controller")),
            _instant(None if entry.outcome == "skipped" else entry.started_s),
            _instant(None if entry.outcome == "skipped" else entry.ended_s),
            Cell(text=say(f"outcome.{entry.outcome}"), tone=_OUTCOME_TONES[entry.outcome]),
            Cell(text=_remark(entry)),
        ),
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


def _instant(value: float | None) -> Cell:
    return Cell(text=same("–"), tone="muted") if value is None else Cell(text=same(seconds(value)), tone="number")  # noqa: RUF001


def _in_doubt(timeline: tuple[TimelineEntry, ...], titles: dict[str, Text]) -> Statement | None:
    doubtful = [entry for entry in timeline if entry.outcome in {"unknown", "running"} and entry.is_last]
    if not doubtful:
        return None
    steps = joined(titles.get(entry.step, entry.title) for entry in doubtful)
    evidence = tuple(number for entry in doubtful for number in entry.evidence)
    return Statement(text=say("d.unknown_steps", steps=steps), evidence=evidence, tone="warning")


def _overview(report: Report) -> Iterator[Block]:
    if report.strips:
        yield Chart(name="overview", caption=say("chart.overview"))


def _restoration(report: Report) -> Iterator[Block]:
    yield Heading(text=say("d.heading.restore"))
    last = (report.drill.events,) if report.drill.ended_at is not None else ()
    if report.restored:
        yield Statement(text=say("d.restored"), evidence=last)
    else:
        yield Statement(text=say("d.not_restored"), evidence=last, tone="warning")
    if report.residue:
        residue = joined(same(left) for left in report.residue)
        yield Statement(text=say("d.residue", residue=residue), evidence=last, tone="warning")
    yield Statement(text=say("d.capacity"), tone="gap")
    yield Statement(text=say("d.next_day"), tone="gap")
