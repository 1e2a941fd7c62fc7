"""A PostgreSQL for the tests of ledgers, one for each file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.postgres import TemporaryPostgres


@pytest.fixture(scope="module")
def cluster() -> Iterator[TemporaryPostgres]:
    cluster = TemporaryPostgres()
    try:
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture
def postgres(cluster: TemporaryPostgres) -> TemporaryPostgres:
    """A running PostgreSQL that a test may kill or freeze."""
    if not cluster.is_running:
        cluster.start()
    return cluster
