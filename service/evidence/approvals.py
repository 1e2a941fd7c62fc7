"""Whether every gate, every manual step and the start itself rest on words of people that count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from measurements.counting import GateWords, ManualWords
from measurements.course import Act, follow
from measurements.events import ApprovalGiven, DrillGoverned, Governance, ManualReported, Outcome
from measurements.history import History
from measurements.people import Heard, hear_people
from scenarios.canonical import canonical, digest
from scenarios.identity import folded, identity_of
from scenarios.plan import Approve, Manual, Plan
from service.dossiers.dossier import Dossier
from service.evidence.case import Case
from service.evidence.checks import Check, Discrepancy, absent, at, found
from service.evidence.layout import JOURNAL, RECORDS
from service.words import joined, same

_TWO: Final = 2


def check_approvals(case: Case) -> Check:
    """Check what people said against the plan and its people; what was waived is shown as not present."""
    history, plan = case.history, case.plan
    if history is None or plan is None:
        return absent("approvals", "check.unread")
    heard = hear_people(follow(history, plan))
    passed = [(act, words) for act, words in (*heard.gates, *heard.manuals) if _is_passed(act)]
    governed = [*history.numbered(DrillGoverned)]
    wrong = [*_strangers(history, plan), *_wrong(heard)]
    for seq, event in governed:
        wrong += [*_start(history, plan, seq, event.governance), *_as_told(case, seq, event.governance)]
    waived = dict.fromkeys(act.step.id for act, words in passed if words.is_waived)
    if wrong:
        return found("approvals", wrong)
    if waived:
        return absent("approvals", "check.approvals.waived", steps=joined(same(step) for step in waived))
    count = len(passed) + sum(len(event.governance.approvals) for _, event in governed)
    if not count and not governed:
        return absent("approvals", "check.approvals.none", essential=False)
    return found("approvals", [], count=count)


def _start(history: History, plan: Plan, seq: int, told: Governance) -> Iterator[Discrepancy]:
    """Yield why the start as it was does not count: another plan, too few people, or people who may not approve."""
    field = "event.governance"
    opened = history.opened
    window = {"opens_ns": told.opens_ns, "closes_ns": told.closes_ns}
    due = "" if opened is None else digest(canonical({"plan": opened.plan_sha256, **window}))
    if told.digest != due:
        yield at("check.approvals.other_plan", JOURNAL, seq, f"{field}.digest", found=told.digest, due=due)
    if told.needed < _TWO and not told.freed:
        yield at("check.approvals.not_two", JOURNAL, seq, f"{field}.needed", found=told.needed)
    if len(told.approvals) < told.needed:
        facts = {"found": len(told.approvals), "due": told.needed}
        yield at("check.approvals.few_at_start", JOURNAL, seq, f"{field}.approvals", **facts)
    barred = {_person(plan, account) for account in (*told.prepared_by, told.started_by)}
    voices = Counter(_person(plan, one.by) for one in told.approvals)
    for place, one in enumerate(told.approvals):
        who, where = _person(plan, one.by), f"{field}.approvals[{place}]"
        if who in barred:
            yield at("check.approvals.own", JOURNAL, seq, f"{where}.by", person=one.by)
        if voices[who] > 1:
            yield at("check.approvals.twice", JOURNAL, seq, f"{where}.by", person=one.by)
        if one.decision != "approve":
            yield at("check.approvals.refusal", JOURNAL, seq, f"{where}.decision", person=one.by)
        if opened is not None and one.utc_ns > opened.utc_ns:
            yield at("check.approvals.late", JOURNAL, seq, f"{where}.utc_ns", person=one.by)


def _as_told(case: Case, seq: int, governed: Governance) -> Iterator[Discrepancy]:
    """Yield where the journal's copy of the approvals is not what the book says."""
    dossier = None if case.records.told is None else case.records.told.dossier
    if dossier is None:
        return
    told = {(one.by, one.decision, one.utc_ns, one.reason) for one in dossier.decisions}
    for place, one in enumerate(governed.approvals):
        if (one.by, one.decision, one.utc_ns, one.reason) not in told:
            field = f"event.governance.approvals[{place}]"
            yield at("check.approvals.not_in_book", JOURNAL, seq, field, person=one.by)
    yield from _bound(dossier, governed)


def _bound(dossier: Dossier, governed: Governance) -> Iterator[Discrepancy]:
    request = dossier.request
    if governed.approvals and (request is None or request.digest != governed.digest):
        found_ = "" if request is None else request.digest
        yield at("check.approvals.other_request", RECORDS, field="body.digest", found=found_, due=governed.digest)


def _person(plan: Plan, account: str) -> str:
    """Return who speaks by an account: two accounts of one person of the people register are one voice."""
    known = identity_of(plan.people, account) if plan.people else None
    return f"account:{folded(account) or account}" if known is None else f"person:{known}"


def _is_passed(act: Act) -> bool:
    return act.completed is not None and act.completed[1].outcome is Outcome.OK


def _strangers(history: History, plan: Plan) -> Iterator[Discrepancy]:
    actions = {step.id: step.action for step in plan.steps}
    for seq, event in history.numbered(ApprovalGiven):
        if not isinstance(actions.get(event.step), Approve):
            yield at("check.approvals.unknown", JOURNAL, seq, "event.step", step=event.step)
    for seq, event in history.numbered(ManualReported):
        if not isinstance(actions.get(event.step), Manual):
            yield at("check.approvals.not_manual", JOURNAL, seq, "event.step", step=event.step)


def _wrong(heard: Heard) -> Iterator[Discrepancy]:
    for act, words in heard.gates:
        yield from _wrong_gate(act, words) if _is_passed(act) else ()
    for act, words in heard.manuals:
        yield from _wrong_manual(act, words) if _is_passed(act) else ()


def _wrong_gate(act: Act, words: GateWords) -> Iterator[Discrepancy]:
    seq, step = _ended(act), act.step.id
    if words.refused_by is not None:
        yield at("check.approvals.refused", JOURNAL, seq, "event", step=step)
    if len(words.approved) < words.gate.people and not words.is_waived:
        facts = {"required": words.gate.people, "found": len(words.approved)}
        yield at("check.approvals.too_few", JOURNAL, seq, "event", step=step, **facts)


def _wrong_manual(act: Act, words: ManualWords) -> Iterator[Discrepancy]:
    if not words.is_good:
        is_dual = words.action.dual_control and words.done_by is not None
        key = f"check.approvals.{'unconfirmed' if is_dual else 'undone'}"
        yield at(key, JOURNAL, _ended(act), "event", step=act.step.id)


def _ended(act: Act) -> int:
    return act.evidence[-1] if act.completed is None else act.completed[0]
