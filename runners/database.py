"""The database under journal and book: SQLite or PostgreSQL, how it is opened, and what its errors mean."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage
from typing import Any, Final, cast

import psycopg
from sqlalchemy import URL, Connection, Engine, QueuePool, String, bindparam, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.compiler import compiles
from sqlmodel import AutoString, Session, SQLModel, create_engine, text

from runners.clock import SystemClock

_PATIENCE_MS: Final = 5_000
_POSTGRES: Final = "postgresql+psycopg"
_SCHEMES: Final = frozenset(("postgresql", "postgres", _POSTGRES))
_CONNECTING: Final = {
    "connect_timeout": "5",
    "application_name": "drillproof",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "4",
    "tcp_user_timeout": "15000",
}
"""What a URL may say otherwise; s, but the last in ms. A machine that died is noticed within 15 s."""
_SESSION: Final = (
    "SELECT set_config('statement_timeout', '30s', false), set_config('lock_timeout', '10s', false),"
    " set_config('idle_in_transaction_session_timeout', '5s', false), set_config('TimeZone', 'UTC', false),"
    " CASE WHEN current_setting('synchronous_commit') IN ('off', 'local')"
    " THEN set_config('synchronous_commit', 'on', false) END"
)
"""A process that was frozen within a transaction lets go of its locks; what is written is on a disk."""
_ANSWER_S: Final = 35.0
"""So long is an answer waited for. It is more than any statement may take, so that only what hangs is hung up on."""
_ACTIVE: Final = psycopg.pq.TransactionStatus.ACTIVE
_CLOCK: Final = SystemClock()
_USED: Final = "drillproof.used"
_LONG_NS: Final = 10**9
"""A connection that was used less than this ago is taken to live: asking costs every request a round trip."""
_TURNS: Final = 0x6472696C
"""The first half of our advisory locks."""
_MAKING: Final = 1
"""The turn of whoever makes tables."""
_LOG: Final = 4 << 20
"""So long is SQLite's log before it begins anew (1,000 pages)."""
_SPARE: Final = 1 << 28
_ROOM: Final = (
    "PRAGMA busy_timeout=0",
    "PRAGMA cache_size=10",
    "BEGIN IMMEDIATE",
    "CREATE TABLE room (held)",
    "INSERT INTO room VALUES (zeroblob(4194304))",
    "ROLLBACK",
)
_KINDS: Final = {sqlite3.IntegrityError: IntegrityError, sqlite3.OperationalError: OperationalError}
"""What SQLAlchemy calls those of the driver's errors that we tell apart."""
_USUAL: Final = (f"PRAGMA busy_timeout={_PATIENCE_MS}", "PRAGMA cache_size=-2000")
_AWAY: Final = frozenset(("57P01", "57P02", "57P03", "57P05", "25P03", "25006", "53300"))
_BUSY: Final = frozenset(("55P03", "57014", "40001", "40P01", "53200", "53400"))
_FULL: Final = "53100"
_NUL: Final = "\0"
_NUL_SHOWN: Final = "\N{REPLACEMENT CHARACTER}"


class JournalError(Exception):
    """The journal could not be read or written; the text says what happened and what to do."""


class JournalFullError(JournalError):
    """There is no room for the next record."""


class JournalBusyError(JournalError):
    """Somebody else holds what we need for longer than we wait."""


