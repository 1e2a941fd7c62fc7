"""Notes of a drill over HTTP: what those who take part saw, entered in its dossier and filed with its evidence."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from measurements.events.governed import Attached
from service.access import Right
from service.api.asking import Reader, Speaker
from service.api.dossier_models import AttachmentIn
from service.api.drills import Drill, TheDesk
from service.api.incident_shown import at
from service.api.refusals import refusals_as_problems
from service.api.refusing import REFUSALS
from service.denial import ConflictError, because
from service.desk import Desk
from service.dossiers import Dossier
from service.dossiers.dossier import Note
from service.dossiers.events import NoteTaken
from service.dossiers.noting import LONGEST

router = APIRouter(prefix="/api/v1/drills/{drill}/notes", tags=["drills"], responses=REFUSALS)


class NoteIn(BaseModel):
    """What was seen; what is attached lies elsewhere and is named with its SHA-256."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=LONGEST, pattern=r"\S", examples=["the standby took 20 s to answer"])
    attachments: list[AttachmentIn] = Field(default_factory=list[AttachmentIn], max_length=10)


class NoteOut(BaseModel):
    """One note."""

    by: str
    at: str = Field(description="UTC, ISO 8601")
    text: str
    attachments: list[AttachmentIn]


class NotesOut(BaseModel):
    """Every note of a drill, the newest last."""

    items: list[NoteOut]


@router.get("")
async def every(drill: Drill, caller: Reader, desk: TheDesk) -> NotesOut:
    """List a drill's notes; a drill without a dossier has none."""
    with refusals_as_problems():
        await desk.permit(caller, Right.READ, drill)
        name = await desk.dossier(drill)
    return NotesOut(items=[] if name is None else _shown(await desk.firm.dossiers.shelf.get(name)))


@router.post("", status_code=201)
async def add(drill: Drill, note: NoteIn, caller: Speaker, desk: TheDesk) -> NotesOut:
    """Enter a note in the caller's name."""
    with refusals_as_problems():
        await desk.permit(caller, Right.SPEAK, drill)
    attached = tuple(Attached(name=one.name, sha256=one.sha256) for one in note.attachments)
    name = await dossier_for(desk, drill)
    return NotesOut(
        items=_shown(await desk.firm.dossiers.note(caller, name, NoteTaken(text=note.text, attachments=attached)))
    )


async def dossier_for(desk: Desk, drill: str) -> str:
    """Return the dossier of a drill; raises ConflictError for a drill that has none."""
    name = await desk.dossier(drill)
    if name is None:
        raise ConflictError(because("room_no_dossier", drill=drill))
    return name


def _shown(dossier: Dossier) -> list[NoteOut]:
    return [_one(note) for note in dossier.notes]


def _one(note: Note) -> NoteOut:
    attached = [AttachmentIn(name=one.name, sha256=one.sha256) for one in note.said.attachments]
    return NoteOut(by=note.by, at=at(note.utc_ns), text=note.said.text, attachments=attached)
