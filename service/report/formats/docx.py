"""A paper as a Word document that a firm can go on writing: real styles, headings, tables, fields; charts are pictures.

Charts go in as PNG with their description as alternative text: what SVG a word processor draws differs from one to the
next, and their figures stand in tables anyway.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from itertools import groupby
from typing import Final, TypeAlias

import docx as word
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Cm

from measurements.report import Report
from scenarios.plan import Text
from service.report.blocks import Block, Cell, Chart, Heading, Row, Statement, Table
from service.report.charts.svg import cleaned
from service.report.citing import clause_of
from service.report.document import ReportDocument
from service.report.firm import PLAIN, FirmStyle
from service.report.formats.pictures import pngs
from service.report.formats.tongues import Tongue, langs, one_line
from service.report.formats.word import markup
from service.report.formats.word.packing import packed
from service.report.formats.word.styles import TABLE, put_styles
from service.report.formats.word.writing import WIDTH_CM, Drawn, Writing, numbered, outline
from service.report.headlines import headlines
from service.report.paper import Paper
from service.words import in_language, same, say

_Place: TypeAlias = tuple[int, int]
_WORDS: Final = re.compile(r"<(title|desc)[^>]*>([^<]*)</\1>")
_LOGO_CM: Final = (5.0, 2.0)
_LONGEST: Final = 255
"""Characters that a property may have."""
_UNDATED: Final = datetime(1980, 1, 1, tzinfo=UTC)
_TAB: Final = "<w:r><w:tab/></w:r>"
_RIGHT_TAB: Final = (
    '<w:tabs><w:tab w:val="clear" w:pos="4680"/><w:tab w:val="clear" w:pos="9360"/>'
    '<w:tab w:val="right" w:pos="9638"/></w:tabs>'
)


def docx(whole: Paper, tongue: Tongue = "zh", firm: FirmStyle = PLAIN) -> bytes:
    """Return the paper as a .docx file; the same paper gives the same bytes."""
    document = word.Document()
    put_styles(document)
    ids = {style.name: style.style_id for style in document.styles if style.name}
    end = next(markup.element(document.element).iter(qn("w:sectPr")))
    entries = tuple(outline(whole.sections))
    writing = Writing(document=document, tongue=tongue, entries=entries, ids=ids, end=end)
    _page(writing, whole, firm)
    _properties(document, whole, firm, tongue)
    _cover(writing, whole, firm)
    _contents(writing)
    drawings = _drawings(whole, tongue)
    for place, section in enumerate(whole.sections):
        writing.heading(numbered(section), 1)
        if section.clause:
            writing.text(clause_of(section), "Clause")
        _blocks(writing, section.blocks, {at: told for (of, at), told in drawings.items() if of == place})
    made = BytesIO()
    document.save(made)
    return packed(made.getvalue())


def _blocks(writing: Writing, blocks: tuple[Block, ...], drawings: Mapping[int, list[Drawn]]) -> None:
    for kind, group in groupby(enumerate(blocks), key=lambda placed: placed[1].kind):
        told = list(group)
        if kind == "statement":
            writing.statements([block for _, block in told if isinstance(block, Statement)])
            continue
        for place, block in told:
            match block:
                case Heading(text=text):
                    writing.heading(text, 2)
                case Table():
                    writing.table(block)
                case Chart():
                    writing.charts(block, drawings.get(place, []))
                case Statement():
                    writing.statements([block])


def _drawings(whole: Paper, tongue: Tongue) -> dict[_Place, list[Drawn]]:
    """Return every chart drawn, all at once: beginning to draw takes longer than drawing."""
    told = [
        ((of, at), svg)
        for of, section in enumerate(whole.sections)
        for at, block in enumerate(section.blocks)
        if isinstance(block, Chart)
        for lang in langs(tongue)
        for svg in whole.drawn(block, lang, f"w{of}-{at}-{lang}")
    ]
    drawn: dict[_Place, list[Drawn]] = {}
    for (place, svg), png in zip(told, pngs([svg for _, svg in told], WIDTH_CM), strict=True):
        drawn.setdefault(place, []).append((png, _shown(svg)))
    return drawn


def _shown(svg: str) -> str:
    return html.unescape(" ".join(match[2] for match in list(_WORDS.finditer(svg))[:2]))


def _page(writing: Writing, whole: Paper, firm: FirmStyle) -> None:
    """Set A4, its margins, what stands at the head and foot of every page, and that Word fills its fields in."""
    document, lang = writing.document, langs(writing.tongue)[0]
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)
    name = whole.kind if firm.name is None else firm.name
    classification = _line_of(whole, "classification")
    left, right = (in_language(text, lang) for text in (name, classification))  # two languages would take two lines
    head = markup.run(left, lang) + _TAB + markup.run(right, lang)
    number = in_language(_line_of(whole, "number"), lang) or whole.number
    pages = markup.field("PAGE", "1") + markup.run(" / ", "en") + markup.field("NUMPAGES", "1")
    for band, runs, style in (
        (section.header, head, "Header"),
        (section.footer, markup.run(number, lang) + _TAB + pages, "Footer"),
    ):
        band.is_linked_to_previous = False
        told = markup.element(band.part.element)
        for old in list(told.iter(qn("w:p"))):
            told.remove(old)
        told.append(markup.parsed(markup.paragraph(runs, writing.style(style), _RIGHT_TAB)))
    _settings(document)


def _settings(document: Document) -> None:
    told = markup.element(document.settings.element)
    compat = next(told.iter(qn("w:compat")))
    compat.addprevious(markup.parsed('<w:updateFields w:val="true"/>'))
    for theme in told.iter(qn("w:themeFontLang")):
        theme.set(qn("w:eastAsia"), "zh-CN")


def _line_of(whole: Paper, key: str) -> Text:
    return next((line.value for line in whole.cover if line.key == key), same(""))


def _properties(document: Document, whole: Paper, firm: FirmStyle, tongue: Tongue) -> None:
    """Say in the document's properties what it is and whose; its times are those of the drill or the records."""
    told, lang = document.core_properties, langs(tongue)[0]
    told.title, told.subject = _property(one_line(whole.title, tongue)), _property(one_line(whole.kind, tongue))
    told.author = _property(whole.software if firm.name is None else in_language(firm.name, lang))
    told.last_modified_by, told.comments = _property(whole.software), ""
    told.identifier, told.keywords = _property(whole.number), ""
    told.language = {"zh": "zh-CN", "en": "en-GB", "both": "zh-CN"}[tongue]
    told.revision = 1
    told.created = told.modified = whole.instant() or _UNDATED


