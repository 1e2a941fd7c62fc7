"""Where drills are started, followed and stopped in a running service; the API only parses and calls here."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from measurements.codec import Record, decode
from measurements.events import AbortAsked, ApprovalGiven, DrillGoverned, InterruptionDecided, ManualReported
from runners.approvals import Inbox, Word
from runners.continuity import ClockRestartedError
from runners.journal import Journal, JournalError
from runners.opening import DrillUnknownError, recorded_plan
from scenarios.plan import Plan
from service.access import Caller, Right
from service.book import Author, Note
from service.cards import Asked, Card, card_of
from service.denial import ConflictError, DeniedError, Reason, because, deny_any
from service.dossiers import Dossier
from service.elsewhere import runs_elsewhere
from service.filing import file_drill, keep_sources
from service.firm import Firm
from service.guard.asking import Ask, Way
from service.guard.guard import Opinion
from service.guard.passing import Pass
from service.guard.resuming import stood_then
from service.happenings import DrillEnded, DrillStarted, StartRefused
from service.place import Place
from service.speaking import NoSuchDrillError, NotCountedError, NotNowError, why_not
from service.start import StartRefusedError, new_drill_id, open_drill, resume_drill
from service.stillborn import let_go

__all__ = ["Desk", "NoSuchDrillError", "NotCountedError", "NotNowError"]

_EVERY_S: Final = 60.0
_AT_THE_DOOR: Final = frozenset(("api", "console"))
"""Paths whose refusals the door of the API enters in the book."""
_ENDINGS: Final = (DeniedError, StartRefusedError, JournalError, DrillUnknownError, ClockRestartedError, OSError)


@dataclass(slots=True)
class _Live:
    """A drill that runs in this process; `ended` is set at its end, with `error` where that was a bad one."""

    inbox: Inbox = field(default_factory=Inbox)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    error: Exception | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """A start that the guard let pass."""

    plan: Plan
    passed: Pass
    dossier: Dossier


class Desk:
    """All drills of one service; `group` is the parent of those that run."""

    def __init__(self, firm: Firm, group: asyncio.TaskGroup) -> None:
        self.firm, self._group = firm, group
        self.journal: Journal = firm.journal
        self.home: Path = firm.home / "drills"
        self._live: dict[str, _Live] = {}
        self._elsewhere: set[str] = set()
        self.failures: dict[str, str] = {}
        """What ended a drill of this process badly, for /readyz and the log."""

    def place(self, drill: str) -> Place:
        """Return where a drill's files are."""
        return Place(journal=self.journal, directory=self.home / drill)

    @property
    def running(self) -> tuple[str, ...]:
        """Return the drills that run in this process."""
        return tuple(self._live)

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
        await self._begun(_Start(plan=looked.plan, passed=passed, dossier=looked.dossier), inbox)
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

    async def _begun(self, start: _Start, inbox: Inbox | None) -> None:
        """Let the drill live; raise what kept it from its first record."""
        drill = start.passed.drill
        live = self._live[drill] = _Live(inbox=inbox or Inbox())
        self._group.create_task(self._lived(drill, live, self._open(start, live)))
        await self._opened(drill, live)
        utc_ns, by = self.firm.book.utc_ns(), start.passed.by
        await self.firm.ears.tell(
            DrillStarted(drill=drill, dossier=start.dossier.id, plan=start.plan, by=by, utc_ns=utc_ns)
        )

    async def _opened(self, drill: str, live: _Live) -> None:
        """Return when the drill has its first record; raise what kept it from opening as a ConflictError."""
        while await asyncio.to_thread(self.journal.last, drill) is None:
            if live.ended.is_set():
                raise _refusal(live.error)
            await asyncio.sleep(0.02)

    async def _open(self, start: _Start, live: _Live) -> None:
        drill, dossier = start.passed.drill, start.dossier.id
        place = self.place(drill)
        try:
            await asyncio.to_thread(keep_sources, place, start.dossier.wish.sources)
            await open_drill(start.plan, drill, place, live.inbox, start.passed)
        finally:
            if await asyncio.to_thread(self.journal.last, drill) is None:
                await self.firm.dossiers.fail(dossier, drill, "the drill ended before its first record")
        await self._filed(drill, dossier, start.plan)

    # resuming

    async def resume_all(self) -> tuple[str, ...]:
        """Take up every drill that is not closed and that no other process of this machine runs; return their names."""
        for drill in await self.journal.unclosed():
            if await asyncio.to_thread(runs_elsewhere, self.journal, drill):
                self._elsewhere.add(drill)
            else:
                self._take_up(drill)
        return self.running

    def _take_up(self, drill: str) -> None:
        live = self._live[drill] = _Live()
        self._group.create_task(self._lived(drill, live, self._resume(drill, live)))

    async def run(self) -> None:
        """Every minute let go of starts that never began, and take up drills whose other process died; for ever."""
        while True:
            try:
                await let_go(self.firm)
                await self._look_elsewhere()
            except Exception as error:  # noqa: BLE001  the next minute looks again; nothing of this ends the service
                self.failures["desk"] = str(error)
            else:
                self.failures.pop("desk", None)
            await asyncio.sleep(_EVERY_S)

    async def _look_elsewhere(self) -> None:
        open_now = set(await self.journal.unclosed())
        for drill in sorted(self._elsewhere):
            if drill in open_now and await asyncio.to_thread(runs_elsewhere, self.journal, drill):
                continue
            self._elsewhere.discard(drill)
            if drill in open_now and drill not in self._live:
                self._take_up(drill)

    async def _resume(self, drill: str, live: _Live) -> None:
        place, plan = self.place(drill), await recorded_plan(self.journal, drill)

        async def against() -> tuple[Reason, ...]:
            return await self._against_going_on(drill, plan)

        await resume_drill(drill, place, live.inbox, against)
        stood = stood_then(await self.journal.replay(drill))
        await self._filed(drill, None if stood is None else stood.governance.dossier, plan)

    async def _against_going_on(self, drill: str, plan: Plan) -> tuple[Reason, ...]:
        stood = stood_then(await self.journal.replay(drill))
        dossier = None if stood is None else stood.governance.dossier
        ask = Ask(plan=plan, drill=drill, by="", path="resume", dossier=dossier)
        return (await self.firm.guard.opinion(ask, stood)).reasons

    async def _filed(self, drill: str, dossier: str | None, plan: Plan) -> None:
        report = await asyncio.to_thread(file_drill, self.place(drill), drill)
        utc_ns = self.firm.book.utc_ns()
        await self.firm.ears.tell(DrillEnded(drill=drill, dossier=dossier, plan=plan, report=report, utc_ns=utc_ns))

    async def _lived(self, drill: str, live: _Live, life: Coroutine[Any, Any, None]) -> None:
        """Await a drill's life; what ends it badly must not end the others, so it is kept and told."""
        try:
            await life
        except _ENDINGS as error:
            live.error = error
            self.failures[drill] = str(error)
        finally:
            live.ended.set()
            self._live.pop(drill, None)
            await asyncio.to_thread(self.firm.guard.claims.settle, drill)

    # following

    async def card(self, drill: str) -> Card:
        """Return one drill's card; raises NoSuchDrillError."""
        directory = self.home / drill
        made = await asyncio.to_thread(card_of, self.journal, drill, directory, is_live=drill in self._live)
        if made is None:
            raise NoSuchDrillError(drill)
        return made

    async def services(self, drill: str) -> tuple[str, ...]:
        """Return the services of a drill; raises NoSuchDrillError."""
        listed = await asyncio.to_thread(self.firm.index.services_of, drill)
        if listed is not None:
            return listed
        try:
            plan = await recorded_plan(self.journal, drill)
        except DrillUnknownError:
            raise NoSuchDrillError(drill) from None
        return tuple(objective.service for objective in plan.objectives)

    async def dossier(self, drill: str) -> str | None:
        """Return the dossier of a drill, None for one that has none."""
        told = await asyncio.to_thread(self.journal.records, drill, kinds=("drill_governed",))
        governed = (decode(record.text) for record in told)
        return next((event.governance.dossier for event in governed if isinstance(event, DrillGoverned)), None)

    async def permit(self, caller: Caller, right: Right, drill: str) -> None:
        """Raise ForbiddenError where the caller has no such right for the drill's services; NoSuchDrillError."""
        caller.require(right, await self.services(drill))

    async def events(self, drill: str, after: int) -> AsyncIterator[Record]:
        """Return the drill's records after `after`, as they come, to the last; raises NoSuchDrillError at once."""
        if await asyncio.to_thread(self.journal.last, drill) is None:
            raise NoSuchDrillError(drill)
        return self.journal.follow(drill, after)

    async def ended(self, drill: str) -> None:
        """Return when a drill does not run here any more."""
        live = self._live.get(drill)
        if live is not None:
            await live.ended.wait()

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

        Going on is a start: raises ConflictError with every reason of the guard, and then it waits as before.
        """
        if decided.decision == "continue" and drill in self._live:
            plan = await recorded_plan(self.journal, drill)
            reasons = await self._against_going_on(drill, plan)
            if reasons:
                ask = Ask(plan=plan, drill=drill, by=decided.by, path="resume")
                await self._tell_refused(ask, reasons, Author(user=decided.by, via="resume"))
            deny_any(reasons)
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
        why = why_not(asked, word)
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


def _refusal(error: Exception | None) -> DeniedError:
    """Return why a drill was not opened, as everybody is refused."""
    match error:
        case DeniedError():
            return error
        case StartRefusedError(reasons=reasons):
            return ConflictError(*(because("start_refused", why=reason) for reason in reasons))
        case None:
            return ConflictError(because("start_refused", why="the drill ended before it was opened; see the log"))
        case _:
            return ConflictError(because("start_refused", why=str(error)))
