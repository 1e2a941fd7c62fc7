"""The newest form as a whole: every table and every trigger of a service's database."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any, Final

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.schema import CreateIndex, CreateTable
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
    for statement in _statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


@cache
def _statements(name: str) -> tuple[str, ...]:
    """Return what makes the newest form, put into the dialect's words once in a process."""
    dialect = sqlite.dialect() if name == "sqlite" else psycopg.dialect()
    made: list[str] = []
    for table in tables():
        made.append(str(CreateTable(table, if_not_exists=True).compile(dialect=dialect)))
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made += [str(CreateIndex(index, if_not_exists=True).compile(dialect=dialect)) for index in indexes]
    return (*made, *_guards(name))


def _guards(name: str) -> list[str]:
    found = [getattr(owner, "GUARDS", None) for owner in _owners()]
    guards = [each for each in found if isinstance(each, Guards)]
    return [one for each in guards for one in (each.sqlite if name == "sqlite" else each.postgres)]


def _owners() -> list[Any]:
    """Load the owners only now: some of them stand above those who open a database."""
    return [import_module(name) for name in _OWNERS]
