"""Users with an origin, tokens whose labels the book tells, sessions, failed log-ins, log-ins by a provider."""

from __future__ import annotations

import json
from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0004"
down_revision: Final = "0003"
_USERS: Final = sa.table("users", sa.column("id"), sa.column("grants"), sa.column("administrator"))


def upgrade() -> None:
    """Widen what is there, and make what is not."""
    columns = {each["name"] for each in sa.inspect(op.get_bind()).get_columns("users")}
    if "administrator" not in columns:
        _widen_users()
        _narrow_tokens()
    _make_log_ins()


def _widen_users() -> None:
    with op.batch_alter_table("users") as users:
        for name in ("temporary", "machine", "administrator"):
            users.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        users.add_column(sa.Column("origin", sa.String(), nullable=False, server_default="local"))
        users.add_column(sa.Column("subject", sa.String(), nullable=True))
        users.drop_column("version")
    with op.batch_alter_table("users") as users:
        for name in ("temporary", "machine", "administrator"):
            users.alter_column(name, existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
        users.alter_column("origin", existing_type=sa.String(), existing_nullable=False, server_default=None)
    op.create_index("ix_users_administrator", "users", ["administrator"], if_not_exists=True)
    for name, grants in op.get_bind().execute(sa.select(_USERS.c.id, _USERS.c.grants)).all():
        if _is_administrator(grants):
            op.execute(_USERS.update().where(_USERS.c.id == name).values(administrator=True))


def _is_administrator(grants: str) -> bool:
    told: list[dict[str, Any]] = json.loads(grants)
    return any(one.get("role") == "admin" for one in told)


def _narrow_tokens() -> None:
    with op.batch_alter_table("tokens") as tokens:
        tokens.drop_column("label")
        tokens.drop_column("created_ns")


def _make_log_ins() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("seen_ns", sa.BigInteger(), nullable=False),
        sa.Column("ends_ns", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sha256"),
        if_not_exists=True,
    )
    op.create_index("ix_sessions_user", "sessions", ["user"], if_not_exists=True)
    op.create_table(
        "attempts",
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_ns", sa.BigInteger(), nullable=False),
        sa.Column("until_ns", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
        if_not_exists=True,
    )
    op.create_table(
        "pending_log_ins",
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("bound", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("verifier", sa.String(), nullable=False),
        sa.Column("until_ns", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("state"),
        if_not_exists=True,
    )
