"""What the end of a drill means for the register: new items, items that were seen again, items that it showed gone."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from measurements.report import Report
from scenarios.plan import Plan
from service.book import Query, Shelf
from service.book.entry import SYSTEM
from service.denial import StaleError
from service.happenings import DrillEnded, Happening
from service.improvement.finding import troubles_of
from service.improvement.gone import answer
from service.improvement.item import FAMILY
from service.improvement.register import Improvements, Opening
from service.improvement.reviews import REVIEWS, DrillReviewed
from service.improvement.trouble import Trouble, is_provable
from service.index.heads import utc_ns_of


@dataclass(slots=True)
class _Came:
    """What came of a drill so far."""

    opened: list[str]
    again: list[str]
    gone: list[str]


class Reviewer:
    """Goes through every drill that ended, once each; what was begun and not finished is simply done again."""

    def __init__(self, register: Improvements) -> None:
        self._register = register
        self._reviews = Shelf(register.book, REVIEWS)
        self._turn: Final = asyncio.Lock()

    async def hear(self, what: Happening) -> None:
        """Go through a drill that ended."""
        if isinstance(what, DrillEnded) and (what.dossier is not None or self._register.policy.ungoverned):
            async with self._turn:
                await self.review(what)

    async def review(self, what: DrillEnded) -> None:
        """Open, bring back and show gone what the report says; a drill that was gone through is left alone."""
        if await asyncio.to_thread(self._reviews.told, what.drill):
            return
        troubles = troubles_of(what.report, what.plan)
        came = _Came([], [], [])
        for trouble in troubles:
            await self._take(what, trouble, came)
        await self._look_for_gone(what.report, what.plan, came)
        reviewed = _reviewed(what, troubles, came)
        try:
            await self._reviews.open(what.drill, SYSTEM, (reviewed,))
        except StaleError:
            return  # another process went through it at the same time, and came to the same

    async def _take(self, what: DrillEnded, trouble: Trouble, came: _Came) -> None:
        """Bring back the item that there is of a trouble, or open one."""
        register = self._register
        known = await register.of_mark(trouble.mark)
        if known is None:
            name = _name(what.drill, trouble.mark)
            opening = Opening(trouble=trouble, drill=what.drill, dossier=what.dossier or "")
            try:
                await register.open(SYSTEM, opening, name)
            except StaleError:
                return  # another process has just opened it
            came.opened.append(name)
            return
        item = await register.found(SYSTEM, trouble, what.drill)
        (came.opened if item.drill == what.drill else came.again).append(known)

    async def _look_for_gone(self, report: Report, plan: Plan, came: _Came) -> None:
        services = tuple(f"service:{one.service}" for one in plan.objectives)
        if not services:
            return
        heads = await self._register.heads(Query(family=FAMILY, status=("done",), any_tags=services))
        started = utc_ns_of(report.drill.started_at)
        for head in heads:
            name = head.stream.partition("/")[2]
            item, _ = await self._register.read(name)
            if not is_provable(item.trouble) or answer(item.trouble, report, plan) != "gone":
                continue
            shown = await self._register.shown_gone(name, report.drill.id, started)
            if shown:
                came.gone.append(name)


def _name(drill: str, mark: str) -> str:
    """Return the name of the item that a drill opens for a mark: whoever goes through it, it is the same one."""
    return sha256(f"{drill}\n{mark}".encode()).hexdigest()[:12]


def _reviewed(what: DrillEnded, troubles: tuple[Trouble, ...], came: _Came) -> DrillReviewed:
    return DrillReviewed(
        drill=what.drill,
        dossier=what.dossier or "",
        services=tuple(one.service for one in what.plan.objectives),
        started_ns=utc_ns_of(what.report.drill.started_at),
        completed=what.report.completed,
        restored=what.report.restored,
        marks=tuple(trouble.mark for trouble in troubles),
        opened=tuple(came.opened),
        again=tuple(came.again),
        gone=tuple(came.gone),
    )
