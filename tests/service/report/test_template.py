"""A firm's template folder: what it may say, what it can never change, and how each mistake is told."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.plan import Text
from scenarios.problems import Problems
from service.report.blocks import Heading, Section, Statement, Table
from service.report.firm import PLAIN, Extra, FirmStyle, NoSuchSectionError, styled
from service.report.html import page
from service.report.markdown import blocks, pieces, unlike
from service.report.template import read_template
from tests.support.large_reports import report_document

SVG: Final = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 1"/>'


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return tmp_path


def problems_of(place: Path) -> list[str]:
    with pytest.raises(Problems) as raised:
        read_template(place)
    assert all(len(line.told("zh").splitlines()) == 1 for line in raised.value.problems)
    return [str(one).removeprefix(f"{place}/") for one in raised.value.problems]


def test_no_folder_is_no_style() -> None:
    assert read_template(None) == PLAIN


def test_a_folder_says_names_number_logo_and_sections(tmp_path: Path) -> None:
    firm_yaml = (
        "name: {zh: 长江银行, en: Yangtze Bank}\nclassification: 内部\nnumber: 'DR-{year}-{drill}'\n"
        "sections:\n  - {after: e, title: 附言, text: {zh: a.md, en: b.md}}\n"
    )
    place = folder(tmp_path, firm__yaml=firm_yaml, logo__svg=SVG, a__md="# 甲\n\n乙\n", b__md="# A\n\nB\n")
    style = read_template(place)
    whole = styled(report_document(steps=8, services=1), style)
    told = {line.key: line.value.zh for line in whole.cover}
    assert (told["number"], told["firm"], told["classification"]) == ("DR-2026-drill-1", "长江银行", "内部")
    text = page(whole, "zh", firm=style)
    assert "data:image/svg+xml;base64," in text
    assert text.rindex("附言") > text.index('id="e"')


def test_a_logo_alone_is_a_template(tmp_path: Path) -> None:
    assert read_template(folder(tmp_path, logo__svg=SVG)).logo is not None


@pytest.mark.parametrize(
    ("firm_yaml", "said"),
    [
        ("nam: x\n", "firm.yaml:1:1: nam: nam is not known here; did you mean name?"),
        ("number: 'A-{foo}'\n", "firm.yaml:1:9: number: {foo} is no part of a report's number"),
        ("logo: gone.svg\n", "gone.svg:1:1: file: there is no such file"),
        ("logo: a.md\n", "firm.yaml:1:7: logo: a.md is not taken as a logo"),
        ("logo: evil.svg\n", "firm.yaml:1:7: logo: evil.svg is not taken as a logo: it begins with a document type"),
        ("logo: ../x.svg\n", "firm.yaml:1:7: logo: ../x.svg lies outside the template folder"),
        ("sections:\n  - {title: t, text: a.md}\n", "firm.yaml:2:5: sections[0]: a section stands before or after"),
        ("sections:\n  - {after: e, title: t, text: pic.md}\n", "pic.md:3:1: file: a picture is not taken"),
        ("sections:\n  - {after: e, title: t, text: {zh: a.md, en: b.md}}\n", "a.md:3:1: file: here the Chinese"),
        ("name: [\n", "firm.yaml:"),
    ],
)
def test_each_mistake_is_told_with_its_place(tmp_path: Path, firm_yaml: str, said: str) -> None:
    evil = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'
    texts = {"a__md": "x\n\n- y\n", "b__md": "x\n\ny\n", "pic__md": "x\n\n![a](b.png)\n", "evil__svg": evil}
    told = problems_of(folder(tmp_path, firm__yaml=firm_yaml, **texts))
    assert any(one.startswith(said) for one in told), told


def test_a_section_beside_one_that_is_not_there_is_refused() -> None:
    section = Section(letter="firm-1", clause="", title=Text(zh="t", en="t"), blocks=())
    extra = Extra(side="after", beside="zz", told_at="firm.yaml:2:12: sections[0].after", section=section)
    with pytest.raises(NoSuchSectionError, match=r"firm.yaml:2:12.*no section 'zz'.*write one of"):
        styled(report_document(steps=8, services=1), FirmStyle(extras=(extra,)))


@given(
    sides=st.lists(st.tuples(st.sampled_from(["before", "after"]), st.integers(0, 3)), max_size=4),
    name=st.none() | st.just(Text(zh="行", en="Bank")),
)
def test_nothing_in_a_style_changes_what_the_report_says(sides: list[tuple[str, int]], name: Text | None) -> None:
    whole = report_document(steps=8, services=1)
    extras = tuple(
        Extra(
            side="before" if side == "before" else "after",
            beside=whole.sections[place].letter,
            told_at="",
            section=Section(letter=f"firm-{number}", clause="", title=Text(zh="t", en="t"), blocks=()),
        )
        for number, (side, place) in enumerate(sides)
    )
    told = styled(whole, FirmStyle(name=name, extras=extras))
    assert told.report is whole.report
    assert tuple(one for one in told.sections if not one.letter.startswith("firm-")) == whole.sections
    assert len(told.sections) == len(whole.sections) + len(extras)
    assert [line for line in told.cover if line.key != "firm"] == list(whole.cover)


def test_markdown_is_told_by_the_blocks_of_the_report() -> None:
    text = "# H\n\none\ntwo <script>x</script> [a](http://b)\n\n- i\n  - j\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    told = blocks(pieces(text), pieces(text))
    assert [type(one) for one in told] == [Heading, Statement, Statement, Statement, Table]
    assert [one.text.zh for one in told if isinstance(one, Statement)] == [
        "one two <script>x</script> a (http://b)",
        "• i",
        "  • j",
    ]
    assert "<script>" not in page_of(told)


def page_of(told: tuple[object, ...]) -> str:
    section = Section(letter="firm-1", clause="", title=Text(zh="t", en="t"), blocks=told)  # pyright: ignore[reportArgumentType]
    extra = Extra(side="after", beside="e", told_at="", section=section)
    return page(styled(report_document(steps=8, services=1), FirmStyle(extras=(extra,))), "zh")


@given(st.text(max_size=80))
def test_any_text_is_markdown(text: str) -> None:
    try:
        told = pieces(text)
    except ValueError:
        return
    assert unlike(told, told) is None
    assert len(blocks(told, told)) == len(told)
