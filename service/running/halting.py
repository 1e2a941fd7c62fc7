"""An emergency stop from its order on: which runners have heard it and after how long, and how each drill restores."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from measurements.codec import decode
from measurements.events import AbortAsked, DrillClosed, DrillOpened, RunnerStarted
from runners.journal import Journal
from scenarios.plan import plan_from_json
from service.book import Author, Book
from service.denial import Reason, because
from service.running.roster import Roster
from service.running.stopping import Stop, Stops

WAITS_S: Final = 2.0
"""So long is waited for everybody to hear."""
_LOOK_S: Final = 0.03
_TOLD: Final = ("runner_started", "abort_asked", "drill_closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunnerHeard:
    """Whether a process that runs drills has heard; `after_ms` only where somebody waited for it."""

    runner: str
    site: str
    heard: bool
    after_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillHeard:
    """How a drill takes it: `heard` once its journal says so; `restored` and `residue` once it is closed."""

    drill: str
    runner: str
    services: tuple[str, ...]
    heard: bool
    closed: bool
    restored: bool | None
    residue: tuple[str, ...]
    after_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """An emergency stop and how far it has come."""

    stop: Stop
    runners: tuple[RunnerHeard, ...]
    drills: tuple[DrillHeard, ...]

    @property
    def is_heard(self) -> bool:
        """Tell whether every runner has heard it, and every drill's journal says so or is closed."""
        return all(one.heard for one in self.runners) and all(one.heard or one.closed for one in self.drills)

    @property
    def is_over(self) -> bool:
        """Tell whether every drill that it was meant for is closed."""
        return all(one.closed for one in self.drills)

    @property
    def advice(self) -> tuple[Reason, ...]:
        """Return what to do about everybody who has not heard, and about what is left behind."""
        return tuple(self._advice())

    def _advice(self) -> Iterator[Reason]:
        for one in self.runners:
            if not one.heard:
                yield because("runner_deaf", runner=one.runner)
        for drill in self.drills:
            if not drill.heard and not drill.closed:
                yield because("drill_deaf", drill=drill.drill, runner=drill.runner or "-")
            if drill.closed and not drill.restored:
                yield because("drill_residue", drill=drill.drill, residue=", ".join(drill.residue) or "-")


class Halts:
    """Orders emergency stops and looks how they go. `ring` wakes who listens in this process."""

    def __init__(self, stops: Stops, book: Book, journal: Journal, ring: Callable[[], None] = lambda: None) -> None:
        self.stops, self._book, self._journal, self._ring = stops, book, journal, ring
        self._services: dict[str, tuple[str, ...]] = {}

    async def order(self, author: Author, reason: str, services: Sequence[str] | None) -> Halt:
        """Order one, and return as soon as everybody has heard it, or after two seconds; raises UnfitError."""
        clock = asyncio.get_running_loop().time
        began = clock()
        open_now = await self._journal.unclosed()
        stop = await asyncio.to_thread(self._order, author, reason, services, open_now)
        self._ring()
        after = dict[str, int]()
        while True:
            looked = clock()
            seen = await asyncio.to_thread(self.look, stop)
            now = int((clock() - began) * 1000)
            for name in (*(r.runner for r in seen.runners if r.heard), *(d.drill for d in seen.drills if d.heard)):
                after.setdefault(name, now)
            if seen.is_heard or clock() - began >= WAITS_S:
                return _timed(seen, after)
            await asyncio.sleep(max(_LOOK_S, clock() - looked))

    def lift(self, author: Author, stop: str, reason: str) -> Stop:
        """Lift one; blocking, raises as `Stops.lift`."""
        lifted = self.stops.lift(self._book, author, stop, reason)
        self._ring()
        return lifted

    def look(self, stop: Stop) -> Halt:
        """Return how far it has come; blocking."""
        drills = tuple(self._drill(drill, stop) for drill in self.stops.drills(self._book, stop))
        workers = {worker.name: worker.site for worker in Roster(self._book.engine).all()}
        open_now = (one.runner for one in drills if one.runner and not one.closed)
        heard = self.stops.heard(stop.stop)
        runners = {name: workers.get(name, "") for name in (*workers, *open_now, *sorted(heard))}
        told = (RunnerHeard(runner=name, site=site, heard=name in heard) for name, site in runners.items())
        return Halt(stop=stop, runners=tuple(told), drills=drills)

    def _order(self, author: Author, reason: str, services: Sequence[str] | None, open_now: Sequence[str]) -> Stop:
        meant = open_now if services is None else [one for one in open_now if set(self._of(one)) <= set(services)]
        return self.stops.order(self._book, author, reason, services, meant)

    def _of(self, drill: str) -> tuple[str, ...]:
        """Return the services of a drill."""
        if drill not in self._services:
            told = (decode(record.text) for record in self._journal.records(drill, kinds=("drill_opened",)))
            plans = (plan_from_json(event.plan) for event in told if isinstance(event, DrillOpened))
            self._services[drill] = tuple(one.service for plan in plans for one in plan.objectives)
        return self._services[drill]

    def _drill(self, drill: str, stop: Stop) -> DrillHeard:
        told = [decode(record.text) for record in self._journal.records(drill, kinds=_TOLD)]
        runners = [event.runner or f"pid {event.pid}" for event in told if isinstance(event, RunnerStarted)]
        closed = next((event for event in told if isinstance(event, DrillClosed)), None)
        return DrillHeard(
            drill=drill,
            runner=runners[-1] if runners else "",
            services=self._of(drill),
            heard=any(isinstance(event, AbortAsked) and stop.is_in(event) for event in told),
            closed=closed is not None,
            restored=None if closed is None else closed.restored,
            residue=() if closed is None else closed.residue,
        )


def _timed(halt: Halt, after: Mapping[str, int]) -> Halt:
    """Return it with the times after which each was seen to have heard: upper bounds, for somebody has to look."""
    return replace(
        halt,
        runners=tuple(replace(one, after_ms=after.get(one.runner)) for one in halt.runners),
        drills=tuple(replace(one, after_ms=after.get(one.drill)) for one in halt.drills),
    )
