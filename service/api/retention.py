"""Retention over HTTP: what is kept how long and by which clause, legal holds, tombstones."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from measurements.utc import utc_text
from scenarios.plan import SECOND
from service.access import Right
from service.api.asking import Auditor, TheFirm
from service.api.models import BothLanguages
from service.api.paging import Cursor, Limit, PageOf
from service.api.refusing import REFUSALS
from service.book import Query as Wanted
from service.policy.retention import CLAUSES, Kind, RetentionPolicy
from service.retention.holds import FAMILY, Hold, What
from service.words import say

router = APIRouter(prefix="/api/v1", tags=["retention"], responses=REFUSALS)
HoldId: TypeAlias = Annotated[str, Path(max_length=200, description="the hold's id, for example `dossier.quote-2026`")]
Line: TypeAlias = Annotated[str, Field(min_length=1, max_length=150, pattern=r"^[^\x00-\x1f\x7f]+$")]


class ClauseShown(BaseModel):
    """What somebody demands of how long it is kept; `least_days` null: the period is not confirmed (未核实)."""

    source: str = Field(examples=["JR/T 0251-2022 12.2 c)"])
    about: BothLanguages
    certainty: Literal["C", "S", "U"] = Field(description="C: read; S: a secondary source; U: not confirmed")
    least_days: int | None


class KindShown(BaseModel):
    """One kind of thing and how long it is kept; null: for ever."""

    kind: Kind
    days: int | None
    clauses: list[ClauseShown]


class HoldAsked(BaseModel):
    """What is to be kept, and why."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    what: What
    name: Line = Field(examples=["pg-failover-20261107-020000-a1b2c3d4"])
    reason: str = Field(min_length=1, max_length=2_000, examples=["supervisory inquiry of 9 November"])


class Lifted(BaseModel):
    """Why it need not be kept any longer."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=2_000, examples=["the inquiry is closed"])


class HoldShown(BaseModel):
    """A legal hold; it counts as long as `lifted_by` is null."""

    id: str
    status: Literal["held", "lifted"]
    what: What
    name: str
    reason: str
    placed_by: str
    placed_at: str = Field(examples=["2026-11-09T02:00:00Z"])
    lifted_by: str | None
    lifted_reason: str | None


class Tombstone(BaseModel):
    """A drill that was cleared away: where its journal ended, and the digest of the files that it had."""

    drill: str
    last_seq: int
    last_hash: str
    evidence_sha256: str
    by: str
    reason: str
    at: str


@router.get("/retention")
def kinds(caller: Auditor, firm: TheFirm) -> list[KindShown]:
    """Tell what is kept how long, and which clauses are known to be about it. The book is kept for ever."""
    caller.require_everywhere(Right.AUDIT)
    return [_kind(firm.retention.policy, kind) for kind in ("drills", "notices", "words", "idempotency")]


@router.get("/holds")
def holds(
    caller: Auditor,
    firm: TheFirm,
    status: Literal["held", "lifted"] | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> PageOf[HoldShown]:
    """List legal holds, the newest first."""
    caller.require_everywhere(Right.AUDIT)
    wanted = Wanted(family=FAMILY, status=() if status is None else (status,), cursor=cursor, limit=limit)
    page = firm.retention.holds.page(wanted)
    return PageOf(items=[_line(head.stream, head.status, head.shown) for head in page.heads], next=page.next)


@router.post("/holds", status_code=201)
def place(asked: HoldAsked, caller: Auditor, firm: TheFirm) -> HoldShown:
    """Keep a drill, or a dossier with its drills, whatever the policy lets go, until somebody else lifts it."""
    caller.require_everywhere(Right.AUDIT)
    return _hold(firm.retention.holds.place(caller.author, asked.what, asked.name, asked.reason))


@router.post("/holds/{hold}/lift")
def lift(hold: HoldId, asked: Lifted, caller: Auditor, firm: TheFirm) -> HoldShown:
    """End a hold that somebody else placed."""
    caller.require_everywhere(Right.AUDIT)
    return _hold(firm.retention.holds.lift(caller.author, hold, asked.reason))


@router.get("/tombstones")
def tombstones(
    caller: Auditor,
    firm: TheFirm,
    limit: Limit = 50,
    cursor: Annotated[str, Query(max_length=200, description="`next` of the page before")] = "",
) -> PageOf[Tombstone]:
    """List drills that were cleared away, by name; the book has the same, entry by entry."""
    caller.require_everywhere(Right.AUDIT)
    found = firm.retention.tombstones(cursor, limit + 1)
    shown = [Tombstone(**row.model_dump(exclude={"utc_ns"}), at=utc_text(row.utc_ns)) for row in found[:limit]]
    return PageOf(items=shown, next=found[limit - 1].drill if len(found) > limit else None)


def _kind(policy: RetentionPolicy, kind: Kind) -> KindShown:
    period: int | None = getattr(policy, kind)
    clauses = [
        ClauseShown(
            source=each.source,
            about=BothLanguages.of(say(each.about)),
            certainty=each.certainty,
            least_days=_days(each.least_ns),
        )
        for each in CLAUSES
        if each.kind == kind
    ]
    return KindShown(kind=kind, days=_days(period), clauses=clauses)


def _days(period_ns: int | None) -> int | None:
    return None if period_ns is None else period_ns // (86_400 * SECOND)


def _hold(hold: Hold) -> HoldShown:
    return HoldShown(
        id=hold.id,
        status="held" if hold.lifted_by is None else "lifted",
        what=hold.what,
        name=hold.name,
        reason=hold.reason,
        placed_by=hold.placed_by,
        placed_at=utc_text(hold.placed_ns),
        lifted_by=hold.lifted_by,
        lifted_reason=hold.lifted_reason,
    )


def _line(stream: str, status: str, shown: dict[str, Any]) -> HoldShown:
    told = {name: value for name, value in shown.items() if name != "placed_ns"}
    return HoldShown.model_validate(
        {"id": stream.partition("/")[2], "status": status, "placed_at": utc_text(shown["placed_ns"]), **told}
    )
