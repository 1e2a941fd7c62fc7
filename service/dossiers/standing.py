"""How a dossier stands before a start: every reason against it at once, what is overridden, what the drill tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from measurements.events.governed import Decided, Governance, Overridden, TurnedOff
from service.denial import Reason, because
from service.dossiers.dossier import Dossier, Override, Stage
from service.dossiers.events import Record
from service.dossiers.telling import moment_of, record_word
from service.dossiers.wish import digest_of
from service.policy import Policy
from service.words import joined

_HOUR_NS: Final = 3600 * 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`reasons` is empty where the dossier itself lets the drill start.

    `overridden` are the codes of reasons of the guard that two people set aside for exactly this plan and window.
    `governance` goes into the drill's journal.
    """

    reasons: tuple[Reason, ...]
    overridden: frozenset[str]
    governance: Governance


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """One start that is judged."""

    dossier: Dossier
    digest: str
    starter: str
    utc_ns: int
    policy: Policy

    @property
    def barred(self) -> frozenset[str]:
        """Return the persons whose approval does not count: who starts, whose wish it is, who asked for approval."""
        return _barred(self.dossier, self.starter)


def standing(dossier: Dossier, *, plan_digest: str, starter: str, utc_ns: int, policy: Policy) -> Standing:
    """Return how the dossier stands for a start by `starter` (an account) of the plan whose digest is given; pure."""
    digest = digest_of(plan_digest, dossier.wish.window)
    start = _Start(dossier=dossier, digest=digest, starter=starter, utc_ns=utc_ns, policy=policy)
    given = tuple(_given(start))
    return Standing(
        reasons=tuple(_reasons(start, plan_digest)),
        overridden=frozenset(code for override in given for code in override.codes),
        governance=_governance(start, given),
    )


def needed(dossier: Dossier, policy: Policy) -> tuple[int, str]:
    """Return how many people must approve, and why where it is nobody."""
    places, free = dossier.facts.environments, policy.approval.free_environments
    if places and all(place in free for place in places):
        return 0, "; ".join(f"{place}: {free[place]}" for place in places)
    return policy.approval.people, ""


def missing_records(dossier: Dossier, policy: Policy) -> tuple[Record, ...]:
    """Return the preparation records that the firm asks for and that are not there, in the standard's order."""
    off = policy.preparation.turned_off
    return tuple(record for record in Record if record not in dossier.records and record.value not in off)


def consents(dossier: Dossier, starter: str | None, utc_ns: int, policy: Policy) -> tuple[Decided, ...]:
    """Return the approvals of the present request that count: of others than its makers, not expired."""
    barred = _barred(dossier, starter)
    oldest = utc_ns - policy.approval.hours * _HOUR_NS
    return tuple(
        one
        for one in dossier.decisions
        if one.decision == "approve" and one.utc_ns > oldest and dossier.person(one.by) not in barred
    )


def _barred(dossier: Dossier, starter: str | None) -> frozenset[str]:
    asker = () if dossier.request is None else (dossier.request.asked_by,)
    accounts = (*dossier.wished_by, *asker, *(() if starter is None else (starter,)))
    return frozenset(dossier.person(account) for account in accounts)


def _reasons(start: _Start, plan_digest: str) -> Iterator[Reason]:
    dossier = start.dossier
    if dossier.stage is not Stage.PREPARING:
        yield because("dossier_not_preparing", dossier=dossier.id, stage=dossier.stage.value)
    if missing := missing_records(dossier, start.policy):
        records = joined(record_word(record.value) for record in missing)
        yield because("dossier_records_missing", dossier=dossier.id, records=records)
    if plan_digest != dossier.facts.plan_sha256:
        yield because("dossier_files_changed", dossier=dossier.id)
    yield from _window(start)
    yield from _approval(start)


def _window(start: _Start) -> Iterator[Reason]:
    window, longest = start.dossier.wish.window, start.dossier.facts.longest_ns
    opens, closes = moment_of(window.opens_ns), moment_of(window.closes_ns)
    if start.utc_ns < window.opens_ns:
        yield because("dossier_too_early", opens=opens)
    elif start.utc_ns + longest > window.closes_ns:
        yield because("dossier_too_late", closes=closes, minutes=-(-longest // (60 * 10**9)))


def _approval(start: _Start) -> Iterator[Reason]:
    dossier = start.dossier
    people, _ = needed(dossier, start.policy)
    yield from (
        because("dossier_refused", person=one.by, reason=one.reason)
        for one in dossier.decisions
        if one.decision == "refuse"
    )
    if not people:
        return
    request = dossier.request
    if request is None or request.digest != start.digest:
        yield because("dossier_not_approved", dossier=dossier.id)
        return
    valid = consents(dossier, start.starter, start.utc_ns, start.policy)
    if len(valid) < people:
        approved = ", ".join(one.by for one in valid) or "-"
        yield because("dossier_approvals_missing", approved=approved, missing=people - len(valid), needed=people)
        yield from _uncounted(start, valid)


def _uncounted(start: _Start, valid: tuple[Decided, ...]) -> Iterator[Reason]:
    """Yield why approvals that were given do not count."""
    for one in start.dossier.decisions:
        if one.decision != "approve" or one in valid:
            continue
        own = start.dossier.person(one.by) in start.barred
        yield because("dossier_approval_own" if own else "dossier_approval_expired", person=one.by)


def _given(start: _Start) -> Iterator[Overridden]:
    for override in start.dossier.overrides:
        yes = _yes(start, override)
        refused = any(one.decision == "refuse" for one in override.decisions)
        if override.digest == start.digest and not refused and len(yes) >= start.policy.approval.override_people:
            yield Overridden(codes=override.codes, reason=override.reason, asked_by=override.asked_by, given=yes)


def _yes(start: _Start, override: Override) -> tuple[Decided, ...]:
    dossier = start.dossier
    barred = start.barred | {dossier.person(override.asked_by)}
    oldest = start.utc_ns - start.policy.approval.override_hours * _HOUR_NS
    return tuple(
        one
        for one in override.decisions
        if one.decision == "approve" and one.utc_ns > oldest and dossier.person(one.by) not in barred
    )


def _governance(start: _Start, given: tuple[Overridden, ...]) -> Governance:
    dossier, policy = start.dossier, start.policy
    people, freed = needed(dossier, policy)
    off = policy.preparation.turned_off
    is_bound = dossier.request is not None and dossier.request.digest == start.digest
    return Governance(
        dossier=dossier.id,
        digest=start.digest,
        prepared_by=dossier.wished_by,
        started_by=start.starter,
        opens_ns=dossier.wish.window.opens_ns,
        closes_ns=dossier.wish.window.closes_ns,
        needed=people,
        freed=freed,
        records=tuple(dossier.records[record] for record in Record if record in dossier.records),
        turned_off=tuple(
            TurnedOff(record=record.value, reason=off[record.value])
            for record in Record
            if record.value in off and record not in dossier.records
        ),
        approvals=consents(dossier, start.starter, start.utc_ns, policy) if is_bound else (),
        overrides=given,
        participants=tuple(dossier.participants.values()),
        tasks=dossier.tasks,
    )
