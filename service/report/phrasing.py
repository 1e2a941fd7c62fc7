"""How the report says things: a sentence, a table, a row, a cell, each in one line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from scenarios.plan import Text
from service.report.blocks import Block, Cell, Letter, Row, Section, Statement, Table, Tone
from service.words import same, say
from service.words.catalogue import Fact

Shown: TypeAlias = Cell | Text | str | None


def statement(
    key: str, /, tone: Tone = "plain", evidence: Iterable[int] = (), book: Iterable[int] = (), **facts: Fact
) -> Statement:
    """Return the sentence under a key, with what proves it."""
    return Statement(text=say(key, **facts), tone=tone, evidence=tuple(evidence), book=tuple(book))


def gap(key: str, /, **facts: Fact) -> Statement:
    """Return the sentence that says what there is no evidence of."""
    return Statement(text=say(key, **facts), tone="gap")


def cell(value: Shown, tone: Tone = "plain") -> Cell:
    """Return a cell; nothing is a dash."""
    match value:
        case Cell():
            return value
        case Text():
            return Cell(text=value, tone=tone) if value.en else cell(None)
        case _:
            return Cell(text=same(value), tone=tone) if value else Cell(text=same("\N{EN DASH}"), tone="muted")


def missing(key: str = "word.no_evidence") -> Cell:
    """Return a cell of which there is no evidence."""
    return Cell(text=say(key), tone="gap")


def row(*values: Shown, evidence: Iterable[int] = (), book: Iterable[int] = ()) -> Row:
    """Return a row of a table."""
    return Row(cells=tuple(map(cell, values)), evidence=tuple(evidence), book=tuple(book))


def table(caption: str, heads: Sequence[str], rows: Iterable[Row], *, proved: bool = True) -> Table:
    """Return a table; `caption` keys its words, `heads` name labels."""
    labels = tuple(say(f"label.{head}") for head in heads)
    return Table(caption=say(caption), heads=labels, rows=tuple(rows), proved=proved)


def part(letter: Letter, number: str, blocks: Iterable[Block], *, of: str = "", clause: str = "") -> Section:
    """Return a section of the report; `of` is the part of JR/T 0251 12.3 that it is in."""
    asked = "JRT0251-12.3" if of and not clause else clause
    return Section(
        letter=letter, number=number, part=of, clause=asked, title=say(f"part.{letter}"), blocks=tuple(blocks)
    )
