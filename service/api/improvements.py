"""The improvement register over HTTP."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Final, TypeAlias
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Path, Query, Response

from service.access import Caller, Right
from service.api.asking import Improver, Reader, TheFirm, Verifier
from service.api.improvement_models import (
    DoneIn,
    EvidenceBody,
    Forms,
    HistoryLine,
    ImprovementCard,
    ImprovementOut,
    OpeningIn,
    PlanIn,
    RedrillIn,
    ReopenIn,
    VerificationIn,
    WaiverDecisionIn,
    WaiverIn,
)
from service.api.improvement_shown import card, forms, line, whole
from service.api.paging import Cursor, IfMatch, Limit, PageOf, expected, mark
from service.api.refusing import REFUSALS
from service.book import Query as Wanted
from service.book import seen_tags
from service.firm import Firm
from service.improvement import Improvements, Kind, Status, Trouble
from service.improvement.deciding import Person, Planning
from service.improvement.events import Evidence, MeasureDone, Verified, WaiverAsked, WaiverDecided
from service.improvement.item import FAMILY, UNSETTLED
from service.improvement.register import Opening
from service.improvement.trouble import Severity
from service.words import same

router = APIRouter(prefix="/api/v1/improvements", tags=["improvements"], responses=REFUSALS)

Id: TypeAlias = Annotated[str, Path(max_length=200, description="the item")]
Filter: TypeAlias = Annotated[str | None, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
_DAY_ENDS: Final = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class ItemDoor:
    """What every address needs: the parts of the service, the answer, and what was read before."""

    firm: Firm
    response: Response
    if_match: str | None

    @property
    def register(self) -> Improvements:
        """Return the register."""
        return self.firm.improvements

    def seq(self, *, required: bool = False) -> int | None:
        """Return the seq that the caller has read; raises UnfitError."""
        return expected(self.if_match, required=required)

    async def permit(self, caller: Caller, right: Right, name: str) -> None:
        """Raise ForbiddenError where the caller may not do that with an item of these services, NoSuchError."""
        item, _ = await self.register.read(name)
        services = item.trouble.services
        seen = caller.seen_services()
        if right is not Right.READ or (seen is not None and not set(seen) & set(services)):
            caller.require(right, services)

    async def shown(self, name: str) -> ImprovementOut:
        """Return an item as it is now, with its ETag."""
        item, seq = await self.register.read(name)
        mark(self.response, seq)
        return whole(item, self.firm.book.utc_ns())

    def end_of(self, day: date) -> int:
        """Return the last second of a day of the firm's zone, in UTC nanoseconds."""
        zone = ZoneInfo(self.firm.policy.guarding.zone)
        return int(datetime.combine(day, _DAY_ENDS, zone).timestamp()) * 10**9


def _door(firm: TheFirm, response: Response, if_match: IfMatch = None) -> ItemDoor:
    return ItemDoor(firm, response, if_match)


Door: TypeAlias = Annotated[ItemDoor, Depends(_door)]


@dataclass(frozen=True, slots=True)
class _Asked:
    """Filters of the list."""

    status: Annotated[list[Status] | None, Query(max_length=10, description="any of these")] = None
    service: Filter = None
    owner: Filter = None
    kind: Kind | None = None
    severity: Severity | None = None
    drill: Annotated[str | None, Query(max_length=200, description="that opened it or showed it again")] = None
    dossier: Filter = None
    overdue: Annotated[bool, Query(description="only what is overdue")] = False
    limit: Limit = 50
    cursor: Cursor = None

    def query(self, seen: tuple[str, ...] | None, now_ns: int) -> Wanted:
        """Return it as the book is asked."""
        named = {"service": self.service, "owner": self.owner, "kind": self.kind, "severity": self.severity}
        named |= {"seen": self.drill, "dossier": self.dossier}
        status = tuple(self.status or ())
        if self.overdue:
            status = tuple(one for one in UNSETTLED if not status or one in status) or ("nothing",)
        return Wanted(
            family=FAMILY,
            status=status,
            tags=tuple(f"{tag}:{value}" for tag, value in named.items() if value is not None),
            any_tags=seen_tags(seen),
            due_before_ns=now_ns + 1 if self.overdue else None,
            cursor=self.cursor,
            limit=self.limit,
        )


@router.get("")
async def every(door: Door, caller: Reader, asked: Annotated[_Asked, Depends()]) -> PageOf[ImprovementCard]:
    """List the items of the services that the caller may see, the newest first."""
    now = door.firm.book.utc_ns()
    found = await door.register.page(asked.query(caller.seen_services(), now))
    return PageOf(items=[card(head, now) for head in found.heads], next=found.next)


@router.post("", status_code=201)
async def open_item(given: OpeningIn, door: Door, caller: Improver) -> ImprovementOut:
    """Open an item for something that a person found; what drills find opens by itself."""
    caller.require(Right.IMPROVE, given.services)
    due = None if given.due is None else door.end_of(given.due)
    item = await door.register.open_by_hand(caller.author, lambda mark_: _opening(given, mark_, due))
    door.response.headers["Location"] = f"/api/v1/improvements/{item.id}"
    return await door.shown(item.id)


