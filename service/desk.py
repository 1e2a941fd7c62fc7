"""Where drills are started, followed and stopped in a running service; the API only parses and calls here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from measurements.codec import Record
from measurements.counting import GateWords, ManualWords, WhyNot
from measurements.events import AbortAsked, ApprovalGiven, InterruptionDecided, ManualReported
from runners.approvals import Inbox, Word
from runners.continuity import ClockRestartedError
from runners.journal import Journal, JournalError
from runners.opening import DrillUnknownError, recorded_plan
from scenarios.plan import Plan
from scenarios.planner import make_plan
from service.cards import Asked, Card, card_of
from service.denial import DeniedError, Reason
from service.filing import Sources, file_drill, keep_sources
from service.guard.alone import Alone
from service.place import Place
from service.policy import default_policy
from service.start import StartRefusedError, new_drill_id, open_drill, resume_drill


class NoSuchDrillError(Exception):
    """There is no drill of that name in this service's journal."""

    def __init__(self, drill: str) -> None:
        self.drill = drill
        super().__init__(f"there is no drill {drill!r} here; GET /api/v1/drills lists those there are")


class NotNowError(Exception):
    """The drill exists, but is not in a state for that; the text says in which it is and what to do."""


class NotCountedError(Exception):
    """A person's word does not count; `why` says for what reason, the text also who could speak instead."""

    def __init__(self, asked: Asked, person: str, why: WhyNot) -> None:
        self.asked, self.person, self.why = asked, person, why
        super().__init__(_COUNTS_NOT[why].format(person=person, role=asked.role, step=asked.step))


