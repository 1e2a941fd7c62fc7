"""The summary of an incident (JR/T 0251 10.5 a-d): read off what was told, each line with its entry in the book."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from scenarios.plan import SECOND, Text
from service.incidents.events import (
    CauseFound,
    DecisionTaken,
    HarmTold,
    ImpactTold,
    LessonDrawn,
    LossTold,
    MeasureTaken,
    NoteTaken,
    Reconciled,
    ReportMade,
    ServiceTested,
)
from service.incidents.grading import Reached
from service.incidents.incident import Incident, Saying
from service.incidents.reporting import Owed
from service.incidents.rules import HarmCriterion
from service.words import same, say

S = TypeVar("S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under a title; without rows the document says that nothing was written down."""

    title: Text
    columns: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One of the parts a-d."""

    letter: str
    title: Text
    facts: tuple[tuple[Text, Text], ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The whole document."""

    incident: str
    title: Text
    status: Text
    is_final: bool
    notes: tuple[Text, ...]
    sections: tuple[Section, ...]


def summary(state: Incident, utc_ns: int) -> Summary:
    """Return the document as it stands at `utc_ns`."""
    telling = _Telling(state, state.clock(utc_ns))
    return Summary(
        incident=state.id,
        title=same(state.declared.title),
        status=say(f"incident.status.{state.status}"),
        is_final=state.status == "closed",
        notes=tuple(telling.notes()),
        sections=(telling.event(), telling.handling(), telling.causes(), telling.lessons()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _One(Generic[S]):
    """One saying of a kind."""

    said: S
    saying: Saying


@dataclass(frozen=True, slots=True)
class _Telling:
    """Tells one incident at one instant of its own clock."""

    state: Incident
    now: int

    def notes(self) -> Iterator[Text]:
        state = self.state
        simulation = state.declared.simulation
        if simulation is not None:
            start = self.at(simulation.start_ns)
            yield say("incident.summary.rehearsal", start=start, speed=simulation.speed)
        if state.status != "closed":
            yield say("incident.summary.draft", status=say(f"incident.status.{state.status}"))
        basis = dict.fromkeys(f"{one.source} [{one.certainty}]" for one in state.rules.deadlines.basis)
        yield say("incident.summary.basis", rules=state.rules.title, source="; ".join(basis))

    def event(self) -> Section:
        return Section(
            letter="a",
            title=say("incident.summary.a"),
            facts=tuple(self._facts()),
            tables=(self._impacts(), self._levels(), self._harms(), self._losses()),
        )

    def handling(self) -> Section:
        tables = (self._owed(), self._reports(), self._decisions(), self._measures(), self._recovery(), self._notes())
        return Section(letter="b", title=say("incident.summary.b"), facts=(), tables=tables)

    def causes(self) -> Section:
        rows = [
            (self.at(one.said.at_ns), same(one.said.cause), same(one.said.conclusion), *self._told(one))
            for one in self._said(CauseFound)
        ]
        return Section(
            letter="c", title=say("incident.summary.c"), facts=(), tables=(_table("c", ("at", "what", "why"), rows),)
        )

    def lessons(self) -> Section:
        rows = [
            (
                say(f"incident.aim.{one.said.aim}"),
                same(one.said.what),
                same(one.said.owner or "-"),
                same(one.said.due or "-"),
                *self._told(one),
            )
            for one in self._said(LessonDrawn)
        ]
        table = _table("lessons", ("why", "what", "owner", "deadline"), rows)
        return Section(letter="d", title=say("incident.summary.d"), facts=(), tables=(table,))

    def _facts(self) -> Iterator[tuple[Text, Text]]:
        told = self.state.declared
        yield say("incident.summary.course"), same(told.course or "-")
        yield say("incident.summary.services"), same(", ".join(self.state.services))
        yield say("incident.summary.occurred"), self.at(told.occurred_ns)
        yield say("incident.summary.noticed"), self.at(told.noticed_ns)
        yield say("incident.summary.declared"), self.at(told.declared_ns)
        yield say("incident.summary.until_noticed"), lasting(told.noticed_ns - told.occurred_ns)
        decided = min((one.said.at_ns for one in self._said(DecisionTaken)), default=None)
        if decided is not None:
            yield say("incident.summary.until_decided"), lasting(decided - told.noticed_ns)
        if self.state.ended is not None:
            over = say("d.both", one=self.at(self.state.ended.at_ns), two=same(self.state.ended.reason))
            yield say("incident.summary.ended"), over
            yield say("incident.summary.lasted"), lasting(self.state.ended.at_ns - told.occurred_ns)
        if told.drill or told.dossier:
            yield say("incident.summary.drill"), same(told.drill or told.dossier)

    def _impacts(self) -> Table:
        first = [
            (one, same(self.state.declared_by), same(str(self.state.number))) for one in self.state.declared.impacts
        ]
        later = [(one.said, *self._told(one)) for one in self._said(ImpactTold)]
        rows = [
            (self.at(one.at_ns), same(one.service), say(f"incident.scope.{one.scope}"), same(one.note or "-"), *told)
            for one, *told in sorted([*first, *later], key=lambda row: row[0].at_ns)
        ]
        return _table("impacts", ("at", "service", "what", "why"), rows)

    def _levels(self) -> Table:
        rows = [
            (
                self.at(one.at_ns),
                say("d.both", one=same(one.level), two=self.state.rules.level(one.level).title),
                _why(one),
                same(f"{one.criterion.basis.source} [{one.criterion.basis.certainty}]"),
            )
            for one in self.state.risen(self.now)
        ]
        columns = tuple(say(f"incident.col.{name}") for name in ("at", "level", "what", "why"))
        return Table(title=say("incident.summary.levels"), columns=columns, rows=tuple(rows))

    def _harms(self) -> Table:
        rows = [
            (
                self.at(one.said.at_ns),
                say("d.both", one=say(f"incident.harm.{one.said.harm}"), two=say("incident.summary.expected"))
                if one.said.expected
                else say(f"incident.harm.{one.said.harm}"),
                same(one.said.reason),
                *self._told(one),
            )
            for one in self._said(HarmTold)
        ]
        return _table("harms", ("at", "what", "why"), rows)

    def _losses(self) -> Table:
        rows = [
            (self.at(one.said.at_ns), same(one.said.text), _people(one.said.people), *self._told(one))
            for one in self._said(LossTold)
        ]
        return _table("losses", ("at", "what", "effect"), rows)

    def _owed(self) -> Table:
        rows = [
            (
                say("d.both", one=say(f"incident.report.{one.kind}"), two=same(str(one.number))),
                self.at(one.due_ns),
                same("-") if one.made_ns is None else self.at(one.made_ns),
                how(one),
            )
            for one in self.state.owed(self.now)
        ]
        columns = tuple(say(f"incident.col.{name}") for name in ("what", "due", "made", "how"))
        return Table(title=say("incident.summary.reports"), columns=columns, rows=tuple(rows))

    def _reports(self) -> Table:
        rows = [
            (
                self.at(one.said.at_ns),
                say(f"incident.report.{one.said.report}"),
                same(one.said.to),
                same(one.said.text),
                *self._told(one),
            )
            for one in self._said(ReportMade)
        ]
        return _table("told", ("at", "what", "to", "effect"), rows)

    def _decisions(self) -> Table:
        rows = [
            (
                self.at(one.said.at_ns),
                say("d.both", one=say(f"incident.decision.{one.said.decision}"), two=same(one.said.what)),
                same(one.said.reason),
                same(one.said.decided_by),
                *self._told(one),
            )
            for one in self._said(DecisionTaken)
        ]
        return _table("decisions", ("at", "what", "why", "who"), rows)

    def _measures(self) -> Table:
        rows = [
            (self.at(one.said.at_ns), same(one.said.what), same(one.said.effect), *self._told(one))
            for one in self._said(MeasureTaken)
        ]
        return _table("measures", ("at", "what", "effect"), rows)

    def _recovery(self) -> Table:
        compared = [
            (
                one.said.at_ns,
                same(one.said.service),
                say(
                    "incident.summary.made_up",
                    lost=one.said.lost,
                    made_up=one.said.made_up,
                    missing=one.said.lost - one.said.made_up,
                ),
                same(one.said.note or "-"),
                *self._told(one),
            )
            for one in self._said(Reconciled)
        ]
        tested = [
            (
                one.said.at_ns,
                same(one.said.service),
                say(f"incident.summary.{'passed' if one.said.passed else 'failed'}"),
                same(one.said.how),
                *self._told(one),
            )
            for one in self._said(ServiceTested)
        ]
        rows = [(self.at(at_ns), *rest) for at_ns, *rest in sorted([*compared, *tested], key=lambda row: row[0])]
        return _table("recovery", ("at", "service", "what", "why"), rows)

    def _notes(self) -> Table:
        rows = [
            (self.at(one.said.at_ns), say(f"incident.topic.{one.said.topic}"), same(one.said.text), *self._told(one))
            for one in self._said(NoteTaken)
        ]
        return _table("record", ("at", "why", "what"), rows)

    def _said(self, kind: type[S]) -> list[_One[S]]:
        found = [_One(said=one.said, saying=one) for one in self.state.sayings if isinstance(one.said, kind)]
        return sorted(found, key=lambda one: one.saying.said.at_ns)

    def _told(self, one: _One[S]) -> tuple[Text, Text]:
        return same(one.saying.by), same(str(one.saying.number))

    def at(self, at_ns: int) -> Text:
        zone = ZoneInfo(self.state.rules.zone)
        return same(f"{datetime.fromtimestamp(at_ns // SECOND, zone):%Y-%m-%d %H:%M:%S} {zone.key}")


def lasting(ns: int) -> Text:
    """Return a length of time as hours, minutes and seconds."""
    minutes, seconds = divmod(ns // SECOND, 60)
    hours, minutes = divmod(minutes, 60)
    return same(f"{hours}:{minutes:02}:{seconds:02}")


def how(one: Owed) -> Text:
    """Return how a report that was owed was made."""
    facts = {"late": lasting(one.late_ns)} if one.how == "late" else {}
    return say(f"incident.how.{one.how}", **facts)


def _why(one: Reached) -> Text:
    if isinstance(one.criterion, HarmCriterion):
        return say("incident.summary.by_harm")
    scope = say(f"incident.scope.{one.criterion.scope}")
    length = lasting(one.criterion.lasting_ns)
    return say("incident.summary.by_outage", service=one.service, scope=scope, lasting=length)


def _people(people: int | None) -> Text:
    return same("-") if people is None else say("incident.summary.people", people=people)


def _table(title: str, columns: tuple[str, ...], rows: Sequence[tuple[Text, ...]]) -> Table:
    """Return a table of what people told, with who told it and the entry that proves it."""
    names = (*columns, "by", "entry")
    return Table(
        title=say(f"incident.summary.{title}"),
        columns=tuple(say(f"incident.col.{name}") for name in names),
        rows=tuple(rows),
    )
