"""Drills in this process: what a service does that has no workers."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Coroutine, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Final

from measurements.events import AbortAsked
from runners.approvals import Inbox
from runners.clock import SystemClock
from runners.continuity import ClockRestartedError
from runners.enduring import PASSING, Endurance
from runners.journal import JournalError
from runners.leaving import HandedOverError, HandOver
from runners.opening import DrillUnknownError, recorded_plan
from scenarios.plan import SECOND, Plan
from service.denial import ConflictError, DeniedError, because
from service.elsewhere import Elsewhere
from service.filing import keep_sources
from service.firm import Firm
from service.guard.asking import Unfit
from service.guard.ready import unfit_here
from service.running.door import Start
from service.running.ends import dossier_of, tell_end
from service.running.hearing import Hearing
from service.running.holding import AWAY, Holding
from service.running.lives import begin, go_on, is_begun, place_of
from service.running.pulse import bounds_of
from service.running.roster import Roster, Worker
from service.software import SOFTWARE
from service.start import Runner, StartRefusedError

_EVERY_S: Final = 60.0
_ENDINGS: Final = (DeniedError, StartRefusedError, JournalError, DrillUnknownError, ClockRestartedError, OSError)


@dataclass(slots=True)
class _Live:
    """A drill that runs in this process; `ended` is set at its end, with `error` where that was a bad one."""

    inbox: Inbox = field(default_factory=Inbox)
    hand_over: HandOver = field(default_factory=HandOver)
    endurance: Endurance = field(default_factory=Endurance)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    error: Exception | None = None


class Here:
    """The door to this process itself; `group` is the parent of its drills, `runner` who runs them, and how."""

    def __init__(self, firm: Firm, group: asyncio.TaskGroup, hearing: Hearing, runner: Runner | None = None) -> None:
        self._firm, self._group, self._hearing = firm, group, hearing
        self.failures: dict[str, str] = {}
        self._runner = runner or Runner(name=hearing.name)
        self._live: dict[str, _Live] = {}
        self._others = Elsewhere(firm.journal, bounds_of(firm.settings))
        self._elsewhere: set[str] = set()

    @property
    def is_here(self) -> bool:
        """Drills run in this process."""
        return True

    @property
    def running(self) -> tuple[str, ...]:
        """Return the drills that run in this process."""
        return tuple(self._live)

    def unfit(self, plan: Plan) -> Unfit:
        """Return the hosts that another drill of this machine has, and the secrets that cannot be read; blocking."""
        return unfit_here(plan)

    async def open(self, start: Start, inbox: Inbox | None = None) -> None:
        """Let the drill live; raise what kept it from its first record."""
        drill = start.passed.drill
        live = self._live[drill] = _Live(inbox or Inbox(), self._hand_over(), self._endurance())
        self._group.create_task(self._lived(drill, live, self._open(start, live)))
        while not await is_begun(self._firm, drill):
            if live.ended.is_set():
                raise refusal(live.error)
            await asyncio.sleep(0.02)

    async def take_up(self) -> tuple[str, ...]:
        """Take up every drill that is not closed and that no other process runs; return those that run here."""
        await self._look()
        for drill in await self._firm.journal.unclosed():
            if await asyncio.to_thread(self._others.has, drill):
                self._elsewhere.add(drill)
            elif drill not in self._live:
                self._take_up(drill)
        return self.running

    async def run(self) -> None:
        """Take up drills whose other process died, for ever; beat where processes of other machines look on."""
        if not self._others.is_shared:
            await self._look_for_ever(_EVERY_S)
        beat = Holding(self._as_worker(), Roster(self._firm.journal.engine), self._others.pulse.bounds)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(beat.run())
                group.create_task(self._look_for_ever(beat.bounds.beat_s))
        finally:
            with suppress(*AWAY):
                await beat.gone()

    def chores(self) -> Iterator[Coroutine[Any, Any, None]]:
        """Yield nothing: every process looks after its own drills."""
        yield from ()

    async def ended(self, drill: str) -> None:
        """Return when a drill does not run here any more."""
        live = self._live.get(drill)
        if live is not None:
            await live.ended.wait()

    @property
    def endurances(self) -> dict[str, Endurance]:
        """Return how long each running drill has waited for its journal."""
        return {drill: live.endurance for drill, live in self._live.items()}

    def restore_all(self, reason: str) -> None:
        """Let every running drill stop and restore."""
        for live in self._live.values():
            live.inbox.put(AbortAsked(at=0, by="service", reason=reason))

    def hand_over_all(self, reason: str) -> None:
        """Let every running drill be left as it stands, for whoever takes it up next."""
        for live in self._live.values():
            live.hand_over.ask(reason)

    def _take_up(self, drill: str) -> None:
        self.failures.pop(drill, None)
        live = self._live[drill] = _Live(hand_over=self._hand_over(), endurance=self._endurance())
        self._group.create_task(self._lived(drill, live, self._go_on(drill, live)))

    def _as_worker(self) -> Worker:
        """Return this process as others see it that run drills: one that takes none of theirs."""
        return Worker(
            name=self._runner.name,
            site="",
            reaches=frozenset(),
            host=socket.gethostname(),
            pid=os.getpid(),
            boot=SystemClock().boot_id(),
            software=SOFTWARE,
            drills_max=0,
            leaving=True,
        )

    async def _look_for_ever(self, every_s: float) -> None:
        while True:
            await asyncio.sleep(every_s)
            with suppress(*AWAY):
                await self._look()
                await self._look_elsewhere()

    async def _look(self) -> None:
        if self._others.is_shared:
            with suppress(*AWAY):
                await asyncio.to_thread(self._others.look)

    async def _look_elsewhere(self) -> None:
        if not self._elsewhere:
            return
        open_now = set(await self._firm.journal.unclosed())
        for drill in sorted(self._elsewhere):
            if drill in open_now and await asyncio.to_thread(self._others.has, drill):
                continue
            self._elsewhere.discard(drill)
            if drill in open_now and drill not in self._live:
                self._take_up(drill)

    async def _open(self, start: Start, live: _Live) -> None:
        firm, drill = self._firm, start.passed.drill
        try:
            await asyncio.to_thread(keep_sources, place_of(firm, drill), start.sources)
            await begin(firm, self._hearing, start.passed, start.plan, self._as(live), live.inbox)
        finally:
            if not await is_begun(firm, drill):
                await firm.dossiers.fail(start.dossier, drill, "the drill ended before its first record")
        await tell_end(firm, drill, start.dossier, start.plan)

    async def _go_on(self, drill: str, live: _Live) -> None:
        await go_on(self._firm, self._hearing, drill, self._as(live), live.inbox)
        plan = await recorded_plan(self._firm.journal, drill)
        await tell_end(self._firm, drill, await dossier_of(self._firm, drill), plan)

    def _hand_over(self) -> HandOver:
        return HandOver(self._firm.settings.grace / SECOND)

    def _as(self, live: _Live) -> Runner:
        return replace(self._runner, hand_over=live.hand_over, endurance=live.endurance)

    def _endurance(self) -> Endurance:
        return Endurance(patience_s=self._firm.settings.patience / SECOND)

    async def _lived(self, drill: str, live: _Live, life: Coroutine[Any, Any, None]) -> None:
        """Await a drill's life; what ends it badly must not end the others, so it is kept and told."""
        try:
            await life
        except HandedOverError:
            pass
        except _ENDINGS as error:
            live.error = error
            self.failures[drill] = str(error)
            if isinstance(error, PASSING):
                self._elsewhere.add(drill)  # once its journal is back, it is taken up like any that nobody runs
        finally:
            self._live.pop(drill, None)
            await self._settled(drill, live)

    async def _settled(self, drill: str, live: _Live) -> None:
        """Give back what the drill holds no longer, and only then tell that it ended: whoever hears may start anew."""
        try:
            with suppress(*AWAY):
                await asyncio.to_thread(self._firm.guard.claims.settle, drill)
        finally:
            live.ended.set()


def refusal(error: Exception | None) -> DeniedError:
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
