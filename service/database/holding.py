"""A connection of its own in one transaction that nobody else can be in: DDL and data together, or nothing."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection, Engine, text

from runners.database import take_time

_LOCK: Final = 0x6472696C6C_02
"""The advisory lock of whoever brings the database up."""


@contextmanager
def held(engine: Engine) -> Generator[Connection]:
    """Give the connection; what was done is kept where the body ends well, and undone where it raises."""
    if engine.dialect.name == "sqlite":
        with _sqlite(engine) as connection:
            yield connection
        return
    with engine.begin() as connection:
        take_time(connection)
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            connection.execute(text(f"SET LOCAL {name} = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        yield connection


@contextmanager
def _sqlite(engine: Engine) -> Generator[Connection]:
    """Begin by hand: the driver would begin only with the first row that is written, and commit before DDL."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise
        connection.exec_driver_sql("COMMIT")
