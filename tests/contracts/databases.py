"""What must hold for every database that a service can live in: its journal, its book, and what is claimed once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from measurements.codec import GENESIS
from measurements.events import ClockRead
from measurements.history import History
from runners.journal import ChainBrokenError, FencedError, Journal, JournalError, check_chain
from service.access.tables import make_tables
from service.access.throttle import Throttle, keys_of
from service.book import Author, Book, BookAlteredError, Head, Note, Query
from service.denial import StaleError, TooOftenError
from service.guard.claims import Claims
from service.policy import default_policy
from tests.support.databases import unguard

T = TypeVar("T")
_EVENT: Final = "kind, at, text, prev, hash"
_COPY_EVENT: Final = f"INSERT INTO events (drill, seq, {_EVENT})"
_ENTRY: Final = 'stream, utc_ns, "user", via, address, kind, body, prev, hash'
ADA: Final = Author(user="ada", via="test")


def reading(at: int) -> ClockRead:
    """Return an event whose numbers need 64 bits."""
    return ClockRead(at=2**40 + at, before=at, utc_ns=2**62 + at)


def note(stream: str, seq: int | None = None, **body: Any) -> Note:
    """Return something to write."""
    return Note(stream=stream, kind="told", body={"kind": "told", **body}, seq=seq)


def at_once(works: list[Callable[[], T]]) -> list[T | Exception]:
    """Do all of it at the same time; return what each returned or raised, in their order."""
    start, done = threading.Barrier(len(works)), dict[int, T | Exception]()

    def do(place: int) -> None:
        start.wait()
        try:
            done[place] = works[place]()
        except Exception as error:  # noqa: BLE001  told to whoever asked
            done[place] = error

    threads = [threading.Thread(target=do, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [done[place] for place in range(len(works))]


@contextmanager
def _lost_after_commit(engine: Engine) -> Generator[None]:
    """Let the next commits be done, and their answers be lost with the connection."""
    commit = engine.dialect.do_commit
    lost = engine.dialect.loaded_dbapi.OperationalError("server closed the connection unexpectedly")

    def losing(dbapi_connection: Any) -> None:
        commit(dbapi_connection)
        raise lost

    engine.dialect.do_commit = losing
    try:
        yield
    finally:
        engine.dialect.do_commit = commit


class DatabaseContract:
    """Every test gets `where`, an empty database as --db takes it."""

    @pytest.fixture
    def journal(self, where: str) -> Generator[Journal]:
        journal = Journal.open(where)
        yield journal
        journal.close()

    @pytest.fixture
    def book(self, journal: Journal) -> Book:
        return Book(journal.engine)

    async def test_what_is_appended_is_read_back_chained(self, journal: Journal) -> None:
        writer = await journal.writer("演练")
        first = await writer.append(reading(1))
        rest = await writer.append_many([reading(2), reading(3)])
        assert [record.seq for record in (first, *rest)] == [1, 2, 3]
        assert (first.prev, rest[0].prev) == (GENESIS, first.hash)
        assert await journal.read("演练", after=1) == rest
        assert await journal.replay("演练") == History([reading(1), reading(2), reading(3)])
        assert (await journal.drills(), await journal.unclosed()) == (["演练"], ["演练"])

    async def test_of_two_writers_the_slower_is_fenced_off_for_good(self, journal: Journal) -> None:
        first, second = await journal.writer("d"), await journal.writer("d")
        await second.append_many([reading(1), reading(2)])
        for _ in range(2):
            with pytest.raises(FencedError, match="record 1 was written by another runner"):
                await first.append(reading(3))
        await second.append(reading(4))
        assert await journal.replay("d") == History([reading(1), reading(2), reading(4)])

    def test_of_many_writers_at_once_one_writes_a_record_and_the_others_are_fenced(
        self, journal: Journal, where: str
    ) -> None:
        others = [Journal.open(where) for _ in range(2)]
        pens = [one.take_pen("d") for one in (journal, *others) for _ in range(3)]
        ended = at_once([lambda pen=pen: pen.store([reading(1), reading(2)]) for pen in pens])
        assert sum(isinstance(each, FencedError) for each in ended) == len(pens) - 1
        assert len(journal.records("d")) == 2
        check_chain("d", journal.records("d"))
        for one in others:
            one.close()

    @pytest.mark.parametrize(
        ("statement", "said"),
        [
            ("UPDATE events SET text = 'x' WHERE seq = 1", "never changed"),
            ("UPDATE events SET hash = hash", "never changed"),
            ("DELETE FROM events WHERE seq = 2", "never shortened"),
            (f"{_COPY_EVENT} SELECT drill, 9, {_EVENT} FROM events WHERE seq = 2", "neither holes"),  # noqa: S608  our own names
            (f"{_COPY_EVENT} SELECT 'new', 2, {_EVENT} FROM events WHERE seq = 2", "neither holes"),  # noqa: S608
            ("UPDATE book SET body = '{}'", "never changed"),
            ("DELETE FROM book", "never changed"),
            (f"INSERT INTO book (number, seq, {_ENTRY}) SELECT 9, 9, {_ENTRY} FROM book", "neither holes"),  # noqa: S608
        ],
    )
    def test_the_database_itself_refuses_tampering(
        self, journal: Journal, book: Book, statement: str, said: str
    ) -> None:
        journal.take_pen("d").store([reading(1), reading(2)])
        book.store(ADA, [note("a/1")])
        with pytest.raises(DBAPIError, match=said), journal.engine.begin() as connection:
            connection.execute(text(statement))
        assert (len(journal.records("d")), book.check()) == (2, 1)

    def test_what_is_altered_past_the_guards_is_seen(self, journal: Journal, book: Book) -> None:
        journal.take_pen("d").store([reading(1), reading(2)])
        book.store(ADA, [note("a/1"), note("a/1")])
        for table in ("events", "book"):
            unguard(journal.engine, table)
        with journal.engine.begin() as connection:
            connection.execute(text("UPDATE events SET text = replace(text, 'before', 'after') WHERE seq = 1"))
            connection.execute(text("UPDATE book SET via = 'elsewhere' WHERE number = 2"))
        with pytest.raises(ChainBrokenError, match="record 1"):
            check_chain("d", journal.records("d"))
        with pytest.raises(BookAlteredError, match="entry 2"):
            book.check()

    def test_an_answer_that_was_lost_is_found_again_and_nothing_is_written_twice(self, journal: Journal) -> None:
        pen = journal.take_pen("d")
        pen.store([reading(1)])
        with _lost_after_commit(journal.engine), pytest.raises(JournalError):
            pen.store([reading(2)])
        assert asyncio.run(pen.settled([[reading(9)], [reading(2)]])) == 1
        pen.store([reading(3)])
        assert asyncio.run(journal.replay("d")) == History([reading(1), reading(2), reading(3)])

    def test_writers_of_the_book_of_many_connections_lose_nothing(self, book: Book, where: str) -> None:
        others = [Journal.open(where) for _ in range(3)]
        books = [book, *(Book(other.engine) for other in others)]

        def write(one: Book, stream: str) -> None:
            for _ in range(10):
                one.store(ADA, [note(stream), note("b/all")])

        ended = at_once([lambda one=one, name=name: write(one, name) for one in books for name in ("a/1", "a/2")])
        assert [each for each in ended if each is not None] == []
        assert book.check() == 160
        assert [entry.seq for entry in book.stream("b/all")] == list(range(1, 81))
        for other in others:
            other.close()

    def test_whoever_comes_second_to_a_place_is_told(self, book: Book) -> None:
        book.store(ADA, [note("a/1", 1)])
        with pytest.raises(StaleError):
            book.store(ADA, [note("a/1", 1)])
        ended = at_once([lambda: book.store(ADA, [note("a/1", 2)])] * 4)
        assert sum(isinstance(each, StaleError) for each in ended) == 3
        assert book.check() == 2

    def test_what_is_undone_leaves_nothing(self, book: Book) -> None:
        def fail(_: object) -> None:
            raise LookupError

        with pytest.raises(LookupError):
            book.store(ADA, [note("a/1")], Head(stream="a/1", family="a", status="open", order_ns=1), also=fail)
        assert (book.check(), book.head("a/1"), book.heads(Query(family="a")).heads) == (0, None, ())

    def test_texts_are_ordered_by_code_point_whatever_language_they_are_in(self, book: Book) -> None:
        names = ["a/b", "a/B", "a/_", "a/ä", "a/演练", "a/测试", "a/a", "a/Z", "a/-", "a/10", "a/9", "a/🙂"]
        for name in names:
            book.store(ADA, [note(name)], Head(stream=name, family="a", status="open", order_ns=7))
        found, cursor = list[str](), None
        while True:
            page = book.heads(Query(family="a", limit=5, cursor=cursor))
            found += [head.stream for head in page.heads]
            if (cursor := page.next) is None:
                break
        assert found == sorted(names, reverse=True)

    def test_a_journal_names_its_drills_by_code_point(self, journal: Journal) -> None:
        names = ["b", "B", "_", "ä", "演练", "a-1", "a1", "Z"]
        for name in names:
            journal.take_pen(name).store([reading(1)])
        assert journal.drills_now() == sorted(names)

    def test_numbers_need_64_bits(self, book: Book, journal: Journal) -> None:
        largest = 2**63 - 1
        book.store(ADA, [note("a/1")], Head(stream="a/1", family="a", status="s", order_ns=-largest, due_ns=largest))
        head = book.head("a/1")
        assert head is not None
        assert (head.order_ns, head.due_ns) == (-largest, largest)
        Claims(journal).take(("host:a",), "d", largest)

    def test_of_many_that_claim_the_same_one_gets_it(self, journal: Journal, where: str) -> None:
        other = Journal.open(where)
        claims = [Claims(journal), Claims(other)]
        ended = at_once([lambda n=n: claims[n % 2].take((f"host:{n}", "service:x"), f"d{n}", 0) for n in range(6)])
        assert sum(isinstance(each, IntegrityError) for each in ended) == 5
        assert len(claims[0].held([*(f"host:{n}" for n in range(6)), "service:x"], 0)) == 2
        other.close()

    def test_attempts_at_once_are_counted_one_by_one_and_any_name_is_a_name(self, journal: Journal) -> None:
        make_tables(journal.engine)
        doors = [Throttle(journal.engine, lambda: 10**18, default_policy().access.throttle) for _ in range(4)]
        name = "ﬃ\0" * 80
        ended = at_once([lambda door=door: door.charge(*keys_of(name, "10.0.0.1\0")) for door in doors * 5])
        refused = [each for each in ended if each is not None]
        assert refused
        assert {type(each) for each in refused} == {TooOftenError}

    def test_any_text_is_kept_as_it_was(self, book: Book) -> None:
        @settings(max_examples=25)
        @given(told=st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
        def keeps(told: str) -> None:
            (entry,) = book.store(Author(user="ada", via="test", address=told), [note("a/1", said=told)])
            assert book.stream("a/1")[-1] == entry
            assert entry.body["said"] == told

        keeps()
        assert book.check() > 0
