"""What can happen to an improvement item. Instants are UTC nanoseconds, told by the book; names are accounts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from scenarios.plan import Text
from service.improvement.trouble import Trouble, Use


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A document that lies elsewhere: its name, and the digest by which it is known again."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOpened:
    """Something was found; `drill` and `dossier` are where, empty where it was found otherwise.

    `redrill`: it takes a later drill that shows it gone. `reported_to` is who was told besides the owner.
    """

    title: Text
    trouble: Trouble
    due_ns: int
    redrill: bool
    use: Use
    owner: str = ""
    drill: str = ""
    dossier: str = ""
    reported_to: tuple[str, ...] = ()
    kind: Literal["item_opened"] = "item_opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPlanned:
    """Who is to do what until when (JR/T 0251 14): departments, measures, deadline, resources. Replaces the one before.

    `control` is what is there already against it, `corrective` what mends it, `preventive` what keeps it from coming
    again. `reason` is why the due date was moved back.
    """

    owner: str
    lead: str
    supporting: tuple[str, ...]
    due_ns: int
    cause: str
    control: str
    corrective: str
    preventive: str
    resources: str
    use: Use
    reason: str = ""
    kind: Literal["item_planned"] = "item_planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureDone:
    """The measure was carried out, by whoever tells it and by `doers`."""

    text: str
    doers: tuple[str, ...] = ()
    done_on: str = ""
    evidence: tuple[Evidence, ...] = ()
    kind: Literal["measure_done"] = "measure_done"


@dataclass(frozen=True, slots=True, kw_only=True)
class RedrillShown:
    """A later drill showed it gone: its report did by itself, or whoever tells it says so (`by_report` false)."""

    drill: str
    by_report: bool
    kind: Literal["redrill_shown"] = "redrill_shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenAgain:
    """A later drill showed that it is still there; what was done did not help. `trouble` is what that drill found."""

    drill: str
    trouble: Trouble
    kind: Literal["seen_again"] = "seen_again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """Somebody who neither owned nor did it has looked whether the measure worked (CSRC guide, form 40)."""

    result: Literal["worked", "failed"]
    method: str
    finding: str
    evidence: tuple[Evidence, ...] = ()
    kind: Literal["verified"] = "verified"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverAsked:
    """Somebody wants nothing to be done about it until `until_ns`, and takes the risk for `reason`."""

    reason: str
    until_ns: int
    kind: Literal["waiver_asked"] = "waiver_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverDecided:
    """Somebody else has decided about that."""

    decision: Literal["accept", "refuse"]
    reason: str
    kind: Literal["waiver_decided"] = "waiver_decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """It is to be mended after all; `drill` is the one that showed it, empty where a person or the calendar says so."""

    reason: str
    due_ns: int
    drill: str = ""
    kind: Literal["reopened"] = "reopened"


Event: TypeAlias = (
    ItemOpened
    | ItemPlanned
    | MeasureDone
    | RedrillShown
    | SeenAgain
    | Verified
    | WaiverAsked
    | WaiverDecided
    | Reopened
)
EVENTS: Final[TypeAdapter[Event]] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
