"""An older database brought up: under a lock, in one transaction, with a copy of SQLite's file made before."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine

from runners.journal import JournalError
from service.database.errors import StepFailedError
from service.database.holding import held
from service.database.preparing import stamp
from service.database.revisions import HEAD, recognised, stamped

_FOLDER: Final = Path(__file__).parent


def upgrade(engine: Engine, to: str = HEAD) -> Path | None:
    """Bring the database to a revision, and return the copy that was made before, None where none was needed.

    Raises NewerDatabaseError, or StepFailedError, after which everything is as it was.
    """
    with held(engine) as connection:
        found = stamped(connection) or recognised(connection)
        if found == to and stamped(connection) == to:
            return None
        copy = _copied(engine, found)
        try:
            walk(connection, found, to)
        except JournalError:
            raise
        except Exception as error:
            raise StepFailedError(found or "0", to, error) from error
        return copy


def walk(connection: Connection, found: str | None, to: str = HEAD) -> None:
    """Take every step from one revision to another within the connection's transaction."""
    if found is not None:
        stamp(connection, found)
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    command.upgrade(config, to)


def _copied(engine: Engine, found: str | None) -> Path | None:
    """Copy SQLite's file beside itself as long as nobody can write to it; one copy for each revision."""
    place = engine.url.database
    if engine.dialect.name != "sqlite" or found is None or not place or place == ":memory:":
        return None
    copy = Path(f"{place}.before-upgrade-from-{found}")
    copy.unlink(missing_ok=True)
    copy.touch(mode=0o600)
    with closing(sqlite3.connect(place)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy
