"""WordprocessingML as text: runs, paragraphs, fields, and tables whose heads repeat and whose rows are never split."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Protocol, cast
from xml.sax.saxutils import escape, quoteattr

from docx.oxml.parser import parse_xml

from scenarios.plan import Text
from service.report.charts.svg import cleaned
from service.report.formats.tongues import Tongue, tellings
from service.words import Lang

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TEXT_WIDTH: Final = 9638
"""Twentieths of a point between the margins of A4."""
_LANGS: Final[dict[Lang, str]] = {
    "zh": '<w:rFonts w:hint="eastAsia"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/>',
    "en": '<w:lang w:val="en-GB" w:eastAsia="zh-CN"/>',
}


class Element(Protocol):
    """What we use of an element of lxml, which says nothing of its types."""

    def set(self, key: str, value: str, /) -> None:
        """Give it an attribute."""

    def append(self, child: Element, /) -> None:
        """Add a child at the end."""

    def insert(self, place: int, child: Element, /) -> None:
        """Add a child at a place."""

    def remove(self, child: Element, /) -> None:
        """Take a child away."""

    def addprevious(self, other: Element, /) -> None:
        """Add an element before this one."""

    def iter(self, tag: str, /) -> Iterator[Element]:
        """Yield itself and what is in it, as far as it has that tag."""
        ...

    def find(self, path: str, /) -> Element | None:
        """Return the first child with that tag."""


def element(of: object) -> Element:
    """Return an element of python-docx as one of ours."""
    return cast("Element", of)


def parsed(markup: str) -> Element:
    """Return an element of ours as python-docx keeps it; its root must begin with `<w:`."""
    name, _, rest = markup.partition(">")
    closed = name.endswith("/")
    return element(parse_xml(f'{name.removesuffix("/")} xmlns:w="{_W}"{"/" if closed else ""}>{rest}'))


def run(text: str, lang: Lang, style: str = "") -> str:
    """Return words in one language; a line feed in them breaks the line."""
    look = f"<w:rStyle w:val={quoteattr(style)}/>" if style else ""
    lines = (f'<w:t xml:space="preserve">{escape(cleaned(line))}</w:t>' for line in text.split("\n"))
    fonts, _, tongue = _LANGS[lang].rpartition("<w:lang")
    return f"<w:r><w:rPr>{look}{fonts}<w:lang{tongue}</w:rPr>{'<w:br/>'.join(lines)}</w:r>"


def paragraph(runs: str, style: str, more: str = "") -> str:
    """Return a paragraph of a style; `more` are further properties of it."""
    return f"<w:p><w:pPr><w:pStyle w:val={quoteattr(style)}/>{more}</w:pPr>{runs}</w:p>"


def field(code: str, shown: str, lang: Lang = "zh") -> str:
    """Return a field that Word works out; `shown` stands there until it does."""
    return f"{field_begins(code)}{run(shown, lang)}{field_ends()}"


def field_begins(code: str) -> str:
    """Return the beginning of a field, before what it shows."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )


def field_ends() -> str:
    """Return the end of a field."""
    return '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def cell(text: Text, tongue: Tongue, *, style: str, look: str = "") -> str:
    """Return what stands in a cell of a table: a paragraph for each language that says something else."""
    return "".join(paragraph(run(told, lang, look), style) for lang, told in tellings(text, tongue))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float], style: str) -> Element:
    """Return a table of finished cells; `widths` are shares of the text's width, without heads nothing repeats."""
    sizes = [round(_TEXT_WIDTH * width / sum(widths)) for width in widths]
    grid = "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes)
    look = '<w:tblLook w:val="0020" w:firstRow="1"/>' if heads else '<w:tblLook w:val="0000" w:firstRow="0"/>'
    form = (
        f"<w:tblPr><w:tblStyle w:val={quoteattr(style)}/>"
        f'<w:tblW w:w="{_TEXT_WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{look}</w:tblPr>'
    )
    head = _row(heads, sizes, "<w:cantSplit/><w:tblHeader/>") if heads else ""
    body = "".join(_row(row, sizes, "<w:cantSplit/>") for row in rows)
    return parsed(f"<w:tbl>{form}<w:tblGrid>{grid}</w:tblGrid>{head}{body}</w:tbl>")


def _row(cells: Sequence[str], sizes: Sequence[int], form: str) -> str:
    told = (
        f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/></w:tcPr>{content}</w:tc>'
        for content, size in zip(cells, sizes, strict=True)
    )
    return f"<w:tr><w:trPr>{form}</w:trPr>{''.join(told)}</w:tr>"
