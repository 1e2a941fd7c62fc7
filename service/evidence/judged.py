"""A journal judged: its history, its plan, and its report with the digest of the last record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from measurements.codec import Record, decode
from measurements.history import History
from measurements.judge import judge
from measurements.report import Report
from scenarios.plan import Plan
from service.evidence.plans import plan_or_none, plan_told


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a journal tells and what came of judging it."""

    history: History
    plan: Plan
    report: Report


def judged(records: Sequence[Record]) -> Judged:
    """Return the judged journal; raises UnreadableEventError for a text of another version."""
    history = History(tuple(decode(record.text) for record in records))
    report = judge(history, records[-1].hash if records else "")
    return Judged(history=history, plan=plan_or_none(history) or plan_told(report), report=report)
