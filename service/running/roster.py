"""The workers there are: each enters itself, beats, and leaves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine
from sqlmodel import Session, col, delete, select, update

from runners.database import reading
from service.running.tables import RunRow, WorkerRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """One process that runs drills, as everybody sees it."""

    name: str
    site: str
    reaches: frozenset[str]
    host: str
    pid: int
    boot: str
    software: str
    drills_max: int = 1
    beats: int = 0
    leaving: bool = False

    def can(self, needs: Sequence[str]) -> bool:
        """Tell whether it reaches the hosts of all these sites and takes drills."""
        return not self.leaving and self.reaches.issuperset(needs)


class Roster:
    """The workers of one service; every method blocks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def enter(self, worker: Worker) -> None:
        """Enter a worker, or let it be there again after somebody took its row away."""
        row = WorkerRow(
            name=worker.name,
            site=worker.site,
            reaches=json.dumps(sorted(worker.reaches)),
            host=worker.host,
            pid=worker.pid,
            boot=worker.boot,
            software=worker.software,
            drills_max=worker.drills_max,
            leaving=worker.leaving,
        )
        with Session(self._engine) as session:
            session.merge(row)
            session.commit()

    def beat(self, name: str, *, leaving: bool = False) -> dict[str, int] | None:
        """Raise a worker's number and return the turns of the drills that it holds; None where it is not entered.

        The row stays locked until the drills are read, so that a take-over is seen here or sees this beat.
        """
        raised = update(WorkerRow).where(col(WorkerRow.name) == name)
        held = select(RunRow.drill, RunRow.turn).where(RunRow.worker == name, RunRow.status == "held")
        with Session(self._engine) as session:
            done = session.connection().execute(raised.values(beats=WorkerRow.beats + 1, leaving=leaving))
            found = dict(session.exec(held).all())
            session.commit()
        return found if done.rowcount else None

    def leave(self, name: str) -> None:
        """Take a worker off the list."""
        with Session(self._engine) as session:
            session.exec(delete(WorkerRow).where(col(WorkerRow.name) == name))
            session.commit()

    def all(self) -> tuple[Worker, ...]:
        """Return everybody who is entered, by name."""
        with reading(self._engine) as session:
            return tuple(_told(row) for row in session.exec(select(WorkerRow).order_by(WorkerRow.name)))

    def still_at(self, session: Session, name: str, beats: int) -> bool:
        """Tell whether a worker has not beaten since it was seen at `beats`; it cannot until the session ends."""
        asked = select(WorkerRow.beats).where(WorkerRow.name == name).with_for_update()
        now = session.exec(asked).first()
        return now is None or now == beats


def _told(row: WorkerRow) -> Worker:
    return Worker(
        name=row.name,
        site=row.site,
        reaches=frozenset(json.loads(row.reaches)),
        host=row.host,
        pid=row.pid,
        boot=row.boot,
        software=row.software,
        drills_max=row.drills_max,
        beats=row.beats,
        leaving=row.leaving,
    )


def site_for(needs: Sequence[str], workers: Sequence[Worker], dead: frozenset[str] = frozenset()) -> str | None:
    """Return whose workers should run a drill that touches hosts of these sites; None where nobody can.

    A site that the drill touches comes before others, so that commands have a short way.
    """
    fit = {worker.site for worker in workers if worker.name not in dead and worker.can(needs)}
    return min(fit, key=lambda site: (site not in needs, site), default=None)