def _property(text: str) -> str:
    return cleaned(text)[:_LONGEST]


def _cover(writing: Writing, whole: Paper, firm: FirmStyle) -> None:
    if firm.logo is not None:
        png = firm.logo.content if firm.logo.kind == "image/png" else pngs([firm.logo.content.decode()], _LOGO_CM[0])[0]
        writing.picture(png, one_line(firm.name or whole.kind, writing.tongue), *_LOGO_CM)
    if firm.name is not None:
        writing.text(firm.name, "Subtitle")
    writing.text(whole.kind, "Subtitle")
    writing.text(whole.title, "Title")
    if isinstance(whole, ReportDocument):
        writing.statements(list(_verdict(whole.report)))
        writing.table(_headlines(whole.report))
    style = writing.style("Table Text")
    rows = [[markup.cell(text, writing.tongue, style=style) for text in (one.label, one.value)] for one in whole.cover]
    writing.put(markup.table((), rows, (1, 3), writing.style(TABLE)))


def _verdict(report: Report) -> Iterator[Statement]:
    yield Statement(text=say(f"verdict.{report.verdict}"), tone=report.verdict)
    yield Statement(text=say("page.completed" if report.completed else "page.not_completed"))
    yield Statement(text=say("page.restored" if report.restored else "page.not_restored"))


def _headlines(report: Report) -> Table:
    rows = [
        Row(
            cells=(
                Cell(text=service.title),
                Cell(text=figure.name),
                Cell(text=same(figure.target), tone="number"),
                Cell(text=figure.lower, tone="number" if figure.measured else "gap"),
                Cell(text=figure.upper, tone="number" if figure.measured else "gap"),
                Cell(text=say(f"verdict.{figure.verdict}"), tone=figure.verdict),
            )
        )
        for service in report.services
        for figure in headlines(service)
    ]
    heads = ("service", "metric", "target", "lower", "upper", "verdict")
    told = tuple(say(f"label.{head}") for head in heads)
    return Table(caption=say("page.summary"), heads=told, rows=tuple(rows), proved=False)


def _contents(writing: Writing) -> None:
    """Write the contents as a field: its lines lead to the headings now, and Word adds the pages."""
    writing.paragraph("", "Statement", "<w:pageBreakBefore/>")
    writing.text(say("page.contents"), "Contents Heading")
    last = len(writing.entries) - 1
    for place, entry in enumerate(writing.entries):
        runs = markup.run(one_line(entry.text, writing.tongue), langs(writing.tongue)[0])
        linked = f'<w:hyperlink w:anchor="{entry.bookmark}" w:history="1">{runs}</w:hyperlink>'
        begin = markup.field_begins(r'TOC \o "1-2" \h \z \u') if place == 0 else ""
        end = markup.field_ends() if place == last else ""
        writing.paragraph(begin + linked + end, f"toc {entry.level}")
    writing.paragraph('<w:r><w:br w:type="page"/></w:r>', "Statement")
