"""The tables of a drill for spreadsheets: figures, timeline, findings, ledger writes, samples; values keep types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from measurements.events import Event, LedgerWritten, SamplesTaken
from measurements.history import History
from measurements.report import Report, RpoFigure, RtoFigure, Seconds, ServiceFigures
from measurements.utc import utc_text
from scenarios.plan import Plan, Text
from service.report.figures import numbers, term
from service.report.measured import WRITES
from service.report.naming import names, worded
from service.words import same, say

Value: TypeAlias = str | int | float | bool | Text | None
Row: TypeAlias = Sequence[Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table: `name` keys its title and is its file's name; `rows` makes them anew at every call."""

    name: str
    heads: tuple[Text, ...]
    widths: tuple[int, ...]
    rows: Callable[[], Iterator[Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """What the tables are made of."""

    report: Report
    plan: Plan
    history: History


@dataclass(frozen=True, slots=True)
class _Clock:
    """UTC of the controller's instants, counted from its reading when the drill was opened."""

    offset_ns: int | None

    def text(self, at: int | None) -> str | None:
        return None if at is None or self.offset_ns is None else utc_text(self.offset_ns + at)


def sheets(drill: Drill) -> tuple[Sheet, ...]:
    """Return every table; rows come one by one, however many there are."""
    clock = _clock(drill.history)
    return (
        _sheet("figures", _FIGURES, lambda: _figures(drill.report)),
        _sheet("timeline", _TIMELINE, lambda: _timeline(drill, clock)),
        _sheet("findings", _FINDINGS, lambda: _findings(drill)),
        _sheet("ledger", _LEDGER, lambda: _writes(drill.history, clock)),
        _sheet("samples", _SAMPLES, lambda: _samples(drill.history, clock)),
    )


def about(drill: Drill) -> Iterator[Row]:
    """Yield what the workbook says of itself, before it tells how many rows its tables have."""
    facts = drill.report.drill
    for label, value in (
        ("drill", facts.id),
        ("scenario", facts.scenario),
        ("started", facts.started_at),
        ("ended", facts.ended_at),
        ("ending", term("ending", facts.ending or "open")),
        ("verdict", term("verdict", drill.report.verdict)),
        ("software", facts.software),
        ("plan_sha256", facts.plan_sha256),
        ("head", facts.head),
        ("events", facts.events),
    ):
        yield say(f"label.{label}"), value
    if facts.ended_at is None:
        yield say("label.reason"), say("sheet.about.open")
    for key in ("origin", "clock", "numbers"):
        yield say("label.reason"), say(f"sheet.about.{key}")


_FIGURES: Final = (
    *(("label.service", 18), ("sheet.service_title", 26), ("label.metric", 22), ("label.reading", 34)),
    *(("sheet.target_s", 14), ("sheet.lower_s", 16), ("sheet.upper_s", 16), ("label.verdict", 12)),
    *(("sheet.count", 12), ("sheet.source", 18), ("label.evidence", 26)),
)
_TIMELINE: Final = (
    *(("label.step", 18), ("sheet.title", 40), ("label.host", 14), ("label.phase", 12), ("label.kind", 12)),
    *(("sheet.attempt", 8), ("sheet.planned_start_s", 14), ("sheet.planned_end_s", 14), ("sheet.started_s", 14)),
    *(("sheet.ended_s", 14), ("sheet.deviation_s", 14), ("label.outcome", 12), ("label.person", 20)),
    *(("label.reason", 40), ("sheet.first_at", 28), ("sheet.last_at", 28), ("label.evidence", 20)),
)
_FINDINGS: Final = (
    *(("label.number", 8), ("sheet.code", 24), ("label.severity", 10), ("label.finding", 80)),
    *(("label.advice", 60), ("label.evidence", 26)),
)
_LEDGER: Final = (
    *(("sheet.ledger_name", 18), ("sheet.write", 10), ("sheet.batch", 8), ("sheet.due", 28), ("sheet.invoked", 28)),
    *(("sheet.completed", 28), ("label.outcome", 12), ("sheet.detail", 40), ("label.evidence", 10)),
)
_SAMPLES: Final = (
    *(("label.stream", 18), ("sheet.batch", 8), ("sheet.due", 28), ("sheet.sent", 28), ("sheet.received", 28)),
    *(("sheet.ok", 12), ("sheet.detail", 40), ("label.evidence", 10)),
)


def _sheet(name: str, columns: Sequence[tuple[str, int]], rows: Callable[[], Iterator[Row]]) -> Sheet:
    return Sheet(
        name=name,
        heads=tuple(say(key) for key, _ in columns),
        widths=tuple(width for _, width in columns),
        rows=rows,
    )


def _clock(history: History) -> _Clock:
    opened = history.opened
    return _Clock(None if opened is None else opened.utc_ns - opened.at)


def _figures(report: Report) -> Iterator[Row]:
    for service in report.services:
        yield from _objectives(service)
        for write in WRITES:
            yield _counted(service, write)


def _objectives(service: ServiceFigures) -> Iterator[Row]:
    rto, rpo, outage = service.rto, service.rpo, service.outage
    nothing = Seconds(lower_s=None, upper_s=None)
    seen = Seconds(lower_s=outage.lower_s, upper_s=outage.upper_s, evidence=outage.evidence)
    switchover = service.switchover or nothing
    yield _graded(service, "d.rto", say("d.rto.from_interruption"), rto, rto.stream)
    yield _ungraded(service, "d.rto", say("d.rto.from_switch"), switchover)
    yield _ungraded(service, "d.outage", say("d.outage.reading", count=outage.count), seen, outage.count)
    yield _graded(service, "d.rpo", say("d.rpo.reading", source=rpo.source or say("word.no_evidence")), rpo, rpo.source)
    phases = service.phases
    for name, phase in (
        ("detect", phases.detect),
        ("decide", phases.decide),
        ("switch", phases.switch),
        ("verify", phases.verify),
        ("people", phases.people),
    ):
        yield _ungraded(service, f"d.phase.{name}", same(""), phase or nothing)


def _graded(
    service: ServiceFigures, metric: str, reading: Text, figure: RtoFigure | RpoFigure, source: str | None
) -> Row:
    bounds = (figure.target_s, figure.lower_s, figure.upper_s)
    verdict, proof = say(f"verdict.{figure.verdict}"), _proof(figure.evidence)
    return service.service, service.title, say(metric), reading, *bounds, verdict, None, source, proof


def _ungraded(service: ServiceFigures, metric: str, reading: Text, told: Seconds, count: int | None = None) -> Row:
    bounds = (None, told.lower_s, told.upper_s)
    return service.service, service.title, say(metric), reading, *bounds, None, count, None, _proof(told.evidence)


def _counted(service: ServiceFigures, write: str) -> Row:
    rpo = service.rpo
    told = (None, None, None, None, getattr(rpo, write), rpo.source, _proof(rpo.evidence))
    return service.service, service.title, say("d.rpo"), say(f"d.writes.{write}"), *told


def _proof(evidence: tuple[int, ...]) -> str:
    """Return evidence numbers with runs as 3–6: a hyphen would make a date of them in a spreadsheet program."""  # noqa: RUF002
    return numbers(evidence).replace("-", "\N{EN DASH}")


def _timeline(drill: Drill, clock: _Clock) -> Iterator[Row]:
    events = drill.history.events
    for entry in drill.report.timeline:
        at = [_at(events, number) for number in sorted(entry.evidence)]
        yield (
            *(entry.step, entry.title, entry.host, term("phase", entry.phase), term("step", entry.kind)),
            *(entry.attempt, entry.planned_start_s, entry.planned_end_s, entry.started_s, entry.ended_s),
            *(entry.deviation_s, term("outcome", entry.outcome), entry.person, entry.reason),
            *(clock.text(at[0]) if at else None, clock.text(at[-1]) if at else None, _proof(entry.evidence)),
        )


def _at(events: Sequence[Event], number: int) -> int | None:
    return events[number - 1].at if 0 < number <= len(events) else None


def _findings(drill: Drill) -> Iterator[Row]:
    named = names(drill.report, drill.plan)
    for place, finding in enumerate(drill.report.findings, start=1):
        told = worded(finding, named)
        severity = say(f"severity.{finding.severity}")
        yield place, finding.code, severity, told.found, told.advice, _proof(finding.evidence)


def _writes(history: History, clock: _Clock) -> Iterator[Row]:
    for number, batch in history.numbered(LedgerWritten):
        details = dict(batch.details)
        for place, write in enumerate(batch.number):
            outcome = term("outcome", str(batch.outcome[place].value))
            times = (clock.text(at) for at in (batch.due[place], batch.invoked[place], batch.completed[place]))
            yield batch.ledger, write, batch.batch, *times, outcome, details.get(place), number


def _samples(history: History, clock: _Clock) -> Iterator[Row]:
    for number, batch in history.numbered(SamplesTaken):
        details = dict(batch.details)
        for place, ok in enumerate(batch.ok):
            times = (clock.text(at) for at in (batch.due[place], batch.sent[place], batch.received[place]))
            yield batch.stream, batch.batch, *times, ok, details.get(place), number
