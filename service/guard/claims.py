"""Claims: what a drill has to itself, its services and hosts; taken all at once before anything, given back at its end.

A claim is stale, and anybody may take it over, where the journal says that its drill is closed, or where its drill
never got a first record although it was claimed long ago.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import BigInteger
from sqlmodel import Field, Session, SQLModel, col, delete, select

from runners.database import make, reading, take_turn
from runners.journal import Journal
from service.guard.asking import Held

_STILLBORN_NS: Final = 900 * 10**9
"""A pass lasts ten minutes; whoever has not begun after fifteen never will."""
_COUNTING: Final = 31
"""The turn (runners.database) in which one start after the other counts the drills and takes its claims."""


class CrowdedError(Exception):
    """So many drills have something already that one more would be too many."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(f"{count} drills are under way, and so many may be; wait for one to end")


class ClaimRow(SQLModel, table=True):
    """One thing that a drill has."""

    __tablename__ = "claims"  # pyright: ignore[reportAssignmentType]  its declared type is for computed names

    what: str = Field(primary_key=True, max_length=400)
    drill: str = Field(index=True, max_length=200)
    since_ns: int = Field(sa_type=BigInteger)


class Claims:
    """The claims of one service, in the database of its journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        make(journal.engine, ("claims",))

    def held(self, wanted: Sequence[str], utc_ns: int) -> tuple[Held, ...]:
        """Return who has any of it; blocking. Stale claims count for nothing."""
        return tuple(Held(what=row.what, drill=row.drill) for row in self._rows(wanted) if not self._stale(row, utc_ns))

    def under_way(self, but: str, utc_ns: int) -> int:
        """Return how many other drills have anything now; blocking. Stale claims count for nothing."""
        with reading(self._journal.engine) as session:
            return self._count(session, but, utc_ns)

    def _count(self, session: Session, but: str, utc_ns: int) -> int:
        rows = session.exec(select(ClaimRow).where(ClaimRow.drill != but)).all()
        newest = {row.drill: row for row in sorted(rows, key=lambda row: row.since_ns)}
        return sum(1 for row in newest.values() if not self._stale(row, utc_ns))

    def take(self, wanted: Sequence[str], drill: str, utc_ns: int, most: int | None = None) -> None:
        """Take all of it or nothing; blocking.

        Raises sqlalchemy.exc.IntegrityError where another drill was faster, and CrowdedError where with it more than
        `most` drills would have anything, however many are about to take something in the same moment.
        """
        stale = sorted((row.what, row.drill) for row in self._rows(wanted) if self._stale(row, utc_ns))
        with Session(self._journal.engine) as session:
            if most is not None:
                take_turn(session.connection(), _COUNTING)
            for what, late in stale:  # of that drill only: somebody may have taken it over meanwhile
                session.exec(delete(ClaimRow).where(col(ClaimRow.what) == what, col(ClaimRow.drill) == late))
            session.add_all(ClaimRow(what=what, drill=drill, since_ns=utc_ns) for what in sorted(wanted))
            session.flush()  # in one order, so that nobody waits for one who waits for him
            if most is not None and (count := self._count(session, drill, utc_ns)) >= most:
                raise CrowdedError(count)
            session.commit()

    def give_back(self, drill: str) -> None:
        """Let go of everything that a drill has; blocking."""
        with Session(self._journal.engine) as session:
            session.exec(delete(ClaimRow).where(col(ClaimRow.drill) == drill))
            session.commit()

    def settle(self, drill: str) -> None:
        """Give back what a drill has unless its journal says that it still has to restore; blocking."""
        if self._is_over(drill) or self._journal.last(drill) is None:
            self.give_back(drill)

    def is_stillborn(self, drill: str, utc_ns: int) -> bool:
        """Tell whether a drill that was let pass has no first record and will not get one any more; blocking."""
        if self._journal.last(drill) is not None:
            return False
        with reading(self._journal.engine) as session:
            mine = session.exec(select(ClaimRow).where(ClaimRow.drill == drill)).all()
        return all(row.since_ns + _STILLBORN_NS < utc_ns for row in mine)

    def _rows(self, wanted: Sequence[str]) -> Sequence[ClaimRow]:
        with reading(self._journal.engine) as session:
            return session.exec(select(ClaimRow).where(col(ClaimRow.what).in_(list(wanted)))).all()

    def _stale(self, row: ClaimRow, utc_ns: int) -> bool:
        if self._journal.last(row.drill) is None:
            return row.since_ns + _STILLBORN_NS < utc_ns
        return self._is_over(row.drill)

    def _is_over(self, drill: str) -> bool:
        return bool(self._journal.records(drill, kinds=("drill_closed",)))
