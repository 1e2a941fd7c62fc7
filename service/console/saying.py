"""What somebody says in a drill room: decides at a gate, reports a step, stops the drill, signs in.

Each is what the API's address of that name does; afterwards the room is shown again.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Annotated, Any, Final, TypeAlias
from urllib.parse import quote

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse

from measurements.counting import WhyNot
from measurements.events import ApprovalGiven, InterruptionDecided, ManualReported
from service.access import Right
from service.api.drills import Drill, TheDesk
from service.api.notes import dossier_for
from service.api.refusals import refusals_as_problems
from service.console.attaching import attached
from service.console.fields import Fields
from service.console.frame import Frame, framing
from service.denial import ConflictError, UnfitError, because
from service.desk import Desk, NotCountedError, NotNowError
from service.dossiers.events import NoteTaken
from service.dossiers.noting import take_note

CHANNEL: Final = "console"
_MOST: Final = 2000
_ANSWERS: Final[dict[str, dict[str, str]]] = {
    "approve": {"yes": "approve", "no": "refuse"},
    "do": {"yes": "done", "no": "failed"},
    "confirm": {"yes": "confirmed", "no": "refused"},
}
_WHY: Final = {
    WhyNot.STRANGER: "room_word_stranger",
    WhyNot.WRONG_ROLE: "room_word_role",
    WhyNot.SAME_PERSON: "room_word_same",
    WhyNot.OUT_OF_TURN: "room_word_turn",
}
Speaking: TypeAlias = Annotated[Frame, Depends(framing(Right.SPEAK))]
Stopping: TypeAlias = Annotated[Frame, Depends(framing(Right.STOP))]
Reading: TypeAlias = Annotated[Frame, Depends(framing(Right.READ))]
router = APIRouter(prefix="/console/drills/{drill}", include_in_schema=False)


@router.post("/answer", response_class=RedirectResponse)
async def answer(drill: Drill, framed: Speaking, desk: TheDesk) -> RedirectResponse:
    """Decide at a gate, or report or confirm a manual step; the word is the caller's own."""
    fields = await framed.form()
    what, told = fields.text("what"), fields.text("answer")
    word = _ANSWERS.get(what, {}).get(told)
    if word is None:
        raise UnfitError(because("room_answer_unfit"))
    await _permitted(framed, desk, Right.SPEAK, drill)
    await _said(drill, _spoken(desk, drill, framed.caller.user, what, word, fields))
    return framed.goes(_room(drill), "console.room.ask.heard", what=framed.t(f"room.ask.{told}.{what}"))


@router.post("/decide", response_class=RedirectResponse)
async def decide(drill: Drill, framed: Speaking, desk: TheDesk) -> RedirectResponse:
    """Say how an interrupted drill goes on; going on takes the right to start, and the guard's leave."""
    fields = await framed.form()
    told: Any = fields.text("decision")
    if told not in {"restore", "continue"}:
        raise UnfitError(because("room_answer_unfit"))
    await _permitted(framed, desk, Right.START if told == "continue" else Right.SPEAK, drill)
    decided = InterruptionDecided(at=0, by=framed.caller.user, decision=told, reason=_reason(fields))
    await _said(drill, desk.decide(drill, decided))
    return framed.goes(_room(drill), "console.room.decide.heard")


@router.post("/stop", response_class=RedirectResponse)
async def stop(drill: Drill, framed: Stopping, desk: TheDesk) -> RedirectResponse:
    """Stop a drill: no further step, every fault undone, restored. It needs a reason."""
    reason = _reason(await framed.form())
    await _permitted(framed, desk, Right.STOP, drill)
    if not reason:
        raise UnfitError(because("room_stop_reason"))
    await _said(drill, desk.abort(drill, framed.caller.user, reason))
    return framed.goes(_room(drill), "console.room.stop.heard")


@router.post("/notes", response_class=RedirectResponse)
async def note(drill: Drill, framed: Speaking, desk: TheDesk) -> RedirectResponse:
    """Enter a note in the caller's name, with the files that are attached to it."""
    fields = await framed.form()
    await _permitted(framed, desk, Right.SPEAK, drill)
    name = await dossier_for(desk, drill)
    take_note(await desk.firm.dossiers.shelf.get(name), NoteTaken(text=fields.text("text")))  # before a file is kept
    files = await attached(framed, Right.SPEAK, name, fields)
    await desk.firm.dossiers.note(framed.caller, name, NoteTaken(text=fields.text("text"), attachments=files))
    return framed.goes(f"{_room(drill)}#notes", "console.room.notes.added")


@router.post("/sign-in", response_class=RedirectResponse)
async def sign_in(drill: Drill, framed: Reading, desk: TheDesk) -> RedirectResponse:
    """Sign the caller in, whom the dossier names by this account."""
    await _permitted(framed, desk, Right.READ, drill)
    dossier = await dossier_for(desk, drill)
    await desk.firm.dossiers.sign_in(framed.caller, dossier)
    return framed.goes(f"{_room(drill)}#present", "console.room.present.done")


async def _permitted(framed: Frame, desk: Desk, right: Right, drill: str) -> None:
    with refusals_as_problems():
        await desk.permit(framed.caller, right, drill)


async def _spoken(desk: Desk, drill: str, person: str, what: str, word: Any, fields: Fields) -> None:
    step, told = fields.text("step"), _reason(fields)
    if what == "approve":
        given = ApprovalGiven(at=0, step=step, person=person, decision=word, reason=told, channel=CHANNEL)
        await desk.approve(drill, given)
    else:
        await desk.report(drill, ManualReported(at=0, step=step, person=person, what=word, note=told, channel=CHANNEL))


async def _said(drill: str, work: Awaitable[None]) -> None:
    """Let a word be handed over; raises ConflictError, in both tongues, where it comes too late or does not count."""
    try:
        await work
    except NotNowError:
        raise ConflictError(because("room_not_now", drill=drill)) from None
    except NotCountedError as error:
        code = _WHY[error.why]
        raise ConflictError(because(code, person=error.person, role=error.asked.role, step=error.asked.step)) from None


def _reason(fields: Fields) -> str:
    return fields.text("reason")[:_MOST]


def _room(drill: str) -> str:
    return f"/console/drills/{quote(drill, safe='')}"
