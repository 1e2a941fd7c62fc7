"""Whether every gate that was passed, and every manual step that was taken as done, rests on words that count."""

from __future__ import annotations

from collections.abc import Iterator

from measurements.counting import GateWords, ManualWords
from measurements.course import Act, follow
from measurements.events import ApprovalGiven, ManualReported, Outcome
from measurements.history import History
from measurements.people import Heard, hear_people
from scenarios.plan import Approve, Manual, Plan, Text
from service.evidence.case import Case, Check, absent, found
from service.words import joined, same, say


def check_approvals(case: Case) -> Check:
    """Check what people said against the plan and its people; what was waived is shown as not present."""
    if case.history is None or case.plan is None:
        return absent("approvals", "check.unread")
    heard = hear_people(follow(case.history, case.plan))
    passed = [(act, words) for act, words in (*heard.gates, *heard.manuals) if _is_passed(act)]
    problems = [*_strangers(case.history, case.plan), *_wrong(heard)]
    waived = dict.fromkeys(act.step.id for act, words in passed if words.is_waived)
    if problems:
        return found("approvals", problems)
    if waived:
        return absent("approvals", "check.approvals.waived", steps=joined(same(step) for step in waived))
    return found("approvals", [], count=len(passed)) if passed else absent("approvals", "check.approvals.none")


def _is_passed(act: Act) -> bool:
    return act.completed is not None and act.completed[1].outcome is Outcome.OK


def _strangers(history: History, plan: Plan) -> Iterator[Text]:
    actions = {step.id: step.action for step in plan.steps}
    for seq, event in history.numbered(ApprovalGiven):
        if not isinstance(actions.get(event.step), Approve):
            yield say("check.approvals.unknown", seq=seq, step=event.step)
    for seq, event in history.numbered(ManualReported):
        if not isinstance(actions.get(event.step), Manual):
            yield say("check.approvals.not_manual", seq=seq, step=event.step)


def _wrong(heard: Heard) -> Iterator[Text]:
    for act, words in heard.gates:
        yield from _wrong_gate(act, words) if _is_passed(act) else ()
    for act, words in heard.manuals:
        yield from _wrong_manual(act, words) if _is_passed(act) else ()


def _wrong_gate(act: Act, words: GateWords) -> Iterator[Text]:
    told = {"seq": _ended(act), "step": act.step.id}
    if words.refused_by is not None:
        yield say("check.approvals.refused", **told)
    if len(words.approved) < words.gate.people and not words.is_waived:
        yield say("check.approvals.too_few", **told, required=words.gate.people, found=len(words.approved))


def _wrong_manual(act: Act, words: ManualWords) -> Iterator[Text]:
    if not words.is_good:
        is_dual = words.action.dual_control and words.done_by is not None
        yield say(f"check.approvals.{'unconfirmed' if is_dual else 'undone'}", seq=_ended(act), step=act.step.id)


def _ended(act: Act) -> int:
    return act.evidence[-1] if act.completed is None else act.completed[0]
