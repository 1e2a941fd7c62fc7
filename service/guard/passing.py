"""The pass: what the guard gives to a start that it lets through, and what a start cannot do without.

A worker starts by a pass that the guard of another process gave: it is carried in the drill's run, which only the
guard's service writes, and made again here, for exactly the plan that lies beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from measurements.events.governed import Governance
from scenarios.plan import Plan
from scenarios.planner import plan_digest
from service.denial import deny_any
from service.guard.asking import Ask, Facts
from service.guard.judging import judge, latest_start, waivable

_SEAL: Final = object()
_GOVERNANCE: Final = TypeAdapter[Governance | None](Governance | None)


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


def carried(passed: Pass) -> dict[str, Any]:
    """Return a pass as data, for the worker that is to start by it."""
    return {
        "drill": passed.drill,
        "plan_sha256": passed.plan_sha256,
        "by": passed.by,
        "until_ns": passed.until_ns,
        "dossier": passed.dossier,
        "governance": _GOVERNANCE.dump_python(passed.governance, mode="json"),
        "waived": sorted(passed.waived),
    }


def unpacked(told: dict[str, Any], plan: Plan, now: Callable[[], int]) -> Pass:
    """Return the pass that was carried beside its plan; `now` as for `admit`. Raises ValueError for any other."""
    try:
        passed = Pass(
            drill=str(told["drill"]),
            plan_sha256=str(told["plan_sha256"]),
            by=str(told["by"]),
            until_ns=int(told["until_ns"]),
            dossier=told["dossier"],
            governance=_GOVERNANCE.validate_python(told["governance"]),
            waived=frozenset(told["waived"]),
            now=now,
            seal=_SEAL,
        )
    except (KeyError, TypeError, ValidationError) as error:
        msg = f"the pass cannot be read ({error}); start the drill again"
        raise ValueError(msg) from error
    if passed.plan_sha256 != plan_digest(plan):
        msg = "the pass is for another plan than the one beside it; start the drill again"
        raise ValueError(msg)
    return passed
