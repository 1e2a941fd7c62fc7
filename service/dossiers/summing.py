"""Decisions after a drill: evaluation, archive, assessment, answers to the tasks, use of the results. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, get_args

from service.denial import NoSuchError, Reason, UnfitError, because, deny_any
from service.dossiers.dossier import Dossier, Stage
from service.dossiers.events import (
    Archived,
    Assessed,
    DossierClosed,
    DossierEvent,
    Evaluated,
    Item,
    ReportSigned,
    ResultUsed,
    SignedAs,
    TaskAnswered,
    Use,
)
from service.dossiers.preparing import check_stage
from service.words import joined, say

_AFTER: Final = (Stage.SUMMARISING, Stage.IMPROVING)
USES: Final[tuple[Use, ...]] = get_args(Use)
SIGNED: Final[tuple[SignedAs, ...]] = get_args(SignedAs)


def evaluate(dossier: Dossier, evaluated: Evaluated) -> Sequence[DossierEvent]:
    """Evaluate the drill: each of the nine items once."""
    check_stage(dossier, *_AFTER)
    graded = [one.item for one in evaluated.grades]
    if sorted(graded) != sorted(Item):
        missing = joined(say(f"item.{item.value}") for item in Item if graded.count(item) != 1)
        raise UnfitError(because("evaluation_items", items=missing))
    return (evaluated,)


def archive(dossier: Dossier, archived: Archived) -> Sequence[DossierEvent]:
    """Say where the papers lie and with whom they were filed."""
    check_stage(dossier, *_AFTER)
    return (archived,)


def assess(dossier: Dossier, assessed: Assessed) -> Sequence[DossierEvent]:
    """Assess who took part."""
    check_stage(dossier, *_AFTER)
    return (assessed,)


def answer(dossier: Dossier, answered: TaskAnswered) -> Sequence[DossierEvent]:
    """Answer one of the tasks that the drill declares."""
    check_stage(dossier, *_AFTER)
    if answered.task not in dossier.tasks:
        declared = ", ".join(dossier.tasks) or "-"
        raise NoSuchError(because("task_not_declared", task=answered.task, declared=declared))
    return (answered,)


def use(dossier: Dossier, used: ResultUsed) -> Sequence[DossierEvent]:
    """Say what becomes of the results; where nothing has to be improved, the text says why."""
    check_stage(dossier, *_AFTER)
    return (used,)


def sign(dossier: Dossier, user: str, signed: ReportSigned) -> Sequence[DossierEvent]:
    """Put a name to the report; raises ConflictError for another report, out of turn, or by who signed before."""
    check_stage(dossier, *_AFTER)
    deny_any(tuple(_unsigned(dossier, user, signed)))
    return (signed,)


def _unsigned(dossier: Dossier, user: str, signed: ReportSigned) -> Iterator[Reason]:
    head = "" if dossier.done is None else dossier.done.head
    if signed.head != head:
        yield because("report_other_head", given=signed.head[:80], head=head)
    before: tuple[SignedAs, ...] = SIGNED[: SIGNED.index(signed.duty)]
    if missing := [duty for duty in before if duty not in dossier.signatures]:
        yield because("report_out_of_turn", missing=joined(say(f"signed.{duty}") for duty in missing))
    earlier = [one.by for duty, one in dossier.signatures.items() if duty in before]
    if any(dossier.person(by) == dossier.person(user) for by in earlier):
        yield because("report_signed_already", person=user)


def close(dossier: Dossier, text: str) -> Sequence[DossierEvent]:
    """Close the dossier; raises ConflictError with everything that is still open."""
    deny_any(tuple(open_points(dossier)))
    return (DossierClosed(text=text),)


def open_points(dossier: Dossier) -> Iterator[Reason]:
    """Yield everything that keeps the dossier from being closed."""
    if dossier.stage not in _AFTER:
        yield because("dossier_stage", dossier=dossier.id, stage=dossier.stage.value, wanted=Stage.IMPROVING.value)
        return
    summary = {"evaluation": dossier.evaluation, "archive": dossier.archive, "assessment": dossier.assessment}
    if missing := [name for name, record in summary.items() if record is None]:
        yield because("summary_missing", records=joined(say(f"summary.{name}") for name in missing))
    if unanswered := [task for task in dossier.tasks if task not in dossier.answers]:
        yield because("tasks_unanswered", tasks=joined(say(f"task.{task}") for task in unanswered))
    if unused := [one for one in USES if one not in dossier.uses]:
        yield because("results_unused", uses=joined(say(f"use.{one}") for one in unused))
