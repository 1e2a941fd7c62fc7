"""A notice as it stands: to whom it goes, which deliveries are done, given up or due, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from service.book import Family, Head, Told
from service.notices.events import (
    EVENTS,
    AddressingFailed,
    Delivery,
    DeliveryBegun,
    DeliveryEnded,
    Event,
    NoticeAddressed,
    NoticeAskedAgain,
    NoticeTold,
    Outcome,
)

Status: TypeAlias = Literal["waiting", "sent", "given_up", "nobody"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One delivery as it stands. `next_ns` is when it is due, None: never again; `by` who tries it now."""

    way: Delivery
    next_ns: int | None
    attempts: int = 0
    since_again: int = 0
    """Tries since somebody asked for it again."""
    by: str | None = None
    outcome: Outcome | None = None
    detail: str = ""

    @property
    def status(self) -> Status:
        """Return how far it is."""
        if self.outcome == "ok":
            return "sent"
        return "given_up" if self.next_ns is None else "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeState:
    """A notice as it stands; `address_ns` is when its addresses are to be found, None: they are, or never will be."""

    id: str
    told: NoticeTold
    told_ns: int
    address_ns: int | None
    addressing: str = ""
    """Why its addresses could not be found."""
    addressing_tries: int = 0
    sendings: dict[str, Sending] = field(default_factory=dict[str, Sending])
    unreached: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """Return the worst that holds of its deliveries: something given up, else something waiting."""
        found = {sending.status for sending in self.sendings.values()}
        if "given_up" in found or (self.addressing and self.address_ns is None):
            return "given_up"
        if "waiting" in found or self.address_ns is not None:
            return "waiting"
        return "sent" if found else "nobody"

    @property
    def due_ns(self) -> int | None:
        """Return when something is to be done next, None: never."""
        instants = [one.next_ns for one in self.sendings.values() if one.next_ns is not None]
        return min([*instants, *([] if self.address_ns is None else [self.address_ns])], default=None)


def fold(name: str, told: Sequence[Told[Event]]) -> NoticeState:
    """Return what a notice is after everything that was told of it."""
    first = told[0].event
    if not isinstance(first, NoticeTold):
        msg = f"notice/{name} does not begin with what was told"
        raise TypeError(msg)
    state = NoticeState(id=name, told=first, told_ns=told[0].utc_ns, address_ns=told[0].utc_ns)
    for one in told[1:]:
        state = _after(state, one.event, one.utc_ns)
    return state


def _after(state: NoticeState, event: Event, utc_ns: int) -> NoticeState:
    match event:
        case NoticeTold():
            return state
        case NoticeAddressed(deliveries=ways, unreached=unreached):
            sendings = {way.id: Sending(way=way, next_ns=utc_ns) for way in ways}
            return replace(state, sendings=sendings, unreached=unreached, address_ns=None, addressing="")
        case AddressingFailed(why=why, next_ns=next_ns):
            tries = state.addressing_tries + 1
            return replace(state, addressing=why, address_ns=next_ns, addressing_tries=tries)
        case DeliveryBegun() | DeliveryEnded():
            changed = _tried(state.sendings[event.delivery], event)
            return replace(state, sendings={**state.sendings, event.delivery: changed})
        case NoticeAskedAgain():
            return _again(state, utc_ns)


def _tried(sending: Sending, event: DeliveryBegun | DeliveryEnded) -> Sending:
    match event:
        case DeliveryBegun():
            return replace(
                sending,
                attempts=event.attempt,
                since_again=sending.since_again + 1,
                by=event.by,
                next_ns=event.until_ns,
                outcome="unknown",
                detail="",
            )
        case DeliveryEnded():
            return replace(sending, by=None, next_ns=event.next_ns, outcome=event.outcome, detail=event.detail)


def _again(state: NoticeState, utc_ns: int) -> NoticeState:
    sendings = {
        name: replace(one, next_ns=utc_ns, since_again=0) if one.status == "given_up" else one
        for name, one in state.sendings.items()
    }
    lost = bool(state.addressing) and state.address_ns is None
    tries = 0 if lost else state.addressing_tries
    address_ns = utc_ns if lost else state.address_ns
    return replace(state, sendings=sendings, address_ns=address_ns, addressing_tries=tries)


def head(state: NoticeState) -> Head:
    """Return the notice for lists, with what the sender looks for."""
    told = state.told
    tags = {f"kind:{told.what}", f"about:{told.about}", *(f"service:{name}" for name in told.services)}
    return Head(
        stream=f"notice/{state.id}",
        family="notice",
        status=state.status,
        order_ns=state.told_ns,
        due_ns=state.due_ns,
        tags=frozenset(tags),
        shown=_shown(state),
    )


def _shown(state: NoticeState) -> dict[str, Any]:
    told = state.told
    return {
        "kind": told.what,
        "about": told.about,
        "title_zh": told.title.zh,
        "title": told.title.en,
        "services": list(told.services),
        "told_ns": state.told_ns,
        "address_ns": state.address_ns,
        "deliveries": [
            {"id": one.way.id, "channel": one.way.channel, "status": one.status, "next_ns": one.next_ns}
            for one in state.sendings.values()
        ],
    }


FAMILY: Family[Event, NoticeState] = Family(name="notice", events=EVENTS, fold=fold, head=head)
