"""The list of scenarios, one with its text and versions, the difference of two versions, a plan of it."""

from __future__ import annotations

from typing import Annotated, Final, TypeAlias

from fastapi import APIRouter, Path, Query, Response

from service.api.drills import TheDesk
from service.api.scenarios import TheAuthoring, contains
from service.authoring.versions import difference
from service.console.frame import Framed

router = APIRouter()
Name: TypeAlias = Annotated[str, Path(max_length=400)]
Id: TypeAlias = Annotated[str, Query(max_length=250)]
_PAGE: Final = 25
_MOST_LINES: Final = 1_500
"""Lines of a difference that a page shows; more is read with git."""


@router.get("/console/scenarios")
async def every(
    framed: Framed,
    authoring: TheAuthoring,
    desk: TheDesk,
    containing: Annotated[str, Query(max_length=100)] = "",
    cursor: Annotated[str, Query(max_length=400)] = "",
) -> Response:
    """Give the list of the library and of the firm's files, each with its last run."""
    found = [one for one in await authoring.files(framed.caller, "scenario") if contains(one, containing)]
    found = sorted((one for one in found if one.id > cursor), key=lambda one: one.id)
    proofs = await authoring.proofs(framed.caller, found[:_PAGE], desk.card)
    return framed.page(
        "scenarios.html.jinja",
        rows=list(zip(found[:_PAGE], proofs, strict=True)),
        next=found[_PAGE - 1].id if len(found) > _PAGE else None,
        is_first=not cursor,
        containing=containing,
    )


@router.get("/console/scenarios/{scenario}")
async def one(scenario: Name, framed: Framed, authoring: TheAuthoring, desk: TheDesk) -> Response:
    """Give a scenario with its text, its last run and its versions."""
    reading = await authoring.read(framed.caller, scenario)
    return framed.page(
        "scenario.html.jinja",
        reading=reading,
        filed=reading.filed,
        lines=reading.text.splitlines(),
        proof=await authoring.proof(framed.caller, reading.filed, desk.card),
        versions=await authoring.versions(framed.caller, scenario, desk.card),
    )


@router.get("/console/scenarios/{scenario}/diff")
async def diff(
    scenario: Name, framed: Framed, authoring: TheAuthoring, desk: TheDesk, old: Id = "", new: Id = ""
) -> Response:
    """Give what differs between two versions; without one of them, the file as it is now stands in."""
    reading = await authoring.read(framed.caller, scenario)
    before, after = [
        await authoring.version(framed.caller, scenario, version, desk.card) if version else reading.text
        for version in (old, new)
    ]
    pieces = difference(before, after)
    return framed.page(
        "scenario_diff.html.jinja",
        filed=reading.filed,
        pieces=pieces[:_MOST_LINES],
        added=sum(one.kind == "new" for one in pieces),
        removed=sum(one.kind == "old" for one in pieces),
        versions=await authoring.versions(framed.caller, scenario, desk.card),
        old=old,
        new=new,
    )
