"""Which revisions there are, and which a database is at; one without a stamp is recognised by its tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, inspect, text

from service.database.errors import NewerDatabaseError

STAMP: Final = "alembic_version"
"""The table with one row, which is the revision."""


_WIDE: Final = "attempts.failures:BIGINT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One form of the database.

    `marks` are there since: a table, `table.column` (a colon and its type after it) or `table#index`.
    """

    name: str
    marks: tuple[str, ...]
    about: str


REVISIONS: Final = (
    Revision(name="0001", marks=("events",), about="the journal"),
    Revision(
        name="0002", marks=("book", "heads", "tags", "users", "tokens", "idempotency"), about="the book, users, tokens"
    ),
    Revision(name="0003", marks=("claims",), about="claims on services and hosts"),
    Revision(
        name="0004",
        marks=("users.administrator", "sessions", "attempts", "pending_log_ins"),
        about="log-ins, sessions, failed attempts",
    ),
    Revision(name="0005", marks=("heads#heads_newest",), about="lists by age"),
    Revision(name="0006", marks=(_WIDE,), about="counters of 64 bits; one order of texts"),
    Revision(
        name="0007", marks=("workers", "runs", "words", "stops", "stop_heard"), about="workers, words, emergency stops"
    ),
    Revision(name="0008", marks=("pruned",), about="retention: tombstones"),
)
"""Every revision, the oldest first. `versions/` has a step for each."""
HEAD: Final = REVISIONS[-1].name


def stamped(connection: Connection) -> str | None:
    """Return the revision that the database says it is at, None where it says nothing.

    Raises NewerDatabaseError for one that this version does not know.
    """
    if not inspect(connection).has_table(STAMP):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {STAMP}")).scalar()  # noqa: S608  our own name
    if found is not None and found not in {each.name for each in REVISIONS}:
        raise NewerDatabaseError(str(found), HEAD)
    return found


def recognised(connection: Connection) -> str | None:
    """Return up to which revision all marks are there, None for an empty database.

    Tables were once made one by one as they were needed; every step takes what is there already.
    """
    there = _marks(connection)
    found: str | None = None
    for each in REVISIONS:
        if not there.issuperset(each.marks):
            break
        found = each.name
    return found


def _marks(connection: Connection) -> set[str]:
    looking = inspect(connection)
    found = set(looking.get_table_names())
    for table in tuple(found):
        found |= {f"{table}.{column['name']}" for column in looking.get_columns(table)}
        found |= {f"{table}.{column['name']}:{column['type']}" for column in looking.get_columns(table)}
        found |= {f"{table}#{index['name']}" for index in looking.get_indexes(table)}
    return found


def is_fresh(connection: Connection) -> bool:
    """Tell whether nothing was ever kept here: no table at all, or a journal that is empty."""
    there = set(inspect(connection).get_table_names())
    if not there:
        return True
    return there == {"events"} and connection.execute(text("SELECT 1 FROM events LIMIT 1")).first() is None


def pending(revision: str | None) -> tuple[Revision, ...]:
    """Return the steps from a revision to the newest."""
    names = [each.name for each in REVISIONS]
    return REVISIONS[0 if revision is None else names.index(revision) + 1 :]
