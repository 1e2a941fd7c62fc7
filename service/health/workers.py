"""How the workers and their queue are, as far as this process sees them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Engine
from sqlmodel import select

from runners.clock import Clock
from runners.database import reading
from scenarios.plan import SECOND
from service.health.parts import WorkersSeen
from service.running.door import Door
from service.running.queued import Queued
from service.running.roster import Worker
from service.running.tables import RunRow
from service.software import SOFTWARE


@dataclass(slots=True)
class QueueWatch:
    """Remembers since when each drill was seen to wait, on this machine's own monotonic clock."""

    _waiting: dict[str, int] = field(default_factory=dict[str, int])

    def look(self, door: Door, engine: Engine, clock: Clock) -> WorkersSeen | None:
        """Return how workers and queue are, None where drills run in this process; blocking."""
        if not isinstance(door, Queued):
            return None
        workers, waiting, now = door.roster.all(), door.runs.waiting(), clock.now()
        self._waiting = {run.drill: self._waiting.get(run.drill, now) for run in waiting}
        dead = door.pulse.dead
        living = [worker for worker in workers if worker.name not in dead]
        return WorkersSeen(
            failure=door.jobs.failure,
            alive=tuple((worker.name, worker.site) for worker in living),
            stale=tuple(sorted(dead & {worker.name for worker in workers})),
            others=tuple(worker.name for worker in living if worker.software != SOFTWARE),
            lonely=_lonely(engine, workers, living),
            waiting=len(waiting),
            oldest_s=(now - min(self._waiting.values(), default=now)) / SECOND,
        )


def _lonely(engine: Engine, workers: Iterable[Worker], living: Iterable[Worker]) -> tuple[str, ...]:
    """Return the sites that a drill or a worker was ever for and that no living worker reaches."""
    with reading(engine) as session:
        needed = {site for told in session.exec(select(RunRow.needs).distinct()) for site in json.loads(told)}
    known = needed.union(*(worker.reaches | {worker.site} for worker in workers))
    reached = {site for worker in living if not worker.leaving for site in worker.reaches}
    return tuple(sorted(known - reached))
