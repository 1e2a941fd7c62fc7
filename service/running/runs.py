"""The drills that workers are to run: who holds which, in which turn, and how each ended."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Engine, text
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select, update

from runners.clock import SystemClock
from runners.database import reading
from scenarios.plan import Text
from service.denial import Reason
from service.running.roster import Roster
from service.running.tables import RunRow, RunStatus

_SWEEP: Final = 0x44726C6C
"""The advisory lock under which drills of dead workers are set free: one sweeper at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One drill in the hands of workers, without what only its runner has to know."""

    drill: str
    site: str
    needs: tuple[str, ...]
    status: str
    worker: str | None
    turn: int
    asked_ns: int
    reasons: tuple[Reason, ...] = ()


_SHOWN: Final = (
    col(RunRow.drill),
    col(RunRow.site),
    col(RunRow.needs),
    col(RunRow.status),
    col(RunRow.worker),
    col(RunRow.turn),
    col(RunRow.asked_ns),
    col(RunRow.reasons),
)


class Runs:
    """The runs of one service; every method blocks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, run: Run, told: str) -> None:
        """Let a drill wait for a worker; `told` is what its runner has to know."""
        with Session(self._engine) as session:
            session.add(
                RunRow(
                    drill=run.drill,
                    site=run.site,
                    needs=json.dumps(run.needs),
                    status="waiting",
                    told=told,
                    asked_ns=run.asked_ns,
                )
            )
            session.commit()

    def of(self, drill: str) -> Run | None:
        """Return a drill's run, None where no worker was ever to run it."""
        return next(self._found(RunRow.drill == drill), None)

    def told(self, drill: str) -> str:
        """Return what its runner has to know; raises KeyError where there is no such run."""
        with reading(self._engine) as session:
            found = session.exec(select(RunRow.told).where(RunRow.drill == drill)).first()
        if found is None:
            raise KeyError(drill)
        return found

    def waiting(self) -> tuple[Run, ...]:
        """Return the drills that wait for a worker, the longest waiting first."""
        return tuple(self._found(RunRow.status == "waiting"))

    def open(self) -> tuple[Run, ...]:
        """Return the drills that wait or are held."""
        return tuple(self._found(col(RunRow.status).in_(("waiting", "held"))))

    def unfiled(self) -> tuple[Run, ...]:
        """Return the drills whose end nobody has filed and told yet."""
        return tuple(self._found(col(RunRow.status).in_(("ended", "refused")), col(RunRow.filed_ns).is_(None)))

    def take(self, drill: str, turn: int, worker: str) -> int | None:
        """Take a waiting drill that has had `turn` turns, and return the new turn; None where somebody was faster."""
        taken = {"status": "held", "worker": worker, "turn": turn + 1}
        return turn + 1 if self._set(taken, drill, RunRow.status == "waiting", RunRow.turn == turn) else None

    def release(self, drill: str, turn: int) -> bool:
        """Let a drill wait again that this turn holds."""
        return self._set({"status": "waiting", "worker": None}, drill, *_held(turn))

    def end(self, drill: str, turn: int) -> bool:
        """Take note that a drill's journal is closed; False where another turn has it."""
        return self._set({"status": "ended", "worker": None}, drill, *_held(turn))

    def refuse(self, drill: str, turn: int, reasons: Sequence[Reason]) -> bool:
        """Take note that a drill was not begun, and why; nothing was touched."""
        return self._set(_refused(reasons), drill, *_held(turn))

    def give_up(self, drill: str, turn: int, reasons: Sequence[Reason]) -> bool:
        """Let nobody take a drill any more that has waited since `turn`; False where a worker has taken it.

        For drills only that had no record after they were seen to wait in that turn.
        """
        return self._set(_refused(reasons), drill, RunRow.status == "waiting", RunRow.turn == turn)

    def move(self, drill: str, site: str) -> bool:
        """Let a waiting drill wait for another site's workers."""
        return self._set({"site": site}, drill, RunRow.status == "waiting")

    def filed(self, drill: str) -> None:
        """Take note that a drill's end was filed and told."""
        self._set({"filed_ns": SystemClock().utc_ns()}, drill)

    def free(self, worker: str, beats: int, roster: Roster) -> tuple[Run, ...]:
        """Let the drills of a dead worker wait again; nothing where it has beaten since it was seen at `beats`."""
        mine = [run.drill for run in self._found(RunRow.worker == worker, RunRow.status == "held")]
        freed: list[str] = []
        for drill in mine:
            with self._alone() as session:
                if session is None or not roster.still_at(session, worker, beats):
                    break
                wanted = update(RunRow).where(
                    col(RunRow.drill) == drill, col(RunRow.worker) == worker, col(RunRow.status) == "held"
                )
                if session.connection().execute(wanted.values(status="waiting", worker=None)).rowcount:
                    freed.append(drill)
        return tuple(run for drill in freed if (run := self.of(drill)) is not None)

    @contextmanager
    def _alone(self) -> Generator[Session | None]:
        """Give a session in which nobody else sets drills free, or None where somebody does."""
        with Session(self._engine) as session:
            if session.get_bind().dialect.name == "postgresql":
                got = session.connection().execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _SWEEP})
                if not got.scalar():
                    yield None
                    return
            yield session
            session.commit()

    def _found(self, *conditions: Any) -> Iterator[Run]:
        wanted = sql_select(*_SHOWN).where(*conditions).order_by(col(RunRow.asked_ns), col(RunRow.drill))
        with reading(self._engine) as session:
            rows = session.connection().execute(wanted).all()
        yield from (_run(*row) for row in rows)

    def _set(self, values: dict[str, Any], drill: str, *conditions: Any) -> bool:
        wanted = update(RunRow).where(col(RunRow.drill) == drill, *conditions).values(**values)
        with Session(self._engine) as session:
            done = session.connection().execute(wanted)
            session.commit()
        return done.rowcount > 0


def _held(turn: int) -> tuple[Any, Any]:
    return RunRow.status == "held", RunRow.turn == turn


def _refused(reasons: Sequence[Reason]) -> dict[str, Any]:
    status: RunStatus = "refused"
    return {"status": status, "worker": None, "reasons": json.dumps([_reason_data(one) for one in reasons])}


def _reason_data(reason: Reason) -> dict[str, Any]:
    return {"code": reason.code, "zh": reason.text.zh, "en": reason.text.en, "facts": reason.facts}


def _reason(told: dict[str, Any]) -> Reason:
    return Reason(code=told["code"], text=Text(zh=told["zh"], en=told["en"]), facts=told["facts"])


def _run(*row: Any) -> Run:
    drill, site, needs, status, worker, turn, asked_ns, reasons = row
    return Run(
        drill=drill,
        site=site,
        needs=tuple(json.loads(needs)),
        status=status,
        worker=worker,
        turn=turn,
        asked_ns=asked_ns,
        reasons=tuple(_reason(one) for one in json.loads(reasons)),
    )
