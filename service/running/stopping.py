"""Emergency stops: who ordered which, what each covers, which runners have heard it, and who lifted it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import BigInteger, Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, col, select

from measurements.events import AbortAsked
from runners.clock import SystemClock
from runners.database import reading
from service.book import Author, Book, Note
from service.denial import ConflictError, NoSuchError, Reason, UnfitError, because
from service.running.news import announce

STREAM: Final = "stops"
_NEAR_NS: Final = 60 * 10**9
"""The entry of an order is written this near to its own time."""


class StopRow(SQLModel, table=True):
    """One emergency stop. `services` is a JSON list, None for all; it is in force until it is lifted."""

    __tablename__ = "stops"  # pyright: ignore[reportAssignmentType]  its declared type is for computed names

    stop: str = Field(primary_key=True, max_length=60)
    services: str | None = None
    by: str
    reason: str
    utc_ns: int = Field(sa_type=BigInteger)
    lifted_by: str | None = None
    lifted_reason: str | None = None
    lifted_ns: int | None = Field(default=None, sa_type=BigInteger, index=True)


class HeardRow(SQLModel, table=True):
    """That a runner has heard an emergency stop, and let every drill that it runs hear it."""

    __tablename__ = "stop_heard"  # pyright: ignore[reportAssignmentType]

    stop: str = Field(primary_key=True, max_length=60)
    runner: str = Field(primary_key=True, max_length=200)
    utc_ns: int = Field(sa_type=BigInteger)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """An emergency stop. `services` None: of all. Times are UTC in ns."""

    stop: str
    services: tuple[str, ...] | None
    by: str
    reason: str
    utc_ns: int
    lifted_by: str | None = None
    lifted_reason: str | None = None
    lifted_ns: int | None = None

    @property
    def is_in_force(self) -> bool:
        """Tell whether nobody has lifted it."""
        return self.lifted_ns is None

    def covers(self, services: Iterable[str]) -> bool:
        """Tell whether a drill of these services is to be aborted: whoever ordered it may stop all of them."""
        return self.services is None or set(services) <= set(self.services)

    def touches(self, services: Iterable[str]) -> bool:
        """Tell whether a drill of these services may not start: any of them is stopped."""
        return self.services is None or bool(set(services) & set(self.services))

    @property
    def word(self) -> AbortAsked:
        """Return what it says to a drill."""
        return AbortAsked(at=0, by=self.by, reason=f"{self._mark}{self.reason}")

    def is_in(self, word: AbortAsked) -> bool:
        """Tell whether a drill's journal has it in this record, whose text may be masked and shortened."""
        return word.reason.startswith(self._mark)

    @property
    def _mark(self) -> str:
        return f"emergency stop {self.stop}: "


