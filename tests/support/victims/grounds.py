"""This machine as a host of a plan."""

from __future__ import annotations

from typing import Final

from scenarios.plan import PlannedHost

HERE: Final = PlannedHost(
    name="here",
    address="127.0.0.1",
    port=22,
    user="nobody",
    roles=("primary",),
    environment="test",
    site="here",
    known_hosts="/dev/null",
)
