"""Real interruptions, and drills that rehearse one, over HTTP."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import HTMLResponse
from pydantic import TypeAdapter

from service.api.asking import Declarer, Reader, TheFirm
from service.api.incident_forms import DeclarationForm, ReasonForm, SayingForm
from service.api.incident_shown import IncidentLine, IncidentShown, SummaryShown, at, shown, summary_shown
from service.api.paging import Cursor, IfMatch, Limit, PageOf, expected, mark
from service.api.refusing import REFUSALS
from service.incidents.incident import Incident, Status
from service.incidents.page import page
from service.incidents.rules import Rules
from service.incidents.summary import summary

router = APIRouter(prefix="/api/v1/incidents", tags=["incidents"], responses=REFUSALS)

IncidentId: TypeAlias = Annotated[str, Path(max_length=200, description="the incident's id")]
Word: TypeAlias = Annotated[str | None, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
_RULES: TypeAdapter[Rules] = TypeAdapter(Rules)


@router.get("", summary="List incidents")
async def list_incidents(
    firm: TheFirm,
    caller: Reader,
    *,
    status: Status | None = None,
    service: Word = None,
    level: Word = None,
    year: Annotated[int | None, Query(ge=2000, le=2200)] = None,
    rehearsal: bool | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> PageOf[IncidentLine]:
    """Return incidents, newest first; `level` as it was when something was written last."""
    tags = [f"{name}:{value}" for name, value in (("service", service), ("level", level), ("year", year)) if value]
    if rehearsal is not None:
        tags.append("rehearsal" if rehearsal else "real")
    found = await firm.incidents.page(seen=caller.seen_services(), status=status, tags=tags, cursor=cursor, limit=limit)
    lines = [
        IncidentLine.model_validate(
            {
                **head.shown,
                "id": head.stream.partition("/")[2],
                "status": head.status,
                "declared_at": at(head.order_ns),
                "occurred_at": at(head.shown["occurred_ns"]),
                "report_due_at": None if head.due_ns is None else at(head.due_ns),
            }
        )
        for head in found.heads
    ]
    return PageOf(items=lines, next=found.next)


@router.get("/rules", summary="Levels and report deadlines")
async def get_rules(firm: TheFirm, _caller: Reader) -> dict[str, Any]:
    """Return the rules by which an incident that is declared now would be graded and reported."""
    return _RULES.dump_python(await firm.incidents.rules(), mode="json")


@router.post("", summary="Declare an incident", status_code=201)
async def declare(firm: TheFirm, caller: Declarer, form: DeclarationForm, response: Response) -> IncidentShown:
    """Declare a real interruption, or begin a rehearsal of one (`simulated`)."""
    state = await firm.incidents.declare(caller, form.wish())
    response.headers["Location"] = f"/api/v1/incidents/{state.id}"
    return _shown(firm, state)


@router.get("/{incident}", summary="One incident")
async def get_incident(firm: TheFirm, caller: Reader, incident: IncidentId, response: Response) -> IncidentShown:
    """Return an incident: its level now and each that it reached, what comes next, reports due and made."""
    state, seq = await firm.incidents.read(caller, incident)
    mark(response, seq)
    return _shown(firm, state)


@router.post("/{incident}/entries", summary="Tell something in the course of an incident")
async def tell(
    firm: TheFirm, caller: Declarer, incident: IncidentId, form: SayingForm, if_match: IfMatch = None
) -> IncidentShown:
    """Write down an impact, a decision, a measure, a report that was made, a reconciliation, a cause, a lesson, ..."""
    state = await firm.incidents.tell(caller, incident, form.root.said, expected(if_match))
    return _shown(firm, state)


@router.post("/{incident}/end", summary="The emergency is over")
async def end(
    firm: TheFirm, caller: Declarer, incident: IncidentId, form: ReasonForm, if_match: IfMatch = None
) -> IncidentShown:
    """End the emergency; every service has to work again. Progress reports are not due any more."""
    return _shown(firm, await firm.incidents.end(caller, incident, form.reason, expected(if_match)))


@router.post("/{incident}/close", summary="Make an incident final")
async def close(firm: TheFirm, caller: Declarer, incident: IncidentId, if_match: IfMatch = None) -> IncidentShown:
    """Close it; a refusal lists everything that the summary still lacks."""
    return _shown(firm, await firm.incidents.close(caller, incident, expected(if_match)))


@router.post("/{incident}/withdraw", summary="It was no incident")
async def withdraw(
    firm: TheFirm, caller: Declarer, incident: IncidentId, form: ReasonForm, if_match: IfMatch = None
) -> IncidentShown:
    """Withdraw an incident that was none; everything that was told stays in the book."""
    return _shown(firm, await firm.incidents.withdraw(caller, incident, form.reason, expected(if_match)))


@router.get("/{incident}/summary", summary="Summary of an incident (JR/T 0251 10.5)")
async def get_summary(firm: TheFirm, caller: Reader, incident: IncidentId) -> SummaryShown:
    """Return the event summary a-d in both languages, as it stands."""
    state, _ = await firm.incidents.read(caller, incident)
    return summary_shown(summary(state, firm.book.utc_ns()))


@router.get("/{incident}/summary.html", summary="Summary as a page", response_class=HTMLResponse)
async def get_summary_page(
    firm: TheFirm, caller: Reader, incident: IncidentId, lang: Literal["zh", "en"] = "zh"
) -> HTMLResponse:
    """Return the event summary as a page that can be printed."""
    state, _ = await firm.incidents.read(caller, incident)
    return HTMLResponse(page(summary(state, firm.book.utc_ns()), lang))


def _shown(firm: TheFirm, state: Incident) -> IncidentShown:
    return shown(state, firm.book.utc_ns())
