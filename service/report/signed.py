"""Section 12: who put a name to the report, and where the others are to sign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from measurements.report import Report
from measurements.utc import utc_text
from scenarios.plan import Plan, Text
from service.book import Told
from service.dossiers.events import ReportSigned
from service.report.blocks import Block, Cell, Row, Section
from service.report.figures import moment
from service.report.phrasing import cell, missing, part, row, statement, table
from service.report.records import DrillRecords
from service.words import same, say

DUTIES: Final = ("prepared", "reviewed", "approved")
"""Who prepared, reviewed and approved the report, in this order."""
_OFFICES: Final = ("lead", "committee", "management", "board")
"""Who signs on paper (JR/T 0251 4.2, 4.3)."""
_TO_FILL: Final = Cell(text=same("\N{NO-BREAK SPACE}"))


def signature(report: Report, _plan: Plan, records: DrillRecords) -> Section:
    """Return the page of signatures: those in the book, and empty fields for those on paper (JR/T 0251 4)."""
    blocks = (*_signatures(report, records), _offices())
    return part("signature", "12", blocks, clause="JRT0251-4")


def signatures(records: DrillRecords) -> dict[str, Told[ReportSigned]]:
    """Return the newest signature of each duty in the book."""
    standing = {} if records.dossier is None else records.dossier.signatures
    found: dict[str, Told[ReportSigned]] = {}
    for one in records.told:
        event = one.event
        if isinstance(event, ReportSigned) and event.duty in standing and standing[event.duty].utc_ns == one.utc_ns:
            found[event.duty] = Told(event=event, number=one.number, seq=one.seq, utc_ns=one.utc_ns, author=one.author)
    return found


def version(records: DrillRecords, before: int | None = None) -> str:
    """Return the report's version: 1.0 when the drill was closed, and one more for each entry of the book after it.

    `before` is the number of an entry; the version is then what stood when that entry was written.
    """
    return f"1.{records.added if before is None else records.added_before(before)}"


def signer(told: Told[ReportSigned]) -> Text:
    """Return who signed, when and which version it was."""
    return say("s.signer", person=told.author.user, at=moment(utc_text(told.utc_ns)))


def _signatures(report: Report, records: DrillRecords) -> Iterator[Block]:
    found = signatures(records)
    if not found:
        yield statement("e.signature", "warning")
    rows = (_row(duty, found.get(duty), report, records) for duty in DUTIES)
    yield table("s.table", ("duty", "person", "department", "at", "signed_version", "remark_text"), rows)


def _row(duty: str, told: Told[ReportSigned] | None, report: Report, records: DrillRecords) -> Row:
    named = say(f"signed.{duty}")
    if told is None:
        return row(named, missing(), cell(None), cell(None), cell(None), cell(None))
    event = told.event
    digest = say("s.other_digest") if event.head != report.drill.head else same(version(records, told.number))
    at = moment(utc_text(told.utc_ns))
    return row(named, told.author.user, event.department, at, digest, event.text, book=(told.number,))


def _offices() -> Block:
    rows = (row(say(f"office.{office}"), _TO_FILL, _TO_FILL, _TO_FILL) for office in _OFFICES)
    return table("s.table.paper", ("office", "name", "signed_by_hand", "day"), rows, proved=False)
