"""Whether a restored database is the one that was backed up: rows counted, every chain followed to its end."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Engine

from measurements.codec import GENESIS
from runners.journal import ChainBrokenError, Journal, check_chain
from service.backup.errors import BackupError
from service.backup.manifest import ChainEnd, Manifest
from service.book import Book
from service.book.book import BookAlteredError


def check_restored(journal: Journal, manifest: Manifest) -> None:
    """Raise BackupError where the database is not whole, or not what the manifest says; blocking."""
    _count(journal.engine, manifest)
    _follow_book(journal.engine, manifest.book)
    _follow_drills(journal, manifest)


def _count(engine: Engine, manifest: Manifest) -> None:
    with engine.connect() as connection:
        for part in manifest.tables:
            asked = sa.select(sa.func.count()).select_from(sa.table(part.name))
            if (found := connection.execute(asked).scalar_one()) != part.rows:
                msg = f"table {part.name} has {found} rows, the manifest says {part.rows}; take another backup"
                raise BackupError(msg)


def _follow_book(engine: Engine, told: ChainEnd) -> None:
    book = Book(engine)
    try:
        entries = book.check()
    except BookAlteredError as error:
        raise BackupError(str(error)) from error
    newest = book.entries(limit=1, newest=True)
    end = ChainEnd(last=entries, hash=newest[0].hash if newest else GENESIS)
    if end != told:
        msg = f"the book ends with entry {end.last} ({end.hash}), the manifest says {told.last} ({told.hash})"
        raise BackupError(msg)


def _follow_drills(journal: Journal, manifest: Manifest) -> None:
    for drill in sorted({*journal.drills_now(), *manifest.drills}):
        records = journal.records(drill)
        try:
            check_chain(drill, records)
        except ChainBrokenError as error:
            raise BackupError(str(error)) from error
        end = ChainEnd(last=len(records), hash=records[-1].hash if records else GENESIS)
        if end != manifest.drills.get(drill):
            msg = f"drill {drill} ends with record {end.last} ({end.hash}), which the manifest does not say"
            raise BackupError(msg)
