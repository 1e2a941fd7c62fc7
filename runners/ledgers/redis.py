"""The ledger's store in Redis."""

from __future__ import annotations

from runners.ledgers.postgres import PostgresStore


class RedisStore(PostgresStore):
    """To be written."""
