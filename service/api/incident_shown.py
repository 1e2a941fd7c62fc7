"""How incidents are shown over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, Field

from scenarios.plan import SECOND
from service.api.models import BothLanguages
from service.incidents.events import Said
from service.incidents.grading import Reached
from service.incidents.incident import Incident, Status
from service.incidents.reporting import How, Owed, ReportKind
from service.incidents.summary import Summary


class IncidentLine(BaseModel):
    """An incident in a list."""

    id: str
    status: Status
    title: str
    services: list[str]
    level: str | None = Field(examples=["III"])
    rehearsal: bool
    declared_by: str
    declared_at: str
    occurred_at: str
    report_due_at: str | None = Field(description="when the next report is due, in real time")


class LevelShown(BaseModel):
    """A level, and when it was reached or will be."""

    level: str
    title: str
    title_zh: str
    at: str
    service: str = Field(description="by whose outage; empty: by the harm that was judged")
    source: str


class ReportShown(BaseModel):
    """A report that the rules ask for."""

    kind: ReportKind
    number: int
    due_at: str
    made_at: str | None
    how: How
    late_s: float


class IncidentShown(BaseModel):
    """An incident as it stands; instants are on its own clock."""

    id: str
    status: Status
    title: str
    course: str
    services: list[str]
    down: list[str] = Field(description="services that do not work yet")
    rehearsal: bool
    drill: str
    dossier: str
    declared_by: str
    occurred_at: str
    noticed_at: str
    now: str = Field(description="what the incident's clock shows")
    level: str | None
    levels: list[LevelShown] = Field(description="each rise, with its instant")
    next_level: LevelShown | None = Field(description="what it rises to if nothing changes")
    reports: list[ReportShown]
    entries: list[dict[str, Any]] = Field(description="everything that was told, with who told it")


def shown(state: Incident, utc_ns: int) -> IncidentShown:
    """Return an incident as it stands at `utc_ns`."""
    now, declared = state.clock(utc_ns), state.declared
    levels, ahead = [_level(state, one) for one in state.risen(now)], state.next_rise(now)
    return IncidentShown(
        id=state.id,
        status=state.status,
        title=declared.title,
        course=declared.course,
        services=list(state.services),
        down=list(state.down),
        rehearsal=state.is_drill,
        drill=declared.drill,
        dossier=declared.dossier,
        declared_by=state.declared_by,
        occurred_at=at(declared.occurred_ns),
        noticed_at=at(declared.noticed_ns),
        now=at(now),
        level=levels[-1].level if levels else None,
        levels=levels,
        next_level=None if ahead is None else _level(state, ahead),
        reports=[_report(one) for one in state.owed(now)],
        entries=[_entry(one.said, one.by, one.number) for one in state.sayings],
    )


def _level(state: Incident, one: Reached) -> LevelShown:
    title = state.rules.level(one.level).title
    source = f"{one.criterion.basis.source} [{one.criterion.basis.certainty}]"
    return LevelShown(
        level=one.level, title=title.en, title_zh=title.zh, at=at(one.at_ns), service=one.service, source=source
    )


def _report(one: Owed) -> ReportShown:
    made = None if one.made_ns is None else at(one.made_ns)
    return ReportShown(
        kind=one.kind, number=one.number, due_at=at(one.due_ns), made_at=made, how=one.how, late_s=one.late_ns / SECOND
    )


def _entry(said: Said, by: str, number: int) -> dict[str, Any]:
    told = asdict(said)
    return {**told, "at": at(told.pop("at_ns")), "by": by, "entry": number}


def at(ns: int) -> str:
    """Return an instant as the API writes it."""
    return datetime.fromtimestamp(ns // SECOND, UTC).isoformat().replace("+00:00", "Z")


class TableShown(BaseModel):
    """A table of the summary."""

    title: BothLanguages
    columns: list[BothLanguages]
    rows: list[list[BothLanguages]]


class SectionShown(BaseModel):
    """One of the parts a-d."""

    letter: str
    title: BothLanguages
    facts: list[tuple[BothLanguages, BothLanguages]]
    tables: list[TableShown]


class SummaryShown(BaseModel):
    """The event summary (JR/T 0251 10.5)."""

    incident: str
    title: BothLanguages
    status: BothLanguages
    is_final: bool
    notes: list[BothLanguages]
    sections: list[SectionShown]


def summary_shown(whole: Summary) -> SummaryShown:
    """Return the summary as the API shows it."""
    return SummaryShown.model_validate(asdict(whole))
