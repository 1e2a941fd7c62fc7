"""The ledger's store in MariaDB."""

from __future__ import annotations

from runners.ledgers.postgres import PostgresStore


class MariaDBStore(PostgresStore):
    """To be written."""
