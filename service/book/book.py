"""The book's door: entries are appended with the head they lead to, in one transaction, and read again."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from measurements.codec import GENESIS, link
from runners.clock import SystemClock
from runners.database import reading, take_turn
from service.book.entry import Author, Entry, Note, chained
from service.book.head import Head, HeadPage, Query
from service.book.listing import head_of, page_of
from service.book.tables import EntryRow, HeadRow, TagRow, make_tables
from service.denial import StaleError, because

Also = Callable[[Session], None]
_TRIES: Final = 20
_CHUNK: Final = 1_000
_TURN: Final = 2
"""The number of the book's turn among those of `runners.database.take_turn`."""


class BookAlteredError(Exception):
    """Entry `number` does not follow from the one before it."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(
            f"entry {number} of the book does not follow from the one before it: the book was altered, or a part of it "
            "is missing; restore it from a backup, and find out who has had access to the database"
        )


class Book:
    """The book of one service, in the database of `engine`. `utc_ns` tells the time.

    Writers of other processes may write to the same book: they take turns on PostgreSQL, and whoever is slower tries
    again on SQLite.
    """

    def __init__(self, engine: Engine, utc_ns: Callable[[], int] | None = None) -> None:
        self.engine = engine
        self.utc_ns = SystemClock().utc_ns if utc_ns is None else utc_ns
        self._turn = threading.Lock()
        make_tables(engine)

    async def write(
        self, author: Author, notes: Sequence[Note], head: Head | None = None, also: Also | None = None
    ) -> list[Entry]:
        """Append `notes`, all or none; put `head` in place of the stream's; do `also` in the same transaction.

        Raises StaleError where a stream was written by somebody else meanwhile (a note's `seq` is taken).
        """
        return await asyncio.to_thread(self.store, author, notes, head, also)

    def store(
        self, author: Author, notes: Sequence[Note], head: Head | None = None, also: Also | None = None
    ) -> list[Entry]:
        """Do what `write` does, for callers that have no loop."""
        with self._turn:
            for attempt in range(_TRIES):
                try:
                    return self._try(author, notes, head, also)
                except IntegrityError:
                    if self._is_stale(notes) or attempt + 1 == _TRIES:
                        raise StaleError(because("stale", stream=notes[0].stream)) from None
        raise AssertionError  # the last attempt returns or raises

    def _try(self, author: Author, notes: Sequence[Note], head: Head | None, also: Also | None) -> list[Entry]:
        with Session(self.engine, expire_on_commit=False) as session:
            take_turn(session.connection(), _TURN)
            written = list(self._chain(session, author, notes))
            session.add_all(map(_row, written))
            session.flush()
            if also is not None:
                also(session)
            if head is not None:
                _put(session, head, written[-1].seq if written else 0)
            session.commit()
            return written

    def _chain(self, session: Session, author: Author, notes: Sequence[Note]) -> Iterator[Entry]:
        newest = session.exec(select(EntryRow).order_by(col(EntryRow.number).desc()).limit(1)).first()
        prev, number = (GENESIS, 0) if newest is None else (newest.hash, newest.number)
        author, utc_ns, places = author.plain, self.utc_ns(), dict[str, int]()
        for note in notes:
            number += 1
            seq = note.seq or 1 + (places.get(note.stream) or _length(session, note.stream))
            places[note.stream] = seq
            entry = chained(prev, number, seq, utc_ns, author, note)
            prev = entry.hash
            yield entry

    def _is_stale(self, notes: Sequence[Note]) -> bool:
        with reading(self.engine) as session:
            return any(note.seq is not None and note.seq <= _length(session, note.stream) for note in notes)

    def stream(self, stream: str) -> list[Entry]:
        """Return the entries of one stream, in order."""
        wanted = select(EntryRow).where(EntryRow.stream == stream).order_by(col(EntryRow.seq))
        with reading(self.engine) as session:
            return [_entry(row) for row in session.exec(wanted)]

    def streams(self, streams: Sequence[str]) -> dict[str, list[Entry]]:
        """Return the entries of each of these streams, in order; one that has none is left out."""
        found: dict[str, list[Entry]] = {}
        with reading(self.engine) as session:
            for start in range(0, len(streams), _CHUNK):
                some = col(EntryRow.stream).in_(streams[start : start + _CHUNK])
                for row in session.exec(select(EntryRow).where(some).order_by(EntryRow.stream, col(EntryRow.seq))):
                    found.setdefault(row.stream, []).append(_entry(row))
        return found

    def entries(
        self,
        after: int = 0,
        limit: int = 100,
        *,
        user: str | None = None,
        kind: str | None = None,
        stream: str = "",
        since_ns: int | None = None,
        until_ns: int | None = None,
        newest: bool = False,
    ) -> list[Entry]:
        """Return entries with a number above `after`; of one user, of one kind, of streams that begin so.

        `newest` begins at the end, or below `after`. Times are UTC; `until_ns` itself is left out.
        """
        wanted = select(EntryRow).where((EntryRow.number < after) if newest and after else (EntryRow.number > after))
        if since_ns is not None:
            wanted = wanted.where(EntryRow.utc_ns >= since_ns)
        if until_ns is not None:
            wanted = wanted.where(EntryRow.utc_ns < until_ns)
        if user is not None:
            wanted = wanted.where(EntryRow.user == user)
        if kind is not None:
            wanted = wanted.where(EntryRow.kind == kind)
        if stream:
            wanted = wanted.where(col(EntryRow.stream).startswith(stream, autoescape=True))
        with reading(self.engine) as session:
            number = col(EntryRow.number)
            return [
                _entry(row) for row in session.exec(wanted.order_by(number.desc() if newest else number).limit(limit))
            ]

    def check(self) -> int:
        """Return how many entries there are; raises BookAlteredError at the first that does not follow."""
        prev, number = GENESIS, 0
        for entry in chain.from_iterable(self._pages()):
            number += 1
            if (entry.number, entry.prev, entry.hash) != (number, prev, link(prev, number, entry.text)):
                raise BookAlteredError(number)
            prev = entry.hash
        return number

    def _pages(self) -> Iterator[list[Entry]]:
        after = 0
        while page := self.entries(after, _CHUNK):
            yield page
            after = page[-1].number

    def heads(self, query: Query) -> HeadPage:
        """Return one page of what streams are now, without their tags."""
        with reading(self.engine) as session:
            return page_of(session, query)

    def heads_of(self, streams: Sequence[str]) -> list[Head]:
        """Return what these streams are now, without their tags; a stream that there is not is left out."""
        with reading(self.engine) as session:
            rows = session.exec(select(HeadRow).where(col(HeadRow.stream).in_(streams)))
            return [head_of(row, frozenset()) for row in rows]

    def shown(self, family: str) -> list[str]:
        """Return what every stream of a family is now, as the text of JSON that is kept; the newest first."""
        wanted = select(HeadRow.shown).where(HeadRow.family == family)
        with reading(self.engine) as session:
            return list(session.exec(wanted.order_by(col(HeadRow.order_ns).desc(), col(HeadRow.stream).desc())))

    def head(self, stream: str) -> Head | None:
        """Return what one stream is now, None where there is none."""
        with reading(self.engine) as session:
            row = session.get(HeadRow, stream)
            tags = session.exec(select(TagRow.tag).where(TagRow.stream == stream)).all()
            return None if row is None else head_of(row, frozenset(tags))

    def put_head(self, head: Head) -> None:
        """Put a head in place of the stream's, without an entry: for what is rebuilt from elsewhere."""
        with self._turn, Session(self.engine) as session:
            take_turn(session.connection(), _TURN)
            _put(session, head, 0)
            session.commit()


def _length(session: Session, stream: str) -> int:
    newest = select(EntryRow.seq).where(EntryRow.stream == stream).order_by(col(EntryRow.seq).desc()).limit(1)
    return session.exec(newest).first() or 0


def _put(session: Session, head: Head, seq: int) -> None:
    shown = json.dumps(head.shown, ensure_ascii=False)
    fields: dict[str, Any] = {"family": head.family, "status": head.status, "order_ns": head.order_ns}
    session.merge(HeadRow(stream=head.stream, due_ns=head.due_ns, seq=seq, shown=shown, **fields))
    session.exec(delete(TagRow).where(col(TagRow.stream) == head.stream))
    session.add_all(TagRow(tag=tag, stream=head.stream) for tag in head.tags)


def _row(entry: Entry) -> EntryRow:
    author = entry.author
    return EntryRow(
        number=entry.number,
        stream=entry.stream,
        seq=entry.seq,
        utc_ns=entry.utc_ns,
        user=author.user,
        via=author.via,
        address=author.address,
        kind=entry.kind,
        body=json.dumps(entry.body, ensure_ascii=False),
        prev=entry.prev,
        hash=entry.hash,
    )


def _entry(row: EntryRow) -> Entry:
    return Entry(
        number=row.number,
        stream=row.stream,
        seq=row.seq,
        utc_ns=row.utc_ns,
        author=Author(user=row.user, via=row.via, address=row.address),
        kind=row.kind,
        body=json.loads(row.body),
        prev=row.prev,
        hash=row.hash,
    )
