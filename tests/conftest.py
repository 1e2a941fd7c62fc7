"""Which tests must not run beside each other: those of one lab, and those that share the machine's network."""

from __future__ import annotations

from typing import Final

import pytest

_GROUPS: Final = {
    "tests/acceptance/": "databases",
    "tests/service/lab/": "databases",
    "tests/bench/": "bench",
    "tests/lab/": "network",
    "tests/runners/faults/test_network": "network",
}
"""By the beginning of a test's path: the group whose tests one worker runs one after the other."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for path, group in _GROUPS.items():
            if item.nodeid.startswith(path):
                item.add_marker(pytest.mark.xdist_group(group))