class JournalAwayError(JournalError):
    """The database cannot be reached or takes no writes now; what was just sent to it may have been written or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guards:
    """Triggers by their names, and the statements that make them in each dialect; they may be run again."""

    names: tuple[str, ...]
    sqlite: tuple[str, ...]
    postgres: tuple[str, ...]


@compiles(AutoString, "postgresql")
def _by_code_point(_type: Any, *_args: Any, **_named: Any) -> str:
    """Texts are ordered as SQLite and Python order them, whatever language the database was made in."""
    length = getattr(_type, "length", None) or getattr(_type.impl, "length", None)
    return ("VARCHAR" if length is None else f"VARCHAR({length})") + ' COLLATE "C"'


class _Pool(QueuePool):
    """Connections that are told of in our words where there are none left, asked after when they lay about long."""

    def connect(self) -> Any:
        try:
            return super().connect()
        except PoolTimeoutError as error:
            msg = "every connection of this process to the database is in use; wait, or let fewer work at once"
            raise JournalBusyError(msg) from error


def url_of(where: str | Path) -> URL:
    """Return the URL of a database: a path is SQLite's file, `postgresql://…` a database of PostgreSQL.

    Raises JournalError for anything else; its text never holds a password.
    """
    told = str(where)
    if isinstance(where, Path) or "://" not in told:
        return URL.create("sqlite", database=told)
    try:
        url = make_url(told)
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in _SCHEMES:
        msg = f"{told.partition('://')[0]}://…: name a file, or write postgresql://user@host:5432/database"
        raise JournalError(msg)
    return url.set(drivername=_POSTGRES)


def shown(url: URL) -> str:
    """Return a database as people may read it: the path, or the URL without its password."""
    if url.get_backend_name() == "sqlite":
        return url.database or ""
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def engine_for(url: URL) -> Engine:
    """Return an engine whose every commit is durable, and whose errors are JournalErrors where waiting may help.

    IntegrityError and errors of what was asked stay SQLAlchemy's. Nothing is connected to yet.
    """
    engine = create_engine(url) if url.get_backend_name() == "sqlite" else _postgres(url)
    event.listen(engine, "connect", _prepare_sqlite if engine.dialect.name == "sqlite" else _prepare_postgres)
    event.listen(engine, "handle_error", _translated)
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _note_use)
        event.listen(engine, "checkin", _note_use)
        event.listen(engine, "checkout", _ask_after)
        event.listen(engine, "before_cursor_execute", _without_nul, retval=True)
    return engine


def _postgres(url: URL) -> Engine:
    told = {name: value for name, value in _CONNECTING.items() if name not in url.query}
    return create_engine(
        url,
        connect_args=told,
        poolclass=_Pool,
        pool_size=5,
        max_overflow=15,
        pool_timeout=10,
        hide_parameters=True,
    )


def reading(engine: Engine) -> Session:
    """Return a session that only reads: on PostgreSQL each statement stands alone, with no round trips around it."""
    if engine.dialect.name != "postgresql":
        return Session(engine)
    return Session(engine.execution_options(isolation_level="AUTOCOMMIT"))


def _note_use(_connection: Any, record: Any) -> None:
    record.info[_USED] = _CLOCK.now()


def _ask_after(connection: Any, record: Any, _fairy: Any) -> None:
    """Ask a connection that nobody used for long whether it lives; raises DisconnectionError, and a new one is made."""
    used = record.info.get(_USED)
    if used is not None and _CLOCK.now() - used < _LONG_NS:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.Error as error:
        raise DisconnectionError from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={_PATIENCE_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _prepare_postgres(connection: Any, _record: object) -> None:
    connection.autocommit = True
    connection.execute(_SESSION)
    connection.autocommit = False
    connection.wait = _Waiting(connection, connection.wait)


class _Waiting:
    """How a connection waits for answers: a server that is frozen keeps its connections, and never answers."""

    def __init__(self, connection: Any, wait: Callable[..., Any]) -> None:
        self._connection, self._wait = connection, wait
        self.answer_s: float | None = _ANSWER_S

    def __call__(self, sent: Any, *args: Any, **told: Any) -> Any:
        """Return the answer; raises psycopg.OperationalError, and is done with the connection, where none comes."""
        try:
            return self._wait(sent, *args, **{"timeout": self.answer_s} | told)
        except psycopg.OperationalError:
            if self._connection.pgconn.transaction_status == _ACTIVE:
                self._connection.pgconn.finish()  # else the pool would ask it once more, and wait again
            raise


def take_time(connection: Connection) -> None:
    """Let what is sent on this connection take as long as it needs: upgrades, whole copies."""
    waiting = getattr(connection.connection.dbapi_connection, "wait", None)
    if isinstance(waiting, _Waiting):
        waiting.answer_s = None


def _translated(context: ExceptionContext) -> JournalError | None:
    """Return what is raised in place of the driver's error; None leaves it."""
    error, engine = context.sqlalchemy_exception, context.engine
    if not isinstance(error, DBAPIError):
        return None
    return explained("the database" if engine is None else shown(engine.url), error, lost=context.is_disconnect)


def _without_nul(_connection: Any, _cursor: Any, statement: str, told: Any, *_: Any) -> tuple[str, Any]:
    """PostgreSQL keeps no _NUL in a text; a name with one is nobody's name, there as on SQLite."""
    return statement, [_cleaned(each) for each in cast("list[Any]", told)] if isinstance(told, list) else _cleaned(told)


def _cleaned(told: Any) -> Any:
    if not isinstance(told, dict):
        return told
    named = cast("dict[str, Any]", told)
    marked = {name: value.replace(_NUL, _NUL_SHOWN) for name, value in named.items() if _has_nul(value)}
    return {**named, **marked} if marked else named


def _has_nul(value: object) -> bool:
    return isinstance(value, str) and _NUL in value


@contextmanager
def clear_errors(where: str) -> Generator[None]:
    """Turn what is left of the driver's errors into ours, which say what to do."""
    try:
        yield
    except DBAPIError as error:
        msg = f"{where}: {error.orig}; this is no journal that we can read"
        raise explained(where, error) or JournalError(msg) from error


