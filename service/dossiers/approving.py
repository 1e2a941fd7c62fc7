"""Decisions about approval and overrides: who may say what about which plan. Pure.

An approver is never whoever starts, whose wish it is, or who asked; no role changes that. The people register makes two
accounts of one person one voice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.denial import ConflictError, ForbiddenError, NoSuchError, Reason, because, deny_any
from service.dossiers.dossier import Dossier, Override, Stage
from service.dossiers.events import (
    ApprovalAsked,
    DecisionGiven,
    DossierEvent,
    OverrideAsked,
    OverrideDecided,
)
from service.dossiers.preparing import check_stage
from service.dossiers.standing import missing_records
from service.dossiers.telling import record_word
from service.dossiers.wish import digest_of
from service.policy import Policy
from service.words import joined


def digest_now(dossier: Dossier) -> str:
    """Return what an approval now would be bound to."""
    return digest_of(dossier.facts.plan_sha256, dossier.wish.window)


def ask_approval(dossier: Dossier, utc_ns: int, policy: Policy) -> Sequence[DossierEvent]:
    """Ask for approval of what is wished now, once everything is prepared."""
    deny_any(tuple(_not_ready(dossier, utc_ns, policy)))
    return (ApprovalAsked(digest=digest_now(dossier)),)


def _not_ready(dossier: Dossier, utc_ns: int, policy: Policy) -> Iterator[Reason]:
    if dossier.stage is not Stage.PREPARING:
        yield because("dossier_stage", dossier=dossier.id, stage=dossier.stage.value, wanted=Stage.PREPARING.value)
    if missing := missing_records(dossier, policy):
        records = joined(record_word(record.value) for record in missing)
        yield because("dossier_records_missing", dossier=dossier.id, records=records)
    if dossier.request is not None:
        yield because("dossier_asked_already", dossier=dossier.id, person=dossier.request.asked_by)
    if utc_ns + dossier.facts.longest_ns > dossier.wish.window.closes_ns:
        yield because("dossier_window_over", dossier=dossier.id)


def decide(dossier: Dossier, account: str, given: DecisionGiven, policy: Policy) -> Sequence[DossierEvent]:
    """Let one person approve or refuse. A refusal stays until the dossier changes: its giver cannot take it back."""
    check_stage(dossier, Stage.PREPARING)
    request = dossier.request
    if request is None:
        raise ConflictError(because("dossier_not_asked", dossier=dossier.id))
    if given.digest != request.digest:
        raise ConflictError(because("dossier_other_digest", given=given.digest[:12], asked=request.digest[:12]))
    reasons = tuple(_not_an_approver(dossier, account, request.asked_by, policy))
    deny_any(reasons, ForbiddenError)
    mine = [one for one in dossier.decisions if dossier.person(one.by) == dossier.person(account)]
    if any(one.decision == "refuse" for one in mine):
        raise ConflictError(because("dossier_decided_already", person=account, decision=mine[0].decision))
    return (given,)


def _not_an_approver(dossier: Dossier, account: str, asked_by: str, policy: Policy) -> Iterator[Reason]:
    who = dossier.person(account)
    if who in {dossier.person(one) for one in dossier.wished_by}:
        yield because("approver_wished", person=account)
    if who == dossier.person(asked_by):
        yield because("approver_asked", person=account)
    if policy.approval.known_people and not dossier.is_known(account):
        yield because("approver_unknown", person=account)


def ask_override(dossier: Dossier, asked: OverrideAsked) -> Sequence[DossierEvent]:
    """Ask that reasons of the guard be set aside for exactly this plan and window."""
    check_stage(dossier, Stage.PREPARING)
    now = digest_now(dossier)
    if asked.digest != now:
        raise ConflictError(because("dossier_other_digest", given=asked.digest[:12], asked=now[:12]))
    return (asked,)


def decide_override(dossier: Dossier, account: str, given: OverrideDecided, policy: Policy) -> Sequence[DossierEvent]:
    """Let one person give or refuse an override that somebody else asked for."""
    check_stage(dossier, Stage.PREPARING)
    override = next((one for one in dossier.overrides if one.number == given.number), None)
    if override is None:
        raise NoSuchError(because("override_unknown", number=given.number))
    now = digest_now(dossier)
    if now != override.digest:
        raise ConflictError(because("override_of_another_plan", number=given.number))
    deny_any(tuple(_not_an_approver(dossier, account, override.asked_by, policy)), ForbiddenError)
    _check_no_refusal(dossier, override, account)
    return (given,)


def _check_no_refusal(dossier: Dossier, override: Override, account: str) -> None:
    mine = [one for one in override.decisions if dossier.person(one.by) == dossier.person(account)]
    if any(one.decision == "refuse" for one in mine):
        raise ConflictError(because("dossier_decided_already", person=account, decision=mine[0].decision))
