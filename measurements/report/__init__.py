"""The report model: every figure of a drill once, with the evidence that proves it; language comes later."""

from measurements.report.data import LedgerView, MarkerFigure, MarkerReading, Numbers, Reconciliation, Replay
from measurements.report.figures import (
    Outage,
    Phases,
    RpoFigure,
    RtoFigure,
    Seconds,
    ServiceFigures,
    StreamFigure,
    Verdict,
    VerdictName,
)
from measurements.report.order import Demand, OrderPair, OrderPlace, PairOutcome, RecoveryOrder
from measurements.report.told import (
    Finding,
    GateDecision,
    ManualAct,
    ManualReport,
    Notice,
    OutcomeName,
    ReadinessCheck,
    TimelineEntry,
    Value,
    WhyNotName,
)
from measurements.report.whole import DrillFacts, Report, Strip

__all__ = [
    "Demand",
    "DrillFacts",
    "Finding",
    "GateDecision",
    "LedgerView",
    "ManualAct",
    "ManualReport",
    "MarkerFigure",
    "MarkerReading",
    "Notice",
    "Numbers",
    "OrderPair",
    "OrderPlace",
    "Outage",
    "OutcomeName",
    "PairOutcome",
    "Phases",
    "ReadinessCheck",
    "Reconciliation",
    "RecoveryOrder",
    "Replay",
    "Report",
    "RpoFigure",
    "RtoFigure",
    "Seconds",
    "ServiceFigures",
    "StreamFigure",
    "Strip",
    "TimelineEntry",
    "Value",
    "Verdict",
    "VerdictName",
    "WhyNotName",
]
