"""Drills in the hands of workers: the service writes what is to be run, wakes the workers, and sees how it goes."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

from runners.approvals import Inbox
from runners.clock import Clock, SystemClock
from scenarios.plan import SECOND, Plan
from service.denial import ConflictError, Reason, because
from service.firm import Firm
from service.guard.asking import Unfit
from service.running.adopting import Adoption
from service.running.door import Start
from service.running.ends import Ends, let_go
from service.running.holding import AWAY
from service.running.jobs import Jobs, tidy
from service.running.lives import is_begun
from service.running.pulse import Bounds, Pulse
from service.running.roster import Roster, Worker, site_for
from service.running.runs import Run, Runs
from service.running.told import Told, files_of, to_json

_PATIENCE_S: Final = 30.0
"""So long may a drill wait for its first worker before the start is refused; nothing was touched then."""
_LOOK_S: Final = 0.05
_SEE_S: Final = 0.5
_TIDY_S: Final = 600.0


class Queued:
    """The door to workers. It knows what runs as of its last look, half a second ago at most."""

    def __init__(self, firm: Firm, bounds: Bounds | None = None, clock: Clock | None = None) -> None:
        self._firm, self._clock = firm, clock or SystemClock()
        self.runs, self.roster = Runs(firm.journal.engine), Roster(firm.journal.engine)
        self.jobs, self.pulse = Jobs(firm.journal.engine.url), Pulse(bounds or Bounds())
        self.ends = Ends(firm, self.runs)
        self.patience_s = _PATIENCE_S
        self._open: dict[str, Run] = {}
        self._mine: set[str] = set()

    @property
    def is_here(self) -> bool:
        """Drills run in the processes of workers."""
        return False

    @property
    def running(self) -> tuple[str, ...]:
        """Return the drills that workers run or are to run."""
        return tuple(dict.fromkeys((*self._open, *self._mine)))

    @property
    def failures(self) -> Mapping[str, str]:
        """Nothing: what ended a drill badly is told by its worker."""
        return {}

    def unfit(self, plan: Plan) -> Unfit:
        """Return that no living worker reaches the plan's hosts; blocking. Workers look at hosts and secrets."""
        needs, workers = sites_of(plan), self.roster.all()
        if site_for(needs, workers, self.pulse.dead) is None:
            return Unfit(reasons=(no_worker(needs, workers, self.pulse.dead),))
        return Unfit()

    async def open(self, start: Start, inbox: Inbox | None = None) -> None:
        """Let a worker run the drill, and return when it has its first record; raises ConflictError."""
        del inbox  # nobody sits beside a worker
        drill = start.passed.drill
        self._mine.add(drill)
        try:
            run = await self._write(start)
            await self.jobs.call(run.site, drill)
            await self._opened(run, start.dossier)
        finally:
            self._mine.discard(drill)

    async def take_up(self) -> tuple[str, ...]:
        """Look at what workers run; they take up by themselves what nobody runs."""
        await self._look()
        return self.running

    async def run(self) -> None:
        """Look at workers and drills every half second, for ever."""
        while True:
            await self._look()
            await asyncio.sleep(_SEE_S)

    def chores(self) -> Iterator[Coroutine[Any, Any, None]]:
        """Yield the filing of what workers ended, the care for what began without workers, and the queue's tidying."""
        yield self.ends.run()
        yield Adoption(self._firm, self.runs, self.pulse.bounds).run()
        yield self._tidy()

    async def ended(self, drill: str) -> None:
        """Return when no worker has the drill or is to have it."""
        while True:
            with suppress(*AWAY):
                run = await asyncio.to_thread(self.runs.of, drill)
                if run is None or run.status in {"ended", "refused"}:
                    return
            await asyncio.sleep(_SEE_S)

    def restore_all(self, reason: str) -> None:
        """Do nothing: drills of workers go on without this service."""

    def hand_over_all(self, reason: str) -> None:
        """Do nothing: drills of workers go on without this service."""

    async def _tidy(self) -> None:
        while True:
            with suppress(*AWAY):
                await asyncio.to_thread(tidy, self._firm.journal.engine)
            await asyncio.sleep(_TIDY_S)

    async def _look(self) -> None:
        try:
            workers = await asyncio.to_thread(self.roster.all)
            found = await asyncio.to_thread(self.runs.open)
        except AWAY:
            self.pulse.missed()
            return
        self.pulse.look(self._clock.now() / SECOND, {worker.name: worker.beats for worker in workers})
        self._open = {run.drill: run for run in found}

    async def _write(self, start: Start) -> Run:
        plan, needs = start.plan, sites_of(start.plan)
        workers = await asyncio.to_thread(self.roster.all)
        site = site_for(needs, workers, self.pulse.dead)
        if site is None:
            await let_go(self._firm, self.runs, start.passed.drill, start.dossier, "no worker could be found for it")
            raise ConflictError(no_worker(needs, workers, self.pulse.dead))
        files = await asyncio.to_thread(files_of, start.sources)
        told = Told(plan=plan, passed=start.passed, dossier=start.dossier, files=files)
        run = Run(
            drill=start.passed.drill,
            site=site,
            needs=needs,
            status="waiting",
            worker=None,
            turn=0,
            asked_ns=self._firm.book.utc_ns(),
        )
        await asyncio.to_thread(self.runs.add, run, to_json(told))
        return run

    async def _opened(self, run: Run, dossier: str) -> None:
        """Return when the drill has its first record; raises ConflictError when it will not get one."""
        loop = asyncio.get_running_loop()
        patience = loop.time() + self.patience_s
        while True:
            with suppress(*AWAY):
                now = await asyncio.to_thread(self.runs.of, run.drill)  # first this, then the journal: see give_up
                if await is_begun(self._firm, run.drill):
                    return
                if now is not None:
                    await self._look_at(now, dossier, is_late=loop.time() > patience)
            await asyncio.sleep(_LOOK_S)

    async def _look_at(self, run: Run, dossier: str, *, is_late: bool) -> None:
        if run.status == "refused":
            await let_go(self._firm, self.runs, run.drill, dossier, "; ".join(one.text.en for one in run.reasons))
            raise ConflictError(*run.reasons)
        if is_late:  # where nobody has it, it is refused now, as the next look sees
            late = because("no_worker_came", site=run.site, seconds=round(self.patience_s))
            await asyncio.to_thread(self.runs.give_up, run.drill, run.turn, [late])


def sites_of(plan: Plan) -> tuple[str, ...]:
    """Return the sites whose hosts a plan touches."""
    return tuple(sorted({host.site for host in plan.hosts}))


def no_worker(needs: tuple[str, ...], workers: tuple[Worker, ...], dead: frozenset[str]) -> Reason:
    """Return that nobody can run a drill of these sites, and who there is."""
    living = [worker for worker in workers if worker.name not in dead and not worker.leaving]
    known = "; ".join(f"{worker.name}: {', '.join(sorted(worker.reaches))}" for worker in living) or "-"
    return because("no_worker", sites=", ".join(needs) or "-", known=known, option=",".join(needs) or "…")
