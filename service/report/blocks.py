"""What a report is made of: statements, tables and charts, each in both languages and with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from scenarios.plan import Text

Tone: TypeAlias = Literal["plain", "gap", "warning", "met", "inconclusive", "missed", "code", "number", "muted"]
"""How something is to be read: `gap` is missing evidence, `warning` asks for attention."""

Letter: TypeAlias = str
"""What a section is called inside its paper: the letter or number under which its clause asks for it; unique there."""
ChartName: TypeAlias = Literal[
    "targets", "phases", "strip", "overview", "ledger", "timeline", "order", "trend", "impact", "dependencies"
]
"""The last three stand in papers of a period or a register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading inside a part."""

    text: Text
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence and the numbers of the records that prove it."""

    text: Text
    evidence: tuple[int, ...] = ()
    book: tuple[int, ...] = ()
    """Numbers of the book's entries that prove it (records.jsonl); `figures.proof` writes both."""
    tone: Tone = "plain"
    kind: Literal["statement"] = "statement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table."""

    text: Text
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table and the numbers of the records that prove it."""

    cells: tuple[Cell, ...]
    evidence: tuple[int, ...] = ()
    book: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; every row has as many cells as there are heads. `proved` adds a column of evidence numbers."""

    caption: Text
    heads: tuple[Text, ...]
    rows: tuple[Row, ...]
    proved: bool = True
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart that the renderer draws from the report; `of` names the service or ledger, empty for the whole drill."""

    name: ChartName
    caption: Text
    of: str = ""
    kind: Literal["chart"] = "chart"


Block: TypeAlias = Annotated[Heading | Statement | Table | Chart, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the report and the clause that asks for it.

    `number` is what stands before its title: 1 to 12, A to D for appendices; empty where nothing is numbered. `part` is
    the part of JR/T 0251 12.3 that it belongs to, a to e.
    """

    letter: Letter
    number: str = ""
    part: str = ""
    clause: str
    title: Text
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the cover; `key` names it for a firm's own style (number, classification)."""

    key: str = ""
    label: Text
    value: Text
    tone: Tone = "plain"
