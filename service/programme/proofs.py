"""What is known of one service's drills: which it had, what was proved last, and what was changed since."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from service.book import Family, Head, Told
from service.programme.parts import changed

_KEPT: Final = 100
"""Changes that are kept in the state; the book has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDrilled:
    """A drill of the service was completed. `proved`: it met the targets of this service with nothing inconclusive."""

    drill: str
    scenario: str
    form: str
    services: tuple[str, ...]
    ended_ns: int
    proved: bool
    parts: dict[str, str] = field(default_factory=dict[str, str])
    hosts: tuple[str, ...] = ()
    kind: Literal["service_drilled"] = "service_drilled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceChanged:
    """Somebody (a CMDB, a pipeline, a person) tells that the service was changed; `reference` is told once."""

    reference: str
    source: str
    what: str
    summary: str
    at_ns: int
    kind: Literal["service_changed"] = "service_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsSeen:
    """What the files of a schedule come to now, as far as it is about the service."""

    schedule: str
    parts: dict[str, str]
    kind: Literal["parts_seen"] = "parts_seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceKnown:
    """From here on the service is to be drilled: the policy names it."""

    kind: Literal["service_known"] = "service_known"


ServiceEvent: TypeAlias = Annotated[
    ServiceKnown | ServiceDrilled | ServiceChanged | PartsSeen, Field(discriminator="kind")
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proofs:
    """A service's drills: the newest of each form and scenario, and the newest that proved something."""

    service: str
    since_ns: int
    drills: tuple[ServiceDrilled, ...] = ()
    proof: ServiceDrilled | None = None
    changes: tuple[ServiceChanged, ...] = ()
    """Those since the last drill, or all where there was none."""
    since_proof: tuple[ServiceChanged, ...] = ()
    parts: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])
    """What the files of each schedule come to."""

    @property
    def stale(self) -> tuple[str, ...]:
        """Return the parts that are no longer what was proved, in any schedule."""
        if self.proof is None:
            return ()
        found = (changed(self.proof.parts, parts) for parts in self.parts.values())
        return tuple(dict.fromkeys(part for parts in found for part in parts))

    @property
    def newest(self) -> ServiceDrilled | None:
        """Return the newest drill."""
        return max(self.drills, key=lambda drill: drill.ended_ns, default=None)


def fold(name: str, told: Sequence[Told[ServiceEvent]]) -> Proofs:
    """Return what is known of a service after everything that was told of it."""
    state = Proofs(service=name, since_ns=told[0].utc_ns)
    for one in told:
        state = _after(state, one.event)
    return state


def _after(state: Proofs, event: ServiceEvent) -> Proofs:
    match event:
        case ServiceDrilled():
            return _drilled(state, event)
        case ServiceChanged():
            newest, proof = state.newest, state.proof
            fresh = newest is None or event.at_ns > newest.ended_ns
            unproved = proof is None or event.at_ns > proof.ended_ns
            return replace(
                state,
                changes=(*state.changes, event)[-_KEPT:] if fresh else state.changes,
                since_proof=(*state.since_proof, event)[-_KEPT:] if unproved else state.since_proof,
            )
        case ServiceKnown():
            return state
        case PartsSeen(schedule=schedule, parts=parts):
            return replace(state, parts={**state.parts, schedule: parts})


def _drilled(state: Proofs, event: ServiceDrilled) -> Proofs:
    place = (event.form, event.scenario)
    older = next((one for one in state.drills if (one.form, one.scenario) == place), None)
    drills = tuple(one for one in state.drills if (one.form, one.scenario) != place)
    newer = event if older is None or event.ended_ns >= older.ended_ns else older
    proves = event.proved and (state.proof is None or event.ended_ns >= state.proof.ended_ns)
    return replace(
        state,
        drills=(*drills, newer),
        proof=event if proves else state.proof,
        changes=tuple(one for one in state.changes if one.at_ns > event.ended_ns),
        since_proof=tuple(one for one in state.since_proof if not proves or one.at_ns > event.ended_ns),
    )


def heard(told: Sequence[Told[ServiceEvent]], event: ServiceEvent) -> bool:
    """Tell whether that was told before: the same drill, the same change, the same parts."""
    match event:
        case ServiceDrilled(drill=drill):
            return any(isinstance(one.event, ServiceDrilled) and one.event.drill == drill for one in told)
        case ServiceChanged(source=source, reference=reference):
            return any(
                isinstance(one.event, ServiceChanged) and (one.event.source, one.event.reference) == (source, reference)
                for one in told
            )
        case ServiceKnown():
            return bool(told)
        case PartsSeen(schedule=schedule):
            seen = [one.event for one in told if isinstance(one.event, PartsSeen) and one.event.schedule == schedule]
            return bool(seen) and seen[-1] == event


_STATE: Final = TypeAdapter(Proofs)


def head(state: Proofs) -> Head:
    """Return the state as a head, whole: what is due is told from heads alone."""
    return Head(
        stream=f"service/{state.service}",
        family="service",
        status="proved" if state.proof is not None else "unproved",
        order_ns=state.since_ns,
        tags=frozenset({f"service:{state.service}"}),
        shown={"proofs": _STATE.dump_python(state, mode="json")},
    )


def proofs_in(shown: Mapping[str, Any]) -> Proofs:
    """Return the state that a head was made of."""
    return _STATE.validate_python(shown["proofs"])


@lru_cache(maxsize=1024)
def proofs_of(text: str) -> Proofs:
    """Return the state that is kept as this text of JSON; the same text is read once."""
    return proofs_in(json.loads(text))


SERVICES: Final[Family[ServiceEvent, Proofs]] = Family(
    name="service", events=TypeAdapter(ServiceEvent), fold=fold, head=head
)
