"""Drills over HTTP: start, list, follow, approve, abort, report."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated, Any, Final, TypeAlias

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from sse_starlette import EventSourceResponse
from sse_starlette.sse import SendTimeoutError
from starlette.types import Receive, Scope, Send

from measurements.events import ApprovalGiven, InterruptionDecided, ManualReported
from measurements.report import VerdictName
from service.access import Right
from service.api.asking import Reader, Speaker, Starter, Stopper, TheFirm
from service.api.models import (
    Abort,
    Accepted,
    Approval,
    Decision,
    DrillCard,
    DrillOrder,
    DrillRun,
    Question,
    StepReport,
)
from service.api.once import Answer, IdempotencyKey, once
from service.api.paging import Cursor, Limit, PageOf
from service.api.refusals import refusals_as_problems
from service.api.refusing import REFUSALS
from service.cards import Card, Status
from service.desk import Desk
from service.index.listing import Line, Wanted
from service.judging import Judging
from service.report.formats.rendering import KINDS, Form
from service.report.formats.tongues import Tongue
from service.viewing import View, Viewing

_LARGEST: Final = 2**53
_UNREAD_S: Final = 60
"""A viewer that takes nothing for so long is let go; it can go on from the last id that it has."""
router = APIRouter(prefix="/api/v1/drills", tags=["drills"], responses=REFUSALS)


def desk_of(request: Request) -> Desk:
    """Return the desk of the application."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)  # noqa: S101  set by the lifespan of service.api.app
    return desk


def viewing_of(request: Request) -> Viewing:
    """Return the viewers of the application."""
    viewing = request.app.state.viewing
    assert isinstance(viewing, Viewing)  # noqa: S101  set by the lifespan of service.api.app
    return viewing


def judging_of(request: Request) -> Judging:
    """Return who makes the application's reports."""
    judging = request.app.state.judging
    assert isinstance(judging, Judging)  # noqa: S101  set by the lifespan of service.api.app
    return judging


TheDesk: TypeAlias = Annotated[Desk, Depends(desk_of)]
TheJudging: TypeAlias = Annotated[Judging, Depends(judging_of)]
TheViewing: TypeAlias = Annotated[Viewing, Depends(viewing_of)]
Drill: TypeAlias = Annotated[str, Path(max_length=200, description="the drill's id")]
Step: TypeAlias = Annotated[str, Path(max_length=200, description="the step's id")]
Word: TypeAlias = Annotated[str | None, Query(max_length=200)]


@router.post("", status_code=201, response_model=DrillCard)
async def start(
    order: DrillOrder,
    caller: Starter,
    firm: TheFirm,
    desk: TheDesk,
    judging: TheJudging,
    idempotency_key: IdempotencyKey = None,
) -> JSONResponse:
    """Start a dossier's drill. Every reason against it comes at once (409), and then nothing was touched."""

    async def work() -> Answer:
        drill = await desk.start(order.dossier, caller, "api")
        judging.expect()
        body = (await _one(desk, drill, await desk.services(drill))).model_dump(mode="json")
        return 201, body, {"Location": f"/api/v1/drills/{drill}"}

    with refusals_as_problems():
        return await once(firm, caller, idempotency_key, {"start": order.model_dump()}, work)


