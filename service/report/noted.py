"""What people noted while the drill ran and until it was summed up, with what they attached (in section 5)."""

from __future__ import annotations

from collections.abc import Iterator

from measurements.utc import utc_text
from service.book import Told
from service.dossiers.events import DossierEvent, NoteTaken
from service.report.blocks import Block, Heading, Row
from service.report.figures import moment
from service.report.phrasing import cell, missing, row, statement, table
from service.report.records import DrillRecords
from service.words import say


def noted(records: DrillRecords) -> Iterator[Block]:
    """Yield the notes in the order in which they were entered; nothing where there are none."""
    told = [(one, one.event) for one in records.told if isinstance(one.event, NoteTaken)]
    if not told:
        return
    yield Heading(text=say("d.heading.notes"))
    yield statement("d.notes.are")
    yield table("d.table.notes", ("at", "person", "remark_text", "attachment"), (_note(*one) for one in told))


def _note(told: Told[DossierEvent], note: NoteTaken) -> Row:
    files = "; ".join(f"{each.name} {each.sha256}" for each in note.attachments)
    return row(
        cell(moment(utc_text(told.utc_ns))),
        told.author.user,
        note.text,
        cell(files, "code") if files else missing(),
        book=(told.number,),
    )
