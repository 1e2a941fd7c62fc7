"""Where drills are started, followed and spoken to in a running service; the API only parses and calls here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from measurements.codec import Record
from measurements.events import AbortAsked, ApprovalGiven, InterruptionDecided, ManualReported
from runners.approvals import Inbox, Word
from runners.journal import Journal
from runners.opening import recorded_plan
from scenarios.plan import Plan
from service.access import Caller, Right
from service.book import Author, Note
from service.cards import Asked, Card
from service.denial import ConflictError, NoSuchError, Reason, deny_any
from service.dossiers import Dossier
from service.firm import Firm
from service.guard.asking import Ask, Way
from service.guard.guard import Opinion
from service.guard.passing import Pass
from service.happenings import DrillStarted, StartRefused
from service.place import Place
from service.rounds import Rounds
from service.running.choosing import door_of
from service.running.door import Door, Start
from service.running.ends import dossier_of
from service.running.lives import against_going_on, interruption_of, place_of
from service.speaking import NoSuchDrillError, NotCountedError, NotNowError, why_not
from service.start import new_drill_id
from service.stillborn import let_go

__all__ = ["Desk", "NoSuchDrillError", "NotCountedError", "NotNowError"]

_EVERY_S: Final = 60.0
_AT_THE_DOOR: Final = frozenset(("api", "console"))
"""Paths whose refusals the door of the API enters in the book."""


class Desk:
    """All drills of one service; `door` is how they are run."""

    def __init__(self, firm: Firm, door: Door) -> None:
        self.firm = firm
        self.journal: Journal = firm.journal
        self.home: Path = firm.home / "drills"
        self.rounds = Rounds("desk", _EVERY_S)
        self.door = door
        firm.guard.unfit = self.door.unfit

    def place(self, drill: str) -> Place:
        """Return where a drill's files are."""
        return place_of(self.firm, drill)

    @property
    def running(self) -> tuple[str, ...]:
        """Return the drills that run, here or with workers."""
        return self.door.running

    @property
    def failures(self) -> Mapping[str, str]:
        """Return what ended a drill of this process badly, for /readyz and the log."""
        return self.door.failures

    # starting

    async def start(self, dossier: str, caller: Caller, path: Way, inbox: Inbox | None = None) -> str:
        """Start the drill of a dossier in the caller's name, and return the drill once it has its first record.

        Raises DeniedError with every reason there is; nothing was touched then, and everybody who listens was told.
        """
        looked = await self.firm.dossiers.look(dossier)
        caller.require(Right.START, looked.dossier.services, looked.dossier.facts.sites)
        ask = self._ask(looked.dossier, looked.plan, caller, path)
        try:
            passed = await self._admitted(ask, looked.dossier, looked.digest, caller)
        except ConflictError as denied:
            await self._tell_refused(ask, denied.reasons, caller.author)
            raise
        sources = looked.dossier.wish.sources
        await self._begun(Start(plan=looked.plan, passed=passed, dossier=looked.dossier.id, sources=sources), inbox)
        return passed.drill

    async def opinion(self, dossier: str, caller: Caller) -> Opinion:
        """Return what the guard would say to the caller's start now; nothing is taken or written."""
        looked = await self.firm.dossiers.look(dossier)
        caller.require(Right.READ, looked.dossier.services)
        standing = self.firm.dossiers.stand(looked.dossier, looked.digest, caller.user)
        return await self.firm.guard.opinion(self._ask(looked.dossier, looked.plan, caller, "api"), standing)

    async def check(self, dossier: str, caller: Caller) -> tuple[Reason, ...]:
        """Return every reason that stands against the caller's start now."""
        return (await self.opinion(dossier, caller)).reasons

    def _ask(self, dossier: Dossier, plan: Plan, caller: Caller, path: Way) -> Ask:
        return Ask(
            plan=plan,
            drill=new_drill_id(plan),
            by=caller.user,
            path=path,
            dossier=dossier.id,
            span=dossier.wish.window,
        )

    async def _admitted(self, ask: Ask, dossier: Dossier, digest: str, caller: Caller) -> Pass:
        """Return the guard's pass, with the claims taken and the dossier's drill begun; else nothing is taken."""
        standing = self.firm.dossiers.stand(dossier, digest, caller.user)
        passed = await self.firm.guard.admit(ask, standing)
        try:
            await self.firm.dossiers.begin(caller, dossier.id, ask.drill, digest)
        except BaseException:
            self.firm.guard.starting.leave(ask.drill)
            await asyncio.to_thread(self.firm.guard.claims.give_back, ask.drill)
            raise
        return passed

    async def _tell_refused(self, ask: Ask, reasons: tuple[Reason, ...], author: Author) -> None:
        """Enter a refusal in the book, unless the API's door does, and let everybody hear of it."""
        if ask.path not in _AT_THE_DOOR:
            stream, codes = f"guard/{ask.dossier or ask.drill}", [reason.code for reason in reasons]
            body = {"kind": "start_refused", "path": ask.path, "codes": codes}
            await self.firm.book.write(author, [Note(stream=stream, kind="start_refused", body=body)])
        utc_ns = self.firm.book.utc_ns()
        await self.firm.ears.tell(
            StartRefused(
                dossier=ask.dossier, services=ask.services, by=ask.by, path=ask.path, reasons=reasons, utc_ns=utc_ns
            )
        )

    async def _begun(self, start: Start, inbox: Inbox | None) -> None:
        """Let the drill live; raise what kept it from its first record."""
        try:
            await self.door.open(start, inbox)
        except Exception:
            self.firm.guard.starting.leave(start.passed.drill)
            raise
        utc_ns, by = self.firm.book.utc_ns(), start.passed.by
        await self.firm.ears.tell(
            DrillStarted(drill=start.passed.drill, dossier=start.dossier, plan=start.plan, by=by, utc_ns=utc_ns)
        )

    async def resume_all(self) -> tuple[str, ...]:
        """Go on with every drill that is not closed and that nobody runs; return those that run now."""
        return await self.door.take_up()

    async def run(self) -> None:
        """Every minute let go of starts that never began; for ever."""
        self.rounds.begin()
        while True:
            try:
                await let_go(self.firm)
            except Exception as error:  # noqa: BLE001  the next minute looks again; nothing of this ends the service
                self.rounds.fail(error)
            self.rounds.end()
            await asyncio.sleep(_EVERY_S)

    # following

    async def card(self, drill: str) -> Card:
        """Return one drill's card; raises NoSuchDrillError."""
        made = await asyncio.to_thread(self.firm.cards.of, drill, is_live=drill in self.running)
        if made is None:
            raise NoSuchDrillError(drill)
        return await self._with_verdict(made)

    async def _with_verdict(self, card: Card) -> Card:
        """Return the card with the verdict that another process of this service filed."""
        if card.ended_at is None or card.verdict is not None:
            return card
        with suppress(NoSuchError, NoSuchDrillError):  # its end was not told yet
            line = await self.firm.index.one(card.id, self._as_it_is)
            return replace(card, verdict=line.card.verdict)
        return card

    async def _as_it_is(self, drill: str) -> Card:
        raise NoSuchDrillError(drill)

    async def services(self, drill: str) -> tuple[str, ...]:
        """Return the services of a drill; raises NoSuchDrillError."""
        listed = await asyncio.to_thread(self.firm.index.services_of, drill)
        if listed is not None:
            return listed
        opened_for = await asyncio.to_thread(self.firm.cards.services, drill)
        if opened_for is None:
            raise NoSuchDrillError(drill)
        return opened_for

    async def dossier(self, drill: str) -> str | None:
        """Return the dossier of a drill, None for one that has none."""
        return await dossier_of(self.firm, drill)

    async def permit(self, caller: Caller, right: Right, drill: str) -> tuple[str, ...]:
        """Return the drill's services; raises ForbiddenError where the caller has no such right for them.

        Raises NoSuchDrillError as well.
        """
        services = await self.services(drill)
        caller.require(right, services)
        return services

    async def events(self, drill: str, after: int) -> AsyncIterator[Record]:
        """Return the drill's records after `after`, as they come, to the last; raises NoSuchDrillError at once."""
        if await asyncio.to_thread(self.journal.last, drill) is None:
            raise NoSuchDrillError(drill)
        return self.journal.follow(drill, after)

    async def ended(self, drill: str) -> None:
        """Return when nobody runs a drill any more."""
        await self.door.ended(drill)

    # speaking

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
        """Say how an interrupted drill goes on; raises NoSuchDrillError or NotNowError.

        Going on is a start: raises ConflictError with every reason of the guard, and then it waits as before. It holds
        for the interruption at which it is said: a drill that is interrupted again before it hears it asks again.
        """
        if decided.decision == "continue" and drill in self.running:
            plan = await recorded_plan(self.journal, drill)
            decided = replace(decided, interruption=await interruption_of(self.firm, drill, plan))
            reasons = await against_going_on(self.firm, drill, plan)
            if reasons:
                ask = Ask(plan=plan, drill=drill, by=decided.by, path="resume")
                await self._tell_refused(ask, reasons, Author(user=decided.by, via="resume"))
            deny_any(reasons)
        await self._say(drill, decided)

    def leave(self, reason: str) -> None:
        """Let every drill of this process stop and restore, or be left as it stands (setting on_stop)."""
        if self.firm.settings.on_stop == "hand_over":
            self.door.hand_over_all(reason)
        else:
            self.door.restore_all(reason)

    async def _asked(self, drill: str, step: str, wanted: tuple[str, ...]) -> Asked:
        card = await self.card(drill)
        asked = next((one for one in card.questions if one.step == step and one.what in wanted), None)
        if asked is None:
            waiting = ", ".join(f"{one.step} ({one.what})" for one in card.questions) or "nothing"
            msg = f"drill {drill} is {card.status} and waits for {waiting}, not for step {step!r} ({'/'.join(wanted)})"
            raise NotNowError(msg)
        return asked

    async def _spoken(self, drill: str, asked: Asked, word: ApprovalGiven | ManualReported) -> None:
        why = why_not(asked, word)
        await self._say(drill, word)  # kept also where it does not count: an attempt must not be hidden
        if why is not None:
            raise NotCountedError(asked, word.person, why)

    async def _say(self, drill: str, word: Word) -> None:
        card = await self.card(drill)
        if drill not in self.running:
            msg = f"drill {drill} does not run now: it is {card.status}; nothing can be said to it"
            raise NotNowError(msg)
        await asyncio.to_thread(self.firm.words.say, drill, word, _speaker(word))
        self.firm.news.ring()


async def desk_of(firm: Firm, group: asyncio.TaskGroup) -> Desk:
    """Return the desk of a service, with the door that its settings choose; raises UnfitError."""
    return Desk(firm, await door_of(firm, group))


def _speaker(word: Word) -> str:
    return word.person if isinstance(word, ApprovalGiven | ManualReported) else word.by
