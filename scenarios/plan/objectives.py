"""What the BIA promises for a service."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.plan.basics import SECOND, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptable:
    """The service level that counts as recovered, against the baseline before the fault.

    Rate at least `rate_permille` / 1000 of the baseline's, 95th percentile latency at most
    `p95_permille` / 1000 of the baseline's or `p95_floor_ns`, whichever is larger, for `hold_ns`.
    """

    rate_permille: int = 900
    p95_permille: int = 2000
    p95_floor_ns: int = 0
    hold_ns: int = 10 * SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """What the BIA promises for one service (JR/T 0251 §6.3)."""

    service: str
    title: Text
    rto_ns: int
    rpo_ns: int
    writes: bool
    priority: int
    acceptable: Acceptable = Acceptable()
    depends_on: tuple[str, ...] = ()
    """Services of the BIA that it cannot run without, directly or through others."""
