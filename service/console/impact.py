"""The page of the business impact analysis: targets in the order of recovery, the graph, what is wrong in the file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from service.api.impact import found_in, seen_in, sees_all
from service.api.scenario_models import problem_out
from service.api.scenarios import TheAuthoring
from service.authoring.places import LIBRARY
from service.bia.periods import period
from service.console.frame import Framed

router = APIRouter()


@router.get("/console/bia")
async def impact(framed: Framed, authoring: TheAuthoring, file: Annotated[str, Query(max_length=400)] = "") -> Response:
    """Give an analysis: the one that is named, else the firm's own, else one that ships."""
    files = sorted(await authoring.files(framed.caller, "bia"), key=lambda one: (one.place == LIBRARY, one.id))
    chosen = file or (files[0].id if files else "")
    if not chosen:
        return framed.page("bia.html.jinja", files=(), chosen="")
    found = await found_in(authoring, framed.caller, chosen)
    due = await framed.firm.programme.services.due(framed.caller.seen_services())
    targets = seen_in(found, framed.caller)
    names = {one.name for one in targets}

    def lasting(ns: int | None) -> str:
        return "—" if ns is None else period(ns, framed.lang)

    return framed.page(
        "bia.html.jinja",
        files=files,
        chosen=chosen,
        found=found,
        targets=targets,
        businesses=[one for one in found.businesses if sees_all(framed.caller) or names & set(one.services)],
        sees_all=sees_all(framed.caller),
        problems=[problem_out(one) for one in found.problems] if sees_all(framed.caller) else [],
        proofs={one.service: one for one in due},
        lasting=lasting,
    )
