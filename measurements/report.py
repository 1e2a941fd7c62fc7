"""The report model: every figure of a drill once, with the evidence that proves it; language comes later."""

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
    """The ledger that gave the figure; None where nothing was read back."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something a person must look at. `code` keys the bilingual wording; `facts` fill its gaps."""

    code: str
    severity: Literal["info", "warning", "serious"]
    facts: dict[str, str]
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One step on one host (or one undo); seconds since the fault's lower end (since opening where there was none)."""

    step: str
    host: str
    phase: str
    kind: str
    title: Text
    started_s: float | None
    ended_s: float | None
    outcome: Literal["ok", "failed", "unknown", "skipped", "running"]
    reason: str
    person: str | None
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A stream's history for drawing: runs of one state, in seconds since the fault."""

    stream: str
    runs: tuple[tuple[float, float, Literal["up", "down", "unknown"]], ...]
    bounds: tuple[float, ...]
    """Instants of the samples that bound the RTO, to be marked."""


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
class DrillFacts:
    """Which drill this was."""

    id: str
    scenario: str
    title: Text
    form: str
    plan_sha256: str
    software: str
    opened_by: str
    started_at: str
    """UTC, ISO 8601 with microseconds and Z."""
    ended_at: str | None
    duration_s: float | None
    ending: str | None
    events: int
    head: str
    """Hash of the last record: the evidence digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateDecision:
    """What one person decided at a gate, or that the gate was waived; seconds as in TimelineEntry."""

    step: str
    person: str
    decision: Literal["approve", "refuse"]
    reason: str
    channel: str
    waived: bool
    at_s: float
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that was found out about one drill; `service/report` adds the words."""

    schema: str
    drill: DrillFacts
    verdict: VerdictName
    completed: bool
    restored: bool
    services: tuple[ServiceFigures, ...]
    findings: tuple[Finding, ...]
    timeline: tuple[TimelineEntry, ...]
    strips: tuple[Strip, ...]
    ledgers: tuple[LedgerView, ...]
    recovery_order: tuple[str, ...]
    gates: tuple[GateDecision, ...] = ()
    """Every decision of a person at a gate, in order."""
    residue: tuple[str, ...] = ()
    """What the closing event says was not proved to be undone."""
