"""The book: chained, never changed, one writer a place, and lists in pages."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service.book import Author, Book, BookAlteredError, Head, Note, Query, listed
from service.denial import StaleError
from tests.support.databases import unguard
from tests.support.firms import book_at

ADA = Author(user="ada", via="test")


def _note(stream: str, seq: int | None = None, **body: str) -> Note:
    return Note(stream=stream, kind="told", body={"kind": "told", **body}, seq=seq)


def test_entries_are_numbered_through_the_book_and_through_their_stream(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    book.store(ADA, [_note("a/1"), _note("a/2"), _note("a/1", word="你好")])
    assert [(e.number, e.stream, e.seq) for e in book.entries()] == [(1, "a/1", 1), (2, "a/2", 1), (3, "a/1", 2)]
    assert book.stream("a/1")[1].body == {"kind": "told", "word": "你好"}
    assert book.check() == 3


def test_the_database_itself_keeps_the_book_from_being_changed(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    book.store(ADA, [_note("a/1")])
    for wrong in ("UPDATE book SET body = '{}'", "DELETE FROM book"):
        with pytest.raises(DBAPIError, match="never changed"), book.engine.begin() as connection:
            connection.execute(text(wrong))


def test_an_entry_that_was_altered_behind_our_back_is_found(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    book.store(ADA, [_note("a/1"), _note("a/1")])
    unguard(book.engine, "book")
    with book.engine.begin() as connection:
        connection.execute(text("UPDATE book SET \"user\" = 'bob' WHERE number = 1"))
    with pytest.raises(BookAlteredError, match="entry 1"):
        book.check()


def test_whoever_comes_second_to_a_place_is_told(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    book.store(ADA, [_note("a/1", 1)])
    with pytest.raises(StaleError):
        book.store(ADA, [_note("a/1", 1)])
    assert book.check() == 1


def test_many_writers_of_two_processes_lose_nothing(tmp_path: Path) -> None:
    books = [book_at(tmp_path), book_at(tmp_path)]
    threads = [threading.Thread(target=_write, args=(book, name)) for book in books for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert books[0].check() == 80


def _write(book: Book, name: str) -> None:
    for _ in range(20):
        book.store(ADA, [_note(f"{name}/1")])


def test_heads_come_in_pages_filtered_and_newest_first(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    for number in range(7):
        head = Head(
            stream=f"a/{number}",
            family="a",
            status="open" if number % 2 else "closed",
            order_ns=number,
            due_ns=number * 10,
            tags=frozenset({"service:x" if number < 4 else "service:y"}),
            shown={"n": number},
        )
        book.store(ADA, [_note(head.stream)], head)
    first = book.heads(Query(family="a", limit=4))
    rest = book.heads(Query(family="a", limit=4, cursor=first.next))
    assert [head.shown["n"] for head in (*first.heads, *rest.heads)] == [6, 5, 4, 3, 2, 1, 0]
    assert rest.next is None
    found = book.heads(Query(family="a", status=("open",), tags=("service:x",), due_before_ns=30))
    assert [head.shown["n"] for head in found.heads] == [1]


def test_whoever_may_read_no_service_is_shown_nothing_and_not_everything(tmp_path: Path) -> None:
    book = book_at(tmp_path)
    for service in ("x", "y"):
        head = Head(
            stream=f"a/{service}", family="a", status="open", order_ns=1, tags=frozenset({f"service:{service}"})
        )
        book.store(ADA, [_note(head.stream)], head)
    found = {seen: {head.stream for head in book.heads(listed("a", seen)).heads} for seen in (None, ("x",), ())}
    assert found == {None: {"a/x", "a/y"}, ("x",): {"a/x"}, (): set()}