_COUNTS_NOT: Final[Mapping[WhyNot, str]] = {
    WhyNot.STRANGER: "the people register does not know {person!r}, or several people have that name; the word is in "
    "the record and does not count. Speak by the name, id or account of the register.",
    WhyNot.WRONG_ROLE: "{person!r} neither holds the role {role!r} nor is a deputy of one who does; the word is in "
    "the record and does not count. Let somebody who holds it speak.",
    WhyNot.SAME_PERSON: "{person!r} has spoken on step {step!r} already, under whatever name; the word is in the "
    "record and does not count. Another person of role {role!r} has to speak.",
    WhyNot.OUT_OF_TURN: "step {step!r} does not ask {person!r} for that now; the word is in the record and does not "
    "count. A step has to be done before it can be confirmed, and only one under dual control is confirmed.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A wish for a drill: the files, the parameters and who wishes it."""

    sources: Sources
    parameters: Mapping[str, str]
    opened_by: str


@dataclass(slots=True)
class _Live:
    """A drill that runs in this process; `ended` is set at its end, with `error` where that was a bad one."""

    inbox: Inbox = field(default_factory=Inbox)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    error: Exception | None = None


class Desk:
    """All drills of one service. `home` holds a directory a drill; `group` is the parent of those that run."""

    def __init__(self, journal: Journal, home: Path, group: asyncio.TaskGroup) -> None:
        self.journal, self.home, self._group = journal, home, group
        self._live: dict[str, _Live] = {}
        self._closed: dict[str, Card] = {}
        self.failures: dict[str, str] = {}
        """What ended a drill of this process badly, for /readyz and the log."""

    def place(self, drill: str) -> Place:
        """Return where a drill's files are."""
        return Place(journal=self.journal, directory=self.home / drill)

    @property
    def running(self) -> tuple[str, ...]:
        """Return the drills that run in this process."""
        return tuple(self._live)

    async def start(self, order: Order) -> Card:
        """Plan and start a drill; return its card once it is open.

        Raises Problems (the files), StartRefusedError (secrets, hosts) or JournalError; nothing was touched then.
        """
        plan = await asyncio.to_thread(_planned, order)
        drill = new_drill_id(plan)
        live = self._live[drill] = _Live()
        self._group.create_task(self._lived(drill, live, self._open(plan, drill, live, order)))
        await self._opened(drill, live)
        return await self.card(drill)

    async def resume_all(self) -> tuple[str, ...]:
        """Take up every drill that is not closed, and return their names."""
        for drill in await self.journal.unclosed():
            live = self._live[drill] = _Live()
            self._group.create_task(self._lived(drill, live, self._resume(drill, live)))
        return self.running

    async def cards(self) -> list[Card]:
        """Return all drills, the newest first."""
        made = [await self.card(drill) for drill in await self.journal.drills()]
        return sorted(made, key=lambda card: card.started_at, reverse=True)

    async def card(self, drill: str) -> Card:
        """Return one drill's card; raises NoSuchDrillError."""
        known = self._closed.get(drill)
        if known is not None:
            return known
        made = await asyncio.to_thread(card_of, self.journal, drill, self.home / drill, is_live=drill in self._live)
        if made is None:
            raise NoSuchDrillError(drill)
        if made.ended_at is not None and made.verdict is not None:
            self._closed[drill] = made
        return made

    async def events(self, drill: str, after: int) -> AsyncIterator[Record]:
        """Return the drill's records after `after`, as they come, to the last; raises NoSuchDrillError at once."""
        if await asyncio.to_thread(self.journal.last, drill) is None:
            raise NoSuchDrillError(drill)
        return self.journal.follow(drill, after)

    async def approve(self, drill: str, approval: ApprovalGiven) -> None:
        """Hand a decision to the gate that waits for it.

        Raises NoSuchDrillError, NotNowError, or NotCountedError (the word is in the record then, and without effect).
        """
        asked = await self._asked(drill, approval.step, ("approve",))
        await self._spoken(drill, asked, approval)

    async def report(self, drill: str, said: ManualReported) -> None:
        """Hand a person's word about a manual step to the drill that waits for it; raises as `approve`."""
        asked = await self._asked(drill, said.step, ("do", "confirm"))
        await self._spoken(drill, asked, said)

    async def abort(self, drill: str, by: str, reason: str) -> None:
        """Let a running drill stop and restore; raises NoSuchDrillError or NotNowError."""
        await self._say(drill, AbortAsked(at=0, by=by, reason=reason))

    async def decide(self, drill: str, decided: InterruptionDecided) -> None:
        """Say how an interrupted drill goes on; raises NoSuchDrillError or NotNowError."""
        await self._say(drill, decided)

    def abort_all(self, reason: str) -> None:
        """Let every running drill stop and restore."""
        for live in self._live.values():
            live.inbox.put(AbortAsked(at=0, by="service", reason=reason))

    async def _asked(self, drill: str, step: str, wanted: tuple[str, ...]) -> Asked:
        card = await self.card(drill)
        asked = next((one for one in card.questions if one.step == step and one.what in wanted), None)
        if asked is None:
            waiting = ", ".join(f"{one.step} ({one.what})" for one in card.questions) or "nothing"
            msg = f"drill {drill} is {card.status} and waits for {waiting}, not for step {step!r} ({'/'.join(wanted)})"
            raise NotNowError(msg)
        return asked

    async def _spoken(self, drill: str, asked: Asked, word: ApprovalGiven | ManualReported) -> None:
        why = _why_not(asked, word)
        await self._say(drill, word)  # kept also where it does not count: an attempt must not be hidden
        if why is not None:
            raise NotCountedError(asked, word.person, why)

    async def _say(self, drill: str, word: Word) -> None:
        card = await self.card(drill)
        live = self._live.get(drill)
        if live is None or live.ended.is_set():
            msg = f"drill {drill} does not run here: it is {card.status}; nothing can be said to it any more"
            raise NotNowError(msg)
        live.inbox.put(word)

    async def _opened(self, drill: str, live: _Live) -> None:
        """Return when the drill has its first record; raise what kept it from opening."""
        while await asyncio.to_thread(self.journal.last, drill) is None:
            if live.ended.is_set():
                raise live.error or StartRefusedError(("the drill ended before it was opened; see the log",))
            await asyncio.sleep(0.02)

    async def _open(self, plan: Plan, drill: str, live: _Live, order: Order) -> None:
        place = self.place(drill)
        passed = await asyncio.to_thread(self._guard(place).admit, plan, drill, order.opened_by)
        await asyncio.to_thread(keep_sources, place, order.sources)
        await open_drill(plan, drill, place, live.inbox, passed)
        await asyncio.to_thread(file_drill, self.place(drill), drill)

    async def _resume(self, drill: str, live: _Live) -> None:
        place, plan = self.place(drill), await recorded_plan(self.journal, drill)

        async def against() -> tuple[Reason, ...]:
            return await asyncio.to_thread(self._guard(place).against_going_on, plan, drill, None)

        await resume_drill(drill, place, live.inbox, against)
        await asyncio.to_thread(file_drill, self.place(drill), drill)

    def _guard(self, place: Place) -> Alone:
        return Alone(journal=self.journal, home=place.directory, policy=default_policy().guarding)

    async def _lived(self, drill: str, live: _Live, life: Coroutine[Any, Any, None]) -> None:
        """Await a drill's life; what ends it badly must not end the others, so it is kept and told."""
        try:
            await life
        except (DeniedError, StartRefusedError, JournalError, DrillUnknownError, ClockRestartedError, OSError) as error:
            live.error = error
            self.failures[drill] = str(error)
        finally:
            live.ended.set()
            self._live.pop(drill, None)


def _planned(order: Order) -> Plan:
    files = order.sources
    return make_plan(files.scenario, files.inventory, files.bia, dict(order.parameters), files.registers)


def _why_not(asked: Asked, word: ApprovalGiven | ManualReported) -> WhyNot | None:
    match asked.words, word:
        case GateWords() as gate, ApprovalGiven():
            return gate.why_not(word)
        case ManualWords() as manual, ManualReported():
            return manual.why_not(word)
        case _:
            return WhyNot.OUT_OF_TURN
