"""Whether the entries of the book that came along are as they stood in it, and are those of this drill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from measurements.codec import link
from measurements.events import DrillGoverned
from service.book import Entry
from service.dossiers.events import DrillBegun, DrillDone
from service.evidence.case import Case
from service.evidence.checks import Check, Discrepancy, absent, at, found
from service.evidence.layout import RECORDS
from service.report.records import DrillRecords


def check_records(case: Case) -> Check:
    """Check each entry's own hash and place, and that what was told of the drill is what the journal tells."""
    booked = case.records
    if not booked.is_there:
        is_governed = case.history is not None and any(case.history.of(DrillGoverned))
        key = "check.records.governed" if is_governed else "check.records.absent"
        return absent("records", key, essential=is_governed)
    wrong = [*_entries(booked.entries)]
    if booked.flaw is not None:
        wrong.append(booked.flaw)
    if booked.told is not None:
        wrong += _drill(case, booked.told)
    return found("records", wrong, count=len(booked.entries))


def _entries(entries: Sequence[Entry]) -> Iterator[Discrepancy]:
    before: Entry | None = None
    seqs: dict[str, int] = {}
    for line, entry in enumerate(entries, start=1):
        if entry.hash != link(entry.prev, entry.number, entry.text):
            yield at("check.records.hash", RECORDS, line, "hash", number=entry.number)
        if before is not None and entry.number <= before.number:
            yield at("check.records.order", RECORDS, line, "number", number=entry.number)
        elif before is not None and entry.number == before.number + 1 and entry.prev != before.hash:
            yield at("check.records.link", RECORDS, line, "prev", number=entry.number)
        if entry.seq != seqs.get(entry.stream, 0) + 1:
            yield at("check.records.gap", RECORDS, line, "seq", stream=entry.stream, due=seqs.get(entry.stream, 0) + 1)
        seqs[entry.stream] = entry.seq
        before = entry


def _drill(case: Case, told: DrillRecords) -> Iterator[Discrepancy]:
    """Yield where the dossier tells of another drill, or of another end of it, than the journal."""
    lines = {entry.number: line for line, entry in enumerate(case.records.entries, start=1)}
    for one, field, says, due in _facts(case, told):
        if says != due:
            yield at("check.records.differs", RECORDS, lines.get(one, 0), field, found=str(says), due=str(due))


def _facts(case: Case, told: DrillRecords) -> Iterator[tuple[int, str, Any, Any]]:
    """Yield entry number, field, what the book says and what the journal says."""
    history, report = case.history, None if case.rebuilt is None else case.rebuilt.report
    opened = None if history is None else history.opened
    governed = None if history is None else next(history.of(DrillGoverned), None)
    begun, done = told.last(DrillBegun), told.last(DrillDone)
    if begun is not None:
        if opened is not None:
            yield begun.number, "body.drill", begun.event.drill, opened.drill
        if governed is not None:
            yield begun.number, "body.digest", begun.event.digest, governed.governance.digest
            yield begun.number, "stream", told.dossier and told.dossier.id, governed.governance.dossier
    if done is None or report is None:
        return
    yield done.number, "body.drill", done.event.drill, report.drill.id
    yield done.number, "body.head", done.event.head, report.drill.head
    yield done.number, "body.verdict", done.event.verdict, report.verdict
    yield done.number, "body.ending", done.event.ending, report.drill.ending
    yield done.number, "body.restored", done.event.restored, report.restored
