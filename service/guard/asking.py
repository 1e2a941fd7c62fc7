"""What the guard is asked, and everything that it looks at: values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from scenarios.closed import ClosedTimes
from scenarios.plan import CheckCommand, Plan, PlannedHost, Run
from service.denial import Reason
from service.dossiers.standing import Standing
from service.dossiers.wish import Span
from service.policy.guarding import GuardingPolicy

Way: TypeAlias = str
"""By which way somebody wants to start: `api`, `console`, `terminal`, `schedule`, `resume`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A start that somebody wants: of this plan, as this drill. `dossier` and `span` are None for an ungoverned one."""

    plan: Plan
    drill: str
    by: str
    path: Way
    dossier: str | None = None
    span: Span | None = None

    @property
    def services(self) -> tuple[str, ...]:
        """Return the services that it drills."""
        return tuple(objective.service for objective in self.plan.objectives)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Something that another drill has: `service:<name>` or `host:<address>:<port>`, and the drill that has it."""

    what: str
    drill: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfit:
    """What keeps whoever would run a plan from it: hosts that another drill has there, and reasons."""

    held: tuple[Held, ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """How things are at `utc_ns`. `standing` is None for an ungoverned drill.

    `unready` are complaints about this service itself (journal, disk, clock, secrets). `missing` are calendars that
    could not be read, with the reason. `findings` are open findings of the last drill of a service.
    """

    utc_ns: int
    policy: GuardingPolicy
    times: tuple[ClosedTimes, ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    held: tuple[Held, ...] = ()
    unready: tuple[Reason, ...] = ()
    findings: tuple[str, ...] = ()
    standing: Standing | None = None


def environments_of(plan: Plan) -> tuple[str, ...]:
    """Return the environments that a plan touches.

    One without hosts that acts from the controller counts as touching every environment that its scenario allows.
    """
    found = {host.environment for host in plan.hosts}
    acts = any(isinstance(step.action, Run | CheckCommand) and not step.hosts for step in plan.steps)
    if not found and acts:
        found = set(plan.safeguards.environments)
    return tuple(sorted(found))


def wanted_of(plan: Plan) -> tuple[str, ...]:
    """Return what a drill of this plan has to itself: every service and every host."""
    services = (f"service:{objective.service}" for objective in plan.objectives)
    return tuple(dict.fromkeys((*services, *(f"host:{host_key(host)}" for host in plan.hosts))))


def host_key(host: PlannedHost) -> str:
    """Return what makes a host the same in every inventory: its address and port."""
    return f"{host.address.strip().casefold()}:{host.port}"
