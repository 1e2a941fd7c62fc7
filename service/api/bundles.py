"""Bundles over HTTP: a closed drill's evidence as the one file that an auditor takes away."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse

from service.access import Right
from service.api.asking import Reader
from service.api.drills import Drill, TheDesk
from service.api.refusals import refusals_as_problems
from service.api.refusing import REFUSALS
from service.denial import ConflictError, NoSuchError, because
from service.evidence.bundle import SUFFIX
from service.filing import bundles_of

router = APIRouter(prefix="/api/v1/drills", tags=["drills"], responses=REFUSALS)


@router.get("/{drill}/bundle", response_class=FileResponse)
async def bundle(
    drill: Drill,
    caller: Reader,
    desk: TheDesk,
    version: Annotated[int | None, Query(ge=1, le=1_000_000, description="Which version; none: the newest.")] = None,
) -> FileResponse:
    """Give the bundle of a drill that has ended: the newest version, or the one that is asked for."""
    with refusals_as_problems():
        await desk.permit(caller, Right.READ, drill)
        place = await asyncio.to_thread(_found, desk.home / drill, drill, version)
    return FileResponse(place, media_type="application/zip", filename=place.name)


def _found(directory: Path, drill: str, version: int | None) -> Path:
    """Return where a version lies; raises NoSuchError, ConflictError where the drill has none yet."""
    there = bundles_of(directory)
    if not there:
        raise ConflictError(because("bundle_none", drill=drill[:200]))
    if version is None:
        return there[-1]
    name = f"{drill}.v{version}{SUFFIX}"
    if found := [path for path in there if path.name == name]:
        return found[0]
    raise NoSuchError(because("no_such", family="bundle", name=name[:200]))
