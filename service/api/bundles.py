"""Bundles over HTTP: a closed drill's evidence as the one file that an auditor takes away, and whether it verifies."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from measurements.utc import utc_text
from service.access import Right
from service.api.asking import Reader
from service.api.drills import Drill, TheDesk
from service.api.models import BothLanguages
from service.api.refusals import refusals_as_problems
from service.api.refusing import REFUSALS
from service.denial import ConflictError, NoSuchError, because
from service.evidence.bundle import SUFFIX
from service.filing import bundles_of
from service.verifying import Verified, Verifying

router = APIRouter(prefix="/api/v1/drills", tags=["drills"], responses=REFUSALS)


class CheckShown(BaseModel):
    """One check of a verification; not essential and absent proves nothing either way."""

    name: str
    status: Literal["passed", "failed", "absent"]
    essential: bool
    title: BothLanguages
    detail: BothLanguages
    count: int = Field(description="how many discrepancies")


class VerificationShown(BaseModel):
    """What came of verifying a bundle, as `drillproof verify` would say it."""

    drill: str
    bundle: str
    sha256: str = Field(description="digest of the bundle as it was then")
    made_at: str = Field(examples=["2026-11-22T08:30:00Z"])
    by: str
    software: str
    exit: Literal[0, 1, 2] = Field(description="0 all passed, 1 something failed, 2 something essential is absent")
    trusted: bool = Field(description="whether a trust file said whose signatures count")
    checks: list[CheckShown]


class VerificationNow(BaseModel):
    """The newest verification of a drill (null: none was made), and one that is under way."""

    last: VerificationShown | None
    under_way_since: str | None


def verifying_of(request: Request) -> Verifying:
    """Return who verifies the application's bundles."""
    verifying = request.app.state.verifying
    assert isinstance(verifying, Verifying)  # noqa: S101  set by the lifespan of service.api.app
    return verifying


TheVerifying: TypeAlias = Annotated[Verifying, Depends(verifying_of)]


@router.get("/{drill}/verification")
async def verification(drill: Drill, caller: Reader, desk: TheDesk, verifying: TheVerifying) -> VerificationNow:
    """Tell what the newest verification of the drill's bundle came to."""
    with refusals_as_problems():
        await desk.permit(caller, Right.READ, drill)
    last, since = await asyncio.to_thread(verifying.last, drill), verifying.since(drill)
    return VerificationNow(
        last=None if last is None else _shown(last), under_way_since=None if since is None else utc_text(since)
    )


@router.post("/{drill}/verification")
async def verify(drill: Drill, caller: Reader, desk: TheDesk, verifying: TheVerifying) -> VerificationShown:
    """Verify the drill's newest bundle now, beside everything else; for a long drill that takes a minute."""
    with refusals_as_problems():
        await desk.permit(caller, Right.READ, drill)
        return _shown(await verifying.verify(caller.author, drill))


def _shown(one: Verified) -> VerificationShown:
    return VerificationShown(
        drill=one.drill,
        bundle=one.bundle,
        sha256=one.sha256,
        made_at=utc_text(one.utc_ns),
        by=one.by,
        software=one.software,
        exit=one.exit,
        trusted=one.trusted,
        checks=[
            CheckShown(
                name=check.name,
                status=check.status,
                essential=check.essential,
                title=BothLanguages.of(check.title),
                detail=BothLanguages.of(check.detail),
                count=check.count,
            )
            for check in one.checks
        ],
    )


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
