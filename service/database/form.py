"""The newest form as a whole: every table and every trigger of a service's database."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from sqlalchemy import Connection, Table, text
from sqlmodel import SQLModel

from runners.database import Guards

_OWNERS: Final = (
    "runners.journal",
    "service.book.tables",
    "service.access.tables",
    "service.api.once",
    "service.guard.claims",
    "service.running.tables",
    "service.running.words",
    "service.running.stopping",
    "service.retention.tables",
)
"""The modules that have tables, in the order in which their triggers are made."""
NAMES: Final = (
    "events",
    "book",
    "heads",
    "tags",
    "users",
    "tokens",
    "sessions",
    "attempts",
    "pending_log_ins",
    "idempotency",
    "claims",
    "workers",
    "runs",
    "words",
    "stops",
    "stop_heard",
    "pruned",
)


def tables() -> list[Table]:
    """Return every table."""
    _owners()
    return [SQLModel.metadata.tables[name] for name in NAMES]


def make_newest(connection: Connection) -> None:
    """Make every table and every trigger that is not there."""
    owners = _owners()
    SQLModel.metadata.create_all(connection, tables=tables())
    for owner in owners:
        guards = getattr(owner, "GUARDS", None)
        if isinstance(guards, Guards):
            for guard in guards.sqlite if connection.dialect.name == "sqlite" else guards.postgres:
                connection.execute(text(guard))


def _owners() -> list[Any]:
    """Load the owners only now: some of them stand above those who open a database."""
    return [import_module(name) for name in _OWNERS]