@router.get("")
async def every(
    caller: Reader,
    desk: TheDesk,
    *,
    status: Annotated[list[Status] | None, Query(max_length=6)] = None,
    verdict: VerdictName | None = None,
    service: Word = None,
    scenario: Word = None,
    opened_by: Word = None,
    dossier: Word = None,
    year: Annotated[int | None, Query(ge=2000, le=2199)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> PageOf[DrillCard]:
    """List the drills that the caller may see, the newest first; of several filters all must fit."""
    wanted = Wanted(
        status=tuple(status or ()),
        verdict=verdict,
        service=service,
        scenario=scenario,
        opened_by=opened_by,
        dossier=dossier,
        year=year,
        seen=caller.seen_services(),
        cursor=cursor,
        limit=limit,
    )
    with refusals_as_problems():
        found = await desk.firm.index.page(wanted, desk.card)
    return PageOf(items=[_line(line) for line in found.lines], next=found.next)


@router.get("/{drill}")
async def one(drill: Drill, caller: Reader, desk: TheDesk) -> DrillCard:
    """Tell how far a drill is."""
    with refusals_as_problems():
        return await _one(desk, drill, await desk.permit(caller, Right.READ, drill))


@router.get("/{drill}/events", response_class=EventSourceResponse)
async def events(
    drill: Drill,
    caller: Reader,
    desk: TheDesk,
    viewing: TheViewing,
    after: Annotated[int, Query(ge=0, le=_LARGEST, description="the last seq that is known already")] = 0,
    last_event_id: Annotated[int | None, Header(ge=0, le=_LARGEST)] = None,
) -> EventSourceResponse:
    """Follow a drill's journal as server-sent events: id is the seq, event the kind, data the event as JSON.

    Where there are too many viewers: 503, with Retry-After.
    """
    with refusals_as_problems():
        await desk.permit(caller, Right.READ, drill)
        view = viewing.enter(drill, after if last_event_id is None else last_event_id)
    return _Stream(_sent(view), ping=15, send_timeout=_UNREAD_S)


class _Stream(EventSourceResponse):
    """A stream whose viewer is let go where it takes nothing any more."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the end, or until nobody takes it."""
        with suppress(SendTimeoutError):
            await super().__call__(scope, receive, send)


async def _sent(view: View) -> AsyncIterator[bytes]:
    async for some in view.batches():
        yield b"".join(seen.sent for seen in some)


@router.post("/{drill}/approvals", status_code=202)
async def approve(drill: Drill, approval: Approval, caller: Speaker, desk: TheDesk) -> Accepted:
    """Decide at a gate that waits; the word is the caller's own, by the account that the people register knows."""
    given = ApprovalGiven(at=0, channel="api", person=caller.user, **approval.model_dump())
    with refusals_as_problems():
        await desk.permit(caller, Right.SPEAK, drill)
        await desk.approve(drill, given)
    return Accepted(drill=drill)


@router.post("/{drill}/steps/{step}/report", status_code=202)
async def report_step(drill: Drill, step: Step, told: StepReport, caller: Speaker, desk: TheDesk) -> Accepted:
    """Say that a manual step is done or cannot be done, or confirm or refuse what another person did."""
    said = ManualReported(at=0, step=step, channel="api", person=caller.user, **told.model_dump())
    with refusals_as_problems():
        await desk.permit(caller, Right.SPEAK, drill)
        await desk.report(drill, said)
    return Accepted(drill=drill)


@router.post("/{drill}/abort", status_code=202)
async def abort(drill: Drill, wish: Abort, caller: Stopper, desk: TheDesk) -> Accepted:
    """Stop a drill: no further step, every fault undone, restored."""
    with refusals_as_problems():
        await desk.permit(caller, Right.STOP, drill)
        await desk.abort(drill, caller.user, wish.reason)
    return Accepted(drill=drill)


@router.post("/{drill}/interruption", status_code=202)
async def decide(drill: Drill, decision: Decision, caller: Speaker, desk: TheDesk) -> Accepted:
    """Say how an interrupted drill whose scenario asks goes on.

    Going on is a start: it takes that right, and the guard's leave; restoring never does.
    """
    with refusals_as_problems():
        await desk.permit(caller, Right.START if decision.decision == "continue" else Right.SPEAK, drill)
        await desk.decide(drill, InterruptionDecided(at=0, by=caller.user, **decision.model_dump()))
    return Accepted(drill=drill)


@router.get("/{drill}/report", response_model=None)
async def report(
    drill: Drill,
    caller: Reader,
    desk: TheDesk,
    judging: TheJudging,
    form: Annotated[Form, Query(alias="format")] = "json",
    lang: Tongue = "zh",
) -> Response:
    """Give the report: of a running drill, what was known at most 30 seconds ago, and it says that it is not final."""
    with refusals_as_problems():
        await desk.permit(caller, Right.READ, drill)
        made = await judging.report(drill, form, lang)
    kind = KINDS[form]
    return Response(made, media_type=kind.media, headers={"Content-Disposition": _named(drill, form, lang)})


def _named(drill: str, form: Form, lang: Tongue) -> str:
    """Return how the answer is kept as a file: pages and data are shown, everything else is a download."""
    name = "".join(one if one.isascii() and (one.isalnum() or one in "._-") else "_" for one in drill)
    language = "" if form == "json" else f".{lang}"
    way = "inline" if form in {"html", "json"} else "attachment"
    return f'{way}; filename="{name}{language}{KINDS[form].ending}"'


async def _one(desk: Desk, drill: str, services: tuple[str, ...]) -> DrillCard:
    return _shown(await desk.card(drill), services, await desk.dossier(drill))


def _line(line: Line) -> DrillCard:
    return _shown(line.card, line.services, line.dossier)


def _shown(card: Card, services: tuple[str, ...], dossier: str | None) -> DrillCard:
    told: dict[str, Any] = {
        name: getattr(card, name)
        for name in DrillCard.model_fields
        if name not in {"waiting_for", "questions", "services", "dossier", "runs"}
    }
    return DrillCard(
        **told,
        runs=[DrillRun.model_validate(one, from_attributes=True) for one in card.runs],
        waiting_for=list(card.waiting_for),
        questions=[Question.model_validate(one, from_attributes=True) for one in card.questions],
        services=list(services),
        dossier=dossier,
    )
