"""An incident as it stands: what everybody told, in the order of its own clock, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal, TypeAlias

from scenarios.plan import SECOND
from service.book import Family, Head, Told
from service.incidents.events import (
    EVENTS,
    Event,
    HarmTold,
    ImpactTold,
    IncidentClosed,
    IncidentDeclared,
    IncidentEnded,
    IncidentWithdrawn,
    LevelReached,
    ReportMade,
    Said,
)
from service.incidents.grading import HarmJudged, Impact, Reached, next_rise, risen
from service.incidents.reporting import Course, Owed, ReportTold, owed
from service.incidents.rules import Rules

Status: TypeAlias = Literal["open", "ended", "closed", "withdrawn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What somebody told, who told it, and the number of the entry that proves it."""

    said: Said
    by: str
    number: int
    utc_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """An incident as it stands. Instants are on its own clock, which is real time unless it is a rehearsal."""

    id: str
    declared: IncidentDeclared
    declared_by: str
    declared_utc_ns: int
    number: int
    """The entry of the declaration in the book."""
    sayings: tuple[Saying, ...] = ()
    seen_level: str | None = None
    """The highest level that was written down as reached."""
    ended: IncidentEnded | None = None
    closed_ns: int | None = None
    withdrawn: IncidentWithdrawn | None = None
    last_utc_ns: int = 0
    enders: dict[str, str] = field(default_factory=dict[str, str])
    """Who ended, closed or withdrew it."""

    @property
    def status(self) -> Status:
        """Return how far it is."""
        if self.withdrawn is not None:
            return "withdrawn"
        if self.closed_ns is not None:
            return "closed"
        return "open" if self.ended is None else "ended"

    @property
    def rules(self) -> Rules:
        """Return the rules by which it is graded and reported."""
        return self.declared.rules

    @property
    def is_drill(self) -> bool:
        """Tell whether it only rehearses."""
        return self.declared.simulation is not None

    def clock(self, utc_ns: int) -> int:
        """Return what the incident's own clock shows."""
        simulation = self.declared.simulation
        return utc_ns if simulation is None else simulation.shown(utc_ns)

    def real(self, at_ns: int) -> int:
        """Return the real time at which the incident's clock shows `at_ns`."""
        simulation = self.declared.simulation
        return at_ns if simulation is None else simulation.real(at_ns)

    @property
    def impacts(self) -> tuple[Impact, ...]:
        """Return what was told of outages, in the order of telling."""
        said = (*self.declared.impacts, *(one.said for one in self.sayings if isinstance(one.said, ImpactTold)))
        return tuple(
            Impact(service=one.service, scope=one.scope, important=one.important, at_ns=one.at_ns) for one in said
        )

    @property
    def services(self) -> tuple[str, ...]:
        """Return the services that it touched."""
        return tuple(dict.fromkeys(one.service for one in self.impacts))

    @property
    def down(self) -> tuple[str, ...]:
        """Return the services that do not work as far as was told last, by the incident's clock."""
        newest = {one.service: one.scope for one in sorted(self.impacts, key=lambda impact: impact.at_ns)}
        return tuple(service for service, scope in newest.items() if scope != "none")

    @property
    def harms(self) -> tuple[HarmJudged, ...]:
        """Return how the harm was judged."""
        said = (one.said for one in self.sayings)
        return tuple(HarmJudged(harm=one.harm, at_ns=one.at_ns) for one in said if isinstance(one, HarmTold))

    def until(self, at_ns: int) -> int:
        """Return the instant up to which it is graded: now, or its end."""
        return at_ns if self.ended is None else min(at_ns, self.ended.at_ns)

    def risen(self, at_ns: int) -> tuple[Reached, ...]:
        """Return each level that was reached by `at_ns`, with its instant."""
        return risen(self.rules, self.impacts, self.harms, self.until(at_ns))

    def level(self, at_ns: int) -> str | None:
        """Return the level at `at_ns`; None: none was reached."""
        found = self.risen(at_ns)
        return found[-1].level if found else None

    def next_rise(self, at_ns: int) -> Reached | None:
        """Return the next level and when it is reached if nothing changes; None: none, or it is over."""
        return next_rise(self.rules, self.impacts, self.harms, at_ns) if self.status == "open" else None

    def owed(self, at_ns: int) -> tuple[Owed, ...]:
        """Return the reports that are or were due."""
        said = (one.said for one in self.sayings)
        made = [ReportTold(kind=one.report, at_ns=one.at_ns) for one in said if isinstance(one, ReportMade)]
        over = self.ended.at_ns if self.ended is not None else None
        withdrawn = self.withdrawn.at_ns if self.withdrawn is not None else None
        course = Course(noticed_ns=self.declared.noticed_ns, ended_ns=over if over is not None else withdrawn)
        return owed(self.rules.deadlines, course, made, at_ns)

    def next_report(self, at_ns: int) -> Owed | None:
        """Return the report that is due next, or overdue."""
        if self.status in {"closed", "withdrawn"}:
            return None
        return next((one for one in self.owed(at_ns) if one.how in {"outstanding", "overdue"}), None)


def fold(name: str, told: Sequence[Told[Event]]) -> Incident:
    """Return what an incident is after everything that was told of it."""
    first = told[0]
    if not isinstance(first.event, IncidentDeclared):
        msg = f"incident/{name} does not begin with its declaration"
        raise TypeError(msg)
    state = Incident(
        id=name,
        declared=first.event,
        declared_by=first.author.user,
        declared_utc_ns=first.utc_ns,
        number=first.number,
        last_utc_ns=first.utc_ns,
    )
    for one in told[1:]:
        state = replace(_after(state, one), last_utc_ns=one.utc_ns)
    return state


def _after(state: Incident, one: Told[Event]) -> Incident:
    match one.event:
        case IncidentDeclared():
            return state
        case LevelReached(level=level):
            return replace(state, seen_level=level)
        case IncidentEnded() as ended:
            return replace(state, ended=ended, enders={**state.enders, "ended": one.author.user})
        case IncidentClosed(at_ns=at_ns):
            return replace(state, closed_ns=at_ns, enders={**state.enders, "closed": one.author.user})
        case IncidentWithdrawn() as withdrawn:
            return replace(state, withdrawn=withdrawn, enders={**state.enders, "withdrawn": one.author.user})
        case said:
            saying = Saying(said=said, by=one.author.user, number=one.number, utc_ns=one.utc_ns)
            return replace(state, sayings=(*state.sayings, saying))


def head(state: Incident) -> Head:
    """Return the incident for lists, as it stood when it was written last."""
    at_ns = state.clock(state.last_utc_ns)
    level, due = state.level(at_ns), state.next_report(at_ns)
    year = datetime.fromtimestamp(state.declared_utc_ns // SECOND, UTC).year
    tags = {f"service:{name}" for name in state.services}
    tags |= {f"level:{level or 'none'}", f"year:{year}", "rehearsal" if state.is_drill else "real"}
    return Head(
        stream=f"incident/{state.id}",
        family="incident",
        status=state.status,
        order_ns=state.declared_utc_ns,
        due_ns=None if due is None else state.real(due.due_ns),
        tags=frozenset(tags),
        shown={
            "title": state.declared.title,
            "services": list(state.services),
            "level": level,
            "rehearsal": state.is_drill,
            "occurred_ns": state.declared.occurred_ns,
            "declared_by": state.declared_by,
        },
    )


FAMILY: Family[Event, Incident] = Family(name="incident", events=EVENTS, fold=fold, head=head)
