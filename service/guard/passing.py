"""The pass: what the guard gives to a start that it lets through, and what a start cannot do without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from measurements.events.governed import Governance
from scenarios.plan import Plan
from scenarios.planner import plan_digest
from service.denial import deny_any
from service.guard.asking import Ask, Facts
from service.guard.judging import judge, latest_start, waivable

_SEAL: Final = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Leave to start one drill of one plan, until `until_ns` (UTC). Only `admit` makes one.

    `waived` are the codes of reasons that two people set aside for this start.
    """

    drill: str
    plan_sha256: str
    by: str
    until_ns: int
    dossier: str | None
    governance: Governance | None
    waived: frozenset[str]
    now: Callable[[], int] = field(repr=False, compare=False)
    seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse a pass that somebody else made."""
        if self.seal is not _SEAL:
            msg = "only the guard gives passes: call service.guard.passing.admit"
            raise TypeError(msg)

    def covers(self, plan: Plan, drill: str) -> bool:
        """Tell whether it is for this drill of exactly this plan."""
        return self.drill == drill and self.plan_sha256 == plan_digest(plan)

    @property
    def has_run_out(self) -> bool:
        """Tell whether it is too late for a start."""
        return self.now() > self.until_ns


def admit(ask: Ask, facts: Facts, now: Callable[[], int]) -> Pass:
    """Return the pass of a start against which nothing stands; raises ConflictError with every reason.

    `now` is the clock (UTC ns) by which the pass runs out.
    """
    deny_any(judge(ask, facts))
    return Pass(
        drill=ask.drill,
        plan_sha256=plan_digest(ask.plan),
        by=ask.by,
        until_ns=latest_start(ask, facts),
        dossier=ask.dossier,
        governance=None if facts.standing is None else facts.standing.governance,
        waived=waivable(facts),
        now=now,
        seal=_SEAL,
    )
