"""The report as a whole: which drill, its figures, its course, its data, its findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from measurements.events.governed import Governance
from measurements.report.data import LedgerView, MarkerFigure, Reconciliation
from measurements.report.figures import ServiceFigures, VerdictName
from measurements.report.order import RecoveryOrder
from measurements.report.told import (
    ExecutionStage,
    Finding,
    GateDecision,
    ManualAct,
    ManualReport,
    Notice,
    ReadinessCheck,
    TimelineEntry,
)
from scenarios.plan import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A stream's history for drawing: runs of one state, in seconds since the fault."""

    stream: str
    runs: tuple[tuple[float, float, Literal["up", "down", "unknown"]], ...]
    bounds: tuple[float, ...]
    """Instants of the samples that bound the RTO, to be marked."""


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
    """Services that came back, by the latest instant at which each did; what of it is proved, `order` tells."""
    gates: tuple[GateDecision, ...] = ()
    """Every decision of a person at a gate, in order."""
    residue: tuple[str, ...] = ()
    """What the closing event says was not proved to be undone."""
    manuals: tuple[ManualAct, ...] = ()
    """Every attempt at a manual step, in order."""
    said: tuple[ManualReport, ...] = ()
    """Every word of a person about a manual step, counted or not, in order."""
    notices: tuple[Notice, ...] = ()
    readiness: tuple[ReadinessCheck, ...] = ()
    reconciliations: tuple[Reconciliation, ...] = ()
    markers: tuple[MarkerFigure, ...] = ()
    order: RecoveryOrder | None = None
    stages: tuple[ExecutionStage, ...] = ()
    """The six stages of the execution, in the order of JR/T 0251 12.2 b."""
    governance: Governance | None = None
    """What stood in the drill's dossier when it was started; None for one that nobody governs."""
