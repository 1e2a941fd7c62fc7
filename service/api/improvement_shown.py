"""Improvement items as the API shows them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from measurements.utc import utc_text
from service.api.improvement_models import (
    DoneOut,
    EvidenceBody,
    FaultForm,
    Forms,
    HistoryLine,
    ImprovementCard,
    ImprovementOut,
    MeasureForm,
    PlanOut,
    RedrillOut,
    VerificationOut,
    WaiverOut,
)
from service.api.models import BothLanguages
from service.book import Entry, Head
from service.improvement.events import Evidence
from service.improvement.item import SETTLED, Item, head


def card(found: Head, now_ns: int) -> ImprovementCard:
    """Return an item's line in a list."""
    return ImprovementCard.model_validate(_line(found, now_ns))


def whole(item: Item, now_ns: int) -> ImprovementOut:
    """Return a whole item."""
    told: dict[str, Any] = {
        **_line(head(item), now_ns),
        "said": BothLanguages.of(item.trouble.said),
        "advice": BothLanguages.of(item.trouble.advice),
        "evidence": list(item.trouble.evidence),
        "opened_by": item.opened_by,
        "reported_to": list(item.reported_to),
        "use": item.use,
        "plan": _plan(item),
        "done": _done(item),
        "redrill": _redrill(item),
        "verifications": _verifications(item),
        "waivers": [_waiver(item, number) for number in range(len(item.waivers))],
        "seen_in": list(item.seen_in),
        "moved_back": item.moved_back,
        "closed_at": _when(item.closed_ns),
        "may_not_verify": sorted(item.involved),
    }
    return ImprovementOut.model_validate(told)


def forms(item: Item) -> Forms:
    """Return an item as forms 39 and 40."""
    plan = item.plan
    return Forms(
        form_39=FaultForm(
            number=item.id,
            registered_at=utc_text(item.opened_ns),
            registered_by=item.opened_by,
            reported_to=list(item.reported_to),
            severity=item.trouble.severity,
            what=BothLanguages.of(item.trouble.said),
            abnormal=item.trouble.abnormal,
        ),
        form_40=MeasureForm(
            number=item.id,
            what=BothLanguages.of(item.trouble.said),
            cause="" if plan is None else plan.cause,
            corrective="" if plan is None else plan.corrective,
            preventive="" if plan is None else plan.preventive,
            owner=item.owner,
            departments=[] if plan is None else [name for name in (plan.lead, *plan.supporting) if name],
            due_at=utc_text(item.due_ns),
            done=_done(item),
            redrill=_redrill(item),
            verifications=_verifications(item),
            closed_at=_when(item.closed_ns),
        ),
    )


def line(entry: Entry) -> HistoryLine:
    """Return one entry of an item's history."""
    author = entry.author
    return HistoryLine(
        number=entry.number,
        at=utc_text(entry.utc_ns),
        by=author.user,
        via=author.via.partition(":")[0],
        kind=entry.kind,
    )


def _line(found: Head, now_ns: int) -> dict[str, Any]:
    shown = {name: value for name, value in found.shown.items() if not name.endswith("_ns")}
    due = found.shown["due_ns"]
    return {
        **shown,
        "id": found.stream.partition("/")[2],
        "status": found.status,
        "due_at": utc_text(due),
        "overdue": found.status not in SETTLED and due <= now_ns,
        "opened_at": utc_text(found.shown["opened_ns"]),
    }


def _plan(item: Item) -> PlanOut | None:
    return None if item.plan is None else PlanOut.model_validate(asdict(item.plan))


def _done(item: Item) -> DoneOut | None:
    if item.done is None:
        return None
    told = {**asdict(item.done), "told_at": utc_text(item.done.utc_ns), "evidence": _evidence(item.done.evidence)}
    return DoneOut.model_validate(told)


def _redrill(item: Item) -> RedrillOut | None:
    if item.redrill is None:
        return None
    return RedrillOut.model_validate({**asdict(item.redrill), "told_at": utc_text(item.redrill.utc_ns)})


def _verifications(item: Item) -> list[VerificationOut]:
    return [
        VerificationOut.model_validate({**asdict(one), "at": utc_text(one.utc_ns), "evidence": _evidence(one.evidence)})
        for one in item.verifications
    ]


def _waiver(item: Item, number: int) -> WaiverOut:
    one = item.waivers[number]
    told = {**asdict(one), "until": utc_text(one.until_ns), "asked_at": utc_text(one.asked_ns)}
    return WaiverOut.model_validate(told)


def _evidence(given: tuple[Evidence, ...]) -> list[EvidenceBody]:
    return [EvidenceBody(name=one.name, sha256=one.sha256) for one in given]


def _when(utc_ns: int | None) -> str | None:
    return None if utc_ns is None else utc_text(utc_ns)
