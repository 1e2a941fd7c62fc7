"""A journal judged: its history, its plan, and its report with the digest of the last record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from measurements.codec import Record, decode
from measurements.columns import Room
from measurements.history import Gathering, History
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


def judged(records: Iterable[Record], room: Room | None = None) -> Judged:
    """Return the judged journal, of which no text is kept; raises UnreadableEventError for one of another version.

    With a `room` the history is folded: its samples are in the columns of that room and not in memory.
    """
    gathering, head = Gathering(room), ""
    for record in records:
        gathering.take(decode(record.text))
        head = record.hash
    history = gathering.history()
    report = judge(history, head)
    return Judged(history=history, plan=plan_or_none(history) or plan_told(report), report=report)
