"""Word documents: a whole package, real styles, heads that repeat, Chinese faces, fields, pictures with words."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from pathlib import PurePosixPath
from typing import Final
from xml.etree import ElementTree as ET

import docx as word
import pytest

from scenarios.plan import Text
from service.report.blocks import Cell, Line, Row, Section, Statement, Table
from service.report.firm import PLAIN, FirmStyle, Logo, styled
from service.report.formats.docx import docx
from service.report.formats.tongues import Tongue
from service.report.paper import Paper
from tests.support.large_reports import report_document

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
SVG: Final = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><rect width="30" height="10"/></svg>'
FIRM: Final = FirmStyle(
    name=Text(zh="长江银行", en="Yangtze Bank"),
    classification=Text(zh="内部", en="internal"),
    number="DR-{year}-{drill}",
    logo=Logo(kind="image/svg+xml", content=SVG),
)


@cache
def made(tongue: Tongue = "zh", *, in_style: bool = False) -> bytes:
    firm = FIRM if in_style else PLAIN
    return docx(styled(report_document(steps=8, services=1), firm), tongue, firm)


def part(package: bytes, name: str) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return ET.fromstring(archive.read(name))  # noqa: S314  we made it


def test_it_is_a_whole_package_and_every_relation_leads_somewhere() -> None:
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        assert len(names) == len(archive.namelist())
        for name in (one for one in names if one.endswith(".rels")):
            base = PurePosixPath(name).parent.parent
            for relation in ET.fromstring(archive.read(name)).iter(f"{RELS}Relationship"):  # noqa: S314
                target = relation.attrib["Target"]
                place = target.lstrip("/") if target.startswith("/") else str(base / target)
                if relation.get("TargetMode") != "External":
                    assert _straight(place) in names, (name, target)


def _straight(place: str) -> str:
    parts: list[str] = []
    for one in PurePosixPath(place).parts:
        parts = parts[:-1] if one == ".." else [*parts, one]
    return "/".join(parts)


def test_the_same_paper_gives_the_same_bytes() -> None:
    again = docx(report_document(steps=8, services=1), "zh")
    assert again == made()


def test_headings_have_the_styles_that_the_contents_are_made_of() -> None:
    document = word.Document(io.BytesIO(made()))
    styles = [(one.style.name, one.text) for one in document.paragraphs if one.style is not None]
    sections = [text for name, text in styles if name == "Heading 1"]
    whole = report_document(steps=8, services=1)
    assert [text.split(" ", 1)[-1] for text in sections] == [one.title.zh for one in whole.sections]
    assert [text for name, text in styles if name == "Title"] == [whole.title.zh]
    listed = [text for name, text in styles if name == "toc 1"]
    assert listed == sections
    assert {"Caption", "Heading 2", "Statement"} <= {name for name, _ in styles}


def test_every_table_has_a_head_that_repeats_and_rows_that_stay_whole() -> None:
    body = part(made(), "word/document.xml")
    for table in body.iter(f"{W}tbl"):
        rows = list(table.iter(f"{W}tr"))
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        look = table.find(f"{W}tblPr/{W}tblLook")
        assert look is not None
        is_headed = look.get(f"{W}firstRow") == "1"
        assert (rows[0].find(f"{W}trPr/{W}tblHeader") is not None) == is_headed
        widths = [int(one.attrib[f"{W}w"]) for one in table.iter(f"{W}gridCol")]
        assert sum(widths) <= 9638 + len(widths)
        assert all(len(row.findall(f"{W}tc")) == len(widths) for row in rows)


def test_chinese_is_set_in_chinese_faces_that_have_stand_ins() -> None:
    styles = part(made(), "word/styles.xml")
    faces = {
        style.attrib[f"{W}styleId"]: fonts.get(f"{W}eastAsia")
        for style in styles.iter(f"{W}style")
        if (fonts := style.find(f"{W}rPr/{W}rFonts")) is not None
    }
    assert (faces["Heading1"], faces["Title"], faces["Statement"]) == ("黑体", "黑体", "宋体")
    themed = [one for one in styles.iter(f"{W}rFonts") if one.get(f"{W}eastAsiaTheme") and one.get(f"{W}eastAsia")]
    assert not themed, "a theme's face would go before the one that is named"
    table = part(made(), "word/fontTable.xml")
    stand_ins = {one.attrib[f"{W}name"]: one.find(f"{W}altName") for one in table.iter(f"{W}font")}
    assert all((alt := stand_ins[face]) is not None and "Noto" in alt.attrib[f"{W}val"] for face in ("宋体", "黑体"))


def test_pages_are_numbered_by_fields_and_the_contents_are_one() -> None:
    codes = [one.text or "" for one in part(made(), "word/document.xml").iter(f"{W}instrText")]
    assert [code.split()[0] for code in codes] == ["TOC"]
    with zipfile.ZipFile(io.BytesIO(made())) as archive:
        feet = [archive.read(name).decode() for name in archive.namelist() if re.fullmatch(r"word/footer\d\.xml", name)]
        assert any(" PAGE " in foot and " NUMPAGES " in foot for foot in feet)
    for kind in ("begin", "separate", "end"):
        marks = part(made(), "word/document.xml").iter(f"{W}fldChar")
        assert sum(one.attrib[f"{W}fldCharType"] == kind for one in marks) == 1


def test_what_the_firm_says_stands_on_the_cover_the_head_and_in_the_properties() -> None:
    document = word.Document(io.BytesIO(made("zh", in_style=True)))
    assert document.core_properties.author == "长江银行"
    assert document.core_properties.identifier == "drill-1"
    head = "".join(one.text for one in document.sections[0].header.paragraphs)
    assert ("长江银行" in head, "内部" in head) == (True, True)
    text = "\n".join(cell.text for row in document.tables[1].rows for cell in row.cells)
    assert "DR-2026-drill-1" in text


def test_the_head_of_a_page_speaks_one_language_as_two_would_take_two_lines() -> None:
    document = word.Document(io.BytesIO(made("both")))
    assert "report" not in "".join(one.text for one in document.sections[0].header.paragraphs)


def test_every_picture_says_in_words_what_it_shows() -> None:
    body = part(made(), "word/document.xml")
    told = [one.get("descr", "") for one in body.iter() if one.tag.endswith("}docPr")]
    assert told
    assert all(told)


def test_two_languages_stand_beside_each_other_and_a_figure_once() -> None:
    document = word.Document(io.BytesIO(made("both")))
    columns = [
        table for table in document.tables if table.style is not None and table.style.name == "Drillproof Columns"
    ]
    pair = next(row.cells for table in columns for row in table.rows)
    assert re.search("[\u4e00-\u9fff]", pair[0].text)
    assert not re.search("[\u4e00-\u9fff]", pair[1].text)


@pytest.mark.parametrize("hostile", ["<w:p/>", "a\x00b\x1f", "]]>&amp;", "\u202eevil", "\ud800", "line\nbreak"])
def test_no_text_breaks_the_document(hostile: str) -> None:
    text = Text(zh=hostile, en=hostile)
    table = Table(caption=text, heads=(text,), rows=(Row(cells=(Cell(text=text, tone="met"),)),))
    section = Section(letter="x", clause=hostile, title=text, blocks=(Statement(text=text), table))
    paper = Paper(
        kind=text, number="n", title=text, software="s", cover=(Line(label=text, value=text),), sections=(section,)
    )
    for tongue in ("zh", "both"):
        document = word.Document(io.BytesIO(docx(paper, tongue)))
        assert any(one.style is not None and one.style.name == "Title" for one in document.paragraphs)
