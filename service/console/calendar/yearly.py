"""The year's programme in the console: its drills, how the year goes against it, writing, submitting, approving."""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeAlias

from fastapi import APIRouter, Depends, Path, Response
from pydantic import ValidationError

from service.access import Right
from service.console.calendar.filled import names_in, typed_in, unfit
from service.console.calendar.months import day_of
from service.console.calendar.scheduling import Scheduling
from service.console.fields import Fields
from service.console.frame import Frame, Framed, framing
from service.denial import DeniedError, NoSuchError, UnfitError, because
from service.programme.annual import Item, Year, YearSpec

router = APIRouter()
YearId: TypeAlias = Annotated[str, Path(pattern="^20[0-9][0-9]$")]
_LABELS: Final = {
    **{name: f"planning.item.{name}" for name in ("id", "title", "quarter", "purpose", "owner", "lead")},
    "services": "planning.schedule.services",
}
Approving: TypeAlias = Annotated[Frame, Depends(framing(Right.APPROVE))]


@router.get("/console/calendar/programme")
async def this_year(framed: Framed) -> Response:
    """Lead to the programme of this year."""
    year = day_of(framed.firm.book.utc_ns(), framed.tongue.zone).year
    return framed.goes(f"/console/calendar/programme/{year}")


@router.get("/console/calendar/programme/{year}")
async def one(year: YearId, framed: Framed) -> Response:
    """Give a year's programme and how the year goes against it."""
    return await _page(framed, year)


@router.post("/console/calendar/programme/{year}/items")
async def add_item(year: YearId, framed: Scheduling) -> Response:
    """Add a drill to the programme; it has to be approved anew."""
    fields = await framed.form()
    try:
        found, seq = await _known(framed, year)
        item = _item(fields)
        before = () if found is None else found.spec.items
        if any(one.id == item.id for one in before):
            raise UnfitError(because("item_twice", item=item.id))
        title = fields.text("year_title") or (year if found is None else found.spec.title)
        spec = YearSpec(title=title[:200]) if found is None else found.spec
        await framed.firm.programme.years.write(
            framed.caller, year, spec.model_copy(update={"items": (*before, item)}), seq
        )
    except DeniedError as error:
        return await _page(framed, year, fields, error)
    return framed.goes(f"/console/calendar/programme/{year}", "planning.item.added")


@router.post("/console/calendar/programme/{year}/items/remove")
async def remove_item(year: YearId, framed: Scheduling) -> Response:
    """Take a drill out of the programme; it has to be approved anew."""
    name = (await framed.form()).text("item")
    try:
        found, seq = await _known(framed, year)
        if found is None or all(one.id != name for one in found.spec.items):
            raise NoSuchError(because("no_such", family="item", name=name[:100]))
        rest = tuple(one for one in found.spec.items if one.id != name)
        await framed.firm.programme.years.write(framed.caller, year, found.spec.model_copy(update={"items": rest}), seq)
    except DeniedError as error:
        return await _page(framed, year, None, error)
    return framed.goes(f"/console/calendar/programme/{year}", "planning.item.removed")


@router.post("/console/calendar/programme/{year}/submit")
async def submit(year: YearId, framed: Scheduling) -> Response:
    """Submit the programme for approval."""
    try:
        await framed.firm.programme.years.submit(framed.caller, year)
    except DeniedError as error:
        return await _page(framed, year, None, error)
    return framed.goes(f"/console/calendar/programme/{year}", "planning.year.submitted")


@router.post("/console/calendar/programme/{year}/decision")
async def decide(year: YearId, framed: Approving) -> Response:
    """Approve the programme as the page showed it, or return it to its writers."""
    fields = await framed.form()
    decision: Literal["approve", "return"] = "approve" if fields.text("decision") == "approve" else "return"
    try:
        reason, seq = fields.text("reason")[:2000], fields.number("seq", 0)
        if not reason:
            raise UnfitError(because("form_empty", field="reason"))
        await framed.firm.programme.years.decide(framed.caller, year, decision, reason, seq)
    except DeniedError as error:
        return await _page(framed, year, None, error)
    return framed.goes(f"/console/calendar/programme/{year}", "planning.year.decided")


async def _known(framed: Frame, year: str) -> tuple[Year | None, int | None]:
    try:
        return await framed.firm.programme.years.one(framed.caller, year)
    except NoSuchError:
        return None, None


async def _page(framed: Frame, year: str, fields: Fields | None = None, refused: DeniedError | None = None) -> Response:
    found, seq = await _known(framed, year)
    course = () if found is None else await framed.firm.programme.years.course(framed.caller, year)
    by_item = {one.item: one for one in course if one.item is not None}
    return framed.page(
        "programme.html.jinja",
        refused=refused,
        year=int(year),
        programme=found,
        seq=seq,
        by_item=by_item,
        others=[one for one in course if one.item is None],
        typed=typed_in(fields),
    )


def _item(fields: Fields) -> Item:
    told = {
        "id": fields.text("id"),
        "title": fields.text("title"),
        "services": names_in(fields.text("services")),
        "quarter": fields.number("quarter", 0),
        "purpose": fields.text("purpose"),
        "owner": fields.text("owner"),
        "lead": fields.text("lead"),
    }
    try:
        return Item.model_validate(told)
    except ValidationError as error:
        raise unfit(error, _LABELS) from None