@router.get("/{item}")
async def one(item: Id, door: Door, caller: Reader) -> ImprovementOut:
    """Give a whole item."""
    await door.permit(caller, Right.READ, item)
    return await door.shown(item)


@router.get("/{item}/history")
async def history(item: Id, door: Door, caller: Reader) -> list[HistoryLine]:
    """Give everything that happened to an item, in order, as the book has it."""
    await door.permit(caller, Right.READ, item)
    return [line(entry) for entry in await asyncio.to_thread(door.firm.book.stream, f"{FAMILY}/{item}")]


@router.get("/{item}/forms")
async def both_forms(item: Id, door: Door, caller: Reader) -> Forms:
    """Give an item as form 39 (fault and risk) and form 40 (measures and their verification)."""
    await door.permit(caller, Right.READ, item)
    return forms((await door.register.read(item))[0])


@router.patch("/{item}")
async def plan(item: Id, given: PlanIn, door: Door, caller: Improver) -> ImprovementOut:
    """Change who is to do what until when; needs `If-Match`."""
    await door.permit(caller, Right.IMPROVE, item)
    await door.register.plan(caller.author, item, _planning(given, door), door.seq(required=True))
    return await door.shown(item)


@router.post("/{item}/done")
async def carry_out(item: Id, given: DoneIn, door: Door, caller: Improver) -> ImprovementOut:
    """Tell that the measure was carried out."""
    await door.permit(caller, Right.IMPROVE, item)
    told = MeasureDone(
        text=given.text,
        doers=tuple(given.doers),
        done_on="" if given.done_on is None else given.done_on.isoformat(),
        evidence=_evidence(given.evidence),
    )
    await door.register.done(caller.author, item, told, door.seq())
    return await door.shown(item)


@router.post("/{item}/redrill")
async def name_redrill(item: Id, given: RedrillIn, door: Door, caller: Improver) -> ImprovementOut:
    """Name the later drill that showed it gone, where no report can tell so by itself."""
    await door.permit(caller, Right.IMPROVE, item)
    await door.register.redrilled(caller.author, item, given.drill, door.seq())
    return await door.shown(item)


@router.post("/{item}/verifications")
async def verify(item: Id, given: VerificationIn, door: Door, caller: Verifier) -> ImprovementOut:
    """Say whether the measure worked; that closes an item, and nobody who had a part in it can."""
    await door.permit(caller, Right.VERIFY, item)
    told = Verified(result=given.result, method=given.method, finding=given.finding, evidence=_evidence(given.evidence))
    await door.register.verify(caller.author, item, told, _person(caller), door.seq())
    return await door.shown(item)


@router.post("/{item}/waiver")
async def ask_waiver(item: Id, given: WaiverIn, door: Door, caller: Improver) -> ImprovementOut:
    """Ask that nothing be done for a while; somebody else decides."""
    await door.permit(caller, Right.IMPROVE, item)
    asked = WaiverAsked(reason=given.reason, until_ns=door.end_of(given.until))
    await door.register.ask_waiver(caller.author, item, asked, door.seq())
    return await door.shown(item)


@router.post("/{item}/waiver/decision")
async def decide_waiver(item: Id, given: WaiverDecisionIn, door: Door, caller: Verifier) -> ImprovementOut:
    """Decide whether nothing is done for a while."""
    await door.permit(caller, Right.VERIFY, item)
    decided = WaiverDecided(decision=given.decision, reason=given.reason)
    await door.register.decide_waiver(caller.author, item, decided, _person(caller), door.seq())
    return await door.shown(item)


@router.post("/{item}/reopen")
async def reopen(item: Id, given: ReopenIn, door: Door, caller: Improver) -> ImprovementOut:
    """Open a settled item again."""
    await door.permit(caller, Right.IMPROVE, item)
    await door.register.reopen(caller.author, item, given.reason, door.seq())
    return await door.shown(item)


def _opening(given: OpeningIn, mark_: str, due_ns: int | None) -> Opening:
    trouble = Trouble(
        mark=mark_,
        kind=given.kind,
        code="by_hand",
        severity=given.severity,
        services=tuple(dict.fromkeys(given.services)),
        said=same(given.title),
        advice=same(given.advice),
        scenario=given.scenario,
    )
    return Opening(
        trouble=trouble,
        owner=given.owner,
        due_ns=due_ns,
        redrill=given.redrill,
        use=given.use,
        drill=given.drill,
        dossier=given.dossier,
    )


def _planning(given: PlanIn, door: ItemDoor) -> Planning:
    told = given.model_dump(exclude={"due", "supporting"})
    supporting = None if given.supporting is None else tuple(given.supporting)
    return Planning(**told, supporting=supporting, due_ns=None if given.due is None else door.end_of(given.due))


def _evidence(given: list[EvidenceBody]) -> tuple[Evidence, ...]:
    return tuple(Evidence(name=one.name, sha256=one.sha256) for one in given)


def _person(caller: Caller) -> Person:
    return Person(user=caller.user, name=caller.name)
