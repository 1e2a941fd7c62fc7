"""Workers and the drills that they run, words of people, emergency stops."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0007"
down_revision: Final = "0006"


def upgrade() -> None:
    """Make what is not there."""
    _make_runs()
    _make_words()
    _make_stops()


def _text(most: int | None = None) -> sa.types.TypeEngine[str]:
    return sa.String(most).with_variant(sa.String(most, collation="C"), "postgresql")


def _make_runs() -> None:
    op.create_table(
        "workers",
        sa.Column("name", _text(200), nullable=False),
        sa.Column("site", _text(200), nullable=False),
        sa.Column("reaches", _text(), nullable=False),
        sa.Column("host", _text(), nullable=False),
        sa.Column("pid", sa.BigInteger(), nullable=False),
        sa.Column("boot", _text(), nullable=False),
        sa.Column("software", _text(), nullable=False),
        sa.Column("drills_max", sa.BigInteger(), nullable=False),
        sa.Column("beats", sa.BigInteger(), nullable=False),
        sa.Column("leaving", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
        if_not_exists=True,
    )
    op.create_table(
        "runs",
        sa.Column("drill", _text(200), nullable=False),
        sa.Column("site", _text(200), nullable=False),
        sa.Column("needs", _text(), nullable=False),
        sa.Column("status", _text(20), nullable=False),
        sa.Column("worker", _text(200), nullable=True),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("told", _text(), nullable=False),
        sa.Column("reasons", _text(), nullable=False),
        sa.Column("asked_ns", sa.BigInteger(), nullable=False),
        sa.Column("filed_ns", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("drill"),
        if_not_exists=True,
    )
    op.create_index("runs_looked_for", "runs", ["status", "asked_ns"], if_not_exists=True)
    op.create_index("runs_of_worker", "runs", ["worker"], if_not_exists=True)


def _make_words() -> None:
    op.create_table(
        "words",
        sa.Column(
            "number",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("drill", _text(200), nullable=False),
        sa.Column("body", _text(), nullable=False),
        sa.Column("by", _text(), nullable=False),
        sa.Column("utc_ns", sa.BigInteger(), nullable=False),
        sa.Column("heard_by", _text(), nullable=True),
        sa.Column("heard_ns", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("number"),
        if_not_exists=True,
    )
    op.create_index("words_waiting", "words", ["drill", "heard_ns"], if_not_exists=True)


def _make_stops() -> None:
    op.create_table(
        "stops",
        sa.Column("stop", _text(60), nullable=False),
        sa.Column("services", _text(), nullable=True),
        sa.Column("by", _text(), nullable=False),
        sa.Column("reason", _text(), nullable=False),
        sa.Column("utc_ns", sa.BigInteger(), nullable=False),
        sa.Column("lifted_by", _text(), nullable=True),
        sa.Column("lifted_reason", _text(), nullable=True),
        sa.Column("lifted_ns", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("stop"),
        if_not_exists=True,
    )
    op.create_index("ix_stops_lifted_ns", "stops", ["lifted_ns"], if_not_exists=True)
    op.create_table(
        "stop_heard",
        sa.Column("stop", _text(60), nullable=False),
        sa.Column("runner", _text(200), nullable=False),
        sa.Column("utc_ns", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("stop", "runner"),
        if_not_exists=True,
    )
