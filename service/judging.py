"""A drill's report document straight from the journal, off the event loop."""

from __future__ import annotations

import asyncio

from runners.journal import Journal
from service.evidence.judged import judged
from service.report.document import ReportDocument, document


async def document_of(journal: Journal, drill: str) -> ReportDocument:
    """Return the whole report of a drill as far as it has come."""
    return await asyncio.to_thread(_document, journal, drill)


def _document(journal: Journal, drill: str) -> ReportDocument:
    found = judged(journal.records(drill))
    return document(found.report, found.plan)
