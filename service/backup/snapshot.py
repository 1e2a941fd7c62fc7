"""The database as it is at one instant, read at leisure while others write to it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine, Table, select, text

from runners.database import take_time

_ROWS: Final = 1_000


@contextmanager
def snapshot(engine: Engine) -> Generator[Connection]:
    """Give a connection that sees one instant and holds nobody up: WAL on SQLite, REPEATABLE READ on PostgreSQL."""
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("BEGIN")
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").all()  # the first look
            yield connection
            connection.exec_driver_sql("ROLLBACK")
        return
    options: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection:
        take_time(connection)
        for name in ("statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout"):
            connection.execute(text(f"SET LOCAL {name} = 0"))
        yield connection
        connection.rollback()


def rows_of(connection: Connection, table: Table) -> Iterator[tuple[Any, ...]]:
    """Yield a table's rows in the order of its key, without ever holding all of them."""
    asked = select(table).order_by(*table.primary_key.columns)
    found = connection.execution_options(stream_results=True, yield_per=_ROWS).execute(asked)
    for row in found:
        yield tuple(row)
