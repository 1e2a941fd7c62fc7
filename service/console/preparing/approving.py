"""What approvers do on a dossier's page, and overrides of what the guard says."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Path, Response

from service.access import Right
from service.api.drills import TheDesk
from service.console.fields import Fields
from service.console.frame import Frame, framing
from service.console.preparing.changing import Name, done, prose
from service.console.preparing.opening import Preparing
from service.denial import UnfitError, because
from service.dossiers.events import Verdict

router = APIRouter()
Approving: TypeAlias = Annotated[Frame, Depends(framing(Right.APPROVE))]


@router.post("/console/dossiers/{dossier}/decision")
async def decide(dossier: Name, framed: Approving, desk: TheDesk) -> Response:
    """Approve or refuse exactly what the page showed: the digest comes with the form."""
    fields = await framed.form()

    async def work() -> None:
        verdict, reason = _verdict(fields), prose(fields, "reason")
        await framed.firm.dossiers.decide(framed.caller, dossier, verdict, reason, fields.text("digest"))

    return await done(framed, desk, dossier, work(), "preparing.decided")


@router.post("/console/dossiers/{dossier}/overrides")
async def ask_override(dossier: Name, framed: Preparing, desk: TheDesk) -> Response:
    """Ask that reasons of the guard be set aside for this start."""
    fields = await framed.form()

    async def work() -> None:
        codes = tuple(dict.fromkeys(fields.texts("code")))[:20]
        if not codes:
            raise UnfitError(because("form_empty", field="code"))
        await framed.firm.dossiers.ask_override(framed.caller, dossier, codes, prose(fields, "reason"))

    return await done(framed, desk, dossier, work(), "preparing.override.asked")


@router.post("/console/dossiers/{dossier}/overrides/{number}/decision")
async def decide_override(
    dossier: Name, number: Annotated[int, Path(ge=1, le=10_000)], framed: Approving, desk: TheDesk
) -> Response:
    """Give or refuse an override that somebody else asked for."""
    fields = await framed.form()

    async def work() -> None:
        verdict, reason = _verdict(fields), prose(fields, "reason")
        await framed.firm.dossiers.decide_override(framed.caller, dossier, number, verdict, reason)

    return await done(framed, desk, dossier, work(), "preparing.decided")


def _verdict(fields: Fields) -> Verdict:
    match fields.text("decision"):
        case "approve":
            return "approve"
        case "refuse":
            return "refuse"
        case _:
            raise UnfitError(because("form_empty", field="decision"))
