"""What keeps a drill from becoming an incident."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.plan.windows import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Bystander:
    """A probe on somebody else's service: `stop_after` failures in a row end the drill.

    An answer that took longer than `slower_than_ns` counts as a failure, where that is given.
    """

    probe: str
    stop_after: int
    slower_than_ns: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Safeguards:
    """What keeps a drill from becoming an incident."""

    environments: tuple[str, ...]
    longest_ns: int
    lease_ns: int
    undo_within_ns: int
    most_hosts: int | None = None
    bystanders: tuple[Bystander, ...] = ()
    window: Window | None = None
    """When the drill may run; None: at any time."""
    only_hosts: tuple[str, ...] | None = None
    """The hosts that may be touched at all; None: every host of an allowed environment."""
    most_hosts_at_once: int | None = None
    """On how many hosts something may be under way at one time."""
