"""Clearing away: a whole drill with a tombstone in the same transaction, and what is of no use any more."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeAlias

from sqlalchemy import ColumnElement, Engine, Table
from sqlmodel import Session, col, delete, func, select

from runners.journal import EventRow
from service.attachments import Attachments
from service.book import Author, Book, Note
from service.book.tables import HeadRow, TagRow
from service.database.form import tables
from service.denial import ConflictError, NoSuchError, Reason, because
from service.guard.claims import ClaimRow
from service.index.heads import stream_of
from service.policy import Policy
from service.retention.deciding import Case, reasons_to_keep
from service.retention.holds import Holds
from service.retention.looking import case_of, drills_before, is_cleared
from service.retention.tables import PrunedRow
from service.running.tables import RunRow
from service.running.words import WordRow

_NOTICE: Final = "notice"
_SENT: Final = ("sent", "nobody")
_OVER: Final = "its time of keeping is over"


Spent: TypeAlias = tuple[Table, ColumnElement[bool]]
"""A table, and which of its rows nobody needs any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A drill that stays, and every reason."""

    drill: str
    reasons: tuple[Reason, ...]


@dataclass(slots=True, kw_only=True)
class Cleared:
    """What was cleared away, or would be: drills by name, the rest as numbers of rows."""

    drills: list[str] = field(default_factory=list[str])
    kept: list[Kept] = field(default_factory=list[Kept])
    rows: dict[str, int] = field(default_factory=dict[str, int])


class Retention:
    """What one service keeps, and for how long. Every method blocks."""

    def __init__(self, book: Book, policy: Policy, home: Path) -> None:
        self.book, self.policy, self.holds = book, policy.retention, Holds(book)
        self._longest_wait_ns = policy.access.throttle.longest
        self._drills, self._attachments = home / "drills", Attachments(home)

    def look(self) -> Cleared:
        """Return what `clear` would do now, with every drill that stays; nothing is changed."""
        found = Cleared(rows={name: self._count(rows) for name, rows in self._spent().items()})
        with Session(self.book.engine) as session:
            for drill in drills_before(session, None):
                case = case_of(session, drill)
                reasons = () if case is None else self._reasons(case)
                if reasons:
                    found.kept.append(Kept(drill=drill, reasons=reasons))
                elif case is not None:
                    found.drills.append(drill)
        return found

    def clear(self, author: Author) -> Cleared:
        """Clear away everything whose time is over, drill by drill, and finish what a crash left half done."""
        done = Cleared()
        for drill in self._candidates():
            try:
                self.clear_drill(author, drill)
            except (ConflictError, NoSuchError) as kept:
                done.kept.append(Kept(drill=drill, reasons=kept.reasons))
            else:
                done.drills.append(drill)
        done.rows = self._drop_spent()
        self._sweep()
        return done

    def clear_drill(self, author: Author, drill: str) -> None:
        """Clear one drill away, journal, lists, files and attachments; its tombstone and the dossier's entries stay.

        Raises ConflictError with every reason to keep it, NoSuchError. Decided and done in one transaction.
        """
        with Session(self.book.engine) as session:
            case = case_of(session, drill)
        if case is None:
            raise NoSuchError(because("no_such", family="drill", name=drill[:200]))
        if reasons := self._reasons(case):
            raise ConflictError(*reasons)
        row = PrunedRow(
            drill=drill,
            last_seq=case.last_seq,
            last_hash=case.last_hash,
            evidence_sha256=digest_of(self._drills / drill),
            by=author.user,
            reason=_OVER,
            utc_ns=self.book.utc_ns(),
        )
        told = row.model_dump(exclude={"drill", "by", "utc_ns"})
        note = Note(stream=f"tombstone/{drill}", kind="drill_cleared", body={"kind": "drill_cleared", **told})

        def also(session: Session) -> None:
            again = case_of(session, drill)
            if again != case:
                reasons = self._reasons(again) if again is not None else ()
                raise ConflictError(*(reasons or (because("keep_changed", drill=drill),)))
            session.add(PrunedRow.model_validate(row.model_dump()))
            session.flush()
            _drop(session, drill)

        self.book.store(author, [note], also=also)
        shutil.rmtree(self._drills / drill, ignore_errors=True)
        for dossier in case.dossiers:
            self._attachments.drop(dossier)

    def tombstones(self, after: str = "", limit: int = 50) -> list[PrunedRow]:
        """Return tombstones in the order of the drills' names, from the one after `after`."""
        asked = select(PrunedRow).where(col(PrunedRow.drill) > after).order_by(PrunedRow.drill).limit(limit)
        with Session(self.book.engine) as session:
            return list(session.exec(asked))

    def _candidates(self) -> list[str]:
        """Return the drills that began so long ago that their time may be over."""
        if self.policy.drills is None:
            return []
        with Session(self.book.engine) as session:
            return drills_before(session, self.book.utc_ns() - self.policy.drills)

    def _reasons(self, case: Case) -> tuple[Reason, ...]:
        return reasons_to_keep(case, self.policy.drills, self.book.utc_ns())

    def _spent(self) -> dict[str, Spent]:
        """Return of each table which rows nobody needs any more."""
        now, every = self.book.utc_ns(), {table.name: table for table in tables()}
        heads = every["heads"]
        is_sent = (heads.c.family == _NOTICE) & heads.c.status.in_(_SENT)
        ended = {
            "sessions": ("ends_ns", now),
            "attempts": ("last_ns", now - self._longest_wait_ns),
            "pending_log_ins": ("until_ns", now),
            "idempotency": ("since_ns", now - self.policy.idempotency),
            "words": ("heard_ns", now - self.policy.words),
        }
        found: dict[str, Spent] = {name: (every[name], every[name].c[when] < at) for name, (when, at) in ended.items()}
        return {**found, "notices": (heads, is_sent & (heads.c.order_ns < now - self.policy.notices))}

    def _count(self, spent: Spent) -> int:
        table, which = spent
        with self.book.engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(table).where(which)).scalar_one()

    def _drop_spent(self) -> dict[str, int]:
        return {name: _dropped(self.book.engine, *spent) for name, spent in self._spent().items()}

    def _sweep(self) -> None:
        """Remove the files of drills whose tombstone was written by a process that died before it removed them."""
        there = [path for path in self._drills.glob("*") if path.is_dir()]
        with Session(self.book.engine) as session:
            for path in there:
                if session.get(PrunedRow, path.name) is not None:
                    shutil.rmtree(path, ignore_errors=True)
            for dossier in self._attachments.dossiers():
                if is_cleared(session, dossier):
                    self._attachments.drop(dossier)


def digest_of(folder: Path) -> str:
    """Return the SHA-256 over every file below a folder, by name and content; of none where there is no folder."""
    whole = sha256()
    for line in _digests(folder):
        whole.update(line.encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def _digests(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                digest = sha256()
                while chunk := file.read(2**20):
                    digest.update(chunk)
            yield f"{digest.hexdigest()}  {path.relative_to(folder).as_posix()}\n"


def _drop(session: Session, drill: str) -> None:
    for table in (EventRow, RunRow, WordRow, ClaimRow):
        session.exec(delete(table).where(col(table.drill) == drill))
    session.exec(delete(TagRow).where(col(TagRow.stream) == stream_of(drill)))
    session.exec(delete(HeadRow).where(col(HeadRow.stream) == stream_of(drill)))


def _dropped(engine: Engine, table: Table, which: ColumnElement[bool]) -> int:
    with engine.begin() as connection:
        if table.name == "heads":
            streams = select(table.c.stream).where(which)
            connection.execute(delete(TagRow).where(col(TagRow.stream).in_(streams)))
        return connection.execute(table.delete().where(which)).rowcount
