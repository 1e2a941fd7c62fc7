"""What people do on a dossier's page after its drill: evaluate, archive, assess, answer, use, sign, close."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final, Literal, TypeAlias, TypeVar

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ValidationError

from scenarios.plan import Text
from service.access import Right
from service.api import dossier_after as after
from service.api.dossier_models import AnswerIn, ArchiveIn, AssessmentIn, CloseIn, EvaluationIn, ResultIn, SignatureIn
from service.api.drills import TheDesk
from service.console.attaching import attached
from service.console.calendar.filled import names_in, unfit
from service.console.fields import Fields
from service.console.frame import Frame
from service.console.preparing.approving import Approving
from service.console.preparing.changing import Name
from service.console.preparing.opening import Preparing
from service.console.preparing.shown import Typed, dossier_page
from service.denial import DeniedError, UnfitError, because
from service.desk import Desk
from service.dossiers.events import Item, ReportSigned, SignedAs, Use
from service.words import joined, say

router = APIRouter()
Task: TypeAlias = Annotated[str, Path(max_length=100)]
_LABELS: Final = {
    name: f"after.{name}" for name in ("text", "place", "filed_with", "filed_on", "members", "department")
}
_Given = TypeVar("_Given", bound=BaseModel)


@router.post("/console/dossiers/{dossier}/summary/evaluation")
async def evaluate(dossier: Name, framed: Preparing, desk: TheDesk) -> Response:
    """Evaluate the drill: nine items, each 1, 3 or 5."""

    async def work(fields: Fields) -> None:
        _require(fields, *(f"grade.{one}" for one in Item), "members", "text")
        grades = [
            {"item": one.value, "grade": fields.number(f"grade.{one.value}", 0), "note": _lines(fields, f"note.{one}")}
            for one in Item
        ]
        members = names_in(fields.text("members"))
        told = _given(EvaluationIn, grades=grades, members=members, text=_lines(fields, "text"))
        await after.evaluate(framed.firm, framed.caller, dossier, told)

    return await _kept(framed, desk, dossier, "evaluation", work)


@router.post("/console/dossiers/{dossier}/summary/archive")
async def archive(dossier: Name, framed: Preparing, desk: TheDesk) -> Response:
    """Say where the papers lie, and attach documents; those that stand there stay unless their box is cleared."""

    async def work(fields: Fields) -> None:
        _require(fields, "place")
        found, _ = await framed.firm.dossiers.read(framed.caller, dossier)
        before = () if found.archive is None else found.archive.attachments
        files = await attached(framed, Right.PREPARE, dossier, fields, before)
        told = _given(
            ArchiveIn,
            place=fields.text("place"),
            filed_with=fields.text("filed_with"),
            filed_on=fields.text("filed_on") or None,
            text=_lines(fields, "text"),
            attachments=[{"name": one.name, "sha256": one.sha256} for one in files],
        )
        await after.archive(framed.firm, framed.caller, dossier, told)

    return await _kept(framed, desk, dossier, "archive", work)


@router.post("/console/dossiers/{dossier}/summary/assessment")
async def assess(dossier: Name, framed: Preparing, desk: TheDesk) -> Response:
    """Assess those who took part."""

    async def work(fields: Fields) -> None:
        _require(fields, "text")
        told = _given(AssessmentIn, **{name: _lines(fields, name) for name in ("text", "reward", "penalty")})
        await after.assess(framed.firm, framed.caller, dossier, told)

    return await _kept(framed, desk, dossier, "assessment", work)


@router.post("/console/dossiers/{dossier}/tasks/{task}")
async def answer(dossier: Name, task: Task, framed: Preparing, desk: TheDesk) -> Response:
    """Answer one of the tasks that the drill declares."""

    async def work(fields: Fields) -> None:
        _require(fields, "answer", "text")
        told = _given(AnswerIn, answer=fields.text("answer"), text=_lines(fields, "text"))
        await after.answer(framed.firm, framed.caller, dossier, task, told)

    return await _kept(framed, desk, dossier, f"task-{task}", work)


@router.post("/console/dossiers/{dossier}/results/{use}")
async def use_results(dossier: Name, use: Use, framed: Preparing, desk: TheDesk) -> Response:
    """Say what becomes of the results."""

    async def work(fields: Fields) -> None:
        _require(fields, "text")
        told = _given(ResultIn, text=_lines(fields, "text"), improvements=list(names_in(fields.text("improvements"))))
        await after.use_results(framed.firm, framed.caller, dossier, use, told)

    return await _kept(framed, desk, dossier, f"use-{use}", work)


@router.post("/console/dossiers/{dossier}/report/prepared")
async def sign_prepared(dossier: Name, framed: Preparing, desk: TheDesk) -> Response:
    """Say that the caller prepared the report that the page showed."""
    return await _signed(framed, desk, dossier, "prepared")


@router.post("/console/dossiers/{dossier}/report/{duty}")
async def sign(dossier: Name, duty: Literal["reviewed", "approved"], framed: Approving, desk: TheDesk) -> Response:
    """Say that the caller reviewed or approved the report that the page showed; each is another person."""
    return await _signed(framed, desk, dossier, duty)


@router.post("/console/dossiers/{dossier}/close")
async def close(dossier: Name, framed: Preparing, desk: TheDesk) -> Response:
    """Close the dossier; everything that is still open stands above the page."""

    async def work(fields: Fields) -> None:
        await framed.firm.dossiers.close(framed.caller, dossier, _given(CloseIn, text=_lines(fields, "text")).text)

    return await _kept(framed, desk, dossier, "close", work)


async def _signed(framed: Frame, desk: Desk, dossier: str, duty: SignedAs) -> Response:
    async def work(fields: Fields) -> None:
        told = {"head": fields.text("head"), "department": fields.text("department"), "text": _lines(fields, "text")}
        signed = ReportSigned(duty=duty, **_given(SignatureIn, **told).model_dump())
        await framed.firm.dossiers.sign(framed.caller, dossier, signed)

    return await _kept(framed, desk, dossier, f"sign-{duty}", work)


async def _kept(
    framed: Frame, desk: Desk, dossier: str, form: str, work: Callable[[Fields], Awaitable[Any]]
) -> Response:
    """Do what a form asks and go back to it; what is refused stands above the page, and what was typed in the form."""
    fields = await framed.form()
    try:
        await work(fields)
    except DeniedError as error:
        return await dossier_page(framed, desk, dossier, refused=error, typed=Typed(form, fields))
    anchor = "" if form == "close" else f"#after-{form}"
    return framed.goes(f"/console/dossiers/{dossier}{anchor}", "after.kept")


def _given(model: type[_Given], **told: Any) -> _Given:
    """Return what a form says as the API takes it; raises UnfitError with everything that is wrong."""
    try:
        return model.model_validate(told)
    except ValidationError as error:
        raise unfit(error, _LABELS) from None


def _require(fields: Fields, *names: str) -> None:
    """Raise UnfitError with every field of a form that has to be filled in and is empty, by its label."""
    empty = [name for name in names if not fields.text(name)]
    if empty:
        raise UnfitError(*(because("form_empty", field=_label(name)) for name in empty))


def _label(name: str) -> Text:
    what, _, item = name.partition(".")
    label = say(f"console.after.{what}")
    return joined((say(f"item.{item}"), label)) if item else label


def _lines(fields: Fields, name: str) -> str:
    return fields.text(name).replace("\r\n", "\n")
