"""A worker: takes drills of the sites that it reaches, one at a time by default, and runs each to its end."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from runners.anywhere import hands_on
from runners.clock import Clock, SystemClock
from runners.enduring import PATIENCE_S, Endurance
from runners.fencing import FencedRemote
from runners.journal import FencedError
from runners.leaving import GRACE_S, HandedOverError, HandOver
from runners.remote import Remote
from runners.secrets import resolve
from scenarios.plan import PlannedHost, SecretRef
from service.denial import DeniedError, Reason, because
from service.firm import Firm
from service.running.hearing import Hearing, hearing_of
from service.running.holding import AWAY, Hold, Holding
from service.running.jobs import Jobs
from service.running.leftovers import Leftovers, mark
from service.running.lives import begin, go_on, is_begun, is_closed, place_of
from service.running.pulse import Bounds
from service.running.resting import Rests
from service.running.roster import Roster, Worker
from service.running.runs import Run, Runs
from service.running.sweeping import Sweeper
from service.running.told import from_json
from service.software import SOFTWARE
from service.start import HandsOn, Runner, StartRefusedError

_LOOK_S: Final = 0.5
_TIDY_S: Final = 5.0
_AGAIN_S: Final = 0.5
_LONGEST_REST_S: Final = 300.0

OnStop: TypeAlias = Literal["restore", "hand_over"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerSetup:
    """What one worker is: its site, the sites that it reaches (its own always), how many drills it takes at once.

    `name` is the beginning of its name; machine, process and four random digits follow, so that no two are the same.
    """

    site: str
    reaches: frozenset[str] = frozenset()
    drills: int = 1
    name: str = ""
    bounds: Bounds = field(default_factory=Bounds)
    on_stop: OnStop = "hand_over"
    grace_s: float = GRACE_S
    patience_s: float = PATIENCE_S


@dataclass(slots=True)
class _Life:
    run: Run
    hold: Hold
    hand_over: HandOver
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task[None] | None = None


class DrillWorker:
    """One worker process. `hands` give hands on hosts; each is fenced before a drill gets it."""

    def __init__(
        self, firm: Firm, setup: WorkerSetup, *, hands: HandsOn = hands_on, clock: Clock | None = None
    ) -> None:
        self._firm, self._setup, self._hands = firm, setup, hands
        engine, me = firm.journal.engine, described(setup, clock or SystemClock())
        self.name = me.name
        self.runs, self._roster, self.jobs = Runs(engine), Roster(engine), Jobs(engine.url)
        self.holding = Holding(me, self._roster, setup.bounds, clock)
        self.sweeper = Sweeper(self._roster, self.runs, setup.bounds, self._call, clock)
        self.hearing: Hearing = hearing_of(firm, me.name)
        self.failures: dict[str, str] = {}
        """What ended a run of a drill badly; another try comes later, here or elsewhere."""
        self._lives: dict[str, _Life] = {}
        self._rests = Rests(_LONGEST_REST_S)
        self._turn, self._called = asyncio.Lock(), asyncio.Event()
        self._group: asyncio.TaskGroup | None = None

    @property
    def running(self) -> tuple[str, ...]:
        """Return the drills that it runs."""
        return tuple(self._lives)

    async def run(self, stopping: asyncio.Event) -> None:
        """Be a worker until `stopping`; then leave the drills as the setup says, and the list of workers last."""
        await self._enter()
        async with asyncio.TaskGroup() as group:
            self._group = group
            beside = [
                group.create_task(work)
                for work in (
                    self.holding.run(),
                    self.sweeper.run(),
                    self.hearing.run(),
                    self._look_for_ever(),
                    self._tidy(),
                    self.jobs.work(self._setup.site, self.look, self._setup.drills),
                )
            ]
            await stopping.wait()
            await self._leave()
            for task in beside:
                task.cancel()
        await self.jobs.close()
        with suppress(*AWAY):
            await self.holding.gone()

    async def look(self) -> None:
        """Take a drill that waits, if there is one and room for it, and return when it is over here."""
        life = await self._take()
        if life is not None:
            await life.ended.wait()

    # taking

    async def _enter(self) -> None:
        while True:
            with suppress(*AWAY):
                await self.holding.enter()
                return
            await asyncio.sleep(_AGAIN_S)

    async def _call(self, run: Run) -> None:
        """Let somebody know of a drill that waits: ourselves at once, the others by a job."""
        self._called.set()
        if self._group is not None:
            self._group.create_task(self.jobs.call(run.site, run.drill))

    async def _look_for_ever(self) -> None:
        """Look without being told, since jobs may be lost, and take all that there is room for.

        What is held without our knowing is given back.
        """
        while True:
            with suppress(*AWAY):
                for drill, turn in tuple(self.holding.strays.items()):
                    await asyncio.to_thread(self.runs.release, drill, turn)
            while await self._take() is not None:
                pass
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_S):
                    await self._called.wait()
            self._called.clear()

    async def _tidy(self) -> None:
        """End what was left on this machine of drills that others have now, for ever."""
        left = Leftovers(self._firm.home, self.runs)
        while True:
            with suppress(*AWAY):
                await asyncio.to_thread(left.look)
            await asyncio.sleep(_TIDY_S)

    async def _take(self) -> _Life | None:
        async with self._turn:
            if self._group is None or self.holding.worker.leaving or len(self._lives) >= self._setup.drills:
                return None
            if not self.holding.is_fresh():
                return None
            with suppress(*AWAY):
                for run in await asyncio.to_thread(self.runs.waiting):
                    if self._may_take(run) and (life := await self._taken(run)) is not None:
                        return life
            return None

    def _may_take(self, run: Run) -> bool:
        is_resting = self._rests.is_resting(run.drill, asyncio.get_running_loop().time())
        mine = run.site == self._setup.site and self.holding.worker.can(run.needs)
        return mine and not is_resting and run.drill not in self._lives

    async def _taken(self, run: Run) -> _Life | None:
        turn = await asyncio.to_thread(self.runs.take, run.drill, run.turn, self.name)
        if turn is None or self._group is None:
            return None
        life = _Life(run, self.holding.hold(run.drill, turn), HandOver(self._setup.grace_s))
        self._lives[run.drill] = life
        self._group.create_task(self._lived(life))
        return life

    # living

    async def _lived(self, life: _Life) -> None:
        """See a drill through: whatever ends it here is kept, and its row says how it goes on."""
        drill, refused = life.run.drill, tuple[Reason, ...]()
        life.task = asyncio.ensure_future(self._ran(life))  # we are its parent, and await its end
        try:
            await asyncio.wait({life.task})
            refused = self._learned(life)
        finally:
            await self._settle(life, refused)
            self.holding.let_go(life.hold)
            del self._lives[drill]
            life.ended.set()
            self._called.set()  # there is room for one more

    async def _ran(self, life: _Life) -> None:
        firm, drill = self._firm, life.run.drill
        runner = Runner(
            name=self.name,
            hands=self._fenced(life.hold),
            hand_over=life.hand_over,
            endurance=Endurance(patience_s=self._setup.patience_s),
        )
        await asyncio.to_thread(mark, place_of(firm, drill).directory, self.name)
        if await is_begun(firm, drill):
            await go_on(firm, self.hearing, drill, runner)
            return
        told = from_json(await asyncio.to_thread(self.runs.told, drill), firm.book.utc_ns)
        if told.passed is None:
            raise StartRefusedError(("the drill has no record and no pass; start it again",))
        await begin(firm, self.hearing, told.passed, told.plan, runner, None)

    def _fenced(self, hold: Hold) -> HandsOn:
        def fenced(hosts: Sequence[PlannedHost], clock: Clock, secret: Callable[[SecretRef], str] = resolve) -> Remote:
            return FencedRemote(self._hands(hosts, clock, secret), hold)

        return fenced

    def _learned(self, life: _Life) -> tuple[Reason, ...]:
        """Return why a drill was refused, where it was; what else went wrong is kept in `failures`."""
        drill, task = life.run.drill, life.task
        error = None if task is None or task.cancelled() else task.exception()
        match error:
            case None | FencedError() | HandedOverError():
                self.failures.pop(drill, None)
                self._rests.forget(drill)
            case DeniedError():
                return error.reasons
            case StartRefusedError() | ValueError():
                told = error.reasons if isinstance(error, StartRefusedError) else (str(error),)
                return tuple(because("start_refused", why=reason) for reason in told)
            case _:
                self.failures[drill] = f"{type(error).__name__}: {error}"
                self._rests.put_off(drill, asyncio.get_running_loop().time())
        return ()

    async def _settle(self, life: _Life, refused: tuple[Reason, ...]) -> None:
        """Write down how a drill ended here, as soon as the database takes it; nothing where another has it."""
        while not life.hold.is_lost:
            with suppress(*AWAY):
                await self._settled(life.run.drill, life.hold.turn, refused)
                return
            await asyncio.sleep(_AGAIN_S)

    async def _settled(self, drill: str, turn: int, refused: tuple[Reason, ...]) -> None:
        if await is_closed(self._firm, drill):
            await asyncio.to_thread(self._firm.guard.claims.settle, drill)
            await asyncio.to_thread(self.runs.end, drill, turn)
        elif refused and not await is_begun(self._firm, drill):
            await asyncio.to_thread(self.runs.refuse, drill, turn, refused)
        elif await asyncio.to_thread(self.runs.release, drill, turn):
            run = await asyncio.to_thread(self.runs.of, drill)
            if run is not None:
                await self._call(run)

    # leaving

    async def _leave(self) -> None:
        """Take nothing more, and bring what runs to its end here; we beat until then, so nobody takes it meanwhile."""
        self.holding.leave()
        async with self._turn:
            lives = tuple(self._lives.values())
        for life in lives:
            if self._setup.on_stop == "hand_over":
                life.hand_over.ask("the worker is being stopped")
            elif life.task is not None:
                life.task.cancel()
        for life in lives:
            await life.ended.wait()


def described(setup: WorkerSetup, clock: Clock) -> Worker:
    """Return a worker as everybody sees it."""
    machine = socket.gethostname()
    return Worker(
        name=f"{setup.name or setup.site}-{machine}-{os.getpid()}-{secrets.token_hex(2)}",
        site=setup.site,
        reaches=setup.reaches | {setup.site},
        host=machine,
        pid=os.getpid(),
        boot=clock.boot_id(),
        software=SOFTWARE,
        drills_max=setup.drills,
    )
