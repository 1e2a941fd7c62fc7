"""A backup put into an empty database and an empty home: all of it in one transaction, or nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import Connection

from runners.journal import Journal
from service.backup.checking import check_restored
from service.backup.ends import Ends
from service.backup.errors import BackupError
from service.backup.files import check_files, in_the_way, put_files
from service.backup.lines import read_lines
from service.backup.manifest import Manifest, TablePart, read_manifest
from service.database.form import make_newest, tables
from service.database.holding import held
from service.database.preparing import stamp
from service.database.revisions import HEAD, REVISIONS, is_fresh
from service.database.upgrading import walk

_ROWS: Final = 1_000


def restore(backup: Path, journal: Journal, home: Path) -> Manifest:
    """Put a backup into a new database and a new home, check both, and return what the backup says of itself.

    One of an older version is brought to the newest revision. Raises BackupError where the backup is damaged or
    something is there already; JournalError where the database is away. The database is left empty then.
    """
    manifest = read_manifest(backup)
    _refuse_newer(manifest)
    check_files(backup, manifest.files)
    if (obstacle := in_the_way(manifest.files, home)) is not None:
        msg = f"{obstacle} is there already; name an empty home, nothing is ever overwritten"
        raise BackupError(msg)
    tables()  # loading their owners takes a while
    with held(journal.engine) as connection:
        if not is_fresh(connection):
            msg = "the database is not empty; name a new one, nothing is ever overwritten"
            raise BackupError(msg)
        _fill(connection, backup, manifest)
    check_restored(journal, manifest)
    try:
        put_files(backup, manifest.files, home)
    except OSError as error:
        msg = f"{error.filename or home}: {error.strerror}; the database is restored, its files are not: empty both"
        raise BackupError(msg) from error
    return manifest


def check_by_restoring(backup: Path) -> Manifest:
    """Restore a backup into a place of its own, check everything, and leave nothing; raises BackupError."""
    with tempfile.TemporaryDirectory(prefix="drillproof-check-") as folder:
        journal = Journal.open(Path(folder) / "journal.sqlite")
        try:
            return restore(backup, journal, Path(folder) / "home")
        finally:
            journal.close()


def _refuse_newer(manifest: Manifest) -> None:
    if manifest.revision not in {each.name for each in REVISIONS}:
        msg = (
            f"the backup is of revision {manifest.revision} (Drillproof {manifest.software}), and this version knows "
            f"{HEAD} as the newest; restore it with the version that wrote it, or a newer one"
        )
        raise BackupError(msg)


def _fill(connection: Connection, backup: Path, manifest: Manifest) -> None:
    """Make the form that the backup has, put the rows into it, and bring it up from there."""
    if manifest.revision == HEAD:
        make_newest(connection)
        stamp(connection, HEAD)
    else:
        walk(connection, None, manifest.revision)
    ends, there = Ends(), set(sa.inspect(connection).get_table_names())
    for part in manifest.tables:
        if part.name not in there:
            msg = f"the manifest names a table {part.name!r}, which revision {manifest.revision} does not have"
            raise BackupError(msg)
        _put(connection, part, ends.noted(part.name, part.columns, read_lines(backup, part)))
    ends.compare(manifest)
    if manifest.revision != HEAD:
        walk(connection, manifest.revision)
    _continue_numbers(connection)
    _let_wait(connection)


def _put(connection: Connection, part: TablePart, rows: Iterator[Sequence[Any]]) -> None:
    table = sa.table(part.name, *map(sa.column, part.columns))
    while chunk := [dict(zip(part.columns, row, strict=True)) for row in islice(rows, _ROWS)]:
        connection.execute(table.insert(), chunk)


def _continue_numbers(connection: Connection) -> None:
    """Let PostgreSQL number words after those that were restored."""
    if connection.dialect.name == "postgresql":
        newest = "SELECT setval(pg_get_serial_sequence('words', 'number'), max(number)) FROM words HAVING count(*) > 0"
        connection.execute(sa.text(newest))


def _let_wait(connection: Connection) -> None:
    """Let drills that workers held wait for others: those workers are of another place, or of another time."""
    connection.execute(sa.text("UPDATE runs SET status = 'waiting', worker = NULL WHERE status = 'held'"))