def explained(where: str, error: DBAPIError, *, lost: bool = False) -> JournalError | None:
    """Return what an error of the database means and what to do, None where it is about what was asked of it."""
    state = getattr(error.orig, "sqlstate", None)
    said = " ".join(str(error.orig).split())
    if lost or error.connection_invalidated or _is_away(error, state):
        return JournalAwayError(f"{where}: away ({said}); look whether it runs and can be reached from this machine")
    if state == _FULL or (isinstance(error, OperationalError) and "full" in said):
        return JournalFullError(f"{where}: no room for the next record ({said}); free some, then resume the drill")
    if state in _BUSY or (isinstance(error, OperationalError) and ("locked" in said or "busy" in said)):
        return JournalBusyError(f"{where}: held by another process ({said}); end it, then resume the drill")
    if isinstance(error, OperationalError):
        return JournalError(f"{where}: {said}; check the path, its permissions and the disk")
    return None


def _is_away(error: DBAPIError, state: str | None) -> bool:
    if state is None:  # psycopg's word that there was no answer at all: refused, lost, starting up
        return isinstance(error, OperationalError) and type(error.orig).__module__.startswith("psycopg")
    return state in _AWAY or state.startswith("08")


def make(engine: Engine, tables: Sequence[str], guards: Guards | None = None) -> None:
    """Make those tables of ours and those triggers that are not there; many processes may do so at once."""
    wanted = [SQLModel.metadata.tables[name] for name in tables]
    with engine.begin() as connection:
        if _is_made(connection, tables, () if guards is None else guards.names):
            return
        if engine.dialect.name == "postgresql":
            take_turn(connection, _MAKING)
        else:
            connection.execute(text("BEGIN IMMEDIATE"))  # what is looked for below stays as it is until this ends
        SQLModel.metadata.create_all(connection, tables=wanted)
        if guards is not None:
            for guard in guards.sqlite if engine.dialect.name == "sqlite" else guards.postgres:
                connection.execute(text(guard))


def make_room(engine: Engine) -> None:
    """Let SQLite's log have its size before it is needed: a record that makes no file longer is durable much sooner.

    A transaction that does not fit into memory is written to the log and taken back, so that nothing of it counts.
    Where there is little space, or somebody else writes, nothing is done: it is only about time. Nothing on PostgreSQL.
    """
    path = engine.url.database or ""
    if engine.dialect.name != "sqlite" or _length(f"{path}-wal") >= _LOG or disk_usage(Path(path).parent).free < _SPARE:
        return
    with closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        try:
            for statement in _ROOM:
                cursor.execute(statement)
        except sqlite3.OperationalError:
            connection.rollback()
        for statement in _USUAL:
            cursor.execute(statement)


def commit_rows(engine: Engine, statement: str, rows: Sequence[dict[str, object]]) -> None:
    """Run one statement for many rows in a transaction of its own; it is durable when this returns.

    On SQLite the driver is spoken to directly: what SQLAlchemy does around a statement costs as much as the statement.
    Raises what a statement of SQLAlchemy raises.
    """
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            connection.exec_driver_sql(statement, list(rows))
        return
    try:
        with closing(engine.raw_connection()) as connection:  # closing takes back what was not committed
            connection.cursor().executemany(statement, rows)
            engine.dialect.do_commit(connection)
    except sqlite3.Error as error:
        kind = next((ours for theirs, ours in _KINDS.items() if isinstance(error, theirs)), DBAPIError)
        told = kind(None, None, error)
        raise explained(shown(engine.url), told) or told from error


def _length(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0


def take_turn(connection: Connection, number: int) -> None:
    """Wait until nobody else has this turn, and have it until the transaction ends; nothing on SQLite.

    Raises JournalBusyError where that takes longer than we wait.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:first, :number)"), {"first": _TURNS, "number": number})


def check_writable(connection: Connection) -> None:
    """Raise JournalAwayError where a database can be read and takes no writes: a standby, or one set read-only."""
    if connection.dialect.name != "postgresql":
        connection.execute(text("BEGIN IMMEDIATE"))
    elif connection.execute(text("SELECT current_setting('transaction_read_only')")).scalar_one() == "on":
        msg = f"{shown(connection.engine.url)}: away (it takes no writes now); connect to the primary"
        raise JournalAwayError(msg)
    connection.rollback()


_MADE: Final = {
    "sqlite": "SELECT (SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN :tables),"
    " (SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name IN :triggers)",
    "postgresql": "SELECT (SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relname IN :tables"
    " AND pg_table_is_visible(oid)), (SELECT count(*) FROM pg_trigger WHERE tgname IN :triggers"
    " AND pg_table_is_visible(tgrelid))",
}


def _is_made(connection: Connection, tables: Sequence[str], triggers: Sequence[str]) -> bool:
    named = [bindparam(name, type_=String(), expanding=True) for name in ("tables", "triggers")]
    there = text(_MADE[connection.dialect.name]).bindparams(*named)
    found = connection.execute(there, {"tables": list(tables), "triggers": list(triggers)}).one()
    return tuple(found) == (len(tables), len(triggers))
