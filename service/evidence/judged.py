"""A journal judged: its history, its plan, and its report with the digest of the last record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from measurements.codec import Record, decode
from measurements.events import Event
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


def judged(records: Iterable[Record]) -> Judged:
    """Return the judged journal, of which no text is kept; raises UnreadableEventError for one of another version."""
    events: list[Event] = []
    head = ""
    for record in records:
        events.append(decode(record.text))
        head = record.hash
    history = History(tuple(events))
    report = judge(history, head)
    return Judged(history=history, plan=plan_or_none(history) or plan_told(report), report=report)
