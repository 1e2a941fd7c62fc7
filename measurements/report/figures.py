"""The figures of a report: intervals, verdicts, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, TypeAlias

from scenarios.plan import Text


class Verdict(IntEnum):
    """Ordered so that the whole is the `max` of its parts; nothing measured is INCONCLUSIVE."""

    MET = 0
    INCONCLUSIVE = 1
    MISSED = 2


VerdictName: TypeAlias = Literal["met", "inconclusive", "missed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seconds:
    """An interval of seconds, rounded outward to microseconds; None where nothing bounds that side.

    `evidence` are the numbers (journal seq) of the events that bound it.
    """

    lower_s: float | None
    upper_s: float | None
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RtoFigure:
    """Achieved RTO against its target (JR/T 0251 3.5: from the interruption). `stream` decided it."""

    target_s: float
    lower_s: float | None
    upper_s: float | None
    verdict: VerdictName
    stream: str | None
    evidence: tuple[int, ...] = ()
    remark: Text | None = None
    """Why it is inconclusive and what cadence would have decided it; None where there is nothing to say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """What clients saw: the sum of all down intervals, and how many there were."""

    lower_s: float | None
    upper_s: float | None
    count: int
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phases:
    """The parts of the RTO; they share their ends, so they add up to the whole."""

    detect: Seconds | None
    decide: Seconds | None
    switch: Seconds | None
    verify: Seconds | None
    people: Seconds | None
    """Time spent waiting for people inside these phases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RpoFigure:
    """Achieved RPO against its target, and the whole count of what became of the writes."""

    target_s: float
    lower_s: float | None
    upper_s: float | None
    verdict: VerdictName
    source: str | None
    """The ledger or the marker that gave the figure; None where nothing was read."""
    basis: Literal["ledger", "marker"] | None
    """What the figure rests on. A marker of the business is used only where the service has no ledger."""
    acknowledged: int
    lost: int
    holes: int
    split_brain: int
    split_brain_span: Seconds | None
    duplicated: int
    altered: int
    resurrected: int
    recovered_unknown: int
    reordered: int
    unknown: int
    """Writes whose outcome the client never learned."""
    evidence: tuple[int, ...] = ()
    remark: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamFigure:
    """RTO as one probe or ledger saw it (all are reported; one decides)."""

    stream: str
    kind: Literal["probe", "ledger"]
    rto: Seconds | None
    outage: Outage
    samples: int
    missed_beats: int
    worst_lateness_s: float
    baseline_p95_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFigures:
    """All figures of one service."""

    service: str
    title: Text
    priority: int
    writes: bool
    rto: RtoFigure
    switchover: Seconds | None
    outage: Outage
    phases: Phases
    rpo: RpoFigure
    streams: tuple[StreamFigure, ...]
