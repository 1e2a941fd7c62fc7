"""Attached files over HTTP: content comes in and is answered with its digest, by which a note or a record names it."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeAlias

from fastapi import APIRouter, Path, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from service.access import Caller, Right
from service.api.asking import Preparer, Reader, Speaker, TheFirm
from service.api.dossiers import Name
from service.api.drills import Drill, TheDesk
from service.api.notes import dossier_for
from service.api.refusals import refusals_as_problems
from service.api.refusing import REFUSALS
from service.firm import Firm

router = APIRouter(prefix="/api/v1", responses=REFUSALS)

Sha256: TypeAlias = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256 of the content")]
_CONTENT: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_SANDBOX: Final = "default-src 'none'; sandbox"
"""What somebody uploaded is a download, and nothing of it runs here."""


class AttachmentKept(BaseModel):
    """A file that is kept now; whoever names this digest in a note, a record or an archive attaches it."""

    sha256: str = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])
    bytes: int


class AttachmentHeld(BaseModel):
    """A document that is attached."""

    name: str
    sha256: str
    bytes: int | None = Field(description="null: its content lies elsewhere, and only its digest is known")


class AttachmentsOut(BaseModel):
    """Every document that a dossier's records, notes and archive name, each content once."""

    items: list[AttachmentHeld]


@router.post("/drills/{drill}/attachments", status_code=201, tags=["drills"], openapi_extra=_CONTENT)
async def keep_for_drill(drill: Drill, request: Request, caller: Speaker, desk: TheDesk) -> AttachmentKept:
    """Keep a file for a note of a drill; the body is the content."""
    with refusals_as_problems():
        await desk.permit(caller, Right.SPEAK, drill)
    return await _kept(desk.firm, caller, Right.SPEAK, await dossier_for(desk, drill), request)


@router.get("/drills/{drill}/attachments", tags=["drills"])
async def of_drill(drill: Drill, caller: Reader, desk: TheDesk) -> AttachmentsOut:
    """List what is attached to a drill's dossier; a drill without a dossier has nothing."""
    with refusals_as_problems():
        await desk.permit(caller, Right.READ, drill)
        name = await desk.dossier(drill)
    return AttachmentsOut(items=[]) if name is None else await _listed(desk.firm, caller, name)


@router.get("/drills/{drill}/attachments/{sha256}", response_class=FileResponse, tags=["drills"])
async def from_drill(drill: Drill, sha256: Sha256, caller: Reader, desk: TheDesk) -> FileResponse:
    """Give a file that is attached to a drill's dossier, as a download."""
    with refusals_as_problems():
        await desk.permit(caller, Right.READ, drill)
    return await download(desk.firm, caller, await dossier_for(desk, drill), sha256)


@router.post("/dossiers/{dossier}/attachments", status_code=201, tags=["dossiers"], openapi_extra=_CONTENT)
async def keep_for_dossier(dossier: Name, request: Request, caller: Preparer, firm: TheFirm) -> AttachmentKept:
    """Keep a file for a preparation record or the archive of a dossier; the body is the content."""
    return await _kept(firm, caller, Right.PREPARE, dossier, request)


@router.get("/dossiers/{dossier}/attachments", tags=["dossiers"])
async def of_dossier(dossier: Name, caller: Reader, firm: TheFirm) -> AttachmentsOut:
    """List what is attached to a dossier."""
    return await _listed(firm, caller, dossier)


@router.get("/dossiers/{dossier}/attachments/{sha256}", response_class=FileResponse, tags=["dossiers"])
async def from_dossier(dossier: Name, sha256: Sha256, caller: Reader, firm: TheFirm) -> FileResponse:
    """Give a file that is attached to a dossier, as a download."""
    return await download(firm, caller, dossier, sha256)


async def download(firm: Firm, caller: Caller, dossier: str, sha256: str) -> FileResponse:
    """Return a file that a dossier names, under the name that it was given; raises NoSuchError, ForbiddenError."""
    named, place = await firm.attaching.find(caller, dossier, sha256)
    headers = {"Content-Security-Policy": _SANDBOX}
    return FileResponse(place, media_type="application/octet-stream", filename=named.name, headers=headers)


async def _kept(firm: Firm, caller: Caller, right: Right, dossier: str, request: Request) -> AttachmentKept:
    content = await request.body()
    return AttachmentKept(sha256=await firm.attaching.keep(caller, right, dossier, content), bytes=len(content))


async def _listed(firm: Firm, caller: Caller, dossier: str) -> AttachmentsOut:
    held = await firm.attaching.held(caller, dossier)
    return AttachmentsOut(items=[AttachmentHeld(name=one.name, sha256=one.sha256, bytes=one.size) for one in held])
