"""How plans become one: the steps of included scenarios under their new names, and the stricter of all safeguards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from scenarios.allowed import meet
from scenarios.plan import (
    Action,
    Bystander,
    Captured,
    CheckCommand,
    CheckStream,
    Phase,
    Plan,
    PlannedHost,
    PlannedStep,
    Reconcile,
    Run,
    Safeguards,
    Undo,
    WaitFor,
    Window,
)
from scenarios.question import renamed
from scenarios.sequence import node_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An included plan, its name, and what its first steps of each phase need."""

    name: str
    plan: Plan
    needs: Mapping[Phase, tuple[str, ...]]


def united(own: Plan, placed: Sequence[Placed]) -> Plan:
    """Return one plan of all; its steps stand one scenario after another and are put in order by `completed`.

    Safeguards are the stricter of each two; `longest` and what to do after an interruption are the including one's.
    """
    inner = [(each, named_anew(each.plan, each.name)) for each in placed]
    plans = [own, *(plan for _, plan in inner)]
    parts = {
        node_of(phase, each.name): tuple(step.id for step in plan.steps if step.phase is phase)
        for each, plan in inner
        for phase in Phase
    }
    steps = [*own.steps, *(step for each, plan in inner for step in _rooted(plan.steps, each.needs))]
    return replace(
        own,
        threats=_once(plan.threats for plan in plans),
        clauses=_once(plan.clauses for plan in plans),
        tasks=_once(plan.tasks for plan in plans),
        risks=_once(plan.risks for plan in plans),
        procedures=_once(plan.procedures for plan in plans),
        objectives=_first((plan.objectives for plan in plans), lambda each: each.service),
        hosts=_hosts(plans),
        parameters={name: value for plan in plans for name, value in plan.parameters.items()},
        probes=tuple(probe for plan in plans for probe in plan.probes),
        ledgers=tuple(ledger for plan in plans for ledger in plan.ledgers),
        safeguards=_stricter(plan.safeguards for plan in plans),
        steps=tuple(replace(step, needs=_spread(step.needs, parts)) for step in steps),
        sources={role: digest for plan in plans for role, digest in plan.sources.items()},
        contacts=_first((plan.contacts for plan in plans), lambda each: each.name),
        groups={name: bound for plan in plans for name, bound in plan.groups.items()},
        parallel=min((plan.parallel for plan in plans if plan.parallel is not None), default=None),
        included=_once(plan.included for plan in plans),
    )


def named_anew(plan: Plan, name: str) -> Plan:
    """Return a plan in which everything that belongs to its scenario alone is called `name.x`, ledgers `name_x`."""
    guards = plan.safeguards
    bystanders = tuple(replace(each, probe=f"{name}.{each.probe}") for each in guards.bystanders)
    ledgers = {ledger.name: renamed("ledger", name, ledger.name) for ledger in plan.ledgers}
    sources = {role: digest for role, digest in plan.sources.items() if role.startswith("include-")}
    return replace(
        plan,
        parameters={f"{name}.{key}": value for key, value in plan.parameters.items()},
        probes=tuple(replace(probe, name=f"{name}.{probe.name}") for probe in plan.probes),
        ledgers=tuple(replace(ledger, name=ledgers[ledger.name]) for ledger in plan.ledgers),
        safeguards=replace(guards, bystanders=bystanders),
        steps=tuple(_step(step, name, ledgers) for step in plan.steps),
        sources={
            f"include-{name}": plan.sources.get("scenario", ""),
            **{f"include-{name}-{role.removeprefix('include-')}": digest for role, digest in sources.items()},
        },
        groups={f"{name}.{group}": bound for group, bound in plan.groups.items()},
        included=(name, *(f"{name}.{each}" for each in plan.included)),
    )


def _step(step: PlannedStep, name: str, ledgers: Mapping[str, str]) -> PlannedStep:
    return replace(
        step,
        id=f"{name}.{step.id}",
        action=_action(step.action, name, ledgers),
        needs=tuple(f"{name}.{need}" for need in step.needs),
        when=None if step.when is None else replace(step.when, step=f"{name}.{step.when.step}"),
        group=None if step.group is None else f"{name}.{step.group}",
    )


def _action(action: Action, name: str, ledgers: Mapping[str, str]) -> Action:
    match action:
        case Undo(fault=fault):
            return Undo(fault=f"{name}.{fault}")
        case Run(inputs=inputs) | CheckCommand(inputs=inputs):
            anew = {key: Captured(step=f"{name}.{one.step}", name=one.name) for key, one in inputs.items()}
            return replace(action, inputs=anew)
        case CheckStream(stream=stream) | WaitFor(stream=stream):
            return replace(action, stream=ledgers.get(stream, f"{name}.{stream}"))
        case Reconcile(ledger=ledger):
            return replace(action, ledger=ledgers.get(ledger, ledger))
        case _:
            return action


def _rooted(steps: Iterable[PlannedStep], needs: Mapping[Phase, tuple[str, ...]]) -> Iterator[PlannedStep]:
    """Yield the steps; those of a phase that need nothing in it need what the whole part needs."""
    listed = list(steps)
    phases = {step.id: step.phase for step in listed}
    for step in listed:
        first = not any(phases.get(need) is step.phase for need in step.needs)
        before = needs.get(step.phase, ()) if first else ()
        yield replace(step, needs=tuple(dict.fromkeys((*before, *step.needs))))


def _spread(needs: Iterable[str], parts: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for need in needs for each in parts.get(need, (need,))))


def _once(lists: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in lists for name in each))


def _first(lists: Iterable[Iterable[T]], key: Callable[[T], str]) -> tuple[T, ...]:
    """Return everything once by its key, the first of a key where there are several."""
    found: dict[str, T] = {}
    for each in lists:
        for one in each:
            found.setdefault(key(one), one)
    return tuple(found.values())


def _hosts(plans: Sequence[Plan]) -> tuple[PlannedHost, ...]:
    """Return every host once; its roles are those that the including scenario gives it."""
    return _first((plan.hosts for plan in plans), lambda host: host.name)


def _stricter(guards: Iterable[Safeguards]) -> Safeguards:
    first, *others = guards
    for other in others:
        first = replace(
            first,
            environments=tuple(name for name in first.environments if name in other.environments),
            lease_ns=min(first.lease_ns, other.lease_ns),
            undo_within_ns=max(first.undo_within_ns, other.undo_within_ns),
            most_hosts=_less(first.most_hosts, other.most_hosts),
            most_hosts_at_once=_less(first.most_hosts_at_once, other.most_hosts_at_once),
            bystanders=_watched((*first.bystanders, *other.bystanders)),
            window=_both(first.window, other.window),
            only_hosts=_fewer(first.only_hosts, other.only_hosts),
        )
    return first


def _watched(bystanders: Iterable[Bystander]) -> tuple[Bystander, ...]:
    return tuple(dict.fromkeys(bystanders))


def _less(one: int | None, other: int | None) -> int | None:
    return min((bound for bound in (one, other) if bound is not None), default=None)


def _fewer(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if one is None or other is None:
        return other if one is None else one
    return tuple(name for name in one if name in other)


def _both(one: Window | None, other: Window | None) -> Window | None:
    if one is None or other is None:
        return one or other
    return meet(one, other)
