"""What is due, overdue or stale: rules held against what is known of the services' drills; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from scenarios.frequencies import Rule
from scenarios.plan import Text
from scenarios.workdays import Workdays
from service.policy.programme import ProgrammePolicy, ServicePolicy
from service.programme.periods import months_after
from service.programme.proofs import Proofs, ServiceDrilled
from service.words import say

Standing: TypeAlias = Literal["ok", "due", "overdue", "open"]
"""open: nobody has read the rule's figure yet, so nothing is held against it."""
Proved: TypeAlias = Literal["proved", "stale", "unproved"]
_YEAR: Final = 12
AFTER_CHANGE: Final = "policy/after-change"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """How one service stands under one rule. `until` is the last day (None: no figure, or nothing to count from)."""

    service: str
    rule: str
    title: Text
    basis: str
    status: Standing
    until: date | None
    last_drill: str | None
    last_ns: int | None
    because: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDue:
    """How one service stands as a whole: the worst of its rules, and whether what was proved still holds."""

    service: str
    status: Literal["ok", "due", "overdue", "stale", "unproven"]
    proof: Proved
    proof_drill: str | None
    stale: tuple[str, ...]
    """Parts that are no longer what was proved: target, plan, hosts, script; `change` where one was told."""
    rules: tuple[Due, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What everything is held against: the rules, the firm's policy, the days, and the instant (UTC ns)."""

    rules: tuple[Rule, ...]
    policy: ProgrammePolicy
    workdays: Workdays
    now_ns: int


def dueness(known: Sequence[Proofs], frame: Frame) -> tuple[ServiceDue, ...]:
    """Return how every service stands: those that are known, and those that the policy names."""
    found = {one.service: one for one in known}
    names = sorted({*found, *frame.policy.services})
    states = [found.get(name) or Proofs(service=name, since_ns=frame.now_ns) for name in names]
    subjects = {
        rule.id: frozenset(name for name in names if is_about(rule, name, frame.policy)) for rule in frame.rules
    }
    return tuple(_service(state, subjects, frame) for state in states)


def is_about(rule: Rule, service: str, policy: ProgrammePolicy) -> bool:
    """Tell whether a rule is about a service; one of which the policy says nothing is a core service."""
    told: ServicePolicy | None = policy.services.get(service)
    if told is not None and told.rules:
        return rule.id in told.rules
    importance = "core" if told is None else told.importance
    return not rule.importance or importance in rule.importance


def is_full(drill: ServiceDrilled, subjects: frozenset[str], policy: ProgrammePolicy) -> bool:
    """Tell whether a drill was one of everything that a rule is about."""
    return drill.scenario in policy.full_scenarios or subjects <= set(drill.services)


def _service(state: Proofs, subjects: Mapping[str, frozenset[str]], frame: Frame) -> ServiceDue:
    rules = [rule for rule in frame.rules if state.service in subjects[rule.id]]
    rows = [*(_row(state, rule, subjects[rule.id], frame) for rule in rules if _counts(rule)), *_changes(state, frame)]
    stale = (*state.stale, *(("change",) if state.proof is not None and state.since_proof else ()))
    proof: Proved = "unproved" if state.proof is None else "stale" if stale else "proved"
    standings = {row.status for row in rows}
    return ServiceDue(
        service=state.service,
        status="overdue"
        if "overdue" in standings
        else "stale"
        if stale
        else "due"
        if "due" in standings
        else "unproven"
        if proof == "unproved"
        else "ok",
        proof=proof,
        proof_drill=None if state.proof is None else state.proof.drill,
        stale=stale,
        rules=tuple(rows),
    )


def _counts(rule: Rule) -> bool:
    return rule.months is not None or rule.every_is_open


def _row(state: Proofs, rule: Rule, subjects: frozenset[str], frame: Frame) -> Due:
    counting = [
        drill
        for drill in state.drills
        if drill.form in rule.forms and (rule.scope == "each" or is_full(drill, subjects, frame.policy))
    ]
    last = max(counting, key=lambda drill: drill.ended_ns, default=None)
    until = None if rule.months is None else _until(rule, rule.months, last, state, frame.workdays)
    return Due(
        service=state.service,
        rule=rule.id,
        title=rule.title,
        basis=rule.basis,
        status="open" if until is None else _standing(until, frame, never=last is None),
        until=until,
        last_drill=None if last is None else last.drill,
        last_ns=None if last is None else last.ended_ns,
        because=say("due.open") if until is None else say("due.never") if last is None else rule.title,
    )


def _until(rule: Rule, months: int, last: ServiceDrilled | None, state: Proofs, workdays: Workdays) -> date:
    """Return the last day on which the next drill is in time; before the first, a period runs from the acquaintance."""
    since = workdays.day_of(state.since_ns if last is None else last.ended_ns)
    if rule.clock == "calendar_year" and months % _YEAR == 0:
        return date(since.year + months // _YEAR - (last is None), _YEAR, 31)
    after = months_after(since, months)
    return _month_end(after) if rule.clock == "same_month" else after


def _month_end(day: date) -> date:
    following = months_after(day.replace(day=1), 1)
    return date.fromordinal(following.toordinal() - 1)


def _standing(until: date, frame: Frame, *, never: bool) -> Standing:
    end = frame.workdays.end_of(until)
    if frame.now_ns >= end:
        return "overdue"
    return "due" if never or frame.now_ns >= end - frame.policy.due_ahead else "ok"


def _changes(state: Proofs, frame: Frame) -> Iterator[Due]:
    """Yield what changes since the last drill make due: the first of them sets the deadline."""
    if not state.changes:
        return
    first = min(state.changes, key=lambda one: one.at_ns)
    until = frame.workdays.day_of(first.at_ns + frame.policy.after_change)
    rule = next((one for one in frame.rules if one.on_change and is_about(one, state.service, frame.policy)), None)
    newest = state.newest
    yield Due(
        service=state.service,
        rule=AFTER_CHANGE,
        title=say("due.changed", reference=first.reference) if rule is None else rule.title,
        basis="internal" if rule is None else rule.basis,
        status="overdue" if frame.now_ns >= frame.workdays.end_of(until) else "due",
        until=until,
        last_drill=None if newest is None else newest.drill,
        last_ns=None if newest is None else newest.ended_ns,
        because=say("due.changed", reference=first.reference),
    )
