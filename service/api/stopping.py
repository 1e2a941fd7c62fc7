"""The emergency stop over HTTP: everything that runs restores at once, and nothing starts until it is lifted."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from service.access import Caller, Right
from service.access.rights import RIGHTS
from service.api.asking import Reader, Stopper, TheFirm
from service.api.incident_shown import at
from service.api.models import BothLanguages
from service.api.refusing import REFUSALS
from service.firm import Firm
from service.running.halting import Halt, Halts
from service.running.stopping import Stop

router = APIRouter(prefix="/api/v1/emergency-stop", tags=["emergency stop"], responses=REFUSALS)

StopId: TypeAlias = Annotated[str, Path(max_length=60, description="the emergency stop's id")]
_WHY = Field(min_length=1, max_length=1000, pattern=r"\S", examples=["the exchange reports trouble of its own"])


class StopOrder(BaseModel):
    """Why everything is to stop; for some services only, where they are named."""

    model_config = ConfigDict(extra="forbid")

    reason: str = _WHY
    services: list[Annotated[str, Field(min_length=1, max_length=200)]] | None = Field(
        default=None, min_length=1, max_length=200, description="left out: all that the caller may stop"
    )


class LiftOrder(BaseModel):
    """Why starts are possible again."""

    model_config = ConfigDict(extra="forbid")

    reason: str = _WHY


class RunnerOut(BaseModel):
    """A process that runs drills, and whether it has heard."""

    runner: str
    site: str = Field(description="empty where drills run in the service itself")
    heard: bool
    after_ms: int | None = Field(description="that took so long at most; null: nobody waited, or not heard")


class DrillOut(BaseModel):
    """A drill that was under way, and how far it is."""

    drill: str
    services: list[str]
    runner: str
    heard: bool = Field(description="its journal says that it was told to stop")
    after_ms: int | None
    closed: bool
    restored: bool | None = Field(description="null until it is closed")
    residue: list[str] = Field(description="what is left behind; each needs a person")


class StopShown(BaseModel):
    """An emergency stop: who ordered it, who has heard it, how each drill restores, what is to be done."""

    stop: str
    services: list[str] | None = Field(description="null: all")
    by: str
    reason: str
    ordered_at: str = Field(description="UTC, ISO 8601")
    in_force: bool
    lifted_by: str | None
    lifted_reason: str | None
    lifted_at: str | None
    all_heard: bool
    all_closed: bool
    runners: list[RunnerOut]
    drills: list[DrillOut]
    advice: list[BothLanguages] = Field(description="what to do about who did not hear, and about what is left")


class StopsShown(BaseModel):
    """The newest emergency stops, lifted or not."""

    items: list[StopShown]


def halts_of(firm: Firm) -> Halts:
    """Return what orders emergency stops."""
    return Halts(firm.stops, firm.book, firm.journal, firm.news.ring)


@router.post("", status_code=201)
async def stop_everything(order: StopOrder, caller: Stopper, firm: TheFirm, response: Response) -> StopShown:
    """Stop everything that the caller may stop: every running drill restores, and nothing starts until it is lifted.

    Answers once everybody has heard, after two seconds at the latest, and says who has not and what to do then.
    """
    services = scope_of(caller, order.services)
    halt = await halts_of(firm).order(caller.author, order.reason, services)
    response.headers["Location"] = f"/api/v1/emergency-stop/{halt.stop.stop}"
    return shown(halt)


@router.get("")
async def newest(caller: Reader, firm: TheFirm) -> StopsShown:
    """List the newest twenty, lifted or not, the newest first."""
    halts, seen = halts_of(firm), caller.seen_services()
    stops = [one for one in await asyncio.to_thread(firm.stops.newest) if seen is None or one.touches(seen)]
    found = [await asyncio.to_thread(halts.look, one) for one in stops]
    return StopsShown(items=[shown(halt, seen) for halt in found])


@router.get("/{stop}")
async def one(stop: StopId, caller: Reader, firm: TheFirm) -> StopShown:
    """Tell how far an emergency stop has come."""
    return shown(await looked(firm, stop), caller.seen_services())


@router.post("/{stop}/lift")
async def lift(stop: StopId, order: LiftOrder, caller: Stopper, firm: TheFirm) -> StopShown:
    """Let drills start again; somebody else than whoever ordered it has to say so, with a reason."""
    found = await asyncio.to_thread(firm.stops.get, stop)
    require_over(caller, found)
    await asyncio.to_thread(halts_of(firm).lift, caller.author, stop, order.reason)
    return shown(await looked(firm, stop), caller.seen_services())


async def looked(firm: Firm, stop: str) -> Halt:
    """Return how far an emergency stop has come; raises NoSuchError."""
    found = await asyncio.to_thread(firm.stops.get, stop)
    return await asyncio.to_thread(halts_of(firm).look, found)


def scope_of(caller: Caller, wished: list[str] | None) -> tuple[str, ...] | None:
    """Return the services that the caller stops, None for all; raises ForbiddenError."""
    caller.require(Right.STOP, wished or ())
    if wished is not None:
        return tuple(dict.fromkeys(wished))
    grants = [grant for grant in caller.grants if Right.STOP in RIGHTS[grant.role]]
    if any(not grant.services for grant in grants):
        return None
    return tuple(dict.fromkeys(service for grant in grants for service in grant.services))


def require_over(caller: Caller, stop: Stop) -> None:
    """Raise ForbiddenError where the caller could not have ordered it."""
    if stop.services is not None:
        caller.require(Right.STOP, stop.services)
    elif scope_of(caller, None) is not None:
        caller.require_everywhere(Right.STOP)


def shown(halt: Halt, seen: tuple[str, ...] | None = None) -> StopShown:
    """Return an emergency stop as the API shows it, with the drills of the services that may be seen (None: all)."""
    stop = halt.stop
    drills = tuple(one for one in halt.drills if seen is None or set(one.services) & set(seen))
    halt = replace(halt, drills=drills)
    return StopShown(
        stop=stop.stop,
        services=None if stop.services is None else list(stop.services),
        by=stop.by,
        reason=stop.reason,
        ordered_at=at(stop.utc_ns),
        in_force=stop.is_in_force,
        lifted_by=stop.lifted_by,
        lifted_reason=stop.lifted_reason,
        lifted_at=None if stop.lifted_ns is None else at(stop.lifted_ns),
        all_heard=halt.is_heard,
        all_closed=halt.is_over,
        runners=[RunnerOut.model_validate(each, from_attributes=True) for each in halt.runners],
        drills=[DrillOut.model_validate(each, from_attributes=True) for each in drills],
        advice=[BothLanguages.of(reason.text) for reason in halt.advice],
    )
