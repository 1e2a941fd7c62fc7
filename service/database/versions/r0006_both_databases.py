"""One form on both databases: counters of 64 bits, texts ordered by code point, PostgreSQL guards the journal too."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0006"
down_revision: Final = "0005"
_COUNTERS: Final = (("book", "seq"), ("heads", "seq"), ("attempts", "failures"))
_TABLES: Final = (
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
)
_BOOK_SQLITE: Final = (
    """CREATE TRIGGER IF NOT EXISTS book_stays BEFORE UPDATE ON book
       BEGIN SELECT RAISE(ABORT, 'the book is never changed'); END""",
    """CREATE TRIGGER IF NOT EXISTS book_remains BEFORE DELETE ON book
       BEGIN SELECT RAISE(ABORT, 'the book is never changed'); END""",
    """CREATE TRIGGER IF NOT EXISTS book_follows BEFORE INSERT ON book
       WHEN NEW.number <> 1 + coalesce((SELECT max(number) FROM book), 0)
       BEGIN SELECT RAISE(ABORT, 'the book has neither holes nor doubles'); END""",
)

_BOOK_POSTGRES: Final = (
    """CREATE OR REPLACE FUNCTION book_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           RAISE EXCEPTION 'the book is never changed' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE OR REPLACE TRIGGER book_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON book
           FOR EACH STATEMENT EXECUTE FUNCTION book_stays()""",
    """CREATE OR REPLACE FUNCTION book_follows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           IF NEW.number <> 1 + coalesce((SELECT max(number) FROM book), 0) THEN
           RAISE EXCEPTION 'the book has neither holes nor doubles'
           USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$""",
    """CREATE OR REPLACE TRIGGER book_follows BEFORE INSERT ON book
           FOR EACH ROW EXECUTE FUNCTION book_follows()""",
)


def upgrade() -> None:
    """Widen the counters; on PostgreSQL order texts as SQLite does."""
    if op.get_context().dialect.name == "sqlite":
        _widen_sqlite()
    else:
        _widen_postgres()


def _widen_sqlite() -> None:
    """Make the tables anew, which loses the triggers of the book, so those too."""
    for table, column in _COUNTERS:
        with op.batch_alter_table(table) as changed:
            changed.alter_column(column, type_=sa.BigInteger(), existing_type=sa.Integer(), existing_nullable=False)
    for guard in _BOOK_SQLITE:
        op.execute(guard)


def _widen_postgres() -> None:
    for table, column in _COUNTERS:
        op.alter_column(table, column, type_=sa.BigInteger(), existing_type=sa.Integer(), existing_nullable=False)
    looking = sa.inspect(op.get_bind())
    for table in _TABLES:
        for column in looking.get_columns(table):
            kind = column["type"]
            if isinstance(kind, sa.String) and kind.collation != "C":
                op.alter_column(table, column["name"], type_=sa.String(kind.length, collation="C"))
    for guard in _BOOK_POSTGRES:
        op.execute(guard)
