"""A dossier as the API shows it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from measurements.events.governed import Attached, Decided, Participant, Prepared
from measurements.utc import utc_text
from service.api.dossier_models import (
    ApprovalOut,
    ArchiveIn,
    AssessmentIn,
    AttachmentIn,
    DossierOut,
    DrillOut,
    EvaluationIn,
    Filed,
    GradeIn,
    OverrideOut,
    ParticipantOut,
    PlanOut,
    ReasonOut,
    ResultIn,
    SignatureOut,
    StandingOut,
    SummaryOut,
    TaskOut,
    Voice,
)
from service.api.models import BothLanguages
from service.denial import Reason
from service.dossiers import Dossier, PlanFacts, Standing
from service.dossiers.approving import digest_now
from service.dossiers.dossier import Signature, Stage
from service.dossiers.events import Record
from service.dossiers.heading import status_of
from service.dossiers.standing import missing_records, needed
from service.dossiers.summing import open_points
from service.policy import Policy
from service.report.figures import term

_SECOND = 10**9


def dossier_out(dossier: Dossier, policy: Policy) -> DossierOut:
    """Return the whole dossier."""
    after = dossier.stage in {Stage.SUMMARISING, Stage.IMPROVING}
    return DossierOut(
        id=dossier.id,
        status=status_of(dossier, policy),
        stage=dossier.stage.value,
        wish=dossier.wish,
        digest=digest_now(dossier),
        plan=_plan(dossier.facts),
        opened_by=dossier.opened_by,
        opened_at=utc_text(dossier.opened_ns),
        wished_by=list(dossier.wished_by),
        records=[_filed(dossier.records[record]) for record in Record if record in dossier.records],
        missing_records=list(missing_records(dossier, policy)),
        turned_off={str(name): why for name, why in policy.preparation.turned_off.items()},
        participants=[_participant(one) for one in dossier.participants.values()],
        approval=_approval(dossier, policy),
        overrides=[_override(dossier, index) for index in range(len(dossier.overrides))],
        drill=_drill(dossier),
        tasks=[_task(dossier, task) for task in dossier.tasks],
        summary=_summary(dossier),
        signatures=[_signature(one) for one in dossier.signatures.values()],
        open_points=reasons_out(open_points(dossier)) if after else [],
        ended=dossier.ended,
    )


def standing_out(stood: Standing) -> StandingOut:
    """Return how a dossier stands."""
    return StandingOut(
        digest=stood.governance.digest, reasons=reasons_out(stood.reasons), overridden=sorted(stood.overridden)
    )


def reasons_out(reasons: Iterable[Reason]) -> list[ReasonOut]:
    """Return reasons in both languages."""
    return [ReasonOut(code=one.code, message=BothLanguages.of(one.text)) for one in reasons]


def _plan(facts: PlanFacts) -> PlanOut:
    return PlanOut(
        sha256=facts.plan_sha256,
        scenario=facts.scenario,
        title=BothLanguages(zh=facts.title_zh, en=facts.title_en),
        form=facts.form,
        longest_s=facts.longest_ns / _SECOND,
        services=list(facts.services),
        sites=list(facts.sites),
        hosts=list(facts.hosts),
        environments=list(facts.environments),
        parts=facts.parts,
    )


def _attachments(given: Iterable[Attached]) -> list[AttachmentIn]:
    return [AttachmentIn(name=one.name, sha256=one.sha256) for one in given]


def _filed(record: Prepared) -> Filed:
    return Filed(
        record=Record(record.record),
        by=record.by,
        at=utc_text(record.utc_ns),
        text=record.text,
        held_on=record.held_on,
        attachments=_attachments(record.attachments),
    )


def _participant(one: Participant) -> ParticipantOut:
    return ParticipantOut(
        name=one.name,
        account=one.account,
        department=one.department,
        role=one.role,
        deputy=one.deputy,
        duty=one.duty,
        external=one.external,
        signed_in_at=None if one.signed_in_ns is None else utc_text(one.signed_in_ns),
    )


def _voices(decisions: Iterable[Decided]) -> list[Voice]:
    return [
        Voice(
            by=one.by,
            decision=one.decision,
            reason=one.reason,
            at=utc_text(one.utc_ns),
            waited_s=(one.utc_ns - one.asked_ns) / _SECOND,
        )
        for one in decisions
    ]


def _signature(one: Signature) -> SignatureOut:
    said = one.said
    return SignatureOut(
        duty=said.duty,
        by=one.by,
        at=utc_text(one.utc_ns),
        head=said.head,
        department=said.department,
        text=said.text,
    )


def _approval(dossier: Dossier, policy: Policy) -> ApprovalOut:
    people, freed = needed(dossier, policy)
    request = dossier.request
    return ApprovalOut(
        needed=people,
        freed=freed,
        asked_by=None if request is None else request.asked_by,
        asked_at=None if request is None else utc_text(request.asked_ns),
        decisions=_voices(dossier.decisions),
        voided=None if dossier.voided is None else list(dossier.voided.changed),
    )


def _override(dossier: Dossier, index: int) -> OverrideOut:
    one = dossier.overrides[index]
    return OverrideOut(
        number=one.number,
        codes=list(one.codes),
        reason=one.reason,
        asked_by=one.asked_by,
        asked_at=utc_text(one.asked_ns),
        digest=one.digest,
        decisions=_voices(one.decisions),
    )


def _drill(dossier: Dossier) -> DrillOut | None:
    if dossier.drill is None:
        return None
    done = dossier.done
    return DrillOut(
        id=dossier.drill,
        started_by=dossier.started_by or "",
        verdict=None if done is None else done.verdict,
        ending=None if done is None else done.ending,
        restored=None if done is None else done.restored,
        stages=[] if done is None else list(done.stages),
    )


def _task(dossier: Dossier, task: str) -> TaskOut:
    answered = dossier.answers.get(task)
    return TaskOut(
        task=task,
        title=BothLanguages.of(term("task", task)),
        answer=None if answered is None else answered.said.answer,
        text="" if answered is None else answered.said.text,
        by=None if answered is None else answered.by,
    )


def _summary(dossier: Dossier) -> SummaryOut:
    evaluation, archive, assessment = dossier.evaluation, dossier.archive, dossier.assessment
    return SummaryOut(
        evaluation=None
        if evaluation is None
        else EvaluationIn(
            grades=[GradeIn(item=one.item, grade=one.grade, note=one.note) for one in evaluation.grades],
            members=list(evaluation.members),
            text=evaluation.text,
        ),
        archive=None
        if archive is None
        else ArchiveIn(
            place=archive.place,
            filed_with=archive.filed_with,
            filed_on=date.fromisoformat(archive.filed_on) if archive.filed_on else None,
            text=archive.text,
            attachments=_attachments(archive.attachments),
        ),
        assessment=None
        if assessment is None
        else AssessmentIn(text=assessment.text, reward=assessment.reward, penalty=assessment.penalty),
        results={
            use: ResultIn(text=one.text, improvements=list(one.improvements)) for use, one in dossier.uses.items()
        },
    )
