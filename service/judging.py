"""A drill's report document straight from the journal, off the event loop."""

from __future__ import annotations

import asyncio

from measurements.codec import decode
from measurements.history import History
from measurements.judge import judge
from runners.journal import Journal
from service.evidence.plans import plan_or_none, plan_told
from service.report.document import ReportDocument, document


async def document_of(journal: Journal, drill: str) -> ReportDocument:
    """Return the whole report of a drill as far as it has come."""
    return await asyncio.to_thread(_document, journal, drill)


def _document(journal: Journal, drill: str) -> ReportDocument:
    history = History([decode(record.text) for record in journal.records(drill)])
    report = judge(history)
    return document(report, plan_or_none(history) or plan_told(report))
