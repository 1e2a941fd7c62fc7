"""Whether every gate that was passed had been approved by as many different people as the plan asks for."""

from __future__ import annotations

from collections.abc import Iterator

from measurements.events import ApprovalGiven, Outcome, StepCompleted
from measurements.history import History
from scenarios.plan import Approve, Plan, PlannedStep, Text
from service.evidence.case import Case, Check, absent, found
from service.words import joined, same, say


def check_approvals(case: Case) -> Check:
    """Check the approvals against the plan; a waived gate is shown as not present."""
    if case.history is None or case.plan is None:
        return absent("approvals", "check.unread")
    passed = list(_passed(case.history, case.plan))
    problems = [*_strangers(case.history, case.plan), *(p for gate in passed for p in _wrong(case.history, *gate))]
    waived = [step.id for _, step, _ in passed if _waived(case.history, step)]
    if problems:
        return found("approvals", problems)
    if waived:
        return absent("approvals", "check.approvals.waived", steps=joined(same(step) for step in waived))
    return found("approvals", [], count=len(passed)) if passed else absent("approvals", "check.approvals.none")


def _passed(history: History, plan: Plan) -> Iterator[tuple[int, PlannedStep, Approve]]:
    gates = {step.id: (step, step.action) for step in plan.steps if isinstance(step.action, Approve)}
    for seq, event in history.numbered(StepCompleted):
        if event.step in gates and event.outcome is Outcome.OK:
            yield seq, *gates[event.step]


def _strangers(history: History, plan: Plan) -> Iterator[Text]:
    gates = {step.id for step in plan.steps if isinstance(step.action, Approve)}
    for seq, event in history.numbered(ApprovalGiven):
        if event.step not in gates:
            yield say("check.approvals.unknown", seq=seq, step=event.step)


def _wrong(history: History, seq: int, step: PlannedStep, gate: Approve) -> Iterator[Text]:
    before = [event for number, event in history.numbered(ApprovalGiven) if number < seq and event.step == step.id]
    if any(event.decision == "refuse" for event in before):
        yield say("check.approvals.refused", seq=seq, step=step.id)
    people = {event.person for event in before if event.decision == "approve"}
    if len(people) < gate.people and not _waived(history, step):
        yield say("check.approvals.too_few", seq=seq, step=step.id, required=gate.people, found=len(people))


def _waived(history: History, step: PlannedStep) -> bool:
    return any(event.waived for event in history.of(ApprovalGiven) if event.step == step.id)
