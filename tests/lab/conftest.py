"""Two hosts with an sshd of their own, for all tests of this directory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.namespaces import Lab, lab


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with lab(tmp_path_factory.mktemp("lab"), "db-a", "db-b") as made:
        yield made
