"""How an item of the board moves on: what each form says, as the API takes it, and through the API's own door."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, Final, Literal, TypeAlias, TypeVar

from fastapi import Response
from pydantic import BaseModel, ValidationError

from scenarios.plan import Text
from service.access import Caller, Right
from service.api import improvements
from service.api.improvement_models import (
    DoneIn,
    ImprovementOut,
    OpeningIn,
    PlanIn,
    RedrillIn,
    ReopenIn,
    VerificationIn,
    WaiverDecisionIn,
    WaiverIn,
)
from service.api.improvements import ItemDoor
from service.console.fields import Fields
from service.denial import Reason, UnfitError, because
from service.firm import Firm
from service.improvement.item import Status
from service.words import has, same, say

Model = TypeVar("Model", bound=BaseModel)
Move: TypeAlias = Literal["plan", "done", "redrill", "waiver", "reopen"]
Judgement: TypeAlias = Literal["verify", "decide"]
Form: TypeAlias = Move | Judgement
Door: TypeAlias = ItemDoor
Act: TypeAlias = Callable[[str, Fields, Door, Caller], Awaitable[ImprovementOut]]
OFFERED: Final[Mapping[Status, tuple[Form, ...]]] = {
    "open": ("plan", "waiver"),
    "planned": ("done", "plan", "waiver"),
    "done": ("redrill", "verify"),
    "proved": ("verify",),
    "waiving": ("decide",),
    "closed": ("reopen",),
    "waived": ("reopen",),
}
"""What can be done with an item in a state; whether it may be done, the register itself says."""
RIGHTS: Final[Mapping[Form, Right]] = {
    "plan": Right.IMPROVE,
    "done": Right.IMPROVE,
    "redrill": Right.IMPROVE,
    "waiver": Right.IMPROVE,
    "reopen": Right.IMPROVE,
    "verify": Right.VERIFY,
    "decide": Right.VERIFY,
}
_LABELS: Final = {"title": "said", "lead": "lead_department"}
"""Fields whose own names are those of other words."""
_PLAN: Final = ("owner", "lead", "due", "cause", "control", "corrective", "preventive", "resources", "use", "reason")


async def moved(form: Form, item: str, fields: Fields, firm: Firm, caller: Caller) -> ImprovementOut:
    """Do what a form asks; raises DeniedError with every reason, a stale form (StaleError) among them."""
    caller.require(RIGHTS[form])
    read = fields.text("seq")
    return await _ACTS[form](item, fields, ItemDoor(firm, Response(), f'"{read}"' if read else None), caller)


async def opened(fields: Fields, firm: Firm, caller: Caller) -> ImprovementOut:
    """Open an item for what a person found; raises DeniedError."""
    caller.require(Right.IMPROVE)
    given = _given(
        OpeningIn,
        fields,
        ("title", "advice", "kind", "severity", "drill", "owner", "due"),
        services=[one.strip() for one in fields.text("services").split(",") if one.strip()],
        redrill=fields.is_ticked("redrill"),
    )
    return await improvements.open_item(given, ItemDoor(firm, Response(), None), caller)


async def _plan(item: str, fields: Fields, door: Door, caller: Caller) -> ImprovementOut:
    return await improvements.plan(item, _given(PlanIn, fields, _PLAN), door, caller)


async def _done(item: str, fields: Fields, door: Door, caller: Caller) -> ImprovementOut:
    doers = [one.strip() for one in fields.text("doers").split(",") if one.strip()]
    return await improvements.carry_out(item, _given(DoneIn, fields, ("text", "done_on"), doers=doers), door, caller)


async def _redrill(item: str, fields: Fields, door: Door, caller: Caller) -> ImprovementOut:
    return await improvements.name_redrill(item, _given(RedrillIn, fields, ("drill",)), door, caller)


async def _waiver(item: str, fields: Fields, door: Door, caller: Caller) -> ImprovementOut:
    return await improvements.ask_waiver(item, _given(WaiverIn, fields, ("reason", "until")), door, caller)


async def _reopen(item: str, fields: Fields, door: Door, caller: Caller) -> ImprovementOut:
    return await improvements.reopen(item, _given(ReopenIn, fields, ("reason",)), door, caller)


async def _verify(item: str, fields: Fields, door: Door, caller: Caller) -> ImprovementOut:
    given = _given(VerificationIn, fields, ("result", "method", "finding"))
    return await improvements.verify(item, given, door, caller)


async def _decide(item: str, fields: Fields, door: Door, caller: Caller) -> ImprovementOut:
    given = _given(WaiverDecisionIn, fields, ("decision", "reason"))
    return await improvements.decide_waiver(item, given, door, caller)


_ACTS: Final[Mapping[Form, Act]] = {
    "plan": _plan,
    "done": _done,
    "redrill": _redrill,
    "waiver": _waiver,
    "reopen": _reopen,
    "verify": _verify,
    "decide": _decide,
}


def _given(model: type[Model], fields: Fields, names: tuple[str, ...], **told: Any) -> Model:
    """Return what stands in these fields, those left empty left out; raises UnfitError with every wrong field."""
    found = {name: value for name in names if (value := fields.text(name))}
    try:
        return model.model_validate({**found, **told})
    except ValidationError as error:
        raise UnfitError(*_wrong(error)) from None


def _wrong(error: ValidationError) -> Iterator[Reason]:
    for each in error.errors(include_url=False, include_input=False):
        field = str(each["loc"][0]) if each["loc"] else ""
        key = "field_missing" if each["type"] in {"missing", "string_too_short", "too_short"} else "field_unfit"
        yield because(key, field=_label(field), why=each["msg"])


def _label(field: str) -> Text:
    key = f"console.findings.{_LABELS.get(field, field)}"
    return say(key) if has(key) else same(field)
