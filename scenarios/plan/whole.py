"""The whole plan: steps in their order, and everything that they stand on."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter

from scenarios.plan.actions import Action
from scenarios.plan.basics import Phase, Text
from scenarios.plan.hosts import PlannedHost
from scenarios.plan.ledgers import ReadLedger
from scenarios.plan.objectives import Objective
from scenarios.plan.people import ContactGroup, Person
from scenarios.plan.probes import PlannedProbe
from scenarios.plan.safeguards import Safeguards


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Runs only if step `step` ended in one of `was` (`skipped` is one of them)."""

    step: str
    was: tuple[Literal["ok", "failed", "unknown", "skipped"], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """The author says that doing the step again is harmless: up to `tries` in all, `pause_ns` between two.

    Only such a step is ever begun again after it failed, or after nobody knows how it ended.
    """

    tries: int
    pause_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """One step; `hosts` is empty for one that touches none. `needs` holds every predecessor, implied order included.

    `within_ns` is for one try on one host, `whole_ns` for all tries on all hosts. A step that is not `essential` may
    fail without turning the drill. Steps of one `group` share the bound that the plan's `groups` gives it.
    """

    id: str
    phase: Phase
    action: Action
    hosts: tuple[str, ...]
    needs: tuple[str, ...]
    within_ns: int
    title: Text
    when: When | None = None
    repeat: Repeat | None = None
    whole_ns: int | None = None
    at_once: int | None = None
    """On how many of its hosts the step may be under way at one time; None: on all."""
    essential: bool = True
    group: str | None = None
    planned_ns: int | None = None
    """How long its author planned it to take, on all hosts; no deadline, and nothing is decided by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything a drill will do and what it is measured against. Steps stand in phase order, needs before needers."""

    scenario: str
    title: Text
    form: Literal["tabletop", "simulated", "live"]
    threats: tuple[str, ...]
    clauses: tuple[str, ...]
    tasks: tuple[str, ...]
    objectives: tuple[Objective, ...]
    hosts: tuple[PlannedHost, ...]
    parameters: dict[str, str]
    probes: tuple[PlannedProbe, ...]
    ledgers: tuple[ReadLedger, ...]
    safeguards: Safeguards
    on_interruption: Literal["restore", "ask"]
    steps: tuple[PlannedStep, ...]
    sources: dict[str, str] = field(default_factory=dict[str, str])
    """SHA-256 of each file that the plan was made from, by its role (scenario, bia, inventory, contacts, ...)."""
    risks: tuple[str, ...] = ()
    """Risks of the risk register that this drill exercises (JR/T 0251 7)."""
    procedures: tuple[str, ...] = ()
    """Procedures of the plan register that it exercises (JR/T 0251 10.6)."""
    people: tuple[Person, ...] = ()
    """Everybody who may act or decide; where it is empty, a person is whoever the name says."""
    contacts: tuple[ContactGroup, ...] = ()
    groups: dict[str, int] = field(default_factory=dict[str, int])
    """How many acts of a group of steps may be under way at one time."""
    parallel: int | None = None
    """How many acts of the whole drill may be under way at one time; None: no bound."""
    included: tuple[str, ...] = ()
    """Names of the scenarios that were included."""

    def step(self, step_id: str) -> PlannedStep:
        """Return the step of that id; raises KeyError."""
        found = next((step for step in self.steps if step.id == step_id), None)
        if found is None:
            raise KeyError(step_id)
        return found

    def host(self, name: str) -> PlannedHost:
        """Return the host of that name; raises KeyError."""
        found = next((host for host in self.hosts if host.name == name), None)
        if found is None:
            raise KeyError(name)
        return found


@cache
def _plans() -> TypeAdapter[Plan]:
    """Return what reads and writes plans; made when first wanted, because making it takes long."""
    return TypeAdapter(Plan)


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """Return the plan as JSON-ready data; `plan_from_json` gives back an equal plan."""
    return _plans().dump_python(plan, mode="json")


def plan_from_json(data: object) -> Plan:
    """Return the plan that `data` describes; raises pydantic.ValidationError."""
    return _plans().validate_python(data)
