"""Pieces of evidence that people's records hold: the dossier at the start, and the book after it."""

from __future__ import annotations

from functools import partial
from typing import Final, get_args

from scenarios.identity import folded, identity_of
from service.dossiers.events import (
    Archived,
    Assessed,
    Evaluated,
    Record,
    ReportSigned,
    ResultUsed,
    SignedAs,
    TaskAnswered,
    Use,
)
from service.trace.piece import ABSENT, GOVERNED, OPENING, Answer, Case, Here, Moot, Piece, here_if, moot
from service.words import say

_TWO: Final = 2
_MEASURED_TASK: Final = "verify_rto_rpo"


def _record(record: Record, case: Case) -> Answer:
    if case.prepared(record.value) is not None:
        return Here(evidence=GOVERNED)
    off = () if case.governance is None else case.governance.turned_off
    reason = next((one.reason for one in off if one.record == record.value), None)
    return ABSENT if reason is None else Moot(say("trace.moot.turned_off", reason=reason))


def _participants(case: Case) -> Answer:
    told = case.participants
    complete = told and all(one.role or one.duty for one in told)
    return here_if(complete, GOVERNED if case.governance is not None and case.governance.participants else ())


def _approvals(case: Case) -> Answer:
    told = case.governance
    if told is None:
        return ABSENT
    if told.freed:
        return Moot(say("trace.moot.freed", reason=told.freed))
    wished = {_person(case, account) for account in (*told.prepared_by, told.started_by)}
    people = {_person(case, one.by) for one in told.approvals} - wished
    return here_if(len(people) >= max(_TWO, told.needed), GOVERNED)


def _person(case: Case, account: str) -> str:
    """Return whose account it is: two accounts of one person of the people register are one."""
    return identity_of(case.plan.people, account) or folded(account)


def _evaluated(case: Case) -> Answer:
    return _written(case, Evaluated)


def _archived(case: Case) -> Answer:
    return _written(case, Archived)


def _assessed(case: Case) -> Answer:
    return _written(case, Assessed)


def _written(case: Case, kind: type[Evaluated | Archived | Assessed]) -> Answer:
    numbers = case.numbers(kind)
    return here_if(numbers, book=numbers[-1:])


def _signed(case: Case) -> Answer:
    """Tell whether the report was prepared, reviewed and approved by people."""
    dossier = case.records.dossier
    names = set(get_args(SignedAs))
    return here_if(dossier is not None and names <= set(dossier.signatures), book=case.numbers(ReportSigned))


def _filed(case: Case) -> Answer:
    """Tell whether every report that a rule demands was sent."""
    owed = case.records.duties
    if not owed:
        return moot("nothing_owed")
    return here_if(
        all(one.duty.sent is not None for one in owed), book=(number for one in owed for number in one.numbers)
    )


def _used(use: Use, case: Case) -> Answer:
    told = [one.number for one in case.records.told if isinstance(one.event, ResultUsed) and one.event.use == use]
    return here_if(told, book=told)


def _tasks(case: Case) -> Answer:
    return here_if(_declared(case), OPENING)


def _declared(case: Case) -> tuple[str, ...]:
    dossier = case.records.dossier
    if dossier is not None:
        return dossier.tasks
    return case.plan.tasks if case.governance is None else case.governance.tasks


def _tasks_answered(case: Case) -> Answer:
    """Tell whether each declared task is answered: that of the objectives by the verdict, the others by people."""
    declared = _declared(case)
    if not declared:
        return ABSENT
    dossier = case.records.dossier
    answered = set[str]() if dossier is None else set(dossier.answers)
    if case.report.verdict != "inconclusive":
        answered.add(_MEASURED_TASK)
    measured = (case.report.drill.events,) if _MEASURED_TASK in declared else ()
    return here_if(set(declared) <= answered, measured, case.numbers(TaskAnswered))


def _strategy(case: Case) -> Answer:
    if "strategy" not in _declared(case):
        return moot("no_strategy")
    told = [one for one in case.records.told if isinstance(one.event, TaskAnswered) and one.event.task == "strategy"]
    return here_if(told, book=(one.number for one in told))


def _items(case: Case) -> Answer:
    if all(one.severity == "info" for one in case.report.findings) and not case.records.items:
        return moot("nothing_found")
    return here_if(case.records.items, book=(one.numbers[0] for one in case.records.items))


def _items_planned(case: Case) -> Answer:
    items = case.records.items
    if not items:
        return _items(case)
    planned = [one for one in items if one.item.owner and (one.item.plan_stands or one.item.status == "waived")]
    return here_if(len(planned) == len(items), book=(number for one in planned for number in one.numbers))


def _verified(case: Case) -> Answer:
    carried_out = [one for one in case.records.items if one.item.status in {"done", "proved", "closed"}]
    if not carried_out:
        return moot("nothing_carried_out")
    proved = [one for one in carried_out if one.item.status == "closed"]
    return here_if(len(proved) == len(carried_out), book=(number for one in proved for number in one.numbers))


GOVERNED_PIECES: Final = (
    *(
        Piece(name=f"record_{record.value}", place="report.json: governance.records", look=partial(_record, record))
        for record in Record
    ),
    Piece(name="participants", place="report.json: governance.participants", look=_participants),
    Piece(name="approvals", place="report.json: governance.approvals", look=_approvals),
    Piece(name="evaluated", place="records.jsonl: evaluated", look=_evaluated),
    Piece(name="archived", place="records.jsonl: archived", look=_archived),
    Piece(name="assessed", place="records.jsonl: assessed", look=_assessed),
    Piece(name="signed", place="records.jsonl: report_signed", look=_signed),
    Piece(name="filed", place="records.jsonl: report_sent", look=_filed),
    Piece(name="used_plan", place="records.jsonl: result_used", look=partial(_used, "plan")),
    Piece(name="used_process", place="records.jsonl: result_used", look=partial(_used, "process")),
    Piece(name="used_training", place="records.jsonl: result_used", look=partial(_used, "training")),
    Piece(name="tasks", place="plan.json: tasks", look=_tasks),
    Piece(name="tasks_answered", place="records.jsonl: task_answered", look=_tasks_answered),
    Piece(name="strategy", place="records.jsonl: task_answered", look=_strategy),
    Piece(name="items", place="records.jsonl: item_opened", look=_items),
    Piece(name="items_planned", place="records.jsonl: item_planned", look=_items_planned),
    Piece(name="verified", place="records.jsonl: verified", look=_verified),
)
