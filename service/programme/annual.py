"""The annual programme (JR/T 0251 5.4): services, drills and quarters; written, submitted, approved by another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

from service.book import Family, Head, Told
from service.denial import ConflictError, ForbiddenError, UnfitError, because
from service.dossiers.wish import Form
from service.programme.moments import told as told_at

Words: TypeAlias = Annotated[str, Field(max_length=2000)]
Short: TypeAlias = Annotated[str, Field(min_length=1, max_length=200)]
ItemId: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$", examples=["q4-trading"])]


class Item(BaseModel):
    """One drill of the year: what, in which quarter, to what end, by whom, with what result, for how much."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: ItemId
    title: Short = Field(examples=["Failover of the trading database"])
    services: tuple[Annotated[str, Field(min_length=1, max_length=100)], ...] = Field(
        min_length=1, max_length=100, examples=[["trading-db"]]
    )
    quarter: int = Field(ge=1, le=4)
    form: Form | None = Field(default=None, description="tabletop, simulated or live; null: any")
    scenario: Annotated[str, Field(max_length=100)] | None = Field(default=None, examples=["pg-crash-async"])
    purpose: Words = Field(default="", examples=["Show that the RTO of ten minutes is reached"])
    owner: Short = Field(examples=["li.wei"])
    lead: Short = Field(examples=["IT operations"], description="lead department")
    supporting: tuple[Short, ...] = Field(default=(), max_length=50, description="supporting departments")
    outputs: tuple[Short, ...] = Field(default=(), max_length=50, examples=[["drill report", "improvement plan"]])
    budget: str = Field(default="", max_length=200, examples=["CNY 20 000"])
    in_budget: bool = Field(default=True, description="whether the money is in the year's budget")
    schedule: Annotated[str, Field(max_length=200)] | None = Field(default=None, description="its schedule")


def _each_once(items: tuple[Item, ...]) -> tuple[Item, ...]:
    names = [item.id for item in items]
    if len(set(names)) < len(names):
        msg = "every item has an id of its own"
        raise ValueError(msg)
    return items


class YearSpec(BaseModel):
    """A programme as it is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Short = Field(examples=["Drill programme 2026"])
    purpose: Words = Field(default="", description="what the year's drills are for")
    basis: Words = Field(default="", examples=["JR/T 0251 5.4; baseline/yearly"])
    items: Annotated[tuple[Item, ...], Field(max_length=500), AfterValidator(_each_once)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeWritten:
    """The programme is this from now on; what was approved stays what was approved, to be compared with."""

    spec: YearSpec
    kind: Literal["programme_written"] = "programme_written"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeSubmitted:
    """It is to be approved as it is."""

    kind: Literal["programme_submitted"] = "programme_submitted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeDecided:
    """Somebody who wrote none of this version approves it, or returns it."""

    decision: Literal["approve", "return"]
    reason: str
    kind: Literal["programme_decided"] = "programme_decided"


YearEvent: TypeAlias = Annotated[ProgrammeWritten | ProgrammeSubmitted | ProgrammeDecided, Field(discriminator="kind")]
Status: TypeAlias = Literal["draft", "submitted", "approved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """What was approved, by whom, when (UTC ns) and why."""

    spec: YearSpec
    by: str
    at_ns: int
    reason: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A year's programme now. `writers` had a hand in what is not approved yet."""

    year: str
    spec: YearSpec
    version: int
    status: Status
    writers: frozenset[str]
    made_ns: int
    approved: Approved | None = None
    said: str = ""


def fold(name: str, told: Sequence[Told[YearEvent]]) -> Year:
    """Return what the programme is after everything that was told of it."""
    first = told[0].event
    assert isinstance(first, ProgrammeWritten)  # noqa: S101  every stream begins with what it is
    state = Year(year=name, spec=first.spec, version=0, status="draft", writers=frozenset(), made_ns=told[0].utc_ns)
    for one in told:
        state = _after(state, one)
    return state


def _after(state: Year, told: Told[YearEvent]) -> Year:
    user = told.author.user
    match told.event:
        case ProgrammeWritten(spec=spec):
            writers = state.writers | {user}
            return replace(state, spec=spec, version=state.version + 1, status="draft", writers=writers)
        case ProgrammeSubmitted():
            return replace(state, status="submitted", writers=state.writers | {user}, said="")
        case ProgrammeDecided(decision="return", reason=reason):
            return replace(state, status="draft", said=reason)
        case ProgrammeDecided(reason=reason):
            approved = Approved(spec=state.spec, by=user, at_ns=told.utc_ns, reason=reason, version=state.version)
            return replace(state, status="approved", writers=frozenset(), approved=approved, said=reason)


def head(state: Year) -> Head:
    """Return the programme for lists."""
    services = {name for item in state.spec.items for name in item.services}
    return Head(
        stream=f"programme/{state.year}",
        family="programme",
        status=state.status,
        order_ns=int(state.year) * 10**9,
        tags=frozenset({f"year:{state.year}", *(f"service:{name}" for name in services)}),
        shown={"title": state.spec.title, "version": state.version, "items": len(state.spec.items)},
    )


def shown(state: Year) -> dict[str, object]:
    """Return the programme as JSON-ready data."""
    approved = state.approved
    return {
        **state.spec.model_dump(mode="json"),
        "year": state.year,
        "version": state.version,
        "status": state.status,
        "writers": sorted(state.writers),
        "said": state.said,
        "approved": None
        if approved is None
        else {
            "by": approved.by,
            "at": told_at(approved.at_ns),
            "reason": approved.reason,
            "version": approved.version,
        },
    }


def submit(state: Year) -> list[YearEvent]:
    """Return what submitting changes; raises ConflictError, or UnfitError for a programme without items."""
    if state.status != "draft":
        raise ConflictError(because("programme_not_draft", programme=state.year, status=state.status))
    if not state.spec.items:
        raise UnfitError(because("programme_empty"))
    return [ProgrammeSubmitted()]


def decide(state: Year, user: str, decision: Literal["approve", "return"], reason: str) -> list[YearEvent]:
    """Return what a decision changes; raises ConflictError, or ForbiddenError for who wrote part of it."""
    if state.status != "submitted":
        raise ConflictError(because("programme_not_draft", programme=state.year, status=state.status))
    if user in state.writers and decision == "approve":
        raise ForbiddenError(because("programme_own", user=user))
    return [ProgrammeDecided(decision=decision, reason=reason)]


YEARS: Final[Family[YearEvent, Year]] = Family(name="programme", events=TypeAdapter(YearEvent), fold=fold, head=head)
