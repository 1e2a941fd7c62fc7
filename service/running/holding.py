"""How a worker holds its drills: it beats, learns what it has lost, and acts only while nobody can have taken over."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from runners.clock import Clock, SystemClock
from runners.fencing import TakenOverError
from runners.journal import JournalError
from scenarios.plan import SECOND
from service.running.aside import Aside
from service.running.pulse import Bounds
from service.running.roster import Roster, Worker

AWAY: Final = (SQLAlchemyError, JournalError, OSError)
"""What a database that is away raises."""


@dataclass(slots=True)
class Hold:
    """One drill in one turn (`runners.fencing.Hold`)."""

    drill: str
    turn: int
    holding: Holding
    is_lost: bool = False

    def is_sure(self) -> bool:
        """Tell whether nobody can have taken the drill over yet."""
        return not self.is_lost and self.holding.is_fresh()

    async def sure(self) -> None:
        """Return once `is_sure`; raises TakenOverError when another turn has the drill."""
        while not self.is_sure():
            if self.is_lost:
                raise TakenOverError(self.drill)
            await self.holding.beaten()


class Holding:
    """The beat of one worker, and the drills that it holds."""

    def __init__(self, worker: Worker, roster: Roster, bounds: Bounds, clock: Clock | None = None) -> None:
        self.worker, self.bounds = worker, bounds
        self._roster, self._clock = roster, clock or SystemClock()
        self._aside = Aside("beat")
        self._began: int | None = None
        self._holds: dict[str, Hold] = {}
        self._news = asyncio.Event()
        self._astray: dict[str, int] = {}
        self.strays: dict[str, int] = {}
        """Drills and their turns that are held in this worker's name without its knowing, for two beats now."""
        self.failure = ""
        """Why the last beat failed, empty where it did not."""

    async def enter(self) -> None:
        """Be on the list of workers; raises what the database raises."""
        await self._aside.do(self._enter)

    async def run(self) -> None:
        """Beat for ever, also through times in which the database is away."""
        while True:
            began = self._clock.now()
            await self.beat()
            passed = (self._clock.now() - began) / SECOND
            await asyncio.sleep(max(0.05, self.bounds.beat_s - passed))

    async def beat(self) -> None:
        """Beat once, and learn which drills are lost."""
        began, known = self._clock.now(), dict(self._holds)
        try:
            turns = await self._aside.do(self._beat)
        except AWAY as error:
            self.failure = str(error)
        else:
            self.failure, self._began = "", began
            self._compare(known, turns)
        news, self._news = self._news, asyncio.Event()
        news.set()

    def leave(self) -> None:
        """Say with every beat from now on that nothing more is taken."""
        self.worker = replace(self.worker, leaving=True)

    async def gone(self) -> None:
        """Leave the list; raises what the database raises."""
        try:
            await self._aside.do(lambda: self._roster.leave(self.worker.name))
        finally:
            self._aside.close()

    def hold(self, drill: str, turn: int) -> Hold:
        """Take note of a drill that was taken, in that turn."""
        hold = self._holds[drill] = Hold(drill, turn, self)
        return hold

    def let_go(self, hold: Hold) -> None:
        """Take note that a drill is not held any more."""
        if self._holds.get(hold.drill) is hold:
            del self._holds[hold.drill]

    def is_fresh(self) -> bool:
        """Tell whether the last good beat began so lately that nobody can have taken anything over."""
        return self._began is not None and self._clock.now() - self._began < self.bounds.act_s * SECOND

    async def beaten(self) -> None:
        """Return after the next beat, good or bad."""
        await self._news.wait()

    def _compare(self, known: Mapping[str, Hold], turns: Mapping[str, int]) -> None:
        """Mark what is lost; a drill that was taken while the beat was under way is not judged by it."""
        for drill, hold in known.items():
            if turns.get(drill) != hold.turn:
                hold.is_lost = True
        astray = {drill: turn for drill, turn in turns.items() if drill not in self._holds}
        self.strays = {drill: turn for drill, turn in astray.items() if self._astray.get(drill) == turn}
        self._astray = astray

    def _enter(self) -> None:
        self._roster.enter(self.worker)

    def _beat(self) -> Mapping[str, int]:
        found = self._roster.beat(self.worker.name, leaving=self.worker.leaving)
        if found is None:  # somebody took the row away: come back, and beat in the next round
            self._roster.enter(self.worker)
            found = self._roster.beat(self.worker.name, leaving=self.worker.leaving) or {}
        return found
