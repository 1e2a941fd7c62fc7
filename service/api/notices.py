"""What was sent to people, and what waits, over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, ClassVar, Literal, TypeAlias

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from scenarios.plan import SECOND
from service.access import Caller, Right
from service.api.asking import Notifier, Reader, TheFirm
from service.api.paging import Cursor, Limit, PageOf
from service.api.refusing import REFUSALS
from service.book import HeadPage
from service.denial import NoSuchError, because
from service.notices.notice import NoticeState, Sending, Status

router = APIRouter(prefix="/api/v1/notices", tags=["notices"], responses=REFUSALS)

NoticeId: TypeAlias = Annotated[str, Path(max_length=200, description="the notice's id")]
Word: TypeAlias = Annotated[str | None, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class NoticeLine(BaseModel):
    """A notice in a list."""

    id: str
    status: Status
    kind: str = Field(examples=["waiting_for_you"])
    about: str = Field(examples=["drill/pg-failover-20261107-020000-a1b2c3d4"])
    title: str
    title_zh: str
    services: list[str]
    told_at: str = Field(examples=["2026-11-07T02:00:00Z"])


class DeliveryShown(BaseModel):
    """One way on which a notice goes out."""

    id: str
    channel: str
    group: str
    receivers: int = Field(description="how many mail addresses; 0 for a robot or webhook")
    language: Literal["zh", "en", "both"]
    status: Status
    attempts: int
    outcome: Literal["ok", "failed", "unknown"] | None
    detail: str
    next_at: str | None = Field(description="when it is tried again")


class NoticeShown(NoticeLine):
    """A notice with its text and what became of each delivery."""

    body: str
    body_zh: str
    deliveries: list[DeliveryShown]
    unreached: list[str] = Field(description="groups and people who have no way by which they could be told")
    problem: str = Field(description="why its receivers could not be found; empty: they were")


class Again(BaseModel):
    """Why something is sent again."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=1000, examples=["the mail server is back"])


@router.get("", summary="List notices")
async def list_notices(
    firm: TheFirm,
    caller: Reader,
    *,
    status: Status | None = None,
    kind: Word = None,
    about: Word = None,
    service: Word = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> PageOf[NoticeLine]:
    """Return notices, newest first; who may read some services only sees those about them."""
    wanted = {"kind": kind, "about": about, "service": service}
    tags = [f"{name}:{value}" for name, value in wanted.items() if value is not None]
    seen = caller.seen_services()
    page = await firm.notices.page(seen=seen, status=status, tags=tags, cursor=cursor, limit=limit)
    return _page(page)


@router.get("/{notice}", summary="One notice")
async def get_notice(firm: TheFirm, caller: Reader, notice: NoticeId) -> NoticeShown:
    """Return a notice and what became of each of its deliveries."""
    state = await firm.notices.get(notice)
    _see(caller, Right.READ, state)
    return _shown(state)


@router.post("/{notice}/again", summary="Send again what was given up")
async def send_again(firm: TheFirm, caller: Notifier, notice: NoticeId, again: Again) -> NoticeShown:
    """Let the deliveries that were given up be tried again."""
    _see(caller, Right.NOTIFY, await firm.notices.get(notice))
    return _shown(await firm.notices.again(notice, caller, again.reason))


def _see(caller: Caller, right: Right, state: NoticeState) -> None:
    """Raise where a caller may not: NoSuchError for what that caller may not even see."""
    seen = caller.seen_services()
    if seen is not None and set(seen).isdisjoint(state.told.services):
        raise NoSuchError(because("no_such", family="notice", name=state.id[:200]))
    caller.require(right, state.told.services if right is not Right.READ else ())


def _page(page: HeadPage) -> PageOf[NoticeLine]:
    lines = [
        NoticeLine.model_validate(
            {**head.shown, "id": head.stream.partition("/")[2], "status": head.status, "told_at": _at(head.order_ns)}
        )
        for head in page.heads
    ]
    return PageOf(items=lines, next=page.next)


def _shown(state: NoticeState) -> NoticeShown:
    told = state.told
    return NoticeShown(
        id=state.id,
        status=state.status,
        kind=told.what,
        about=told.about,
        title=told.title.en,
        title_zh=told.title.zh,
        body=told.body.en,
        body_zh=told.body.zh,
        services=list(told.services),
        told_at=_at(state.told_ns),
        deliveries=[_delivery(one) for one in state.sendings.values()],
        unreached=list(state.unreached),
        problem=state.addressing,
    )


def _delivery(sending: Sending) -> DeliveryShown:
    return DeliveryShown(
        id=sending.way.id,
        channel=sending.way.channel,
        group=sending.way.group,
        receivers=len(sending.way.to),
        language=sending.way.language,
        status=sending.status,
        attempts=sending.attempts,
        outcome=sending.outcome,
        detail=sending.detail,
        next_at=None if sending.next_ns is None else _at(sending.next_ns),
    )


def _at(utc_ns: int) -> str:
    return datetime.fromtimestamp(utc_ns // SECOND, UTC).isoformat().replace("+00:00", "Z")
