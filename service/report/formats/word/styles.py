"""The styles of our Word documents, all named and editable; Chinese faces for Chinese, Latin ones for the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle

from service.report.formats.word.markup import Element, element, parsed

SONG: Final = "宋体"
HEI: Final = "黑体"
_LATIN: Final = "Times New Roman"
_SANS: Final = "Arial"
_INK: Final = "1B2430"
TABLE: Final = "Drillproof Table"
COLUMNS: Final = "Drillproof Columns"
"""Two languages beside each other, without lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paragraph:
    name: str
    size: float
    face: Literal["宋体", "黑体"] = SONG
    based: str = "Normal"
    before: float = 0
    after: float = 4
    bold: bool = False
    centred: bool = False
    keeps: bool = False
    colour: str = _INK
    left: float = 0


_PARAGRAPHS: Final = (
    _Paragraph(name="Title", size=22, face=HEI, before=24, after=18, bold=True, centred=True),
    _Paragraph(name="Subtitle", size=14, face=HEI, after=6, centred=True, colour="5A6675"),
    _Paragraph(name="Heading 1", size=16, face=HEI, before=18, after=6, bold=True, keeps=True),
    _Paragraph(name="Heading 2", size=13, face=HEI, before=12, after=4, bold=True, keeps=True),
    _Paragraph(name="Heading 3", size=11, face=HEI, before=8, after=4, bold=True, keeps=True),
    _Paragraph(name="Caption", size=9.5, face=HEI, before=8, after=3, bold=True, keeps=True),
    _Paragraph(name="Header", size=9, colour="5A6675", after=0),
    _Paragraph(name="Footer", size=9, colour="5A6675", after=0),
    _Paragraph(name="Clause", size=9, after=6, colour="5A6675", keeps=True),
    _Paragraph(name="Statement", size=10.5),
    _Paragraph(name="Statement Warning", size=10.5, based="Statement", bold=True, colour="A63F00", left=0.4),
    _Paragraph(name="Statement Met", size=10.5, based="Statement", colour="00694D", left=0.4),
    _Paragraph(name="Statement Missed", size=10.5, based="Statement", bold=True, colour="A63F00", left=0.4),
    _Paragraph(name="Statement Inconclusive", size=10.5, based="Statement", bold=True, colour="7D5700", left=0.4),
    _Paragraph(name="Statement Gap", size=10.5, based="Statement", colour="5A6675", left=0.4),
    _Paragraph(name="Table Text", size=9, after=0),
    _Paragraph(name="Table Text Small", size=7.5, based="Table Text", after=0),
    _Paragraph(name="Statement Code", size=9.5, based="Statement", left=0.4),
    _Paragraph(name="After Table", size=4, after=4),
    _Paragraph(name="Picture", size=10.5, after=8),
    _Paragraph(name="toc 1", size=10.5, after=2),
    _Paragraph(name="toc 2", size=9.5, after=1, left=0.7),
    _Paragraph(name="Contents Heading", size=14, face=HEI, after=8, bold=True, keeps=True),
)
_CHARACTERS: Final = (
    ("Met", "00694D", True),
    ("Missed", "A63F00", True),
    ("Inconclusive", "7D5700", True),
    ("Warning", "A63F00", True),
    ("Gap", "5A6675", False),
    ("Evidence", "5A6675", False),
    ("Code", _INK, False),
)


def put_styles(document: Document) -> None:
    """Give the document its styles, replacing the look of those that it has."""
    told = element(document.styles.element)
    defaults = next(told.iter(qn("w:docDefaults")))
    for properties in defaults.iter(qn("w:rPr")):
        _faces(properties, SONG, _LATIN)
        for tongue in properties.iter(qn("w:lang")):
            tongue.set(qn("w:eastAsia"), "zh-CN")
    for paragraph in _PARAGRAPHS:
        _put_paragraph(document, paragraph)
    for name, colour, bold in _CHARACTERS:
        told.append(_new("character", name))
        style = document.styles[name]
        assert isinstance(style, CharacterStyle)  # noqa: S101  as was asked for
        style.font.color.rgb = RGBColor.from_string(colour)
        style.font.bold = bold or None
        if name == "Code":
            style.font.name = "Consolas"
    for markup in (
        _table_style(TABLE, f"<w:tblBorders>{_EDGES}</w:tblBorders>", _FIRST_ROW),
        _table_style(COLUMNS, "", ""),
    ):
        told.append(parsed(markup))


def _put_paragraph(document: Document, told: _Paragraph) -> None:
    known = {style.name for style in document.styles}
    if told.name not in known:
        element(document.styles.element).append(_new("paragraph", told.name))
    style = document.styles[told.name]
    assert isinstance(style, ParagraphStyle)  # noqa: S101  as was asked for
    style.base_style = document.styles[told.based]
    style.quick_style = True
    form, font = style.paragraph_format, style.font
    own = element(style.element)
    for properties in own.iter(qn("w:pPr")):
        for border in list(properties.iter(qn("w:pBdr"))):
            properties.remove(border)
    form.space_before, form.space_after, form.line_spacing = Pt(told.before), Pt(told.after), 1.25
    form.keep_with_next, form.left_indent = told.keeps or None, Cm(told.left) if told.left else None
    form.alignment = WD_ALIGN_PARAGRAPH.CENTER if told.centred else None
    font.size, font.bold, font.italic = Pt(told.size), told.bold, False
    font.color.rgb = RGBColor.from_string(told.colour)
    _faces(next(own.iter(qn("w:rPr"))), told.face, _SANS if told.face == HEI else _LATIN)


def _faces(properties: Element, east: str, latin: str) -> None:
    """Set explicit faces: a theme's face would go before them."""
    old = properties.find(qn("w:rFonts"))
    if old is not None:
        properties.remove(old)
    fonts = parsed("<w:rFonts/>")
    properties.insert(0, fonts)
    for slot, face in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", east)):
        fonts.set(qn(f"w:{slot}"), face)


_EDGES: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="B8C0CA"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_MARGINS: Final = (
    '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="80" w:type="dxa"/>'
    '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar>'
)
_FIRST_ROW: Final = (
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>'
    '<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="EEF1F5"/></w:tcPr></w:tblStylePr>'
)


def _table_style(name: str, edges: str, more: str) -> str:
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{name.replace(" ", "")}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>'
        f"<w:tblPr>{edges}{_MARGINS}</w:tblPr>{more}</w:style>"
    )


def _new(kind: Literal["paragraph", "character"], name: str) -> Element:
    """Return a style of the firm's own document; the names of contents' lines are Word's."""
    own = "" if name.startswith("toc ") else ' w:customStyle="1"'
    form = "<w:pPr/><w:rPr/>" if kind == "paragraph" else "<w:rPr/>"
    style_id = "".join(word[0].upper() + word[1:] for word in name.split()) if own else name.upper().replace(" ", "")
    return parsed(
        f'<w:style w:type="{kind}"{own} w:styleId="{style_id}"><w:name w:val="{name}"/><w:qFormat/>{form}</w:style>'
    )
