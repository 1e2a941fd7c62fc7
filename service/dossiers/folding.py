"""From a dossier's events to what it is. Pure; nothing here asks whether something was allowed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, get_args

from measurements.events.governed import Decided, Participant, Prepared
from service.book import Told
from service.book.entry import SYSTEM
from service.dossiers.dossier import Answered, Dossier, Note, Override, Request, Signature, Stage
from service.dossiers.events import (
    ApprovalAsked,
    ApprovalsVoided,
    Archived,
    Assessed,
    DecisionGiven,
    DossierCancelled,
    DossierClosed,
    DossierEvent,
    DossierOpened,
    DrillBegun,
    DrillDone,
    Evaluated,
    NoteTaken,
    OverrideAsked,
    OverrideDecided,
    ParticipantNamed,
    ParticipantRemoved,
    RecordFiled,
    ReportSigned,
    ResultUsed,
    SignedAs,
    SignedIn,
    StartFailed,
    TaskAnswered,
    WishChanged,
)

_Event = Told[DossierEvent]
_STRANGE: Final = "a dossier's first entry opens it"


def fold(name: str, told: Sequence[_Event]) -> Dossier:
    """Return what the dossier called `name` is after all that was told of it."""
    first = told[0]
    if not isinstance(first.event, DossierOpened):
        raise TypeError(_STRANGE)
    dossier = Dossier(
        id=name,
        wish=first.event.wish,
        facts=first.event.facts,
        opened_by=first.author.user,
        opened_ns=first.utc_ns,
        wished_by=(first.author.user,),
    )
    for one in told[1:]:
        dossier = _after(dossier, one)
    return dossier


def _after(dossier: Dossier, told: _Event) -> Dossier:
    match told.event:
        case DossierOpened():
            raise TypeError(_STRANGE)
        case WishChanged() | RecordFiled() | ParticipantNamed() | ParticipantRemoved() | SignedIn():
            return _prepared(dossier, told, told.event)
        case ApprovalAsked() | DecisionGiven() | ApprovalsVoided() | OverrideAsked() | OverrideDecided():
            return _decided(dossier, told, told.event)
        case DrillBegun() | StartFailed() | DrillDone():
            return _executed(dossier, told, told.event)
        case Evaluated() | Archived() | Assessed() | TaskAnswered() | ResultUsed():
            return _summed_up(_noted(dossier, told, told.event))
        case ReportSigned():
            return replace(dossier, signatures=_signed(dossier, told, told.event))
        case NoteTaken():
            note = Note(said=told.event, by=told.author.user, utc_ns=told.utc_ns)
            return replace(dossier, notes=(*dossier.notes, note))
        case DossierClosed():
            return replace(dossier, stage=Stage.CLOSED, ended=told.event.text)
        case DossierCancelled():
            return replace(dossier, stage=Stage.CANCELLED, ended=told.event.reason)


def _prepared(
    dossier: Dossier,
    told: _Event,
    event: WishChanged | RecordFiled | ParticipantNamed | ParticipantRemoved | SignedIn,
) -> Dossier:
    there = dossier.participants
    match event:
        case WishChanged():
            people = () if told.author.user == SYSTEM.user else (told.author.user,)
            wished_by = tuple(dict.fromkeys((*dossier.wished_by, *people)))
            return replace(dossier, wish=event.wish, facts=event.facts, wished_by=wished_by)
        case RecordFiled():
            return replace(dossier, records={**dossier.records, event.record: _record(told, event)})
        case ParticipantNamed():
            return replace(dossier, participants={**there, event.name: _participant(dossier, event)})
        case ParticipantRemoved():
            return replace(dossier, participants={name: one for name, one in there.items() if name != event.name})
        case SignedIn():
            signed = replace(there[event.name], signed_in_ns=told.utc_ns)
            return replace(dossier, participants={**there, event.name: signed})


def _record(told: _Event, event: RecordFiled) -> Prepared:
    return Prepared(
        record=event.record.value,
        by=told.author.user,
        utc_ns=told.utc_ns,
        text=event.text,
        held_on=event.held_on,
        attachments=event.attachments,
    )


def _participant(dossier: Dossier, event: ParticipantNamed) -> Participant:
    """Return a participant; a correction keeps the sign-in as long as the account is the same."""
    before = dossier.participants.get(event.name)
    is_same = before is not None and before.account == event.account
    return Participant(
        name=event.name,
        account=event.account,
        department=event.department,
        role=event.role,
        deputy=event.deputy,
        duty=event.duty,
        external=event.external,
        signed_in_ns=before.signed_in_ns if before is not None and is_same else None,
    )


def _decided(
    dossier: Dossier,
    told: _Event,
    event: ApprovalAsked | DecisionGiven | ApprovalsVoided | OverrideAsked | OverrideDecided,
) -> Dossier:
    match event:
        case ApprovalAsked():
            request = Request(digest=event.digest, asked_by=told.author.user, asked_ns=told.utc_ns)
            return replace(dossier, request=request, decisions=(), voided=None)
        case DecisionGiven():
            since = told.utc_ns if dossier.request is None else dossier.request.asked_ns
            decided = _decision(told, event, since)
            return replace(dossier, decisions=_last_words(dossier, dossier.decisions, decided))
        case ApprovalsVoided():
            return replace(dossier, request=None, decisions=(), voided=event)
        case OverrideAsked():
            return replace(dossier, overrides=(*dossier.overrides, _override(dossier, told, event)))
        case OverrideDecided():
            before = dossier.overrides
            changed = tuple(_answered(dossier, told, event, one) for one in before)
            return replace(dossier, overrides=changed)


def _decision(told: _Event, event: DecisionGiven | OverrideDecided, since: int) -> Decided:
    return Decided(
        by=told.author.user, decision=event.decision, reason=event.reason, utc_ns=told.utc_ns, asked_ns=since
    )


def _last_words(dossier: Dossier, before: Sequence[Decided], now: Decided) -> tuple[Decided, ...]:
    """Return the decisions with the newest in place of what the same person said before."""
    who = dossier.person(now.by)
    return (*(one for one in before if dossier.person(one.by) != who), now)


def _override(dossier: Dossier, told: _Event, event: OverrideAsked) -> Override:
    return Override(
        number=len(dossier.overrides) + 1,
        codes=event.codes,
        reason=event.reason,
        digest=event.digest,
        asked_by=told.author.user,
        asked_ns=told.utc_ns,
    )


def _answered(dossier: Dossier, told: _Event, event: OverrideDecided, one: Override) -> Override:
    if one.number != event.number:
        return one
    decided = _decision(told, event, one.asked_ns)
    return replace(one, decisions=_last_words(dossier, one.decisions, decided))


def _executed(dossier: Dossier, told: _Event, event: DrillBegun | StartFailed | DrillDone) -> Dossier:
    match event:
        case DrillBegun():
            by = told.author.user
            return replace(
                dossier, stage=Stage.EXECUTING, drill=event.drill, started_by=by, started_ns=told.utc_ns, failed=None
            )
        case StartFailed():
            return replace(dossier, stage=Stage.PREPARING, drill=None, started_by=None, started_ns=None, failed=event)
        case DrillDone():
            return replace(dossier, stage=Stage.SUMMARISING, done=event, done_ns=told.utc_ns)


def _noted(
    dossier: Dossier, told: _Event, event: Evaluated | Archived | Assessed | TaskAnswered | ResultUsed
) -> Dossier:
    match event:
        case Evaluated():
            return replace(dossier, evaluation=event)
        case Archived():
            return replace(dossier, archive=event)
        case Assessed():
            return replace(dossier, assessment=event)
        case TaskAnswered():
            answered = Answered(said=event, by=told.author.user, utc_ns=told.utc_ns)
            return replace(dossier, answers={**dossier.answers, event.task: answered})
        case ResultUsed():
            return replace(dossier, uses={**dossier.uses, event.use: event})


def _summed_up(dossier: Dossier) -> Dossier:
    """Return the dossier, which goes on to the use of its results once all three summary records stand."""
    stands = None not in (dossier.evaluation, dossier.archive, dossier.assessment)
    is_next = stands and dossier.stage is Stage.SUMMARISING
    return replace(dossier, stage=Stage.IMPROVING) if is_next else dossier


def _signed(dossier: Dossier, told: _Event, event: ReportSigned) -> dict[SignedAs, Signature]:
    """Return the signatures with this one in place; those that come after it in the order are void."""
    order: tuple[SignedAs, ...] = get_args(SignedAs)
    earlier = order[: order.index(event.duty)]
    kept: dict[SignedAs, Signature] = {duty: one for duty, one in dossier.signatures.items() if duty in earlier}
    kept[event.duty] = Signature(said=event, by=told.author.user, utc_ns=told.utc_ns)
    return kept
