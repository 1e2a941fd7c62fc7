"""What the plan adds to a scenario's steps: readiness checks, the ledgers' own steps, and one order of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal, TypeAlias

from scenarios.order import in_order
from scenarios.plan import (
    SECOND,
    Inject,
    LeaseWorks,
    LedgerAct,
    Phase,
    Plan,
    PlannedStep,
    Ready,
    ReadyCheck,
    Reconcile,
)
from scenarios.readiness import hosts_of
from scenarios.titles import titled

MINUTE: Final = 60 * SECOND
_Act: TypeAlias = Literal["open", "read", "drop"]
_LEDGER: Final[dict[_Act, tuple[Phase, int]]] = {
    "open": (Phase.PREPARE, MINUTE),
    "read": (Phase.VERIFY, 5 * MINUTE),
    "drop": (Phase.RESTORE, MINUTE),
}
Asked: TypeAlias = tuple[ReadyCheck, tuple[str, ...] | None]
"""A readiness check and the hosts that it names; None: those that it concerns."""


def completed(plan: Plan, ready: Sequence[Asked]) -> Plan:
    """Return the plan with what it adds itself, every step after those it needs, phase by phase."""
    checks = _checks(plan, ready)
    reconciled = {step.action.ledger for step in plan.steps if isinstance(step.action, Reconcile)}
    ledgers = tuple(ledger.name for ledger in plan.ledgers)
    steps: list[PlannedStep] = []
    for phase in Phase:
        own = _ordered([step for step in plan.steps if step.phase is phase])
        steps += _with_added(own, phase, ledgers, reconciled, checks)
    return replace(plan, steps=tuple(steps))


def _ordered(steps: Sequence[PlannedStep]) -> list[PlannedStep]:
    named = {step.id: step for step in steps}
    graph = {step.id: (*step.needs, *((step.when.step,) if step.when else ())) for step in steps}
    return [named[name] for name in in_order(graph)]


def _with_added(
    steps: list[PlannedStep],
    phase: Phase,
    ledgers: tuple[str, ...],
    reconciled: Iterable[str],
    checks: list[PlannedStep],
) -> Iterator[PlannedStep]:
    """Yield the steps of a phase with those that make ready, open, read or drop ledgers."""
    acts: list[_Act] = [act for act in _LEDGER if _LEDGER[act][0] is phase]
    left = [name for name in ledgers if name not in reconciled]
    added = [_around(ledger, act) for act in acts for ledger in (left if act == "read" else ledgers)]
    if phase is not Phase.PREPARE:
        yield from steps
        yield from (replace(step, needs=tuple(other.id for other in steps)) for step in added)
        return
    ready = tuple(check.id for check in checks)
    yield from checks
    yield from (replace(step, needs=ready) for step in added)
    here, opened = {step.id for step in steps}, tuple(step.id for step in added) or ready
    for step in steps:
        yield step if here.intersection(step.needs) else replace(step, needs=(*opened, *step.needs))


def _around(ledger: str, act: _Act) -> PlannedStep:
    action = LedgerAct(ledger=ledger, act=act)
    name, (phase, within) = f"ledger.{ledger}.{act}", _LEDGER[act]
    return PlannedStep(
        id=name, phase=phase, action=action, hosts=(), needs=(), within_ns=within, title=titled(name, action, ())
    )


def _checks(plan: Plan, ready: Sequence[Asked]) -> list[PlannedStep]:
    """Return a step for each check, those that are asked twice once."""
    broken = [host for step in plan.steps if isinstance(step.action, Inject) for host in _broken(step, step.action)]
    every = [host.name for host in plan.hosts]
    within = min(2 * MINUTE, plan.safeguards.longest_ns)
    steps: list[PlannedStep] = []
    for number, (check, asked) in enumerate(_merged(ready).items(), 1):
        hosts = hosts_of(check, asked, every, [host for host in broken if host])
        steps.append(_check(number, check, hosts, within))
        if isinstance(check, LeaseWorks) and "" in broken and hosts:
            steps.append(replace(steps[-1], id=f"{steps[-1].id}.controller", hosts=()))
    return steps


def _broken(step: PlannedStep, inject: Inject) -> tuple[str, ...]:
    """Return where the commands of a fault run; the controller has no name."""
    return ("",) if inject.fault.on_controller else step.hosts or ("",)


def _merged(ready: Sequence[Asked]) -> Mapping[ReadyCheck, tuple[str, ...] | None]:
    merged: dict[ReadyCheck, tuple[str, ...] | None] = {}
    for check, asked in ready:
        before = merged.get(check, ())
        if before is None or asked is None or isinstance(check, LeaseWorks):
            merged[check] = None
        else:
            merged[check] = tuple(dict.fromkeys((*before, *asked)))
    return merged


def _check(number: int, check: ReadyCheck, hosts: tuple[str, ...], within: int) -> PlannedStep:
    action, name = Ready(check=check), f"ready.{number}.{check.kind}"
    return PlannedStep(
        id=name,
        phase=Phase.PREPARE,
        action=action,
        hosts=hosts,
        needs=(),
        within_ns=within,
        title=titled(name, action, ()),
    )
