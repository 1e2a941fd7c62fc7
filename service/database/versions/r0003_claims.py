"""What a drill has to itself: services and hosts."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0003"
down_revision: Final = "0002"


def upgrade() -> None:
    """Make the claims."""
    op.create_table(
        "claims",
        sa.Column("what", sa.String(400), nullable=False),
        sa.Column("drill", sa.String(200), nullable=False),
        sa.Column("since_ns", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("what"),
        if_not_exists=True,
    )
    op.create_index("ix_claims_drill", "claims", ["drill"], if_not_exists=True)
