"""The PDF: an archive's standard, text that is text, every figure, no character lost, no word cut, the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import re
import resource
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from measurements.report import Report
from scenarios.plan import Text
from service.report.blocks import Cell, Line, Row, Section, Statement, Table
from service.report.document import ReportDocument, document
from service.report.firm import PLAIN, FirmStyle, Logo
from service.report.form import json_of
from service.report.formats.columns import BREAK, Place, column_widths
from service.report.formats.pdf import TypesettingError, pdf
from service.report.formats.tongues import Tongue
from service.report.formats.typeface import GETA, drawable, font_file, fonts, printable
from service.report.formats.typeface import width as wide
from service.report.paper import Paper
from service.words import same
from tests.support.large_reports import LONG_ZH, UNBROKEN
from tests.support.reports import TEXTS, lossy, report_document, reports, unmeasured
from tests.support.stories import crash_plan

ROOT: Final = Path(__file__).parents[3]
PRINTED: Final = TEXTS.map(printable)
TONGUES: Final[tuple[Tongue, ...]] = ("zh", "en", "both")
UNSHRUNK: Final = (Phase.explicit, Phase.reuse, Phase.generate)
"""Making a failing report smaller would take minutes."""
HOSTILE: Final = (
    '#import "/etc/passwd" ] #panic() $x^2$ *b* _i_ `r` @ref <label> \\ // /* ~ -- ... = H \n- item\n+ one',
    '#{sys.inputs} #[x](y) #eval("1") \\u{41} {page} {pages} </svg><script>',
    "\x00\x1b[31m\u202egnp.exe\ud800\ufeff\u200b\ue000\U0001f600 عربي",
)


@lru_cache(maxsize=16)
def _made(tongue: Tongue, steps: int, services: int, *, long_names: bool, missing: bool) -> bytes:
    return pdf(report_document(steps=steps, services=services, long_names=long_names, missing=missing), tongue)


def made(
    tongue: Tongue = "zh", steps: int = 8, services: int = 1, *, long_names: bool = False, missing: bool = False
) -> bytes:
    return _made(tongue, steps, services, long_names=long_names, missing=missing)


def words(content: bytes) -> str:
    """Return the text of all pages, spaces and line ends as one space."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def letters(content: bytes | str) -> str:
    """Return the text without any space, as breaking lines may add them."""
    return re.sub(r"\s+", "", content if isinstance(content, str) else words(content))


def small(report: Report | None = None, **changes: Any) -> ReportDocument:
    whole = document(lossy(crash_plan()) if report is None else report, crash_plan())
    return replace(whole, **changes)


def paper(*blocks: Any, title: str = "t", cover: tuple[Line, ...] = ()) -> Paper:
    section = Section(letter="a", clause="", title=same("s"), blocks=blocks)
    return Paper(kind=same("k"), number="n", title=same(title), software="drillproof", cover=cover, sections=(section,))


def catalog(content: bytes) -> Any:
    return cast("Any", PdfReader(io.BytesIO(content)).trailer["/Root"])


def poppler(tool: str, content: bytes, folder: Path, *options: str) -> str:
    program = shutil.which(tool)
    if program is None:
        pytest.skip(f"{tool} is not here (apt install poppler-utils)")
    (folder / "report.pdf").write_bytes(content)
    asked = [program, *options, "report.pdf", *(["-"] if tool == "pdftotext" else [])]
    return subprocess.run(asked, cwd=folder, check=True, capture_output=True, text=True).stdout


# the standard


