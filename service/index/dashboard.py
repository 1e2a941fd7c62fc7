"""The whole at a glance: how many drills in which state, the newest proof of each service, what is open and due."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from service.cards import Card
from service.firm import Firm
from service.improvement.item import FAMILY as IMPROVEMENTS
from service.improvement.item import UNSETTLED
from service.index.counting import Count, count_by_status, count_due
from service.index.listing import Line
from service.running.stopping import Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """What is shown first. Drills without an end are counted as `open`; services by how they stand in the programme."""

    drills: tuple[Count, ...]
    verdicts: tuple[Count, ...]
    newest: tuple[tuple[str, Line], ...]
    """For each service the newest closed drill that measured it."""
    improvements: tuple[Count, ...]
    overdue_improvements: int
    services: tuple[Count, ...]
    stops: tuple[Stop, ...]
    """The emergency stops that nobody has lifted."""
    under_way: tuple[Card, ...]
    """The drills without an end, as far as their journals can be read."""


async def dashboard(firm: Firm, seen: tuple[str, ...] | None) -> Dashboard:
    """Return the whole at a glance, of the services in `seen` (None: all)."""
    standing = Counter(one.status for one in await firm.programme.services.due(seen))
    services = tuple(Count(name=name, count=count) for name, count in sorted(standing.items()))
    return await asyncio.to_thread(_counted, firm, seen, services)


def _counted(firm: Firm, seen: tuple[str, ...] | None, services: tuple[Count, ...]) -> Dashboard:
    engine, index = firm.book.engine, firm.index
    return Dashboard(
        drills=index.statuses(seen),
        verdicts=index.verdicts(seen),
        newest=tuple(sorted(index.newest(seen).items())),
        improvements=count_by_status(engine, IMPROVEMENTS, seen),
        overdue_improvements=count_due(engine, IMPROVEMENTS, UNSETTLED, firm.book.utc_ns(), seen),
        services=services,
        stops=tuple(stop for stop in firm.stops.in_force() if seen is None or stop.touches(seen)),
        under_way=tuple(_under_way(firm, seen)),
    )


def _under_way(firm: Firm, seen: tuple[str, ...] | None) -> Iterator[Card]:
    for drill in firm.index.open_drills():
        if seen is None or set(firm.index.services_of(drill) or ()) & set(seen):
            card = firm.cards.of(drill, is_live=False)
            if card is not None and card.ended_at is None:
                yield card
