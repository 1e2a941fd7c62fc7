"""The pages of findings: the board by state, one item with what can be done about it, and opening one by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any, Final, TypeAlias, get_args

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import HTMLResponse

from service.access import Right
from service.api.improvement_shown import line, whole
from service.api.improvements import Id
from service.book import Query as Wanted
from service.book import seen_tags
from service.console.fields import Fields
from service.console.findings import moves
from service.console.findings.board import (
    IN_COLUMN,
    ON_PAGE,
    SEVERITIES,
    STATUSES,
    Column,
    Lesson,
    Sought,
    age_of,
    card_of,
    lessons_of,
    severity_of,
    status_of,
)
from service.console.frame import Frame, Framed, framing
from service.denial import DeniedError
from service.improvement.item import FAMILY, UNSETTLED, Status
from service.improvement.trouble import Kind, Use
from service.index.counting import count_by_status

router = APIRouter(prefix="/console/findings", include_in_schema=False)
Improving: TypeAlias = Annotated[Frame, Depends(framing(Right.IMPROVE))]
Judging: TypeAlias = Annotated[Frame, Depends(framing(Right.VERIFY))]
Word: TypeAlias = Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
_INCIDENTS: Final = 10


def _sought(
    *,
    status: Annotated[str, Query(pattern="^(open|planned|done|proved|waiving|closed|waived)?$")] = "",
    service: Word = "",
    owner: Word = "",
    severity: Annotated[str, Query(pattern="^(info|warning|serious)?$")] = "",
    drill: Word = "",
    overdue: Annotated[str, Query(pattern="^(yes)?$")] = "",
) -> Sought:
    return Sought(status=status, service=service, owner=owner, severity=severity, drill=drill, overdue=bool(overdue))


@router.get("", response_class=HTMLResponse)
async def board(
    framed: Framed,
    sought: Annotated[Sought, Depends(_sought)],
    cursor: Annotated[str | None, Query(max_length=300)] = None,
) -> HTMLResponse:
    """Show the board: a column for each state; one state as a list; and what incidents taught."""
    if sought.status:
        return await _listed(framed, sought, cursor)
    columns = await asyncio.to_thread(lambda: list(_columns(framed, sought)))
    counts = await asyncio.to_thread(_counts, framed)
    lessons = await asyncio.to_thread(_lessons, framed)
    return framed.page(
        "findings.html.jinja", sought=sought, columns=columns, counts=counts, lessons=lessons, **_choices(framed)
    )


async def _listed(framed: Frame, sought: Sought, cursor: str | None) -> HTMLResponse:
    status: tuple[Status, ...] = tuple(one for one in STATUSES if one == sought.status)
    now, seen = framed.firm.book.utc_ns(), framed.caller.seen_services()
    query = replace(sought.query(status, seen, now, ON_PAGE), cursor=cursor)
    page = await asyncio.to_thread(framed.firm.book.heads, query)
    cards = [card_of(head, now) for head in page.heads]
    return framed.page(
        "findings_list.html.jinja",
        sought=sought,
        cards=cards,
        next=page.next,
        is_first=cursor is None,
        state=status_of(status[0]),
        **_choices(framed),
    )


@router.get("/new", response_class=HTMLResponse)
async def asked(framed: Improving, title: Word = "", services: Word = "", drill: Word = "") -> HTMLResponse:
    """Show the form for what a person found."""
    return _new(framed, {"title": title, "services": services, "drill": drill})


@router.post("/new")
async def opened(framed: Improving) -> Response:
    """Open an item for what a person found."""
    fields = await framed.form()
    try:
        made = await moves.opened(fields, framed.firm, framed.caller)
    except DeniedError as error:
        return _new(framed, dict(fields.named("")), error)
    return framed.goes(f"/console/findings/{made.id}", "findings.told.opened")


@router.get("/{item}", response_class=HTMLResponse)
async def one(framed: Framed, item: Id) -> HTMLResponse:
    """Show one item: what was found, what was done about it, and what can be done now."""
    return await _page(framed, item)


@router.post("/{item}/improve/{move}")
async def improve(framed: Improving, item: Id, move: moves.Move) -> Response:
    """Plan it, tell that it was carried out, name the drill that showed it gone, ask for a waiver, open it again."""
    return await _moved(framed, item, move)


@router.post("/{item}/judge/{move}")
async def judge(framed: Judging, item: Id, move: moves.Judgement) -> Response:
    """Verify the measure, or decide about a waiver: somebody who has no part in it."""
    return await _moved(framed, item, move)


async def _moved(framed: Frame, item: str, form: moves.Form) -> Response:
    fields = await framed.form()
    try:
        await moves.moved(form, item, fields, framed.firm, framed.caller)
    except DeniedError as error:
        return await _page(framed, item, (form, fields), error)
    return framed.goes(f"/console/findings/{item}", f"findings.told.{form}")


async def _page(
    framed: Frame, name: str, given: tuple[moves.Form, Fields] | None = None, refused: DeniedError | None = None
) -> HTMLResponse:
    """Show an item; with what somebody typed, where that was refused."""
    item, seq = await framed.firm.improvements.read(name)
    if framed.caller.seen_services() is not None:
        framed.caller.require(Right.READ, set(item.trouble.services) & set(framed.caller.seen_services() or ()))
    history = await asyncio.to_thread(framed.firm.book.stream, f"{FAMILY}/{name}")
    may = [form for form in moves.OFFERED[item.status] if framed.caller.has(moves.RIGHTS[form])]
    return framed.page(
        "finding.html.jinja",
        item=whole(item, framed.firm.book.utc_ns()),
        state=status_of(item.status),
        severity=severity_of(item.trouble.severity),
        days=age_of(item.opened_ns, framed.firm.book.utc_ns()),
        seq=seq,
        moves=may,
        typed={} if given is None else dict(given[1].named("")),
        at_form="" if given is None else given[0],
        history=[line(entry) for entry in history],
        uses=get_args(Use),
        refused=refused,
    )


def _new(framed: Frame, given: dict[str, str], refused: DeniedError | None = None) -> HTMLResponse:
    return framed.page("finding_new.html.jinja", given=given, kinds=get_args(Kind), refused=refused, **_choices(framed))


def _choices(framed: Frame) -> dict[str, Any]:
    severities = [(one, framed.t(f"findings.severity.{one}")) for one in SEVERITIES]
    return {"severity_choices": severities, "statuses": STATUSES}


def _columns(framed: Frame, sought: Sought) -> Iterator[Column]:
    now, seen = framed.firm.book.utc_ns(), framed.caller.seen_services()
    for status in UNSETTLED:
        page = framed.firm.book.heads(sought.query((status,), seen, now, IN_COLUMN))
        yield Column(status=status, cards=tuple(card_of(head, now) for head in page.heads), more=page.next is not None)


def _counts(framed: Frame) -> dict[str, int]:
    """Return how many items there are in each state, whatever else is asked for."""
    found = count_by_status(framed.firm.book.engine, FAMILY, framed.caller.seen_services())
    return {one.name: one.count for one in found}


def _lessons(framed: Frame) -> list[Lesson]:
    """Return what the newest incidents taught."""
    firm, seen = framed.firm, framed.caller.seen_services()
    heads = firm.book.heads(Wanted(family="incident", any_tags=seen_tags(seen), limit=_INCIDENTS)).heads
    states = firm.incidents.shelf.many_now([head.stream.partition("/")[2] for head in heads])
    return [lesson for state in states.values() for lesson in lessons_of(state)]
