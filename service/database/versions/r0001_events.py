"""The first form: the journal, kept from being changed by the database itself (on SQLite)."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0001"
down_revision: Final = None
_GUARDS: Final = (
    """CREATE TRIGGER IF NOT EXISTS events_stay BEFORE UPDATE ON events
       BEGIN SELECT RAISE(ABORT, 'a journal is never changed'); END""",
    """CREATE TRIGGER IF NOT EXISTS events_remain BEFORE DELETE ON events
       BEGIN SELECT RAISE(ABORT, 'a journal is never shortened'); END""",
    """CREATE TRIGGER IF NOT EXISTS events_follow BEFORE INSERT ON events
       WHEN NEW.seq <> 1 + coalesce((SELECT max(seq) FROM events WHERE drill = NEW.drill), 0)
       BEGIN SELECT RAISE(ABORT, 'a journal has neither holes nor doubles'); END""",
)


def upgrade() -> None:
    """Make the journal."""
    op.create_table(
        "events",
        sa.Column("drill", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("prev", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("drill", "seq"),
        if_not_exists=True,
    )
    if op.get_context().dialect.name == "sqlite":
        for guard in _GUARDS:
            op.execute(guard)
