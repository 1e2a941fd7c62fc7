"""Drills over HTTP: start, list, follow, approve, abort, report."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from sse_starlette import EventSourceResponse, ServerSentEvent

from measurements.codec import Record
from measurements.events import ApprovalGiven, InterruptionDecided, ManualReported
from scenarios.registers import Registers
from service.api.models import Abort, Accepted, Approval, Decision, DrillCard, DrillOrder, Drills, Question, StepReport
from service.api.problems import MEDIA_TYPE, ProblemDocument
from service.api.refusals import refusals_as_problems
from service.cards import Card
from service.desk import Desk, Order
from service.filing import Sources
from service.judging import document_of
from service.report.form import as_data
from service.report.html import page

_REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": ProblemDocument, "content": {MEDIA_TYPE: {}}} for status in (404, 409, 422)
}
router = APIRouter(prefix="/api/v1/drills", tags=["drills"], responses=_REFUSALS)


def desk_of(request: Request) -> Desk:
    """Return the desk of the application."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)  # noqa: S101  set by the lifespan of service.api.app
    return desk


TheDesk: TypeAlias = Annotated[Desk, Depends(desk_of)]


@router.post("", status_code=201)
async def start(order: DrillOrder, desk: TheDesk, response: Response) -> DrillCard:
    """Start a drill: plan it, check secrets and hosts, open it. Every reason against it comes at once."""
    with refusals_as_problems():
        card = await desk.start(_ordered(order))
    response.headers["Location"] = f"/api/v1/drills/{card.id}"
    return _shown(card)


@router.get("")
async def every(desk: TheDesk) -> Drills:
    """List all drills, the newest first."""
    return Drills(drills=[_shown(card) for card in await desk.cards()])


@router.get("/{drill}")
async def one(drill: str, desk: TheDesk) -> DrillCard:
    """Tell how far a drill is."""
    with refusals_as_problems():
        return _shown(await desk.card(drill))


@router.get("/{drill}/events", response_class=EventSourceResponse)
async def events(
    drill: str,
    desk: TheDesk,
    after: Annotated[int, Query(ge=0, description="the last seq that is known already")] = 0,
    last_event_id: Annotated[int | None, Header(ge=0)] = None,
) -> EventSourceResponse:
    """Follow a drill's journal as server-sent events: id is the seq, event the kind, data the event as JSON."""
    with refusals_as_problems():
        records = await desk.events(drill, after if last_event_id is None else last_event_id)
    return EventSourceResponse(_sent(records), ping=15)


async def _sent(records: AsyncIterator[Record]) -> AsyncIterator[ServerSentEvent]:
    async for record in records:
        kind = json.loads(record.text)["kind"]
        yield ServerSentEvent(data=record.text, id=str(record.seq), event=kind)


@router.post("/{drill}/approvals", status_code=202)
async def approve(drill: str, approval: Approval, desk: TheDesk) -> Accepted:
    """Decide at a gate that waits."""
    given = ApprovalGiven(at=0, channel="api", **approval.model_dump())
    with refusals_as_problems():
        await desk.approve(drill, given)
    return Accepted(drill=drill)


@router.post("/{drill}/steps/{step}/report", status_code=202)
async def report_step(drill: str, step: str, told: StepReport, desk: TheDesk) -> Accepted:
    """Say that a manual step is done or cannot be done, or confirm or refuse what another person did."""
    with refusals_as_problems():
        await desk.report(drill, ManualReported(at=0, step=step, channel="api", **told.model_dump()))
    return Accepted(drill=drill)


@router.post("/{drill}/abort", status_code=202)
async def abort(drill: str, wish: Abort, desk: TheDesk) -> Accepted:
    """Stop a drill: no further step, every fault undone, restored."""
    with refusals_as_problems():
        await desk.abort(drill, wish.by, wish.reason)
    return Accepted(drill=drill)


@router.post("/{drill}/interruption", status_code=202)
async def decide(drill: str, decision: Decision, desk: TheDesk) -> Accepted:
    """Say how an interrupted drill whose scenario asks goes on."""
    with refusals_as_problems():
        await desk.decide(drill, InterruptionDecided(at=0, **decision.model_dump()))
    return Accepted(drill=drill)


@router.get("/{drill}/report", response_model=None)
async def report(
    drill: str,
    desk: TheDesk,
    form: Annotated[Literal["json", "html"], Query(alias="format")] = "json",
    lang: Literal["zh", "en"] = "zh",
) -> Response:
    """Give the report: of a running drill, what is known so far."""
    with refusals_as_problems():
        await desk.card(drill)
        whole = await document_of(desk.journal, drill)
    if form == "json":
        return JSONResponse(as_data(whole))
    return HTMLResponse(page(whole, lang, other=f"?format=html&lang={'en' if lang == 'zh' else 'zh'}"))


def _ordered(order: DrillOrder) -> Order:
    named = {name: getattr(order, name) for name in ("contacts", "risks", "procedures", "calendar")}
    registers = Registers(**{name: None if path is None else Path(path) for name, path in named.items()})
    sources = Sources(
        scenario=Path(order.scenario), inventory=Path(order.inventory), bia=Path(order.bia), registers=registers
    )
    return Order(sources=sources, parameters=order.parameters, opened_by=order.opened_by)


def _shown(card: Card) -> DrillCard:
    return DrillCard(
        **{name: getattr(card, name) for name in DrillCard.model_fields if name not in {"waiting_for", "questions"}},
        waiting_for=list(card.waiting_for),
        questions=[Question.model_validate(one, from_attributes=True) for one in card.questions],
    )
