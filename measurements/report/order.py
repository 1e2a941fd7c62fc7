"""What a report tells of the order of recovery: what was due first, what came back first, and what cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from measurements.report.figures import Seconds
from scenarios.plan import Text

Demand: TypeAlias = Literal["dependency", "priority", "both"]
"""Why one service is due before another: it is needed by it, the BIA puts it first, or both."""
PairOutcome: TypeAlias = Literal["kept", "inverted", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlace:
    """One service: when it is due, when it was back. Seconds as in TimelineEntry, rounded outward.

    `back`: it returned within [lower_s, upper_s]. `open`: not before lower_s, and nothing bounds it above.
    `untouched`: no interruption of it was seen, so no order is asked of it. `unseen`: nothing was measured.
    """

    service: str
    title: Text
    priority: int
    depends_on: tuple[str, ...]
    """Services of the same drill that it cannot run without, directly or through others."""
    how: Literal["back", "open", "untouched", "unseen"]
    lower_s: float | None
    upper_s: float | None
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPair:
    """`first` is due to be back no later than `second`.

    `kept`: proved. `inverted`: the contrary is proved. `unknown`: the intervals overlap, or one has no upper end.
    `lead` is how long after `first` the other one was back; below zero it was back before.
    """

    first: str
    second: str
    because: Demand
    outcome: PairOutcome
    lead: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryOrder:
    """The order of recovery of a drill (JR/T 0251 6.2 c, 6.3)."""

    places: tuple[OrderPlace, ...]
    """Every service in the order in which it was due: what it depends on before it, then by priority."""
    achieved: tuple[tuple[str, ...], ...]
    """Services that came back, in groups: each group certainly before the next, inside a group nobody can tell."""
    pairs: tuple[OrderPair, ...]
    """Every pair of interrupted services of which the BIA asks an order."""
