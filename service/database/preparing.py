"""The one door to the database's form: whoever opens a service's database calls `prepare` first."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text

from service.database.form import make_newest, tables
from service.database.holding import held
from service.database.revisions import HEAD, STAMP, is_fresh, stamped


def prepare(engine: Engine) -> None:
    """Bring the database to the newest revision: an empty one at once, an older one step by step; blocking.

    At the newest nothing is done. Several processes may call it at the same time. SQLite's file is copied before the
    first step. Raises NewerDatabaseError, or JournalError where the database cannot be used.
    """
    with engine.connect() as connection:
        if stamped(connection) == HEAD:
            return
    tables()  # loading their owners takes a while, and nobody else should wait for that
    with held(engine) as connection:
        if stamped(connection) is None and is_fresh(connection):
            make_newest(connection)
            stamp(connection, HEAD)
            return
    from service.database.upgrading import upgrade  # noqa: PLC0415  alembic is loaded where there is something to do

    upgrade(engine)


def stamp(connection: Connection, revision: str) -> None:
    """Write down which revision the database is at, in the form that alembic reads."""
    connection.execute(
        text(
            f"CREATE TABLE IF NOT EXISTS {STAMP} "
            f"(version_num VARCHAR(32) NOT NULL, CONSTRAINT {STAMP}_pkc PRIMARY KEY (version_num))"
        )
    )
    connection.execute(text(f"DELETE FROM {STAMP}"))  # noqa: S608  our own name
    connection.execute(text(f"INSERT INTO {STAMP} VALUES (:revision)"), {"revision": revision})  # noqa: S608  our own name
