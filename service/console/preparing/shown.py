"""A dossier's page: where it stands, who has to do what, every reason that the guard has against its start."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, TypeAlias

from fastapi import APIRouter, Path, Response

from scenarios.describe import describe
from service.access import Right
from service.api.dossier_views import dossier_out
from service.api.drills import TheDesk
from service.console.fields import Fields
from service.console.frame import Frame, Framed
from service.console.preparing.listed import SIGNS
from service.console.preparing.outlining import outlined
from service.denial import DeniedError, Reason
from service.desk import Desk
from service.dossiers import Dossier, Stage
from service.dossiers.approving import digest_now
from service.dossiers.events import Item, Record
from service.dossiers.standing import missing_records, needed
from service.dossiers.summing import SIGNED, USES

router = APIRouter()
Name: TypeAlias = Annotated[str, Path(max_length=200)]
State: TypeAlias = Literal["done", "now", "later"]
_HISTORY: Final = 60
_AFTER: Final = (Stage.SUMMARISING, Stage.IMPROVING)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into one of a page's forms and refused: it stands there again."""

    form: str
    fields: Fields

    def text(self, name: str) -> str:
        """Return what was typed into a field."""
        return self.fields.text(name)


@router.get("/console/dossiers/{dossier}")
async def one(dossier: Name, framed: Framed, desk: TheDesk) -> Response:
    """Give the page."""
    return await dossier_page(framed, desk, dossier)


@router.get("/console/dossiers/{dossier}/plan")
async def plan(dossier: Name, framed: Framed) -> Response:
    """Give the plan that the files come to now, as `drillproof plan` tells it."""
    found, _ = await framed.firm.dossiers.read(framed.caller, dossier)
    made = await framed.firm.files.plan(found.wish)
    lines = await asyncio.to_thread(describe, made, framed.lang)
    return framed.page("dossier_plan.html.jinja", dossier=found, sections=outlined(lines))


async def dossier_page(
    framed: Frame, desk: Desk, name: str, refused: DeniedError | None = None, typed: Typed | None = None
) -> Response:
    """Return the page of a dossier; `refused` is what somebody was just told of what they had `typed`."""
    found, seq = await framed.firm.dossiers.read(framed.caller, name)
    reasons, waived, unfit = await _guarded(framed, desk, found)
    if reasons is not None:  # the files were read again, and may have made approvals void
        found, seq = await framed.firm.dossiers.read(framed.caller, name)
    policy, told = framed.firm.policy, await framed.firm.dossiers.told(name)
    people, _ = needed(found, policy)
    return framed.page(
        "dossier.html.jinja",
        refused=refused,
        d=dossier_out(found, policy),
        seq=seq,
        digest=digest_now(found),
        records=tuple(Record),
        steps=_steps(found, len(missing_records(found, policy)), people, is_free=not people),
        reasons=reasons,
        waived=waived,
        unfit=unfit,
        askable=[one for one in reasons or () if one.code in policy.guarding.overridable],
        override_people=policy.approval.override_people,
        can=_can(framed, found),
        history=list(reversed(told))[:_HISTORY],
        signs=SIGNS,
        longest_ns=found.facts.longest_ns,
        decided={one.by: one for one in found.decisions},
        signs_in=_signs_in(framed, found),
        typed=typed,
        held=await asyncio.to_thread(framed.firm.attaching.store.sizes, found.id),
        most_attached=framed.firm.attaching.most,
        **_after(found),
    )


def _after(found: Dossier) -> dict[str, Any]:
    """Return what the forms after a drill need."""
    return {
        "after": found.stage in _AFTER,
        "graded": tuple(Item),
        "uses": USES,
        "duties": SIGNED,
        "head_digest": "" if found.done is None else found.done.head,
    }


async def _guarded(
    framed: Frame, desk: Desk, found: Dossier
) -> tuple[tuple[Reason, ...] | None, tuple[Reason, ...], tuple[Reason, ...]]:
    """Return the guard's reasons, those set aside, and what is wrong in the files; None where it is past a start."""
    if found.stage is not Stage.PREPARING:
        return None, (), ()
    try:
        opinion = await desk.opinion(found.id, framed.caller)
    except DeniedError as error:
        return None, (), error.reasons
    return opinion.reasons, opinion.waived, ()


def _signs_in(framed: Frame, found: Dossier) -> bool:
    """Tell whether the caller was named and has not signed in yet."""
    mine = (one for one in found.participants.values() if one.account == framed.caller.user)
    return any(one.signed_in_ns is None for one in mine)


def _can(framed: Frame, found: Dossier) -> dict[str, bool]:
    """Tell what the caller may do with this dossier, by its services and sites."""
    places = found.services, found.facts.sites
    rights = {"prepare": Right.PREPARE, "approve": Right.APPROVE, "start": Right.START}
    can = {name: framed.caller.may(right, *places) for name, right in rights.items()}
    is_open, is_after = found.stage is Stage.PREPARING, found.stage in _AFTER
    later = {"sum_up": can["prepare"] and is_after, "sign": can["approve"] and is_after}
    return {**{name: may and is_open for name, may in can.items()}, **later}


def _steps(found: Dossier, missing: int, people: int, *, is_free: bool) -> list[tuple[str, State]]:
    """Return the way to a start: what is done, what comes now, what comes later."""
    is_past = found.stage is not Stage.PREPARING
    given = sum(one.decision == "approve" for one in found.decisions)
    done = {
        "wish": True,
        "records": is_past or not missing,
        "approval": is_past or is_free or (found.request is not None and given >= people),
        "start": is_past and found.stage is not Stage.CANCELLED,
    }
    states: list[tuple[str, State]] = []
    for name, is_done in done.items():
        is_now = not is_done and all(state == "done" for _, state in states)
        states.append((name, "done" if is_done else "now" if is_now else "later"))
    return states
