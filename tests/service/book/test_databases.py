"""Journal, book and claims are the same on SQLite and on PostgreSQL; and what PostgreSQL has of its own."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Generator
from contextlib import suppress
from pathlib import Path
from typing import Final

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import BigInteger, Integer, text
from sqlalchemy.dialects.postgresql import psycopg as postgresql
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from runners.database import engine_for, explained, shown, url_of
from runners.journal import Journal, JournalAwayError, JournalBusyError, JournalError, JournalFullError
from service.book import Book
from service.database.form import tables
from tests.contracts.databases import ADA, DatabaseContract, note, reading
from tests.support.databases import database_in, on_postgres
from tests.support.ports import free_port

_FOREIGN: Final = """
    SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_collation l ON l.oid = a.attcollation
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND l.collname <> 'C'
    AND c.relname <> 'alembic_version'
"""
"""The columns that are ordered by the language of whoever made the database."""


@pytest.fixture(scope="module")
def cluster() -> Generator[None]:
    with on_postgres():
        yield


class TestSqlite(DatabaseContract):
    @pytest.fixture
    def where(self, tmp_path: Path) -> str:
        return str(tmp_path / "journal.sqlite")


@pytest.mark.slow
@pytest.mark.usefixtures("cluster")
class TestPostgres(DatabaseContract):
    @pytest.fixture
    def where(self, tmp_path: Path) -> Generator[str]:
        """A database as an administrator makes it: nothing of ours is in it."""
        server = database_in(tmp_path).rpartition("/")[0]
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE empty TEMPLATE template0 STRATEGY FILE_COPY")
            yield f"{server}/empty"
            connection.execute("DROP DATABASE empty WITH (FORCE)")

    def test_every_commit_is_on_a_disk_and_nobody_holds_a_lock_for_long(self, where: str) -> None:
        _set(where, "SET synchronous_commit = off")
        engine = engine_for(url_of(where))
        wanted = ("synchronous_commit", "idle_in_transaction_session_timeout", "statement_timeout", "application_name")
        with engine.connect() as connection:
            found = [connection.execute(text(f"SHOW {name}")).scalar_one() for name in wanted]
        assert found == ["on", "5s", "30s", "drillproof"]
        engine.dispose()

    def test_whoever_sleeps_within_a_transaction_does_not_keep_others_from_the_book(self, where: str) -> None:
        sleeper, writer = Journal.open(where), Journal.open(where)
        books = [Book(sleeper.engine), Book(writer.engine)]
        asleep, awake = threading.Event(), threading.Event()

        def sleep(session: Session) -> None:
            session.connection().execute(text("SET LOCAL idle_in_transaction_session_timeout = '300ms'"))
            asleep.set()
            awake.wait(60)

        thread = threading.Thread(target=_tried, args=(lambda: books[0].store(ADA, [note("a/1")], also=sleep),))
        thread.start()
        assert asleep.wait(60)
        books[1].store(ADA, [note("a/2")])
        awake.set()
        thread.join()
        assert [entry.stream for entry in books[1].entries()] == ["a/2"]
        for journal in (sleeper, writer):
            journal.close()

    def test_a_connection_that_was_ended_is_away_once_and_made_anew(self, where: str) -> None:
        journal = Journal.open(where)
        pen = journal.take_pen("d")
        pen.store([reading(1)])
        with journal.engine.connect() as connection:
            _end_connections(where)
            with pytest.raises(JournalAwayError, match="look whether it runs"):
                connection.execute(text("SELECT 1"))
        _end_connections(where)
        pen.store([reading(2)])
        assert len(journal.records("d")) == 2
        journal.close()

    def test_a_database_that_takes_no_writes_is_away(self, where: str) -> None:
        journal = Journal.open(where)
        journal.check_writable()
        _set(where, "SET default_transaction_read_only = on")
        journal.close()
        with pytest.raises(JournalAwayError, match="takes no writes"):
            journal.check_writable()
        with pytest.raises(JournalAwayError):
            journal.take_pen("d").store([reading(1)])
        _set(where, "RESET default_transaction_read_only")
        journal.close()
        journal.take_pen("d").store([reading(1)])
        journal.close()

    def test_a_statement_that_hangs_is_busy(self, where: str) -> None:
        journal = Journal.open(where)
        with journal.engine.connect() as connection:
            connection.execute(text("SET statement_timeout = '50ms'"))
            with pytest.raises(JournalBusyError, match="held by another"):
                connection.execute(text("SELECT pg_sleep(20)"))
        journal.close()

    def test_every_text_is_ordered_by_code_point(self, tmp_path: Path) -> None:
        with psycopg.connect(database_in(tmp_path)) as connection:
            assert connection.execute(_FOREIGN).fetchall() == []


def _tried(work: Callable[[], object]) -> None:
    with suppress(JournalError):
        work()


def _set(where: str, what: str) -> None:
    with psycopg.connect(where, autocommit=True, options="-c default_transaction_read_only=off") as connection:
        connection.execute(f"ALTER DATABASE empty {what}".encode())


def _end_connections(where: str) -> None:
    with psycopg.connect(where, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_database_that_is_not_there_is_away_and_no_password_is_told() -> None:
    where = f"postgresql://ada:hunter2@127.0.0.1:{free_port()}/drills"
    with pytest.raises(JournalAwayError) as told:
        Journal.open(where)
    assert "hunter2" not in "".join(traceback.format_exception(told.value))
    assert str(told.value).startswith("postgresql://ada:***@127.0.0.1:")
    assert shown(url_of(where)).count("hunter2") == 0


@pytest.mark.parametrize(
    "where", ["mysql://ada:hunter2@h/d", "postgresql://ada:hunter2@h:port/d", "://", "sqlite:///x"]
)
def test_what_names_no_database_of_ours_is_refused(where: str) -> None:
    with pytest.raises(JournalError, match="name a file, or write postgresql://") as told:
        Journal.open(where)
    assert "hunter2" not in str(told.value)


@pytest.mark.parametrize(
    ("error", "meant"),
    [
        (errors.ConnectionFailure("the connection failed"), JournalAwayError),
        (errors.AdminShutdown("terminating connection due to administrator command"), JournalAwayError),
        (errors.CannotConnectNow("the database system is starting up"), JournalAwayError),
        (errors.TooManyConnections("sorry, too many clients already"), JournalAwayError),
        (errors.ReadOnlySqlTransaction("cannot execute INSERT in a read-only transaction"), JournalAwayError),
        (psycopg.OperationalError("connection refused"), JournalAwayError),
        (errors.DiskFull("could not extend file"), JournalFullError),
        (errors.LockNotAvailable("canceling statement due to lock timeout"), JournalBusyError),
        (errors.DeadlockDetected("deadlock detected"), JournalBusyError),
        (errors.UndefinedTable('relation "events" does not exist'), None),
        (errors.UniqueViolation("duplicate key"), None),
        (errors.InsufficientPrivilege("permission denied for table events"), None),
    ],
)
def test_what_an_error_of_the_server_means(error: psycopg.Error, meant: type[JournalError] | None) -> None:
    wrapped = DBAPIError.instance("INSERT", {}, error, psycopg.Error, dialect=postgresql.dialect())
    assert isinstance(wrapped, DBAPIError)
    found = explained("here", wrapped)
    assert (None if found is None else type(found)) is meant
    assert found is None or str(found).startswith("here: ")


def test_no_number_has_32_bits() -> None:
    columns = [column for table in tables() for column in table.columns if isinstance(column.type, Integer)]
    assert len(columns) > 20
    assert [str(column) for column in columns if not isinstance(column.type, BigInteger)] == []
