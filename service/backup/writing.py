"""A backup made, whole or not at all: the database at one instant, the files that it speaks of, the manifest."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine

from runners.clock import SystemClock
from service.backup.ends import Ends
from service.backup.errors import BackupError
from service.backup.files import FILES, copy_files
from service.backup.lines import TABLES, write_lines
from service.backup.manifest import NAME, Manifest, TablePart
from service.backup.snapshot import rows_of, snapshot
from service.database.form import tables
from service.database.revisions import HEAD, stamped
from service.software import VERSION

PREFIX: Final = "drillproof-"
_PARTIAL: Final = ".partial"
EPHEMERAL: Final = frozenset(("workers", "sessions", "attempts", "pending_log_ins"))
"""What is true of living processes and of people who are logged in now; nobody misses it after a restore."""


def back_up(engine: Engine, home: Path, to: Path, *, keys: bool = False) -> tuple[Path, Manifest]:
    """Write a backup into a new folder below `to`, and return both it and what it says of itself.

    Nothing waits for it. Raises BackupError where it cannot be written, JournalError where the database is away.
    """
    utc_ns = SystemClock().utc_ns()
    name = PREFIX + datetime.fromtimestamp(utc_ns // 10**9, UTC).strftime("%Y%m%dT%H%M%SZ")
    partial = to / f"{name}{_PARTIAL}"
    try:
        _make(partial)
        manifest = _written(engine, home, partial, utc_ns, keys=keys)
        (partial / NAME).write_text(manifest.model_dump_json(indent=1), encoding="utf-8")
        _settle(partial)
        partial.rename(to / name)
        _sync(to)
    except OSError as error:
        msg = f"{error.filename or to}: {error.strerror}; name a folder with room that this account can write"
        raise BackupError(msg) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return to / name, manifest


def drop_older(to: Path, keep: int) -> list[Path]:
    """Remove the oldest finished backups of a folder until `keep` are left, and return what was removed."""
    found = sorted(path for path in to.glob(f"{PREFIX}*Z") if (path / NAME).is_file())
    dropped = found[: max(0, len(found) - keep)]
    for path in dropped:
        shutil.rmtree(path)
    return dropped


def _make(partial: Path) -> None:
    """Make the folder, for this account alone: digests of passwords are in it."""
    partial.mkdir(parents=True, mode=0o700)
    (partial / TABLES).mkdir()
    (partial / FILES).mkdir()


def _written(engine: Engine, home: Path, partial: Path, utc_ns: int, *, keys: bool) -> Manifest:
    with snapshot(engine) as connection:
        if (revision := stamped(connection)) != HEAD:
            msg = f"the database is at revision {revision}, not {HEAD}; run drillproof db upgrade first"
            raise BackupError(msg)
        ends = Ends()
        parts = [_table(connection, table.name, partial, ends) for table in tables() if table.name not in EPHEMERAL]
    return Manifest(
        software=VERSION,
        revision=HEAD,
        database="sqlite" if engine.dialect.name == "sqlite" else "postgresql",
        made_utc_ns=utc_ns,
        tables=tuple(parts),
        files=copy_files(home, partial, keys=keys),
        book=ends.book,
        drills=ends.drills,
    )


def _table(connection: Connection, name: str, partial: Path, ends: Ends) -> TablePart:
    table = next(each for each in tables() if each.name == name)
    columns = [column.name for column in table.columns]
    return write_lines(partial, name, columns, ends.noted(name, columns, rows_of(connection, table)))


def _settle(partial: Path) -> None:
    """Have everything on the disk before the backup gets its name."""
    for path in partial.rglob("*"):
        if path.is_file():
            path.chmod(0o600)
        _sync(path)
    _sync(partial)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
