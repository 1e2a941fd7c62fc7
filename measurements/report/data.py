"""What a report tells of data: ledgers for drawing, what was made up for, and the markers of a business."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from measurements.report.figures import Seconds

Numbers: TypeAlias = tuple[tuple[int, int], ...]
"""Numbers of writes as ranges (first, last), in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerView:
    """A ledger for drawing, in bins since the fault: per bin acknowledged and kept, lost, unknown."""

    ledger: str
    bin_s: float
    start_s: float
    kept: tuple[int, ...]
    lost: tuple[int, ...]
    unknown: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """How writing the lost writes again ended, by the client's knowledge."""

    ok: Numbers
    failed: Numbers
    unknown: Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """What one step found lost in a ledger, what was written again, and what is still missing (JR/T 0251 10.4 c).

    The first reading came before anything was written again; the RPO rests on it alone. Counts go with the ranges.
    """

    ledger: str
    step: str
    state: Literal["nothing_lost", "complete", "still_missing", "not_replayed", "not_read", "not_read_again"]
    lost: int
    lost_numbers: Numbers
    replay: Replay | None
    """None where nothing was written again."""
    replayed: int
    still_missing: int
    still_missing_numbers: Numbers
    """Acknowledged, or written again and acknowledged, and not there in the second reading."""
    altered_numbers: Numbers
    """There with other content than was written, in the last reading."""
    duplicated_numbers: Numbers
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerReading:
    """One reading of a marker; `value` in digits: bytes, or UTC as ISO 8601 for a time. Seconds as in TimelineEntry."""

    step: str
    host: str
    side: Literal["before", "after"]
    value: str
    at_s: float
    used: bool
    """Whether it bounds the figure."""
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerFigure:
    """What one marker of a business says of the loss (docs/measurement.md, section 5)."""

    service: str
    marker: Literal["business_time", "log_position", "backup"]
    loss: Seconds
    """How far before the fault the loss reaches, by the controller's clock alone."""
    by_value: Seconds | None
    """The same by the business's own clock, which nothing in the evidence bounds from above; None for a position."""
    least_bytes: int | None
    most_bytes: int | None
    """For a log position: how much of the log is missing; None where nothing bounds it."""
    is_lost: bool
    """Whether something that was read before the fault is certainly missing."""
    counts: bool
    """Whether the service's RPO is taken from it."""
    readings: tuple[MarkerReading, ...]
    evidence: tuple[int, ...] = ()
