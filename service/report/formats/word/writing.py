"""Blocks of a paper written into a Word document, one after the other."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final, TypeAlias

from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Cm

from scenarios.plan import Text
from service.report.blocks import Cell, Chart, Heading, Row, Section, Statement, Table, Tone
from service.report.charts.svg import cleaned
from service.report.figures import proof
from service.report.formats.tongues import Tongue, langs, tellings
from service.report.formats.word import markup
from service.report.formats.word.markup import Element
from service.report.formats.word.styles import COLUMNS, TABLE
from service.words import Lang, in_language, say

Drawn: TypeAlias = tuple[bytes, str]
"""One drawing of a chart: the PNG, and what it shows in words."""

WIDTH_CM: Final = 17.0
_TALLEST_CM: Final = 22.0
_MANY_COLUMNS: Final = 7
_ROOM: Final = {"Table Text": 107, "Table Text Small": 128}
"""Half-width characters that fit between the margins in each style."""
_PADDING: Final = 4
_SHORT: Final = 14
_LONG: Final = 60
_WIDE: Final = "\u2e80"
"""Characters from here on are as wide as high."""
_STATEMENTS: Final[Mapping[Tone, str]] = {
    "warning": "Statement Warning",
    "met": "Statement Met",
    "missed": "Statement Missed",
    "inconclusive": "Statement Inconclusive",
    "gap": "Statement Gap",
    "muted": "Statement Gap",
    "code": "Statement Code",
}
_LOOKS: Final[Mapping[Tone, str]] = {
    "met": "Met",
    "missed": "Missed",
    "inconclusive": "Inconclusive",
    "warning": "Warning",
    "gap": "Gap",
    "muted": "Gap",
    "code": "Code",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the contents: a heading, its level, and the bookmark that it bears."""

    level: int
    text: Text
    bookmark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A document being written in one language or both; `entries` are the headings that the contents list."""

    document: Document
    tongue: Tongue
    entries: Sequence[Entry]
    ids: Mapping[str, str]
    end: Element
    """What stands at the end of the text: how its pages are."""
    written: list[str] = field(default_factory=list[str])

    def style(self, name: str) -> str:
        """Return the id of a style."""
        return self.ids[name]

    def put(self, element: Element) -> None:
        """Add an element at the end of the text."""
        self.end.addprevious(element)

    def paragraph(self, runs: str, style: str, more: str = "") -> None:
        """Add a paragraph."""
        self.put(markup.parsed(markup.paragraph(runs, self.style(style), more)))

    def text(self, text: Text, style: str) -> None:
        """Add a paragraph a language."""
        for lang, told in tellings(text, self.tongue):
            self.paragraph(markup.run(told, lang), style)

    def heading(self, text: Text, level: int) -> None:
        """Add a heading that the contents can find."""
        entry = self.entries[len(self.written)]
        self.written.append(entry.bookmark)
        number = len(self.written)
        begin = f'<w:bookmarkStart w:id="{number}" w:name="{entry.bookmark}"/>'
        runs = begin + self._runs(text) + f'<w:bookmarkEnd w:id="{number}"/>'
        self.paragraph(runs, f"Heading {level}")

    def statements(self, told: Sequence[Statement]) -> None:
        """Add statements: paragraphs, or in two languages two columns without lines."""
        if self.tongue != "both":
            for one in told:
                self.put(markup.parsed(self._statement(one, langs(self.tongue)[0])))
            return
        rows = [[self._statement(one, lang) for lang in langs(self.tongue)] for one in told]
        self.put(markup.table((), rows, (1, 1), self.style(COLUMNS)))
        self.paragraph("", "After Table")

    def table(self, told: Table) -> None:
        """Add a table with its caption above it."""
        if told.caption.zh or told.caption.en:
            self.text(told.caption, "Caption")
        evidence = (say("label.evidence"),) if told.proved else ()
        heads = (*told.heads, *evidence)
        name = "Table Text Small" if len(heads) >= _MANY_COLUMNS else "Table Text"
        style = self.style(name)
        top = [markup.cell(head, self.tongue, style=style) for head in heads]
        rows = [self._row(row, style, proved=told.proved) for row in told.rows]
        self.put(markup.table(top, rows, _widths(self._needs(told, heads), _ROOM[name]), self.style(TABLE)))
        self.paragraph("", "After Table")

    def charts(self, chart: Chart, drawn: Sequence[Drawn]) -> None:
        """Add the pictures of a chart with its caption."""
        if drawn:
            self.text(chart.caption, "Caption")
        for png, words in drawn:
            self.picture(png, words, WIDTH_CM, _TALLEST_CM)

    def picture(self, png: bytes, words: str, width_cm: float, tallest_cm: float) -> None:
        """Add a picture that is no higher than `tallest_cm`, with what it shows in words."""
        wide, high = struct.unpack(">II", png[16:24])
        is_tall = high * width_cm > tallest_cm * wide
        size = {"height": Cm(tallest_cm)} if is_tall else {"width": Cm(width_cm)}
        inline = markup.element(self.document.part.new_pic_inline(BytesIO(png), **size))
        next(inline.iter(qn("wp:docPr"))).set("descr", cleaned(words))
        holder = markup.parsed(markup.paragraph("<w:r><w:drawing/></w:r>", self.style("Picture")))
        next(holder.iter(qn("w:drawing"))).append(inline)
        self.put(holder)

    def _runs(self, text: Text) -> str:
        between = markup.run(" / ", "en")
        return between.join(markup.run(told, lang) for lang, told in tellings(text, self.tongue))

    def _statement(self, told: Statement, lang: Lang) -> str:
        runs = markup.run(in_language(told.text, lang), lang)
        if proved := proof(told):
            shown = in_language(say("page.evidence", numbers=proved), lang)
            runs += markup.run(f" [{shown}]", lang, self.style("Evidence"))
        return markup.paragraph(runs, self.style(_STATEMENTS.get(told.tone, "Statement")))

    def _row(self, row: Row, style: str, *, proved: bool) -> list[str]:
        told = [markup.cell(one.text, self.tongue, style=style, look=self._look(one)) for one in row.cells]
        shown = markup.paragraph(markup.run(proof(row), "en", self.style("Evidence")), style)
        return [*told, shown] if proved else told

    def _look(self, cell: Cell) -> str:
        name = _LOOKS.get(cell.tone, "")
        return self.style(name) if name else ""

    def _needs(self, told: Table, heads: Sequence[Text]) -> list[int]:
        columns: list[list[str]] = [[*_longest(head, self.tongue)] for head in heads]
        for row in told.rows:
            for place, cell in enumerate(row.cells):
                columns[place].extend(_longest(cell.text, self.tongue))
            if told.proved:
                columns[-1].append(proof(row))
        return [_need(texts) for texts in columns]


def _longest(text: Text, tongue: Tongue) -> Iterator[str]:
    for _, told in tellings(text, tongue):
        yield told


def _need(texts: Sequence[str]) -> int:
    """Return how many half-width characters the longest line of a column has, with the cell's padding."""
    widest = max((sum(2 if one >= _WIDE else 1 for one in text) for text in texts), default=0)
    return widest + _PADDING


def _widths(needs: Sequence[int], room: int) -> list[float]:
    """Return the width of each column: what all need, or, if that is too much, what short ones need and long share."""
    short = sum(need for need in needs if need <= _SHORT)
    long = [min(need, _LONG) for need in needs if need > _SHORT]
    if sum(needs) <= room or not long or short >= room:
        return [float(need) for need in needs]
    rest = (room - short) / sum(long)
    return [float(need) if need <= _SHORT else max(_SHORT, min(need, _LONG) * rest) for need in needs]


def outline(sections: Sequence[Section]) -> Iterator[Entry]:
    """Yield every heading of the paper, as the contents list them."""
    for place, section in enumerate(sections):
        yield Entry(level=1, text=numbered(section), bookmark=f"_Section{place}")
        headings = (block.text for block in section.blocks if isinstance(block, Heading))
        for lower, text in enumerate(headings):
            yield Entry(level=2, text=text, bookmark=f"_Section{place}_{lower}")


def numbered(section: Section) -> Text:
    """Return the title of a section behind its number, where it has one."""
    before = f"{section.number} " if section.number else ""
    return Text(zh=f"{before}{section.title.zh}", en=f"{before}{section.title.en}")
