"""What may happen to an incident now; everything that speaks against it is said at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from service.denial import ConflictError, Reason, UnfitError, because, deny_any
from service.incidents.events import (
    CauseFound,
    DecisionTaken,
    Event,
    HarmTold,
    ImpactTold,
    IncidentClosed,
    IncidentDeclared,
    IncidentEnded,
    IncidentWithdrawn,
    LessonDrawn,
    LevelReached,
    MeasureTaken,
    Reconciled,
    Said,
    ServiceTested,
)
from service.incidents.incident import Incident, Saying


def declare(declared: IncidentDeclared, oldest_ns: int) -> Sequence[Event]:
    """Begin an incident; raises UnfitError where its times make no sense."""
    deny_any(list(_untimely(declared, oldest_ns)), UnfitError)
    return (declared,)


def _untimely(declared: IncidentDeclared, oldest_ns: int) -> Iterator[Reason]:
    now = declared.declared_ns
    if declared.occurred_ns > declared.noticed_ns:
        yield because("incident_noticed_before")
    if max(declared.occurred_ns, declared.noticed_ns, *(one.at_ns for one in declared.impacts)) > now:
        yield because("incident_in_future")
    if declared.occurred_ns < now - oldest_ns:
        yield because("incident_too_old")
    if any(one.at_ns < declared.occurred_ns for one in declared.impacts):
        yield because("incident_before_it_began")
    if all(one.scope == "none" for one in declared.impacts):
        yield because("incident_touches_nothing")


def tell(state: Incident, said: Said, now_ns: int) -> Sequence[Event]:
    """Take down what somebody says; raises ConflictError (it is over) or UnfitError (it makes no sense)."""
    deny_any(list(_too_late(state, said)))
    deny_any(list(_unfit(state, said, now_ns)), UnfitError)
    return (said,)


def _too_late(state: Incident, said: Said) -> Iterator[Reason]:
    if state.status in {"closed", "withdrawn"}:
        yield because("incident_is_final", incident=state.id, status=state.status)
    during = isinstance(said, ImpactTold | HarmTold | DecisionTaken | MeasureTaken)
    if state.ended is not None and during and (said.at_ns > state.ended.at_ns or _leaves_down(state, said)):
        yield because("incident_is_over", incident=state.id)


def _leaves_down(state: Incident, said: Said) -> bool:
    """Tell whether a service would be down at the end, which says that none was."""
    saying = Saying(said=said, by="", number=0, utc_ns=0)
    return bool(replace(state, sayings=(*state.sayings, saying)).down)


def _unfit(state: Incident, said: Said, now_ns: int) -> Iterator[Reason]:
    if said.at_ns > now_ns:
        yield because("incident_in_future")
    if said.at_ns < state.declared.occurred_ns:
        yield because("incident_before_it_began")
    if isinstance(said, Reconciled | ServiceTested) and said.service not in state.services:
        yield because("incident_other_service", service=said.service, services=", ".join(state.services))
    if isinstance(said, Reconciled) and said.made_up > said.lost:
        yield because("incident_made_up_more")


def end(state: Incident, reason: str, now_ns: int) -> Sequence[Event]:
    """Say that the emergency is over; raises ConflictError while a service is down."""
    reasons = [] if state.status == "open" else [because("incident_not_open", incident=state.id, status=state.status)]
    if state.down:
        reasons.append(because("incident_still_down", services=", ".join(state.down)))
    deny_any(reasons)
    return (IncidentEnded(reason=reason, at_ns=now_ns),)


def close(state: Incident, now_ns: int) -> Sequence[Event]:
    """Make it final; raises ConflictError with everything that its summary still lacks (JR/T 0251 10.4, 10.5)."""
    deny_any(list(_open_ends(state, now_ns)))
    return (IncidentClosed(at_ns=now_ns),)


def _open_ends(state: Incident, now_ns: int) -> Iterator[Reason]:
    if state.status != "ended":
        yield because("incident_not_ended", incident=state.id, status=state.status)
    said = [one.said for one in state.sayings]
    compared = {one.service for one in said if isinstance(one, Reconciled)}
    tested = {one.service: one.passed for one in said if isinstance(one, ServiceTested)}
    if missing := [service for service in state.services if service not in compared]:
        yield because("incident_not_reconciled", services=", ".join(missing))
    if missing := [service for service in state.services if not tested.get(service)]:
        yield because("incident_not_tested", services=", ".join(missing))
    if not any(isinstance(one, CauseFound) for one in said):
        yield because("incident_no_cause")
    if not any(isinstance(one, LessonDrawn) for one in said):
        yield because("incident_no_lesson")
    if any(one.kind == "written" and one.made_ns is None for one in state.owed(now_ns)):
        yield because("incident_no_written_report")


def withdraw(state: Incident, reason: str, now_ns: int) -> Sequence[Event]:
    """Say that it was none; raises ConflictError once it is over."""
    if state.status != "open":
        raise ConflictError(because("incident_not_open", incident=state.id, status=state.status))
    return (IncidentWithdrawn(reason=reason, at_ns=now_ns),)


def see_level(state: Incident, now_ns: int) -> Sequence[Event]:
    """Take down that the level has risen since that was looked at last; nothing where it has not."""
    if state.status in {"closed", "withdrawn"}:
        return ()
    found = state.risen(now_ns)
    seen = state.rules.rank(state.seen_level)
    return tuple(
        LevelReached(level=one.level, reached_ns=one.at_ns) for one in found if state.rules.rank(one.level) > seen
    )
