"""The pages: self-contained, escaped, in both languages, with the figures of report.json digit for digit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings

from measurements.judge import judge
from measurements.report import Outage, Report, RpoFigure, RtoFigure, Seconds
from scenarios.plan import Text
from service.evidence.plans import plan_or_none
from service.report.charts.svg import cleaned
from service.report.document import document
from service.report.html import page, pages
from service.words import Lang
from tests.support.reports import lossy, reports
from tests.support.staffed_story import EVERY_STORY
from tests.support.stories import crash_plan

LANGS: Final[tuple[Lang, ...]] = ("zh", "en")
VOID: Final = frozenset({"meta", "link", "br", "wbr", "hr", "img", "input"})


class Reader(HTMLParser):
    """Reads a page: its visible text, its elements with their attributes, and whether they close in order."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())

    def values(self, attribute: str) -> list[str]:
        return [attributes[attribute] for _, attributes in self.elements if attribute in attributes]


def read(report: Report, lang: Lang) -> Reader:
    return Reader(page(document(report, crash_plan()), lang, other="report.html"))


def figures(report: Report) -> Iterator[float]:
    """Yield every figure of the report that a page must show."""
    for service in report.services:
        phases = service.phases
        shown: list[RtoFigure | RpoFigure | Outage | Seconds | None] = [service.rto, service.rpo, service.outage]
        shown += [service.switchover, phases.detect, phases.decide, phases.switch, phases.verify, phases.people]
        for figure in shown:
            if figure is not None:
                yield from (end for end in (figure.lower_s, figure.upper_s) if end is not None)
        yield from (service.rto.target_s, service.rpo.target_s)


def test_a_drill_has_a_page_to_open_and_one_for_each_language() -> None:
    told = pages(document(lossy(crash_plan()), crash_plan()))
    assert sorted(told) == ["report.en.html", "report.html", "report.zh.html"]
    assert told["report.html"] == told["report.zh.html"]
    assert '<html lang="zh-CN">' in told["report.html"]
    assert '<html lang="en">' in told["report.en.html"]


def test_each_page_leads_to_the_other_language() -> None:
    told = pages(document(lossy(crash_plan()), crash_plan()))
    assert 'href="report.en.html" hreflang="en"' in told["report.html"]
    assert 'href="report.html" hreflang="zh-CN"' in told["report.en.html"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("story", EVERY_STORY)
def test_a_page_asks_nobody_for_anything(story: str, lang: Lang) -> None:
    history = EVERY_STORY[story]().history()
    plan = plan_or_none(history)
    assert plan is not None
    found = Reader(page(document(judge(history), plan), lang, other="report.html"))
    assert {tag for tag, _ in found.elements} & {"script", "link", "img", "iframe", "object", "embed", "form"} == set()
    assert found.values("src") == []
    assert all(address.startswith("#") or address == "report.html" for address in found.values("href"))
    assert found.open == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("story", EVERY_STORY)
def test_every_figure_is_on_the_page_digit_for_digit(story: str, lang: Lang) -> None:
    history = EVERY_STORY[story]().history()
    plan = plan_or_none(history)
    assert plan is not None
    report = judge(history)
    told = Reader(page(document(report, plan), lang, other="x")).text
    assert [figure for figure in figures(report) if f"{figure!r} s" not in told] == []


def test_ids_on_a_page_are_unique() -> None:
    named = read(lossy(crash_plan()), "zh").values("id")
    assert len(named) == len(set(named))


def test_markup_in_a_name_stays_text() -> None:
    attack = "</title></style><script>alert(1)</script><b onclick=x>{{ 7*7 }}"
    report = lossy(crash_plan())
    drill = replace(report.drill, id=attack, title=Text(zh=attack, en=attack), opened_by=attack, head=attack)
    found = read(replace(report, drill=drill), "en")
    assert "script" not in {tag for tag, _ in found.elements}
    assert found.values("onclick") == []
    assert found.text.count("{{ 7*7 }}") >= 3


def test_a_page_holds_no_control_character_and_nothing_that_turns_the_text() -> None:
    report = lossy(crash_plan())
    drill = replace(report.drill, opened_by="a\x00b\x1b[31mc\u202ed\ud800e")
    markup = page(document(replace(report, drill=drill), crash_plan()), "zh", other="x")
    assert cleaned(markup) == markup
    assert markup.encode()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(report=reports())
def test_any_report_makes_a_well_formed_page_with_its_figures(report: Report) -> None:
    for lang in LANGS:
        found = read(report, lang)
        assert found.open == []
        assert {tag for tag, _ in found.elements} & {"script", "iframe", "b"} == set()
        assert [figure for figure in figures(report) if f"{figure!r} s" not in found.text] == []
