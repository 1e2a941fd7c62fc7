"""The book with its heads and tags; the first users and tokens; idempotency keys."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0002"
down_revision: Final = "0001"
_STAYS: Final = "the book is never changed"
_SQLITE: Final = (
    f"""CREATE TRIGGER IF NOT EXISTS book_stays BEFORE UPDATE ON book BEGIN SELECT RAISE(ABORT, '{_STAYS}'); END""",
    f"""CREATE TRIGGER IF NOT EXISTS book_remains BEFORE DELETE ON book BEGIN SELECT RAISE(ABORT, '{_STAYS}'); END""",
    """CREATE TRIGGER IF NOT EXISTS book_follows BEFORE INSERT ON book
       WHEN NEW.number <> 1 + coalesce((SELECT max(number) FROM book), 0)
       BEGIN SELECT RAISE(ABORT, 'the book has neither holes nor doubles'); END""",
)
_POSTGRES: Final = (
    f"""CREATE OR REPLACE FUNCTION book_stays() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION '{_STAYS}'; END $$""",
    """CREATE OR REPLACE TRIGGER book_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON book
       FOR EACH STATEMENT EXECUTE FUNCTION book_stays()""",
)


def upgrade() -> None:
    """Make what is not there."""
    _make_book()
    _make_heads()
    _make_callers()
    for guard in _SQLITE if op.get_context().dialect.name == "sqlite" else _POSTGRES:
        op.execute(guard)


def _make_book() -> None:
    op.create_table(
        "book",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stream", sa.String(200), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("utc_ns", sa.BigInteger(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("prev", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("stream", "seq"),
        if_not_exists=True,
    )
    op.create_index("ix_book_user", "book", ["user"], if_not_exists=True)
    op.create_index("ix_book_kind", "book", ["kind"], if_not_exists=True)


def _make_heads() -> None:
    op.create_table(
        "heads",
        sa.Column("stream", sa.String(200), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("order_ns", sa.BigInteger(), nullable=False),
        sa.Column("due_ns", sa.BigInteger(), nullable=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("shown", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("stream"),
        if_not_exists=True,
    )
    op.create_index("heads_listed", "heads", ["family", "status", "order_ns", "stream"], if_not_exists=True)
    op.create_index("ix_heads_due_ns", "heads", ["due_ns"], if_not_exists=True)
    op.create_table(
        "tags",
        sa.Column("tag", sa.String(300), nullable=False),
        sa.Column("stream", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("tag", "stream"),
        if_not_exists=True,
    )
    op.create_index("ix_tags_stream", "tags", ["stream"], if_not_exists=True)


def _make_callers() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String(100), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("grants", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_ns", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        if_not_exists=True,
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("rights", sa.String(), nullable=True),
        sa.Column("created_ns", sa.BigInteger(), nullable=False),
        sa.Column("expires_ns", sa.BigInteger(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.Column("once", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sha256"),
        if_not_exists=True,
    )
    op.create_index("ix_tokens_user", "tokens", ["user"], if_not_exists=True)
    op.create_table(
        "idempotency",
        sa.Column("key", sa.String(250), nullable=False),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("since_ns", sa.BigInteger(), nullable=False),
        sa.Column("answer", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
        if_not_exists=True,
    )
