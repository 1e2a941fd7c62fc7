"""The event summary as a paper: the document of service.incidents, each line with its number in the book."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scenarios.plan import Text
from service.incidents.summary import Section as Part
from service.incidents.summary import Summary
from service.incidents.summary import Table as Listing
from service.papers.origin import Origin
from service.papers.phrasing import gap, line, row, signatures, table
from service.report.blocks import Block, Line, Row, Section, Table
from service.report.paper import Paper
from service.software import SOFTWARE
from service.words import same, say

CLAUSES: Final = ("JRT0251-10.5", "JRT0251-10.3", "RCU-report", "RCU-grade")
CLAUSE: Final = "JRT0251-10.5"


def event_summary(whole: Summary, origin: Origin) -> Paper:
    """Return the summary (JR/T 0251 10.5 a to d); what nobody wrote down is said to be missing."""
    parts = tuple(_section(number, part) for number, part in enumerate(whole.sections, start=1))
    return Paper(
        kind=say("paper.incident"),
        number=whole.incident,
        title=whole.title,
        software=SOFTWARE,
        made_ns=origin.made_ns,
        cover=(*_cover(whole), *origin.lines(*CLAUSES)),
        sections=(*parts, signatures(len(parts) + 1)),
    )


def _cover(whole: Summary) -> Iterator[Line]:
    yield line("number", same(whole.incident), "code")
    yield line("status", whole.status, "plain" if whole.is_final else "warning")
    for note in whole.notes:
        yield line("note", note)


def _section(number: int, part: Part) -> Section:
    blocks = (*_facts(part), *(block for told in part.tables for block in _listing(told)))
    return Section(
        letter=part.letter,
        number=str(number),
        part=part.letter,
        clause=CLAUSE,
        title=say(f"paper.incident.{part.letter}"),
        blocks=blocks,
    )


def _facts(part: Part) -> Iterator[Block]:
    if part.facts:
        yield table(say("paper.facts"), ("fact", "content"), (row(name, told) for name, told in part.facts))


def _listing(told: Listing) -> Iterator[Block]:
    if not told.rows:
        yield gap("paper.nothing_written", title=told.title)
        return
    proved = bool(told.columns) and told.columns[-1] == say("incident.col.entry")
    heads = told.columns[:-1] if proved else told.columns
    rows = tuple(_row(cells, proved=proved) for cells in told.rows)
    yield Table(caption=told.title, heads=heads, rows=rows, proved=proved)


def _row(cells: tuple[Text, ...], *, proved: bool) -> Row:
    shown = row(*cells)
    if not proved:
        return shown
    number = shown.cells[-1].text.en
    return Row(cells=shown.cells[:-1], book=(int(number),) if number.isdecimal() else ())
