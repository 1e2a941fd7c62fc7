"""What one person sees of one drill: permitted, looked at, with what it asks of people and what its dossier says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import Request

from service.access import Right
from service.api.drills import desk_of
from service.api.refusals import refusals_as_problems
from service.cards import Card
from service.console.frame import Frame
from service.console.room import telling
from service.console.room.rooms import Looked, Rooms
from service.denial import NoSuchError
from service.desk import Desk
from service.dossiers import Dossier

_ROOMS: Final = "rooms"


def rooms_of(request: Request) -> Rooms:
    """Return the rooms of the application, made when they are first looked at."""
    state = request.app.state
    rooms = getattr(state, _ROOMS, None)
    if not isinstance(rooms, Rooms):
        rooms = Rooms(desk_of(request).journal)
        setattr(state, _ROOMS, rooms)
    return rooms


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A drill as it is now, for one who may read it."""

    drill: str
    services: tuple[str, ...]
    looked: Looked
    card: Card

    def facts(self) -> Mapping[str, object]:
        """Return what templates read."""
        shown = self.looked.shown
        return {
            "drill": self.drill,
            "card": self.card,
            "looked": self.looked,
            "plan": self.looked.plan,
            "s": shown,
            "axis": telling.axis_of(shown),
            "asks": telling.asked_digest(self.card),
            "gate": telling.next_gate(self.looked.plan, self.looked),
            "utc": self.looked.utc_ns,
            "tell": telling,
        }


async def sight_of(framed: Frame, drill: str) -> Sight:
    """Return a drill for whoever looks; raises ForbiddenError, ProblemError (404 where there is none)."""
    desk = desk_of(framed.request)
    with refusals_as_problems():
        services = await desk.permit(framed.caller, Right.READ, drill)
        looked = await rooms_of(framed.request).look(drill, framed.firm.book.utc_ns())
        card = await desk.card(drill)
    return Sight(drill=drill, services=services, looked=looked, card=card)


async def dossier_of(desk: Desk, drill: str) -> Dossier | None:
    """Return the dossier of a drill, None for one from before there were dossiers."""
    name = await desk.dossier(drill)
    if name is None:
        return None
    try:
        return await desk.firm.dossiers.shelf.get(name)
    except NoSuchError:
        return None
