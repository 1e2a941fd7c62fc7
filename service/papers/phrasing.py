"""How papers say things: a sentence, a table, a line of the cover, a section with the clause that asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from measurements.utc import utc_text
from scenarios.plan import SECOND, Text
from service.report.blocks import Block, Cell, Heading, Line, Row, Section, Statement, Table, Tone
from service.report.figures import moment
from service.words import joined, same, say
from service.words.catalogue import Fact

Shown: TypeAlias = Cell | Text | str | int | None
NOTHING: Final = "\N{EN DASH}"
TO_FILL: Final = "\N{IDEOGRAPHIC SPACE}" * 6 + "\n" + "\N{IDEOGRAPHIC SPACE}"
"""A place that a person fills in by hand: room for a name, two lines high."""


def statement(
    key: str, /, tone: Tone = "plain", evidence: Iterable[int] = (), book: Iterable[int] = (), **facts: Fact
) -> Statement:
    """Return the sentence under a key, with what proves it."""
    return Statement(text=say(key, **facts), tone=tone, evidence=tuple(evidence), book=tuple(book))


def gap(key: str, /, **facts: Fact) -> Statement:
    """Return the sentence that says what was not evidenced."""
    return Statement(text=say(key, **facts), tone="gap")


def heading(key: str, /, **facts: Fact) -> Heading:
    """Return a heading inside a section."""
    return Heading(text=say(key, **facts))


def cell(value: Shown, tone: Tone = "plain") -> Cell:
    """Return a cell; nothing is a dash, a number stands as one."""
    match value:
        case Cell():
            return value
        case None:
            return Cell(text=same(NOTHING), tone="muted")
        case int():
            return Cell(text=same(str(value)), tone="number")
        case str():
            return Cell(text=same(value), tone=tone) if value else cell(None)
        case _:
            return Cell(text=value, tone=tone)


def row(*values: Shown, evidence: Iterable[int] = (), book: Iterable[int] = ()) -> Row:
    """Return a row of a table."""
    return Row(cells=tuple(map(cell, values)), evidence=tuple(evidence), book=tuple(book))


def table(caption: Text, heads: Sequence[str], rows: Iterable[Row], *, proved: bool = False) -> Table:
    """Return a table whose heads are keys of `paper.col.`."""
    return Table(
        caption=caption, heads=tuple(say(f"paper.col.{head}") for head in heads), rows=tuple(rows), proved=proved
    )


def table_or(caption: Text, heads: Sequence[str], rows: Iterable[Row], key: str, *, proved: bool = False) -> Block:
    """Return the table, or the sentence under `key` where it would have no row."""
    told = tuple(rows)
    return table(caption, heads, told, proved=proved) if told else statement(key)


def line(key: str, value: Text, tone: Tone = "plain", *, name: str = "") -> Line:
    """Return a line of the cover, headed `paper.cover.<key>`."""
    return Line(key=name or key, label=say(f"paper.cover.{key}"), value=value, tone=tone)


def section(number: int, title: str, clause: str, blocks: Iterable[Block], *, part: str = "") -> Section:
    """Return a section; `clause` is the id of what asks for it, `part` the item of that clause."""
    return Section(
        letter=part or f"s{number}",
        number=str(number),
        part=part,
        clause=clause,
        title=say(title),
        blocks=tuple(blocks),
    )


def signatures(number: int, roles: Sequence[str] = ("made_by", "reviewed_by", "approved_by")) -> Section:
    """Return the page on which people sign by hand: who made, reviewed and approved the paper."""
    rows = (row(say(f"paper.sign.{role}"), TO_FILL, TO_FILL, TO_FILL) for role in roles)
    blocks = (table(say("paper.signatures.table"), ("duty", "name", "signature", "day"), rows),)
    return section(number, "paper.signatures", "JRT0251-4", blocks)


def at(utc_ns: int | None) -> Text:
    """Return an instant for readers, or that there is no evidence of it."""
    return moment(None if utc_ns is None else utc_text(utc_ns))


def day_of(utc_ns: int, zone: str) -> str:
    """Return the local day of an instant as ISO 8601."""
    return datetime.fromtimestamp(utc_ns // SECOND, UTC).astimezone(ZoneInfo(zone)).date().isoformat()


def listed(names: Iterable[str | Text]) -> Text:
    """Return names as one enumeration, a dash where there is none."""
    told = [same(one) if isinstance(one, str) else one for one in names]
    return joined(told) if told else same(NOTHING)


def share(count: int, of: int) -> Text:
    """Return a count of a whole with its percentage to one decimal, rounded down so that only all of it is 100.0 %."""
    if not of:
        return say("paper.share.none")
    permille = count * 1000 // of
    return say("paper.share", count=count, of=of, percent=f"{permille // 10}.{permille % 10}")