class Stops:
    """The emergency stops of one service. Every method blocks; call them from a thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        tables = [SQLModel.metadata.tables[name] for name in ("stops", "stop_heard")]
        SQLModel.metadata.create_all(engine, tables=tables)

    def order(
        self, book: Book, author: Author, reason: str, services: Sequence[str] | None, drills: Sequence[str] = ()
    ) -> Stop:
        """Let one be in force from now on, and everybody hear of it; raises UnfitError without a reason.

        `drills` are those under way that it is meant for, as the book then says.
        """
        if not reason.strip():
            raise UnfitError(because("stop_without_reason"))
        made = Stop(
            stop=_named(),
            services=None if services is None else tuple(services),
            by=who(author),
            reason=reason.strip(),
            utc_ns=book.utc_ns(),
        )
        told = None if services is None else [*services]
        body = {"stop": made.stop, "reason": made.reason, "services": told, "drills": [*drills]}

        def also(session: Session) -> None:
            session.add(_row(made))
            announce(session)

        book.store(author, [Note(stream=STREAM, kind="emergency_stop_ordered", body=body)], also=also)
        return made

    def lift(self, book: Book, author: Author, stop: str, reason: str) -> Stop:
        """Lift one; raises NoSuchError, UnfitError, ConflictError (lifted already, or ordered by the same person)."""
        found = self.get(stop)
        if not reason.strip():
            raise UnfitError(because("lift_without_reason"))
        if found.by == who(author):
            raise ConflictError(because("stop_own", stop=stop, by=found.by))
        if not found.is_in_force:
            raise _lifted(found)

        def also(session: Session) -> None:
            row = session.get(StopRow, stop, with_for_update=True)
            if row is None or row.lifted_ns is not None:
                raise _lifted(found if row is None else _stop(row))
            row.lifted_by, row.lifted_reason, row.lifted_ns = who(author), reason.strip(), book.utc_ns()
            session.add(row)
            announce(session)

        body = {"stop": stop, "reason": reason.strip()}
        book.store(author, [Note(stream=STREAM, kind="emergency_stop_lifted", body=body)], also=also)
        return self.get(stop)

    def get(self, stop: str) -> Stop:
        """Return one; raises NoSuchError."""
        with reading(self._engine) as session:
            row = session.get(StopRow, stop)
            if row is None:
                raise NoSuchError(because("no_such", family="emergency stop", name=stop))
            return _stop(row)

    def in_force(self) -> tuple[Stop, ...]:
        """Return those that nobody has lifted, the oldest first."""
        wanted = select(StopRow).where(col(StopRow.lifted_ns).is_(None))
        with reading(self._engine) as session:
            return tuple(map(_stop, session.exec(wanted.order_by(col(StopRow.utc_ns), col(StopRow.stop)))))

    def against(self, services: Sequence[str]) -> tuple[Reason, ...]:
        """Return every reason against a start of a drill of these services."""
        touching = (stop for stop in self.in_force() if stop.touches(services))
        return tuple(because("emergency_stop", stop=stop.stop, by=stop.by, reason=stop.reason) for stop in touching)

    def newest(self, limit: int = 20) -> tuple[Stop, ...]:
        """Return the last that were ordered, lifted or not, the newest first."""
        wanted = select(StopRow).order_by(col(StopRow.utc_ns).desc(), col(StopRow.stop).desc()).limit(limit)
        with reading(self._engine) as session:
            return tuple(map(_stop, session.exec(wanted)))

    def drills(self, book: Book, stop: Stop) -> tuple[str, ...]:
        """Return the drills that were under way when it was ordered."""
        since = stop.utc_ns - _NEAR_NS, stop.utc_ns + _NEAR_NS
        found = book.entries(stream=STREAM, kind="emergency_stop_ordered", since_ns=since[0], until_ns=since[1])
        return tuple(drill for entry in found if entry.body["stop"] == stop.stop for drill in entry.body["drills"])

    def heard(self, stop: str) -> frozenset[str]:
        """Return the runners that have heard it."""
        with reading(self._engine) as session:
            return frozenset(session.exec(select(HeardRow.runner).where(HeardRow.stop == stop)))

    def hear(self, runner: str) -> int:
        """Note that a runner has heard everything that is in force; return how much of it was new."""
        mine = select(HeardRow.stop).where(HeardRow.runner == runner)
        wanted = select(StopRow.stop).where(col(StopRow.lifted_ns).is_(None), col(StopRow.stop).not_in(mine))
        with Session(self._engine) as session:
            new = session.exec(wanted).all()
            session.add_all(HeardRow(stop=stop, runner=runner, utc_ns=SystemClock().utc_ns()) for stop in new)
            if new:
                announce(session)
                try:
                    session.commit()
                except IntegrityError:  # the same runner noted it a moment ago
                    return 0
        return len(new)


def who(author: Author) -> str:
    """Return who somebody is for the rule that another one lifts it; a terminal is its account."""
    return author.via if author.user == "system" else author.user


def _named(now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> str:
    return f"stop-{now():%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"


def _lifted(stop: Stop) -> ConflictError:
    return ConflictError(because("stop_lifted", stop=stop.stop, by=stop.lifted_by or "-"))


def _row(stop: Stop) -> StopRow:
    return StopRow(
        stop=stop.stop,
        services=None if stop.services is None else json.dumps(stop.services, ensure_ascii=False),
        by=stop.by,
        reason=stop.reason,
        utc_ns=stop.utc_ns,
    )


def _stop(row: StopRow) -> Stop:
    return Stop(
        stop=row.stop,
        services=None if row.services is None else tuple(json.loads(row.services)),
        by=row.by,
        reason=row.reason,
        utc_ns=row.utc_ns,
        lifted_by=row.lifted_by,
        lifted_reason=row.lifted_reason,
        lifted_ns=row.lifted_ns,
    )
