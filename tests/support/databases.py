"""Databases of tests, one for each folder: SQLite in it, or, under `pytest --database postgresql`, of one cluster.

Some tests say SQLite themselves and are its own by nature, also in `make test-postgres`: of files (rights, locks, a
full disk: runners/core/test_journal, service/access/test_serving), of evidence, which brings its journal as a
file whatever the service writes to (service/test_past, service/coverage, service/evidence), of what `drillproof run`
keeps beside its report (service/cli/test_commands), and of SQLite's own revisions and triggers, whose like on
PostgreSQL stands beside them (service/database, service/book, service/backup, service/retention, service/running).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

import psycopg
from psycopg import sql
from sqlalchemy import Engine, text

from runners.journal import Journal
from service.firm import open_firm
from service.policy import read_policy
from tests.support.postgres import TemporaryPostgres

_SERVER: Final = "TEST_DATABASE_SERVER"
"""The URL of the cluster, its database left out; processes that tests start find it here."""
_TEMPLATE: Final = "made"
_SETTINGS: Final = ("-c", "max_connections=400", "-c", "full_page_writes=off", "-c", "autovacuum=off")

_OPENED: Final[list[Journal]] = []
"""What tests forgot to close keeps connections, which are ended with the database."""


def is_postgres() -> bool:
    """Tell whether tests run on PostgreSQL."""
    return _SERVER in os.environ


def database_in(folder: Path) -> str:
    """Return what --db takes for the database of a folder, the same one whenever it is asked for."""
    if not is_postgres():
        return str(folder / "journal.sqlite")
    server, name = os.environ[_SERVER], _name(folder)
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(1)")  # of two processes one makes it
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
            making = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
            connection.execute(making.format(sql.Identifier(name), sql.Identifier(_TEMPLATE)))
            comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
            connection.execute(comment.format(sql.Identifier(name), sql.Literal(str(folder.resolve()))))
    return f"{server}/{name}"


def journal_in(folder: Path) -> Journal:
    """Return a journal in the database of a folder; the same records whenever it is opened."""
    journal = Journal.open(database_in(folder))
    if is_postgres():
        _OPENED.append(journal)
    return journal


def unguard(engine: Engine, table: str) -> None:
    """Let whoever is the database's own master change what its triggers keep."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f'ALTER TABLE "{table}" DISABLE TRIGGER USER'))
            return
        named = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
        for name in connection.execute(named, {"table": table}).scalars().all():
            connection.execute(text(f'DROP TRIGGER "{name}"'))


def start_cluster(settings: tuple[str, ...] = ()) -> Callable[[], None]:
    """Let every database of this process and its children be PostgreSQL's; returns how to end it."""
    cluster = TemporaryPostgres(_SETTINGS + settings)
    cluster.start()
    server = f"postgresql://postgres@127.0.0.1:{cluster.port}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_TEMPLATE)))
    journal = Journal.open(f"{server}/{_TEMPLATE}")
    with tempfile.TemporaryDirectory() as folder:
        open_firm(journal, Path(folder), read_policy(None))
    journal.close()
    os.environ[_SERVER] = server
    return cluster.remove


@contextmanager
def on_postgres(settings: tuple[str, ...] = ()) -> Generator[None]:
    """Let databases be PostgreSQL's as long as the block lasts, whatever pytest was told; the cluster may be there."""
    if is_postgres():
        yield
        return
    end = start_cluster(settings)
    try:
        yield
        drop_databases()
    finally:
        del os.environ[_SERVER]
        end()


def drop_databases(below: Path | None = None) -> None:
    """Drop the databases of folders below a path, and of those that are gone; all of them where none is named."""
    for journal in _OPENED:
        journal.close()
    _OPENED.clear()
    with psycopg.connect(f"{os.environ[_SERVER]}/postgres", autocommit=True) as connection:
        asked = "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE datname LIKE 'folder\\_%'"
        for name, comment in connection.execute(asked).fetchall():
            folder = Path(comment or "/nowhere")
            if below is None or folder.is_relative_to(below.resolve()) or not folder.exists():
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _name(folder: Path) -> str:
    return f"folder_{sha256(str(folder.resolve()).encode()).hexdigest()[:32]}"
