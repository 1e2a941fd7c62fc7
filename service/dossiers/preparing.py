"""Decisions while a drill is prepared: the wish, the five records, the participants. Pure.

Each function returns what happens now, or raises DeniedError with every reason; nothing returned means nothing to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from service.denial import ConflictError, ForbiddenError, NoSuchError, Reason, UnfitError, because, deny_any
from service.dossiers.dossier import Dossier, Stage
from service.dossiers.events import (
    ApprovalsVoided,
    DossierCancelled,
    DossierEvent,
    ParticipantNamed,
    ParticipantRemoved,
    RecordFiled,
    SignedIn,
    WishChanged,
)
from service.dossiers.wish import PlanFacts, Wish, changes, digest_of

_MOST_PARTICIPANTS: Final = 500
_ATTENDED: Final = frozenset((Stage.PREPARING, Stage.EXECUTING))


def check_stage(dossier: Dossier, *stages: Stage) -> None:
    """Raise ConflictError where the dossier is in none of these stages."""
    if dossier.stage not in stages:
        wanted = ", ".join(stages)
        raise ConflictError(because("dossier_stage", dossier=dossier.id, stage=dossier.stage.value, wanted=wanted))


def unfit(wish: Wish, facts: PlanFacts) -> Iterator[Reason]:
    """Yield why a wish does not fit the plan that its files came to."""
    if wish.form is not None and wish.form != facts.form:
        yield because("dossier_form", wished=wish.form, form=facts.form)
    if wish.window.opens_ns + facts.longest_ns > wish.window.closes_ns:
        yield because("dossier_window_short", minutes=-(-facts.longest_ns // (60 * 10**9)))
    if not facts.services:
        yield because("dossier_no_service")


def change_wish(dossier: Dossier, wish: Wish, facts: PlanFacts) -> Sequence[DossierEvent]:
    """Change what is wished; every approval is void then."""
    check_stage(dossier, Stage.PREPARING)
    deny_any(tuple(unfit(wish, facts)), UnfitError)
    changed = tuple(_changed(dossier, wish, facts))
    if not changed:
        return ()
    return (WishChanged(wish=wish, facts=facts, changed=changed), *_void(dossier, changed, wish, facts))


def notice_files(dossier: Dossier, facts: PlanFacts) -> Sequence[DossierEvent]:
    """Take note of what the files of the same wish came to; where that is another plan, every approval is void."""
    if dossier.stage is not Stage.PREPARING:
        return ()
    changed = tuple(changes(dossier.facts, facts))
    if not changed:
        return ()
    return (WishChanged(wish=dossier.wish, facts=facts, changed=changed), *_void(dossier, changed, dossier.wish, facts))


def _changed(dossier: Dossier, wish: Wish, facts: PlanFacts) -> Iterator[str]:
    yield from changes(dossier.facts, facts)
    if wish.window != dossier.wish.window:
        yield "window"
    rest = wish.model_copy(update={"window": dossier.wish.window})
    if rest != dossier.wish:
        yield "wish"


def _void(
    dossier: Dossier, changed: tuple[str, ...], wish: Wish | None = None, facts: PlanFacts | None = None
) -> Iterator[ApprovalsVoided]:
    """Yield that approvals are void, where any were asked for."""
    if dossier.request is not None:
        plan = dossier.facts if facts is None else facts
        window = dossier.wish.window if wish is None else wish.window
        yield ApprovalsVoided(changed=changed, digest=digest_of(plan.plan_sha256, window))


def file_record(dossier: Dossier, filed: RecordFiled) -> Sequence[DossierEvent]:
    """File one of the five preparation records; approvals of what was there before are void."""
    check_stage(dossier, Stage.PREPARING)
    before = dossier.records.get(filed.record)
    told = (filed.text, filed.held_on, filed.attachments)
    if before is not None and (before.text, before.held_on, before.attachments) == told:
        return ()
    return (filed, *_void(dossier, (f"record:{filed.record.value}",)))


def name_participant(dossier: Dossier, named: ParticipantNamed) -> Sequence[DossierEvent]:
    """Name somebody who takes part, or correct what was said of them; one account is one participant."""
    check_stage(dossier, *_ATTENDED)
    others = [one for one in dossier.participants.values() if one.name != named.name]
    if named.account and any(one.account == named.account for one in others):
        raise ConflictError(because("participant_account_taken", account=named.account))
    if len(others) >= _MOST_PARTICIPANTS:
        raise ConflictError(because("participants_many", most=_MOST_PARTICIPANTS))
    return (named,)


def remove_participant(dossier: Dossier, name: str) -> Sequence[DossierEvent]:
    """Take somebody out who has not signed in."""
    check_stage(dossier, *_ATTENDED)
    one = dossier.participants.get(name)
    if one is None:
        raise NoSuchError(because("participant_unknown", name=name))
    if one.signed_in_ns is not None:
        raise ConflictError(because("participant_signed", name=name))
    return (ParticipantRemoved(name=name),)


def sign_in(dossier: Dossier, account: str) -> Sequence[DossierEvent]:
    """Sign in the participant who speaks by this account; nobody signs in for somebody else."""
    check_stage(dossier, *_ATTENDED)
    mine = [one for one in dossier.participants.values() if one.account == account]
    if not mine:
        raise ForbiddenError(because("participant_not_named", account=account))
    return tuple(SignedIn(name=one.name) for one in mine if one.signed_in_ns is None)


def cancel(dossier: Dossier, reason: str) -> Sequence[DossierEvent]:
    """Let there be no drill; one that runs is aborted first."""
    check_stage(dossier, Stage.PREPARING)
    return (DossierCancelled(reason=reason),)
