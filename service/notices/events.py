"""What happens to a notice: it is told, addressed, tried channel by channel, and sent or given up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, TypeAdapter

from scenarios.plan import Text
from service.policy.notices import Language

Outcome: TypeAlias = Literal["ok", "failed", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One way on which a notice goes out: to `to` (mail addresses; empty: whoever the channel reaches)."""

    id: str
    channel: str
    group: str
    to: tuple[str, ...]
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeTold:
    """Somebody told something; `what` is the kind of notice."""

    what: str
    about: str
    title: Text
    body: Text
    services: tuple[str, ...]
    people: tuple[str, ...]
    key: str
    is_drill: bool
    kind: Literal["notice_told"] = "notice_told"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeAddressed:
    """The policy and the contacts register said to whom it goes; `unreached` could not be found or have no address."""

    deliveries: tuple[Delivery, ...]
    unreached: tuple[str, ...]
    kind: Literal["notice_addressed"] = "notice_addressed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressingFailed:
    """The contacts register could not be read; `next_ns` is when it is tried again, None: given up."""

    why: str
    next_ns: int | None
    kind: Literal["addressing_failed"] = "addressing_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryBegun:
    """The sender `by` is about to try; if nothing is heard until `until_ns`, it may or may not have been sent."""

    delivery: str
    attempt: int
    by: str
    until_ns: int
    kind: Literal["delivery_begun"] = "delivery_begun"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryEnded:
    """How a try ended; `next_ns` is when it is tried again, None: never (it was sent, or it is given up)."""

    delivery: str
    attempt: int
    outcome: Outcome
    detail: str
    next_ns: int | None
    kind: Literal["delivery_ended"] = "delivery_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeAskedAgain:
    """Somebody wants what was given up to be tried again."""

    reason: str
    kind: Literal["notice_asked_again"] = "notice_asked_again"


Event: TypeAlias = NoticeTold | NoticeAddressed | AddressingFailed | DeliveryBegun | DeliveryEnded | NoticeAskedAgain
EVENTS: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
