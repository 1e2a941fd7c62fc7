"""The wizard that opens a dossier, and the same form for changing its wish: choose, look at the plan, keep."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeAlias
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Path, Query, Response

from scenarios.closed import first_clear
from scenarios.describe import describe
from scenarios.plan import SECOND, Plan
from scenarios.planner import plan_digest
from service.access import Right
from service.api.scenarios import TheAuthoring
from service.authoring.authoring import Authoring
from service.authoring.places import Filed
from service.console.frame import Frame, framing
from service.console.preparing import wishing
from service.console.preparing.outlining import Section, outlined
from service.denial import DeniedError
from service.dossiers.wish import Wish

router = APIRouter()
Preparing: TypeAlias = Annotated[Frame, Depends(framing(Right.PREPARE))]
Dossier: TypeAlias = Annotated[str, Path(max_length=200)]
_AHEAD_NS = 31 * 86_400 * SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A plan before it is wished: `clear_ns` is the first instant of its window that no calendar forbids."""

    sections: list[Section]
    sha256: str
    longest_ns: int
    clear_ns: int | None


@router.get("/console/dossiers/new")
async def begin(
    framed: Preparing, authoring: TheAuthoring, scenario: Annotated[str, Query(max_length=1000)] = ""
) -> Response:
    """Give the first step, where no scenario is chosen yet, or the form for the one that is."""
    files = await authoring.files(framed.caller)
    path = next((str(one.path) for one in files if scenario in {one.id, str(one.path)}), "")
    asked = wishing.asked_anew(path, framed.firm.book.utc_ns(), framed.tongue.zone)
    return await _form(framed, files, asked, dossier=None)


@router.post("/console/dossiers/new")
async def open_dossier(framed: Preparing, authoring: TheAuthoring) -> Response:
    """Show the plan that the form comes to, or open the dossier; what is wrong is told above the form."""
    fields = await framed.form()
    asked = wishing.asked_in(fields)
    try:
        wish = asked.wish(framed.tongue.zone)
        if fields.text("do") != "keep":
            return await _previewed(framed, authoring, asked, wish, None)
        opened = await framed.firm.dossiers.open(framed.caller, wish)
    except DeniedError as error:
        return await _form(framed, await authoring.files(framed.caller), asked, dossier=None, refused=error)
    return framed.goes(f"/console/dossiers/{opened.id}", "preparing.opened")


@router.get("/console/dossiers/{dossier}/wish")
async def edit(dossier: Dossier, framed: Preparing, authoring: TheAuthoring) -> Response:
    """Give the form with what is wished now."""
    found, seq = await framed.firm.dossiers.read(framed.caller, dossier)
    asked = wishing.asked_of(found.wish, framed.tongue.zone)
    return await _form(framed, await authoring.files(framed.caller), asked, dossier=dossier, seq=seq)


@router.post("/console/dossiers/{dossier}/wish")
async def change(dossier: Dossier, framed: Preparing, authoring: TheAuthoring) -> Response:
    """Show the plan that the changed wish comes to, or change it; every approval is void then."""
    fields = await framed.form()
    asked, seq = wishing.asked_in(fields), fields.number("seq", 0)
    try:
        wish = asked.wish(framed.tongue.zone)
        if fields.text("do") != "keep":
            return await _previewed(framed, authoring, asked, wish, dossier, seq)
        before = (await framed.firm.dossiers.read(framed.caller, dossier))[0].wish
        wish = wish.model_copy(update={"tasks": before.tasks})
        await framed.firm.dossiers.change_wish(framed.caller, dossier, wish, seq)
    except DeniedError as error:
        files = await authoring.files(framed.caller)
        return await _form(framed, files, asked, dossier=dossier, seq=seq, refused=error)
    return framed.goes(f"/console/dossiers/{dossier}", "preparing.changed")


async def _previewed(
    framed: Frame, authoring: Authoring, asked: wishing.Asked, wish: Wish, dossier: str | None, seq: int = 0
) -> Response:
    plan = await framed.firm.files.plan(wish)
    clear_ns = await asyncio.to_thread(_first_clear, framed, wish, plan)
    preview = Preview(
        sections=outlined(describe(plan, framed.lang)),
        sha256=plan_digest(plan),
        longest_ns=plan.safeguards.longest_ns,
        clear_ns=clear_ns,
    )
    files = await authoring.files(framed.caller)
    return await _form(framed, files, asked, dossier=dossier, seq=seq, preview=preview)


def _first_clear(framed: Frame, wish: Wish, plan: Plan) -> int | None:
    """Return the first instant of the window, from now on, at which the drill fits between closed times."""
    begin = max(wish.window.opens_ns, framed.firm.book.utc_ns())
    times = framed.firm.guard.markets.times
    last = min(wish.window.closes_ns - plan.safeguards.longest_ns, begin + _AHEAD_NS)
    return first_clear(times, begin, plan.safeguards.longest_ns, last + 1)


async def _form(
    framed: Frame,
    files: Sequence[Filed],
    asked: wishing.Asked,
    *,
    dossier: str | None,
    seq: int = 0,
    preview: Preview | None = None,
    refused: DeniedError | None = None,
) -> Response:
    zone: ZoneInfo = framed.tongue.zone
    choices = wishing.choices_of(files, asked, framed.lang)
    parameters = wishing.parameters_of(files, asked)
    known = {one.name for one in parameters}
    return framed.page(
        "wish.html.jinja",
        refused=refused,
        preview=preview,
        seq=seq,
        asked=asked,
        dossier=dossier,
        choices=choices,
        chosen=wishing.chosen(asked, choices),
        parameters=parameters,
        strangers={name: value for name, value in asked.parameters.items() if name not in known},
        forms=wishing.FORMS,
        is_first=dossier is None and not asked.files.get("scenario"),
        window_zone=zone.key,
    )
