"""What is said after a drill, as the dossier keeps it: one way for whoever asks over HTTP and for the console."""

from __future__ import annotations

from collections.abc import Iterable

from measurements.events.governed import Attached
from service.access import Caller
from service.api.dossier_models import (
    AnswerIn,
    ArchiveIn,
    AssessmentIn,
    AttachmentIn,
    EvaluationIn,
    ResultIn,
)
from service.dossiers import summing
from service.dossiers.events import Archived, Assessed, Evaluated, Grade, ResultUsed, TaskAnswered, Use
from service.firm import Firm
from service.improvement.evaluating import take_evaluation


def attached(given: Iterable[AttachmentIn]) -> tuple[Attached, ...]:
    """Return documents as a dossier keeps them."""
    return tuple(Attached(name=one.name, sha256=one.sha256) for one in given)


async def evaluate(firm: Firm, caller: Caller, dossier: str, given: EvaluationIn, seq: int | None = None) -> None:
    """Keep the evaluation; a plan that was found poor opens an improvement."""
    grades = tuple(Grade(item=one.item, grade=one.grade, note=one.note) for one in given.grades)
    told = Evaluated(grades=grades, members=tuple(given.members), text=given.text)
    state = await firm.dossiers.sum_up(caller, dossier, lambda now: summing.evaluate(now, told), seq)
    await take_evaluation(
        firm.improvements,
        caller.author,
        told,
        scenario=state.facts.scenario,
        services=state.services,
        drill=state.drill or "",
        dossier=dossier,
    )


async def archive(firm: Firm, caller: Caller, dossier: str, given: ArchiveIn, seq: int | None = None) -> None:
    """Keep where the papers lie."""
    told = Archived(
        place=given.place,
        filed_with=given.filed_with,
        filed_on="" if given.filed_on is None else given.filed_on.isoformat(),
        text=given.text,
        attachments=attached(given.attachments),
    )
    await firm.dossiers.sum_up(caller, dossier, lambda now: summing.archive(now, told), seq)


async def assess(firm: Firm, caller: Caller, dossier: str, given: AssessmentIn, seq: int | None = None) -> None:
    """Keep the assessment of those who took part."""
    told = Assessed(**given.model_dump())
    await firm.dossiers.sum_up(caller, dossier, lambda now: summing.assess(now, told), seq)


async def answer(firm: Firm, caller: Caller, dossier: str, task: str, given: AnswerIn, seq: int | None = None) -> None:
    """Keep the answer to a task that the drill declares."""
    told = TaskAnswered(task=task, answer=given.answer, text=given.text)
    await firm.dossiers.sum_up(caller, dossier, lambda now: summing.answer(now, told), seq)


async def use_results(
    firm: Firm, caller: Caller, dossier: str, use: Use, given: ResultIn, seq: int | None = None
) -> None:
    """Keep what becomes of the results; raises UnfitError for an improvement that nobody knows."""
    await firm.improvements.require_known(given.improvements)
    told = ResultUsed(use=use, text=given.text, improvements=tuple(dict.fromkeys(given.improvements)))
    await firm.dossiers.sum_up(caller, dossier, lambda now: summing.use(now, told), seq)