@pytest.mark.parametrize("tongue", TONGUES)
def test_it_says_of_itself_that_it_is_pdf_a_3a_and_pdf_ua_1(tongue: Tongue) -> None:
    content = made(tongue)
    metadata = catalog(content)["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>3<" in metadata
    assert "<pdfaid:conformance>A<" in metadata
    assert "<pdfuaid:part>1<" in metadata
    assert catalog(content)["/MarkInfo"].get_object()["/Marked"].value is True
    assert catalog(content)["/Lang"] == ("en" if tongue == "en" else "zh-CN")


def test_it_has_title_author_date_and_bookmarks() -> None:
    whole = small(title=Text(zh="核心库#切换]", en="switch"))
    content = pdf(whole, "zh", FirmStyle(name=Text(zh="某期货公司", en="A broker")))
    reader = PdfReader(io.BytesIO(content))
    assert reader.metadata is not None
    assert reader.metadata.title == "核心库#切换]"
    assert reader.metadata.author == "某期货公司"
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.isoformat() == "2026-11-21T12:27:26+00:00"
    titles = [one.title for one in reader.outline if not isinstance(one, list)]
    assert [section.title.zh in (title or "") for section, title in zip(whole.sections, titles, strict=True)].count(
        False
    ) == 0


@pytest.mark.parametrize(("made_ns", "year"), [(1_764_000_000_000_000_000, 2025), (None, 1970)])
def test_a_paper_bears_the_instant_of_its_records(made_ns: int | None, year: int) -> None:
    """PDF/A-3a asks for a date: a paper that tells of no instant gets one that nobody takes for its own."""
    content = pdf(replace(paper(Statement(text=same("x"))), made_ns=made_ns), "zh")
    told = PdfReader(io.BytesIO(content)).metadata
    assert told is not None
    assert told.creation_date is not None
    assert told.creation_date.year == year


def test_report_json_is_attached_as_its_data() -> None:
    whole = small()
    content = pdf(whole, "zh")
    attached = PdfReader(io.BytesIO(content)).attachments
    assert list(attached) == ["report.json"]
    assert attached["report.json"][0].decode() == json_of(whole)
    (associated,) = catalog(content)["/AF"]
    assert associated.get_object()["/AFRelationship"] == "/Data"
    assert associated.get_object()["/EF"]["/F"].get_object()["/Subtype"] == "/application/json"


def test_every_table_has_heads_and_every_chart_says_what_it_shows() -> None:
    found = list(_elements(catalog(made())["/StructTreeRoot"]["/K"]))
    kinds = [str(one.get("/S")) for one in found]
    assert kinds.count("/Table") >= 5
    assert kinds.count("/THead") >= kinds.count("/Table") - 1  # the cover's facts have none
    figures = [one for one in found if one.get("/S") == "/Figure"]
    assert figures
    assert [one for one in figures if not str(one.get("/Alt", "")).strip()] == []


def _elements(node: Any) -> Iterator[DictionaryObject]:
    found = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(found, list):
        for one in cast("list[Any]", found):
            yield from _elements(one)
    elif isinstance(found, DictionaryObject):
        yield found
        if "/K" in found:
            yield from _elements(found["/K"])


# the same paper, the same bytes


ELSEWHERE: Final = (
    "import hashlib; from service.report.formats.pdf import pdf; from tests.support.reports import report_document; "
    "print(hashlib.sha256(pdf(report_document(steps=1, services=1), 'zh')).hexdigest())"
)
NO_FONTS: Final = "mount -t tmpfs none /usr/share/fonts && exec "


def test_a_machine_without_any_font_makes_the_same_bytes() -> None:
    """In another process, which sees an empty directory where the machine's fonts lie."""
    fontless = f"{NO_FONTS} {shlex.quote(sys.executable)} -c {shlex.quote(ELSEWHERE)}"
    asked = ["unshare", "--map-root-user", "--mount", "sh", "-c", fontless]
    told = subprocess.run(asked, cwd=ROOT, check=False, capture_output=True, text=True)
    if "unshare" in told.stderr or "mount" in told.stderr:
        pytest.skip(f"no namespace in which to hide the fonts: {told.stderr.strip()}")
    assert told.stdout.strip() == hashlib.sha256(made(steps=1, services=1)).hexdigest(), told.stderr


def test_the_same_paper_gives_the_same_bytes() -> None:
    whole = report_document(steps=8, services=1)
    assert pdf(whole, "both") == pdf(whole, "both")


@pytest.mark.slow
def test_a_process_that_makes_many_papers_stays_as_large_as_it_was() -> None:
    whole = report_document(steps=60, services=4)
    sizes: list[int] = []
    for number in range(6):
        pdf(replace(whole, number=f"n{number}"), "zh")
        sizes.append(int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize())
    assert sizes[-1] - sizes[1] < 60_000_000  # without forgetting it is 150 million and more


def test_no_font_but_the_packages_own_is_known() -> None:
    assert {one.path for one in fonts().fonts()} == {str(font_file())}


# text


@pytest.mark.parametrize(("hostile", "tongue"), list(zip(HOSTILE, TONGUES, strict=True)), ids=TONGUES)
def test_hostile_text_is_text(hostile: str, tongue: Tongue) -> None:
    report = lossy(crash_plan())
    text = Text(zh=hostile, en=hostile + "!")
    drill = replace(report.drill, id=hostile, title=text, opened_by=hostile, scenario=hostile, software=hostile)
    timeline = tuple(replace(one, title=text, host=hostile, reason=hostile) for one in report.timeline)
    told = letters(pdf(small(replace(report, drill=drill, timeline=timeline)), tongue))
    assert told.count(letters(printable(hostile))) >= 3


@pytest.mark.parametrize("tongue", TONGUES)
def test_what_the_font_lacks_is_spelled_out_and_nothing_else(tongue: Tongue) -> None:
    said = "王𬀩、䶮 é ≥ μ 😀 \u200b \ue000 ع"
    told = words(pdf(paper(Statement(text=same(said))), tongue))
    assert "王𬀩、䶮 é ≥ μ [U+1F600] [U+200B] [U+E000] [U+0639]" in told.replace("μ", "μ")


def test_a_chart_has_a_sign_for_what_the_font_lacks() -> None:
    assert drawable("<text>步骤 😀 a</text>") == f"<text>步骤 {GETA} a</text>"


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_figure_stands_in_it_digit_for_digit(tongue: Tongue) -> None:
    report = report_document(steps=8, services=1).report
    told = words(made(tongue))
    figures = [end for one in report.services for end in (one.rto.lower_s, one.rto.upper_s, one.rpo.lower_s)]
    assert [one for one in figures if one is not None and f"{one!r} s" not in told] == []


def test_both_languages_stand_beside_each_other_and_what_is_the_same_once() -> None:
    told = words(pdf(paper(Statement(text=Text(zh="中文句子", en="English sentence")), title="same-title"), "both"))
    assert "中文句子 English sentence" in told
    assert told.count("same-title") == 3  # the title, and the running head of two pages


def test_a_page_knows_its_number_and_what_it_belongs_to() -> None:
    firm = replace(PLAIN, name=Text(zh="某期货公司", en="A"), classification=Text(zh="内部资料", en="internal"))
    reader = PdfReader(io.BytesIO(pdf(small(), "zh", firm)))
    for number, page in enumerate(reader.pages, start=1):
        told = letters(page.extract_text())
        assert f"第{number}页，共{len(reader.pages)}页" in told
        assert "某期货公司" in told
        assert "内部资料" in told


# nothing leaves its place


def test_no_word_leaves_the_page() -> None:
    reader = PdfReader(io.BytesIO(made("both", long_names=True)))
    for page in reader.pages:
        right = float(page.mediabox.width) - 40
        for x, told in _placed(page):
            assert 40 <= x <= right, told


def _placed(page: Any) -> list[tuple[float, str]]:
    found: list[tuple[float, str]] = []

    def visit(text: str, matrix: list[float], at: list[float], _font: object, _size: float) -> None:
        if text.strip():
            found.append((at[4] * matrix[0] + matrix[4], text))

    page.extract_text(visitor_text=visit)
    return found


def test_a_long_word_is_whole_though_it_breaks() -> None:
    rows = tuple(Row(cells=(Cell(text=same(UNBROKEN)), Cell(text=same(LONG_ZH * 2)))) for _ in range(3))
    table = Table(caption=same("c"), heads=(same("one"), same("two")), rows=rows, proved=False)
    told = letters(pdf(paper(table, Statement(text=same(UNBROKEN)), title=UNBROKEN), "zh"))
    assert told.count(UNBROKEN) >= 4
    assert told.count(letters(LONG_ZH * 2)) == 3


def test_a_row_stays_whole_and_each_page_of_a_table_has_its_heads() -> None:
    rows = tuple(
        Row(cells=(Cell(text=same(f"first-{n}")), Cell(text=same(f"{LONG_ZH * 4} last-{n}")))) for n in range(60)
    )
    table = Table(caption=same("c"), heads=(same("HEAD-A"), same("HEAD-B")), rows=rows, proved=False)
    reader = PdfReader(io.BytesIO(pdf(paper(table), "zh")))
    pages = [letters(page.extract_text()) for page in reader.pages]
    for n in range(60):
        (home,) = (page for page in pages if re.search(rf"first-{n}(?!\d)", page))
        assert re.search(rf"last-{n}(?!\d)", home)
        assert "HEAD-A" in home
    assert len(pages) > 3


def test_a_row_taller_than_a_page_goes_over_to_the_next() -> None:
    huge = "。".join(f"第{n}句" for n in range(4000))
    table = Table(caption=same("c"), heads=(same("h"),), rows=(Row(cells=(Cell(text=same(huge)),)),), proved=False)
    reader = PdfReader(io.BytesIO(pdf(paper(table), "zh")))
    assert len(reader.pages) > 2
    assert "第3999句" in letters(reader.pages[-1].extract_text())


@settings(max_examples=60, deadline=None, phases=UNSHRUNK)
@given(
    rows=st.integers(1, 8).flatmap(
        lambda columns: st.lists(
            st.lists(TEXTS.map(printable), min_size=columns, max_size=columns), min_size=1, max_size=5
        )
    ),
    width=st.floats(300, 800),
    size=st.floats(6, 10),
)
def test_columns_fill_the_table_and_every_word_fits_its_own(rows: list[list[str]], width: float, size: float) -> None:
    widths = column_widths(rows, width, size, 6.4)
    assert sum(widths) == pytest.approx(width)
    assert min(widths) >= 6.4 + size
    for row in rows:
        for told, room in zip(row, widths, strict=True):
            place = Place(room - 6.4, size)
            fitted = place.fits(told)
            assert fitted.replace(BREAK, "") == told
            pieces = re.split(f"[{BREAK} \n\u2e80-\U0010ffff]", fitted)
            assert [one for one in pieces if wide(one) > place.room and len(one) > 1] == []


# what is drawn, with which font


def test_the_chinese_font_is_inside_and_only_the_part_that_is_used(tmp_path: Path) -> None:
    content = made()
    told = poppler("pdffonts", content, tmp_path)
    lines = [line.split() for line in told.splitlines()[2:]]
    assert any("NotoSansCJKsc" in line[0] for line in lines)
    assert [line[0] for line in lines if line[-5:-2] != ["yes", "yes", "yes"]] == []
    assert len(content) < 1_000_000


@pytest.mark.parametrize("missing", [False, True])
def test_no_page_has_a_glyph_that_stands_for_nothing(missing: bool) -> None:  # noqa: FBT001
    pages = PdfReader(io.BytesIO(made("both", missing=missing, long_names=not missing))).pages
    drawn = [glyph for page in pages for stream in _streams(page) for glyph in _glyphs(stream)]
    assert len(drawn) > 1000
    assert drawn.count(0) == 0


def _streams(page: Any) -> Iterator[bytes]:
    yield page.get_contents().get_data()
    pending = [page["/Resources"]]
    while pending:
        for one in pending.pop().get("/XObject", {}).values():
            form = one.get_object()
            yield form.get_data()
            if "/Resources" in form:
                pending.append(form["/Resources"])


def _glyphs(stream: bytes) -> list[int]:
    shown = re.findall(rb"<([0-9A-Fa-f]+)>", stream)
    return [int(text[at : at + 4], 16) for text in shown for at in range(0, len(text) - 3, 4)]


def test_a_paper_without_a_title_has_its_kinds_name() -> None:
    reader = PdfReader(io.BytesIO(pdf(paper(title=""), "zh")))
    assert reader.metadata is not None
    assert reader.metadata.title == "k"


def test_what_was_not_measured_is_said() -> None:
    told = words(pdf(small(unmeasured(lossy(crash_plan()))), "zh"))
    assert "未取得证据" in told


# what a firm brings


def test_a_logo_is_set_and_a_broken_one_is_told() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
    firm = replace(PLAIN, logo=Logo(kind="image/svg+xml", content=svg))
    assert len(pdf(small(), "zh", firm)) != len(pdf(small(), "zh"))
    with pytest.raises(TypesettingError, match="logo"):
        pdf(small(), "zh", replace(PLAIN, logo=Logo(kind="image/png", content=b"\x89PNG no")))


@pytest.mark.slow
@settings(
    max_examples=8,
    deadline=None,
    phases=UNSHRUNK,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(report=reports(), tongue=st.sampled_from(TONGUES))
def test_any_report_can_be_set(report: Report, tongue: Tongue) -> None:
    reader = PdfReader(io.BytesIO(pdf(small(report), tongue)))
    assert json.loads(reader.attachments["report.json"][0])["schema"] == report.schema
