"""Where alembic is given the connection; it is run by `upgrading`, which holds the lock and the transaction."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transactional_ddl=False,  # the transaction is the caller's: all revisions together, or none
)
context.run_migrations()
