"""What preparers do on a dossier's page: records, participants, asking for approval, withdrawing, starting."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import date
from typing import Annotated, Any, Final, TypeAlias

from fastapi import APIRouter, Depends, Path, Response

from service.access import Right
from service.api.drills import TheDesk, TheJudging
from service.api.refusals import refusals_as_problems
from service.console.attaching import attached
from service.console.fields import Fields
from service.console.frame import Frame, Framed, framing
from service.console.preparing.opening import Preparing
from service.console.preparing.shown import dossier_page
from service.denial import DeniedError, UnfitError, because
from service.desk import Desk
from service.dossiers.events import ParticipantNamed, Record, RecordFiled

router = APIRouter()
Name: TypeAlias = Annotated[str, Path(max_length=200)]
Starting: TypeAlias = Annotated[Frame, Depends(framing(Right.START))]
LINE: Final = 200
PROSE: Final = 4000


@router.post("/console/dossiers/{dossier}/records/{record}")
async def file_record(dossier: Name, record: Record, framed: Preparing, desk: TheDesk) -> Response:
    """File one of the five preparation records."""
    fields = await framed.form()

    async def work() -> None:
        held_on = _day(fields.text("held_on"))
        before, _ = await framed.firm.dossiers.read(framed.caller, dossier)
        there = before.records.get(record)
        files = await attached(framed, Right.PREPARE, dossier, fields, () if there is None else there.attachments)
        filed = RecordFiled(record=record, text=prose(fields, "text"), held_on=held_on, attachments=files)
        await framed.firm.dossiers.file_record(framed.caller, dossier, filed)

    return await done(framed, desk, dossier, work(), "preparing.record.filed")


@router.post("/console/dossiers/{dossier}/participants")
async def name_participant(dossier: Name, framed: Preparing, desk: TheDesk) -> Response:
    """Name somebody who takes part."""
    fields = await framed.form()

    async def work() -> None:
        if not fields.text("name"):
            raise UnfitError(because("form_empty", field="name"))
        named = ParticipantNamed(
            name=line(fields, "name"),
            account=line(fields, "account"),
            department=line(fields, "department"),
            role=line(fields, "role"),
            deputy=line(fields, "deputy"),
            duty=line(fields, "duty"),
            external=fields.is_ticked("external"),
        )
        await framed.firm.dossiers.name_participant(framed.caller, dossier, named)

    return await done(framed, desk, dossier, work(), "preparing.participant.named")


@router.post("/console/dossiers/{dossier}/participants/remove")
async def remove_participant(dossier: Name, framed: Preparing, desk: TheDesk) -> Response:
    """Take somebody out who has not signed in."""
    name = (await framed.form()).text("name")
    work = framed.firm.dossiers.remove_participant(framed.caller, dossier, name)
    return await done(framed, desk, dossier, work, "preparing.participant.removed")


@router.post("/console/dossiers/{dossier}/sign-in")
async def sign_in(dossier: Name, framed: Framed, desk: TheDesk) -> Response:
    """Sign in whoever is logged in and was named."""
    work = framed.firm.dossiers.sign_in(framed.caller, dossier)
    return await done(framed, desk, dossier, work, "preparing.signed_in")


@router.post("/console/dossiers/{dossier}/approval-request")
async def ask_approval(dossier: Name, framed: Preparing, desk: TheDesk) -> Response:
    """Ask for approval of what the files come to now."""
    work = framed.firm.dossiers.ask_approval(framed.caller, dossier)
    return await done(framed, desk, dossier, work, "preparing.asked")


@router.post("/console/dossiers/{dossier}/cancel")
async def cancel(dossier: Name, framed: Preparing, desk: TheDesk) -> Response:
    """Withdraw the wish: let there be no drill."""
    fields = await framed.form()

    async def work() -> None:
        await framed.firm.dossiers.cancel(framed.caller, dossier, prose(fields, "reason"))

    return await done(framed, desk, dossier, work(), "preparing.cancelled")


@router.post("/console/dossiers/{dossier}/start")
async def start(dossier: Name, framed: Starting, desk: TheDesk, judging: TheJudging) -> Response:
    """Start the drill, if the guard lets it; where it does not, every reason stands above the page."""
    try:
        with refusals_as_problems():
            drill = await desk.start(dossier, framed.caller, "console")
    except DeniedError as error:
        return await dossier_page(framed, desk, dossier, refused=error)
    judging.expect()
    return framed.goes(f"/console/drills/{drill}", "preparing.started")


async def done(framed: Frame, desk: Desk, dossier: str, work: Awaitable[Any], told: str) -> Response:
    """Do something with a dossier and go to its page; what is refused stands above the page."""
    try:
        await work
    except DeniedError as error:
        return await dossier_page(framed, desk, dossier, refused=error)
    return framed.goes(f"/console/dossiers/{dossier}", told)


def prose(fields: Fields, name: str) -> str:
    """Return a text that has to be there; raises UnfitError."""
    told = fields.text(name).replace("\r\n", "\n")
    if not told or len(told) > PROSE:
        raise UnfitError(because("form_empty" if not told else "form_long", field=name, most=PROSE))
    return told


def line(fields: Fields, name: str) -> str:
    """Return one printable line, empty where nothing was given; raises UnfitError."""
    told = fields.text(name)
    if len(told) > LINE or not (told.isprintable() and "/" not in told if name == "name" else told.isprintable()):
        raise UnfitError(because("form_long" if len(told) > LINE else "form_sign", field=name, most=LINE))
    return told


def _day(told: str) -> str:
    try:
        return "" if not told else date.fromisoformat(told).isoformat()
    except ValueError:
        raise UnfitError(because("form_day", told=told[:40])) from None
