"""The sweeper: sees which workers stopped beating, and lets their drills wait for others; every worker has one."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterator
from typing import Final, TypeAlias

from runners.clock import Clock, SystemClock
from scenarios.plan import SECOND
from service.running.aside import Aside
from service.running.holding import AWAY
from service.running.pulse import Bounds, Pulse
from service.running.roster import Roster, Worker, site_for
from service.running.runs import Run, Runs

Call: TypeAlias = Callable[[Run], Awaitable[None]]
"""Lets the workers of a run's site know that it waits."""
_FORGOTTEN_S: Final = 600.0
"""For so long the row of a dead worker is shown."""
_MOVING_S: Final = 1.0
"""So much lies between two searches for drills whose site has nobody left."""


class Sweeper:
    """Looks at all workers four times a second; `call` is told of each drill that waits anew."""

    def __init__(self, roster: Roster, runs: Runs, bounds: Bounds, call: Call, clock: Clock | None = None) -> None:
        self._roster, self._runs, self._call = roster, runs, call
        self._clock, self._aside = clock or SystemClock(), Aside("sweep")
        self.pulse = Pulse(bounds)
        self.failure = ""
        """Why the last sweep failed, empty where it did not."""
        self._moved_s = -math.inf
        self.freed: list[str] = []
        """The drills that this sweeper let wait again."""

    async def run(self) -> None:
        """Sweep for ever; one drill that cannot be set free stops no other."""
        while True:
            await self.sweep()
            await asyncio.sleep(self.pulse.bounds.look_s)

    async def sweep(self) -> None:
        """Look once, and set free what dead workers held."""
        try:
            workers = await self._aside.do(self._roster.all)
        except AWAY as error:
            self.pulse.missed()
            self.failure = str(error)
            return
        now_s = self._clock.now() / SECOND
        dead = self.pulse.look(now_s, {worker.name: worker.beats for worker in workers})
        self.failure = ""
        for name in sorted(dead):
            await self._bury(name)
        if now_s - self._moved_s >= _MOVING_S:
            self._moved_s = now_s
            await self._move_on(workers, dead)

    async def _bury(self, name: str) -> None:
        try:
            beats = self.pulse.beats(name)
            freed = await self._aside.do(lambda: self._runs.free(name, beats, self._roster))
            if self.pulse.stood_s(name) > _FORGOTTEN_S:
                await self._aside.do(lambda: self._roster.leave(name))
        except AWAY as error:
            self.failure = str(error)
            return
        for run in freed:
            self.freed.append(run.drill)
            await self._call(run)

    async def _move_on(self, workers: tuple[Worker, ...], dead: frozenset[str]) -> None:
        """Let drills wait elsewhere whose own site has nobody left who could take them."""
        try:
            waiting = await self._aside.do(self._runs.waiting)
            for run, site in stranded(waiting, workers, dead):
                if await self._aside.do(lambda run=run, site=site: self._runs.move(run.drill, site)):
                    await self._call(run)
        except AWAY as error:
            self.failure = str(error)


def stranded(waiting: tuple[Run, ...], workers: tuple[Worker, ...], dead: frozenset[str]) -> Iterator[tuple[Run, str]]:
    """Yield the drills whose site has no living worker that could take them, each with a site that has one."""
    living = [worker for worker in workers if worker.name not in dead]
    for run in waiting:
        if any(worker.site == run.site and worker.can(run.needs) for worker in living):
            continue
        site = site_for(run.needs, living)
        if site is not None:
            yield run, site
