"""Section 11: where the papers lie, with whom they are filed, and which reports are owed until when."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from measurements.report import Report
from measurements.utc import utc_text
from scenarios.plan import Plan, Text
from service.book import Told
from service.dossiers.events import Archived
from service.report.blocks import Block, Heading, Row, Section, Tone
from service.report.figures import moment
from service.report.phrasing import cell, gap, missing, part, row, statement, table
from service.report.records import DrillRecords, DutyRecord
from service.words import joined, same, say

_DUTY_HEADS: Final = ("duty", "to_whom", "working_days", "due", "state", "sent_on", "proof_of_sending")
_TONES: Final[dict[str, Tone]] = {"open": "warning", "overdue": "missed", "sent": "met", "sent_late": "warning"}


def filing(_report: Report, _plan: Plan, records: DrillRecords) -> Section:
    """Return archiving and filing, each report with its deadline (JR/T 0251 12.2 c)."""
    blocks = (*_archived(records), *_owed(records))
    return part("filing", "11", blocks, clause="JRT0251-12.2-c")


def _archived(records: DrillRecords) -> Iterator[Block]:
    yield Heading(text=say("f.heading.archive"))
    told = records.last(Archived)
    if told is None:
        yield gap("f.archive.none")
        return
    event, proof = told.event, (told.number,)
    yield statement("f.archive", book=proof, place=event.place, person=told.author.user, text=event.text)
    if event.filed_with:
        yield statement(
            "f.filed", book=proof, authority=event.filed_with, day=event.filed_on or say("word.no_evidence")
        )
    else:
        yield gap("f.filed.none")
    if event.attachments:
        yield table("f.table.attachments", ("file", "digest"), _attachments(told))


def _attachments(told: Told[Archived]) -> Iterator[Row]:
    for one in told.event.attachments:
        yield row(one.name, cell(one.sha256, "code"), book=(told.number,))


def _owed(records: DrillRecords) -> Iterator[Block]:
    yield Heading(text=say("f.heading.duties"))
    if not records.duties:
        yield gap("f.duties.none" if records else "f.duties.unknown")
        return
    yield table("f.table.duties", _DUTY_HEADS, map(_duty, records.duties))
    uncertain = [one.duty.arose for one in records.duties if one.duty.arose.unknown_days]
    if uncertain:
        days = joined(same(f"{one.until} ({one.unknown_days})") for one in uncertain)
        yield statement("f.duties.uncertain", "warning", days=days)


def _duty(record: DutyRecord) -> Row:
    duty = record.duty
    arose, sent = duty.arose, duty.sent
    named = Text(zh=f"{arose.title.zh}（{arose.source}）", en=f"{arose.title.en} ({arose.source})")  # noqa: RUF001
    return row(
        named,
        arose.to,
        cell(str(arose.working_days), "number"),
        arose.until,
        cell(say(f"owing.{duty.status}"), _TONES[duty.status]),
        missing() if sent is None else cell(moment(utc_text(sent.sent_ns))),
        missing() if sent is None else cell(f"{sent.reference} ({duty.sent_by})"),
        book=record.numbers,
    )
