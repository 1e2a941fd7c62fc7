"""The status report of the day after a restoration: what is proved of it, what happened since, what people fill in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from measurements.report import Report, Strip
from measurements.utc import utc_text
from scenarios.plan import Text
from service.improvement.item import SETTLED
from service.papers.executed import Executed, cover_of, incidence_row, stage_table
from service.papers.origin import Origin
from service.papers.phrasing import TO_FILL, gap, line, listed, row, section, signatures, statement, table_or
from service.report.blocks import Block, Cell, Row, Tone
from service.report.figures import seconds
from service.report.paper import Paper
from service.report.records import ItemRecord
from service.software import SOFTWARE
from service.words import same, say

CLAUSES: Final = ("JRT0251-12.2-b", "JRT0251-10.4", "RCU-drill")


def next_day(told: Executed, origin: Origin) -> Paper:
    """Return the status report of the day after the restoration (JR/T 0251 10.4; GB/T 38645 A.8, last row)."""
    report = told.report
    sections = (
        section(1, "paper.nextday.restored", "JRT0251-12.2-b", _restored(told)),
        section(2, "paper.nextday.at_end", "JRT0251-10.4", _at_end(report)),
        section(3, "paper.nextday.since", "JRT0251-10.4", _since(told, origin.zone)),
        section(4, "paper.nextday.left", "JRT0251-14", _left(told)),
        signatures(5, ("operated_by", "commanded_by")),
    )
    due = _day_after(report, origin.zone)
    return Paper(
        kind=say("paper.nextday"),
        number=report.drill.id,
        title=report.drill.title,
        software=SOFTWARE,
        made_ns=origin.made_ns,
        cover=(*cover_of(report), line("for_day", due), *origin.lines(*CLAUSES)),
        sections=sections,
    )


def _restored(told: Executed) -> Iterator[Block]:
    report = told.report
    last = (report.drill.events,) if report.drill.ended_at is not None else ()
    key = "d.restored" if report.restored else "d.not_restored"
    yield statement(key, tone="plain" if report.restored else "warning", evidence=last)
    if report.residue:
        yield statement("d.residue", tone="warning", evidence=last, residue=listed(report.residue))
    yield stage_table(report, ("restoration",))


def _at_end(report: Report) -> Iterator[Block]:
    """Yield what every stream last saw of its service before the drill was closed."""
    rows = [
        row(one.title, strip.stream, _state(strip), same(seconds(strip.runs[-1][1])))
        for one in report.services
        for strip in report.strips
        if strip.runs and strip.stream in {stream.stream for stream in one.streams}
    ]
    heads = ("service", "stream", "state", "last_seen")
    yield table_or(say("paper.nextday.streams"), heads, rows, "paper.nextday.no_streams")
    yield statement("paper.nextday.seconds")


def _state(strip: Strip) -> Cell:
    state = strip.runs[-1][2]
    tones: dict[str, Tone] = {"up": "met", "down": "missed", "unknown": "inconclusive"}
    return Cell(text=say(f"chart.state.{state}"), tone=tones[state])


def _since(told: Executed, zone: str) -> Iterator[Block]:
    """Yield what the book knows since the end, and the form for what people see the day after."""
    report = told.report
    if told.since is None:
        yield gap("paper.nextday.unlooked")
    else:
        rows = map(incidence_row, told.since)
        heads = ("incident", "title", "occurred", "services", "status")
        yield table_or(say("paper.nextday.incidents"), heads, rows, "paper.nextday.no_incidents")
    yield gap("paper.nextday.by_hand", day=_day_after(report, zone))
    blank = (row(one.title, TO_FILL, TO_FILL, TO_FILL, TO_FILL) for one in report.services or ())
    yield table_or(
        say("paper.nextday.form"),
        ("service", "looked_at", "running", "abnormal", "confirmed_by"),
        blank,
        "a.no_services",
    )


def _left(told: Executed) -> Iterator[Block]:
    missing = [one for one in told.report.reconciliations if one.still_missing]
    for one in missing:
        count = one.still_missing
        yield statement("paper.nextday.missing", "warning", one.evidence, ledger=one.ledger, count=count)
    rows = (_item(one) for one in told.records.items if one.item.status not in SETTLED)
    heads = ("item", "title", "status", "owner", "due")
    yield table_or(say("paper.nextday.items"), heads, rows, "paper.nextday.no_items", proved=True)


def _item(one: ItemRecord) -> Row:
    item = one.item
    due = utc_text(item.due_ns)[:10]
    return row(item.id, item.title, say(f"paper.item.{item.status}"), item.owner, due, book=one.numbers)


def _day_after(report: Report, zone: str) -> Text:
    """Return the local day after the drill ended, or that it has not ended."""
    if report.drill.ended_at is None:
        return say("word.no_evidence")
    ended = datetime.fromisoformat(report.drill.ended_at).astimezone(UTC).astimezone(ZoneInfo(zone))
    return same((ended.date() + timedelta(days=1)).isoformat())
