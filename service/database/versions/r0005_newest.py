"""An index by which the newest heads of a family are listed, whatever their status."""

from __future__ import annotations

from typing import Final

from alembic import op

revision: Final = "0005"
down_revision: Final = "0004"


def upgrade() -> None:
    """Make the index."""
    op.create_index("heads_newest", "heads", ["family", "order_ns", "stream"], if_not_exists=True)
