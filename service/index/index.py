"""The list of drills: hears of each as it starts and ends, and makes up for what it did not hear."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

from sqlmodel import select

from measurements.codec import UnreadableEventError, decode
from measurements.events import DrillGoverned
from measurements.history import History
from runners.database import reading
from runners.journal import Journal, JournalError
from scenarios.plan import Plan
from service.book import Book, Head, Query
from service.book.tables import HeadRow
from service.cards import Card, card_of
from service.denial import NoSuchError, because
from service.evidence.judged import judged
from service.evidence.layout import REPORT
from service.evidence.plans import plan_or_none
from service.happenings import DrillEnded, DrillStarted, Happening
from service.index.counting import Count, count_by_status, count_by_tag, newest_closed, newest_tagged
from service.index.heads import (
    FAMILY,
    OPEN,
    head_of_card,
    head_of_ended,
    head_of_report,
    head_of_started,
    stream_of,
    utc_ns_of,
)
from service.index.listing import Line, LinePage, Wanted, line_of
from service.rounds import Rounds

NowCard: TypeAlias = Callable[[str], Awaitable[Card]]
"""How far a drill that is not closed is now."""
Tell: TypeAlias = Callable[[Happening], Awaitable[None]]
EVERYTHING: Final = "*"
"""Under this name `unread` says why no drill at all could be taken up."""
_EVERY_S: Final = 60.0
_SETTLED_NS: Final = 120 * 10**9
"""How long after its end a drill is told of again, if nobody seems to have heard: whoever ran it may be about to."""


async def _nobody(_what: Happening) -> None:
    """Tell nobody."""


class DrillIndex:
    """All drills of one service as heads of its book. `home` holds a directory a drill.

    It is the last of those who listen: a drill whose head is closed was heard of by everybody. `retell` is who is told
    of a drill whose end was not heard, because the process that ran it died first.
    """

    def __init__(self, book: Book, journal: Journal, home: Path, retell: Tell = _nobody) -> None:
        self._book, self._journal, self._home, self._retell = book, journal, home, retell
        self.rounds = Rounds("index", _EVERY_S)
        self.unread: dict[str, str] = {}
        """Drills whose journals could not be read, and why."""

    async def hear(self, what: Happening) -> None:
        """Keep a drill's head."""
        match what:
            case DrillStarted():
                await asyncio.to_thread(self._begin, head_of_started(what))
            case DrillEnded():
                await asyncio.to_thread(self._book.put_head, head_of_ended(what))
            case _:
                pass

    async def run(self) -> None:
        """Make up for what was not heard, now and every minute; ends when it is cancelled."""
        self.rounds.begin()
        while True:
            try:
                await self.fill()
            except Exception as error:  # noqa: BLE001  a list that is late must not end the service
                self.unread[EVERYTHING] = str(error)
                self.rounds.fail(error)
            else:
                self.unread.pop(EVERYTHING, None)
            self.rounds.end()
            await asyncio.sleep(_EVERY_S)

    async def fill(self) -> None:
        """Make the heads that are missing, and tell everybody of governed drills whose end nobody heard."""
        for drill in await asyncio.to_thread(self._unlisted):
            try:
                unheard = await asyncio.to_thread(self._take_up, drill)
            except (JournalError, UnreadableEventError, OSError, ValueError, KeyError, TypeError) as error:
                self.unread[drill] = str(error)
                continue
            self.unread.pop(drill, None)
            if unheard is not None:
                await self._retell(unheard)
                await self.hear(unheard)

    async def page(self, wanted: Wanted, now: NowCard) -> LinePage:
        """Return one page of drills, newest first; `now` tells how far those are that are not closed.

        Raises UnfitError for a cursor that was not given out here.
        """
        found = await asyncio.to_thread(self._book.heads, wanted.query())
        lines = [await _line(head, now) for head in found.heads]
        fit = [line for line in lines if not wanted.status or line.card.status in wanted.status]
        return LinePage(lines=tuple(fit), next=found.next)

    async def newest_of(self, scenarios: Sequence[str], seen: tuple[str, ...] | None, now: NowCard) -> dict[str, Line]:
        """Return for each of these scenarios its newest drill; one that was never drilled is left out."""
        tags = [f"scenario:{name}" for name in scenarios]
        found = await asyncio.to_thread(newest_tagged, self._book.engine, tags, seen)
        return {tag.partition(":")[2]: await _line(head, now) for tag, head in found.items()}

    async def one(self, drill: str, now: NowCard) -> Line:
        """Return one drill's line; raises NoSuchError."""
        head = await asyncio.to_thread(self._book.head, stream_of(drill))
        if head is None:
            raise NoSuchError(because("no_such", family=FAMILY, name=drill[:200]))
        return await _line(head, now)

    def services_of(self, drill: str) -> tuple[str, ...] | None:
        """Return the services of a drill, None for one that is not listed; blocking."""
        head = self._book.head(stream_of(drill))
        return None if head is None else tuple(one["service"] for one in head.shown["services"])

    def statuses(self, seen: tuple[str, ...] | None = None) -> tuple[Count, ...]:
        """Return how many drills are in which status, those without an end as `open`; blocking."""
        return count_by_status(self._book.engine, FAMILY, seen)

    def verdicts(self, seen: tuple[str, ...] | None = None) -> tuple[Count, ...]:
        """Return how many closed drills have which verdict; blocking."""
        return count_by_tag(self._book.engine, FAMILY, "verdict", seen)

    def newest(self, seen: tuple[str, ...] | None = None) -> dict[str, Line]:
        """Return for each service the newest closed drill that measured it; blocking."""
        return {name: line_of(head) for name, head in newest_closed(self._book.engine, seen).items()}

    def newest_told(self) -> dict[str, Mapping[str, Any]]:
        """Return what `newest` returns in the form that heads keep it in, with the drill's `id`; blocking."""
        found = newest_closed(self._book.engine)
        return {name: {"id": head.stream.partition("/")[2], **head.shown} for name, head in found.items()}

    def open_drills(self) -> tuple[str, ...]:
        """Return the drills without an end; blocking."""
        asked = select(HeadRow.stream).where(HeadRow.family == FAMILY, HeadRow.status == OPEN)
        with reading(self._book.engine) as session:
            return tuple(stream.partition("/")[2] for stream in session.exec(asked))

    def closed_drills(self) -> tuple[str, ...]:
        """Return the drills that have an end; blocking."""
        asked = select(HeadRow.stream).where(HeadRow.family == FAMILY, HeadRow.status != OPEN)
        with reading(self._book.engine) as session:
            return tuple(stream.partition("/")[2] for stream in session.exec(asked))

    def recent(self, most: int) -> tuple[Mapping[str, Any], ...]:
        """Return what heads keep of the newest drills, at most so many; blocking."""
        return tuple(head.shown for head in self._book.heads(Query(family=FAMILY, limit=most)).heads)

    def now_ns(self) -> int:
        """Return what the book's clock shows, UTC in nanoseconds."""
        return self._book.utc_ns()

    def _begin(self, head: Head) -> None:
        """Put the head of a drill that begins; one that was heard of twice may have ended already."""
        if self._book.head(head.stream) is None:
            self._book.put_head(head)

    def _unlisted(self) -> list[str]:
        """Return the drills of the journal that have no head of a closed drill."""
        asked = select(HeadRow.stream).where(HeadRow.family == FAMILY, HeadRow.status != OPEN)
        with reading(self._book.engine) as session:
            listed = set(session.exec(asked))
        return [drill for drill in self._journal.drills_now() if stream_of(drill) not in listed]

    def _take_up(self, drill: str) -> DrillEnded | None:
        """Put a drill's head; return its end instead, if that is for everybody to be told of."""
        card = card_of(self._journal, drill, self._home / drill, is_live=False)
        if card is None:
            return None
        plan, dossier = self._origin(drill)
        known = self._book.head(stream_of(drill))
        if card.ended_at is None:
            if known is None:
                self._book.put_head(head_of_card(card, plan, dossier))
            return None
        if dossier is not None or known is not None:
            return self._unheard(drill, utc_ns_of(card.ended_at), dossier)
        told = self._filed(drill)
        self._book.put_head(head_of_card(card, plan, None) if told is None else head_of_report(told, plan, None))
        return None

    def _unheard(self, drill: str, ended_ns: int, dossier: str | None) -> DrillEnded | None:
        if self._book.utc_ns() - ended_ns < _SETTLED_NS:
            return None
        found = judged(self._journal.records(drill))
        return DrillEnded(drill=drill, dossier=dossier, plan=found.plan, report=found.report, utc_ns=ended_ns)

    def _origin(self, drill: str) -> tuple[Plan | None, str | None]:
        """Return what a drill's journal says of its plan and its dossier."""
        told = [
            decode(record.text) for record in self._journal.records(drill, kinds=("drill_opened", "drill_governed"))
        ]
        governed = (event.governance.dossier for event in told if isinstance(event, DrillGoverned))
        return plan_or_none(History(tuple(told))), next(governed, None)

    def _filed(self, drill: str) -> Mapping[str, Any] | None:
        """Return the report that was filed, None where there is none that can be read."""
        try:
            told: Any = json.loads((self._home / drill / REPORT).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        match told:
            case {"drill": {"ended_at": str()}}:
                return cast("Mapping[str, Any]", told)
            case _:
                return None


async def _line(head: Head, now: NowCard) -> Line:
    return line_of(head, await now(head.stream.partition("/")[2]) if head.status == OPEN else None)
