"""The journal: one append-only, hash-chained table of events, durable before anybody acts on it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

from sqlalchemy import URL, BigInteger, Connection, Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, SQLModel, col, select

from measurements.codec import GENESIS, Record, UnreadableEventError, decode, extend, link
from measurements.events import DrillClosed, Event
from measurements.history import History
from runners.database import (
    Guards,
    JournalAwayError,
    JournalBusyError,
    JournalError,
    JournalFullError,
    check_writable,
    clear_errors,
    commit_rows,
    engine_for,
    make,
    make_room,
    reading,
    shown,
    url_of,
)

__all__ = [
    "FILE_NAME",
    "ChainBrokenError",
    "EventRow",
    "FencedError",
    "Journal",
    "JournalAwayError",
    "JournalBusyError",
    "JournalError",
    "JournalFullError",
    "Writer",
    "check_chain",
    "history_of",
    "put_in",
    "row_of",
]

FILE_NAME: Final = "journal.sqlite"
"""The file name of a journal that has a directory of its own (the command line's form)."""

_FOLLOW_S: Final = 0.1
_CLOSING: Final = "drill_closed"
GUARDS: Final = Guards(
    names=("events_stay", "events_remain", "events_follow"),
    sqlite=(
        """CREATE TRIGGER IF NOT EXISTS events_stay BEFORE UPDATE ON events
           BEGIN SELECT RAISE(ABORT, 'a journal is never changed'); END""",
        """CREATE TRIGGER IF NOT EXISTS events_remain BEFORE DELETE ON events
           BEGIN SELECT RAISE(ABORT, 'a journal is never shortened'); END""",
        """CREATE TRIGGER IF NOT EXISTS events_follow BEFORE INSERT ON events
           WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM events WHERE drill = NEW.drill), 0)
           BEGIN SELECT RAISE(ABORT, 'a journal has neither holes nor doubles'); END""",
    ),
    postgres=(
        """CREATE OR REPLACE FUNCTION events_stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           RAISE EXCEPTION 'a journal is never changed' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        """CREATE OR REPLACE TRIGGER events_stay BEFORE UPDATE ON events
           FOR EACH STATEMENT EXECUTE FUNCTION events_stay()""",
        """CREATE OR REPLACE FUNCTION events_remain() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           RAISE EXCEPTION 'a journal is never shortened' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
        """CREATE OR REPLACE TRIGGER events_remain BEFORE DELETE OR TRUNCATE ON events
           FOR EACH STATEMENT EXECUTE FUNCTION events_remain()""",
        """CREATE OR REPLACE FUNCTION events_follow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           IF NEW.seq <> 1 + coalesce((SELECT max(seq) FROM events WHERE drill = NEW.drill), 0) THEN
           RAISE EXCEPTION 'a journal has neither holes nor doubles'
           USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$""",
        """CREATE OR REPLACE TRIGGER events_follow BEFORE INSERT ON events
           FOR EACH ROW EXECUTE FUNCTION events_follow()""",
    ),
)


class FencedError(JournalError):
    """Another writer has written this drill's next record, so this one must stop at once."""

    def __init__(self, drill: str, seq: int) -> None:
        self.drill, self.seq = drill, seq
        super().__init__(f"drill {drill}: record {seq} was written by another runner, which has the drill now")


class ChainBrokenError(JournalError):
    """A stored record does not follow from the one before it: the journal was altered, or a part is missing."""

    def __init__(self, drill: str, seq: int) -> None:
        self.drill, self.seq = drill, seq
        super().__init__(f"drill {drill}: record {seq} does not follow from the one before it; the journal was altered")


class EventRow(SQLModel, table=True):
    """One record as it is stored; (drill, seq) is unique, and that is the fence."""

    __tablename__ = "events"  # pyright: ignore[reportAssignmentType]  its declared type is for computed names

    drill: str = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    kind: str
    at: int = Field(sa_type=BigInteger)
    text: str
    prev: str
    hash: str

    @property
    def record(self) -> Record:
        """Return the record without the drill's name."""
        return Record(seq=self.seq, text=self.text, prev=self.prev, hash=self.hash)


_ROWS_IN: Final = {
    "sqlite": "INSERT INTO events (drill, seq, kind, at, text, prev, hash)"
    " VALUES (:drill, :seq, :kind, :at, :text, :prev, :hash)",
    "postgresql": "INSERT INTO events (drill, seq, kind, at, text, prev, hash)"
    " VALUES (%(drill)s, %(seq)s, %(kind)s, %(at)s, %(text)s, %(prev)s, %(hash)s)",
}


def put_in(connection: Connection, rows: Sequence[dict[str, object]]) -> None:
    """Store rows of `row_of`: in the driver's own words, since whatever looks after them costs more than the disk."""
    connection.exec_driver_sql(_ROWS_IN[connection.dialect.name], list(rows))


class Journal:
    """A journal database: the drills of one service, or the one drill of a directory.

    Every append is durable when it returns: on SQLite WAL with synchronous FULL, on PostgreSQL its own log.
    `url` names it for people, without a password. Raises JournalError if the database cannot be opened.
    """

    def __init__(self, url: URL) -> None:
        self.url = shown(url)
        self.engine = engine_for(url)
        with clear_errors(self.url):
            make(self.engine, ("events",), GUARDS)

    @classmethod
    def open(cls, where: str | Path) -> Self:
        """Return the journal at a path or a `postgresql://…`, made if it is not there."""
        url = url_of(where)
        if url.get_backend_name() == "sqlite":
            _make_folder(Path(where))
        return cls(url)

    @classmethod
    def at(cls, path: Path) -> Self:
        """Return the journal in the file `path`, made if it is not there."""
        return cls.open(path)

    @classmethod
    def existing(cls, where: str | Path) -> Self:
        """Return the journal at a path or a `postgresql://…`; raises JournalError if there is none."""
        url = url_of(where)
        if url.get_backend_name() == "sqlite" and not Path(where).is_file():
            msg = f"{where}: there is no journal; name the directory of a drill"
            raise JournalError(msg)
        return cls(url)

    async def writer(self, drill: str) -> Writer:
        """Return a writer that goes on after the drill's last record."""
        return await asyncio.to_thread(self.take_pen, drill)

    def take_pen(self, drill: str) -> Writer:
        """Return what `writer` returns, for callers that have no loop."""
        make_room(self.engine)
        return Writer(self.engine, drill, self.last(drill))

    def last(self, drill: str) -> Record | None:
        """Return the drill's last record, None where there is none."""
        newest = select(EventRow).where(EventRow.drill == drill).order_by(col(EventRow.seq).desc()).limit(1)
        with clear_errors(self.url), reading(self.engine) as session:
            row = session.exec(newest).first()
            return None if row is None else row.record

    def records(
        self, drill: str, after: int = 0, kinds: Sequence[str] | None = None, most: int | None = None
    ) -> list[Record]:
        """Return a drill's records with a seq above `after`, in order, unchecked; only of `kinds`, at most `most`."""
        columns = select(EventRow.seq, EventRow.text, EventRow.prev, EventRow.hash)  # objects take five times as long
        wanted = columns.where(EventRow.drill == drill, EventRow.seq > after).order_by(col(EventRow.seq))
        if kinds is not None:
            wanted = wanted.where(col(EventRow.kind).in_(kinds))
        if most is not None:
            wanted = wanted.limit(most)
        with clear_errors(self.url), reading(self.engine) as session:
            rows = session.exec(wanted).all()
        return [Record(seq=seq, text=text, prev=prev, hash=link) for seq, text, prev, link in rows]

    def told(self, drill: str, after: int, most: int) -> list[tuple[int, str, str]]:
        """Return seq, kind and text of at most `most` records with a seq above `after`, in order, unchecked."""
        columns = select(EventRow.seq, EventRow.kind, EventRow.text)
        wanted = columns.where(EventRow.drill == drill, EventRow.seq > after).order_by(col(EventRow.seq)).limit(most)
        with clear_errors(self.url), reading(self.engine) as session:
            return [(seq, kind, text) for seq, kind, text in session.exec(wanted)]

    async def read(self, drill: str, after: int = 0) -> list[Record]:
        """Return the records of a drill with a seq above `after`, in order, unchecked."""
        return await asyncio.to_thread(self.records, drill, after)

    async def replay(self, drill: str) -> History:
        """Return the drill's history; raises ChainBrokenError, or JournalError for a text of another version."""
        return await asyncio.to_thread(history_of, drill, await self.read(drill))

    async def drills(self) -> list[str]:
        """Return the drills that have a record here, in the order of their names."""
        return await asyncio.to_thread(self.drills_now)

    def drills_now(self) -> list[str]:
        """Return what `drills` returns, for callers that have no loop."""
        with clear_errors(self.url), reading(self.engine) as session:
            return list(session.exec(select(EventRow.drill).where(EventRow.seq == 1).order_by(EventRow.drill)))

    async def unclosed(self) -> list[str]:
        """Return the drills that have no closing record, in the order of their names."""
        return await asyncio.to_thread(self._unclosed)

    def _unclosed(self) -> list[str]:
        closed = select(EventRow.drill).where(EventRow.kind == _CLOSING)
        begun = select(EventRow.drill).where(EventRow.seq == 1, col(EventRow.drill).not_in(closed))
        with clear_errors(self.url), reading(self.engine) as session:
            return list(session.exec(begun.order_by(EventRow.drill)))

    async def follow(self, drill: str, after: int = 0) -> AsyncIterator[Record]:
        """Yield the records after `after` as they come, from any process, until the drill is closed."""
        closing = f'"kind":"{_CLOSING}"'
        while True:
            for record in await self.read(drill, after):
                yield record
                after = record.seq
                if closing in record.text and isinstance(decode(record.text), DrillClosed):
                    return
            await asyncio.sleep(_FOLLOW_S)

    def check_writable(self) -> None:
        """Raise JournalError if nothing could be written now."""
        with clear_errors(self.url), self.engine.connect() as connection:
            check_writable(connection)

    def close(self) -> None:
        """Close every connection to the database."""
        self.engine.dispose()


class Writer:
    """One drill's pen. It knows the record it goes on from, and stops for good once another writer was faster."""

    def __init__(self, engine: Engine, drill: str, last: Record | None) -> None:
        self._engine, self.drill = engine, drill
        self.seq, self._head = (last.seq, last.hash) if last else (0, GENESIS)
        self._turn = threading.Lock()

    async def append(self, event: Event) -> Record:
        """Return the record of `event`, durable. Raises FencedError or another JournalError."""
        return (await self.append_many([event]))[0]

    async def append_many(self, events: Sequence[Event]) -> list[Record]:
        """Return the records of `events`, all durable in one transaction, or none of them."""
        return await asyncio.to_thread(self.store, events)

    def store(self, events: Sequence[Event]) -> list[Record]:
        """Do what `append_many` does. A cancelled caller changes nothing: what was begun is written and counted."""
        with self._turn:
            records = _chained(self._head, self.seq, events)
            rows = [row_of(self.drill, item, record) for item, record in zip(events, records, strict=True)]
            if rows:
                with clear_errors(self.drill), self._fence():
                    commit_rows(self._engine, _ROWS_IN[self._engine.dialect.name], rows)
                self.seq, self._head = records[-1].seq, records[-1].hash
            return records

    async def settled(self, drafts: Sequence[Sequence[Event]]) -> int | None:
        """Return which of these, sent without an answer, is in the journal after all; the pen goes on behind it.

        None where none of them is. Raises JournalError.
        """
        return await asyncio.to_thread(self._settled, drafts)

    def _settled(self, drafts: Sequence[Sequence[Event]]) -> int | None:
        with self._turn:
            there = self._beyond() if drafts else []
            for place, events in enumerate(drafts):
                records = _chained(self._head, self.seq, events)
                if (
                    records and records == there
                ):  # one draft may begin as another does; where more stands, it is another's
                    self.seq, self._head = records[-1].seq, records[-1].hash
                    return place
            return None

    def _beyond(self) -> list[Record]:
        """Return what the journal has behind the last record that this pen knows of."""
        later = select(EventRow).where(EventRow.drill == self.drill, EventRow.seq > self.seq)
        with clear_errors(self.drill), reading(self._engine) as session:
            return [row.record for row in session.exec(later.order_by(col(EventRow.seq)))]

    @contextmanager
    def _fence(self) -> Generator[None]:
        try:
            yield
        except IntegrityError as error:
            raise FencedError(self.drill, self.seq + 1) from error


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"{path}: {error.strerror}; name a directory that can be written"
        raise JournalError(msg) from error


def check_chain(drill: str, records: Iterable[Record]) -> None:
    """Raise ChainBrokenError at the first record that does not follow from the one before it."""
    prev, seq = GENESIS, 1
    for record in records:
        if (record.seq, record.prev, record.hash) != (seq, prev, link(prev, seq, record.text)):
            raise ChainBrokenError(drill, seq)
        prev, seq = record.hash, seq + 1


def history_of(drill: str, records: Sequence[Record]) -> History:
    """Return what checked records tell; raises ChainBrokenError, or JournalError for a text of another version."""
    check_chain(drill, records)
    return History([_told(drill, record) for record in records])


def _told(drill: str, record: Record) -> Event:
    try:
        return decode(record.text)
    except UnreadableEventError as error:
        msg = f"drill {drill}: record {record.seq}: {error}; read it with the version that wrote it"
        raise JournalError(msg) from error


def _chained(prev: str, seq: int, events: Sequence[Event]) -> list[Record]:
    records: list[Record] = []
    for number, item in enumerate(events, start=seq + 1):
        records.append(extend(prev, number, item))
        prev = records[-1].hash
    return records


def row_of(drill: str, event: Event, record: Record) -> dict[str, object]:
    """Return the columns of a record as it is stored."""
    return {
        "drill": drill,
        "seq": record.seq,
        "kind": event.kind,
        "at": event.at,
        "text": record.text,
        "prev": record.prev,
        "hash": record.hash,
    }
