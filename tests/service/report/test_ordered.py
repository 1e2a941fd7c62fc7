"""The order of recovery in the report: what is said of each pair, and the chart that shows it."""
# ruff: noqa: S314  the markup is our own

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from measurements.report import RecoveryOrder, Report
from scenarios.plan import Text
from service.report import charts
from service.report.blocks import Chart, Statement, Table
from service.report.charts.order import standing
from service.report.charts.svg import WIDTH, width_of
from service.report.ordered import recovery_order
from service.words import Lang, in_language
from tests.support.orders import mixed, orders
from tests.support.reports import lossy
from tests.support.stories import crash_plan

SVG = "{http://www.w3.org/2000/svg}"
LANGS: tuple[Lang, ...] = ("zh", "en")


def report(order: RecoveryOrder | None) -> Report:
    return replace(lossy(crash_plan()), order=order)


def told(order: RecoveryOrder | None, lang: Lang = "en") -> Iterator[str]:
    for block in recovery_order(report(order)):
        match block:
            case Statement():
                yield in_language(block.text, lang)
            case Table():
                yield from (" | ".join(in_language(cell.text, lang) for cell in row.cells) for row in block.rows)
            case _:
                pass


def test_target_and_achieved_order_are_told_and_of_each_pair_what_is_proved() -> None:
    lines = list(told(mixed()))
    assert lines[0].endswith("Order database → Session cache → Order application → Client entry → Reports → Quotes.")
    assert lines[1].endswith(": Order database → [Order application, Client entry, Session cache].")
    assert "Of 10 pairs" in lines[2]
    assert "7 are proved to have kept it, 1 are proved to be inverted, and 2 cannot be told" in lines[2]
    assert "2 | Session cache | 2 | – | 6.3 s | 6.42 s | back" in lines
    assert "5 | Reports | 4 | Order database | 9.0 s | no upper bound | not seen back for good" in lines
    assert "6 | Quotes | 4 | – | – | – | no interruption seen" in lines
    assert "Session cache | Order application | dependency | -1.41 s | -1.22 s | inverted (proved)" in lines
    assert "Order application | Client entry | dependency and priority | -0.04 s | 1.34 s | cannot be told" in lines


def test_the_same_is_told_in_chinese() -> None:
    lines = list(told(mixed(), "zh"))
    assert "会话缓存 | 委托应用 | 依赖关系 | -1.41 s | -1.22 s | 颠倒（已证明）" in lines
    assert lines[1].endswith("委托数据库 → （委托应用、客户入口、会话缓存）。")


def test_every_line_names_its_witnesses() -> None:
    blocks = [block for block in recovery_order(report(mixed())) if isinstance(block, Table)]
    pair = next(row for row in blocks[1].rows if row.cells[0].text.en == "Session cache")
    assert pair.evidence == (13, 14, 15, 16)


def test_one_service_alone_has_no_order_to_check() -> None:
    alone = mixed()
    one = replace(alone, places=alone.places[:1], pairs=())
    assert [line for line in told(one) if "pairs" in line] == []
    assert not any(isinstance(block, Chart) for block in recovery_order(report(one)))
    assert list(told(None)) == list(told(one))


def test_services_of_which_no_order_is_asked_are_told_so() -> None:
    alone = mixed()
    assert any("none to check" in line for line in told(replace(alone, pairs=())))


def test_what_is_part_of_an_inversion_stands_out() -> None:
    assert standing(mixed()) == {
        "orders-db": "met",
        "session-cache": "missed",
        "order-app": "missed",
        "entry": "inconclusive",
        "reports": "met",
        "quotes": "met",
    }


@pytest.mark.parametrize("lang", LANGS)
def test_no_label_of_the_chart_lies_on_another_or_leaves_it(lang: Lang) -> None:
    found = mixed()
    long = Text(
        zh="沪深交易所集中交易系统核心数据库（含融资融券）" * 2, en="An extraordinarily long name of a service " * 3
    )
    for order in (found, replace(found, places=tuple(replace(place, title=long) for place in found.places))):
        places = list(_labels(charts.order(order, lang, "o")))
        for left, _, wide, words in places:
            assert left >= -1, words
            assert left + wide <= WIDTH + 4, words
        for (x1, y1, w1, one), (x2, y2, w2, two) in combinations(places, 2):
            assert x1 + w1 <= x2 + 1 or x2 + w2 <= x1 + 1 or abs(y1 - y2) >= 9, f"{one!r} and {two!r}"


@given(orders())
def test_any_order_can_be_drawn_and_told(order: RecoveryOrder) -> None:
    for lang in LANGS:
        ET.fromstring(charts.order(order, lang, "o"))
        assert list(told(order, lang))


def test_a_service_that_never_came_back_is_drawn_to_the_edge() -> None:
    order = replace(mixed(), places=mixed().places[4:5])
    (bar,) = (node for node in ET.fromstring(charts.order(order, "en", "o")).iter(f"{SVG}rect") if _is_mark(node))
    assert float(bar.get("x", "0")) + float(bar.get("width", "0")) == pytest.approx(WIDTH - 150)


def _is_mark(node: ET.Element) -> bool:
    return "mark" in node.get("class", "") and float(node.get("height", "0")) > 12


def _labels(svg: str) -> Iterator[tuple[float, float, float, str]]:
    """Yield left edge, baseline, width and words of each label."""
    for node in ET.fromstring(svg).iter(f"{SVG}text"):
        words, size = node.text or "", float(node.get("font-size", "12"))
        wide = width_of(words, size)
        shift = {"start": 0.0, "middle": wide / 2, "end": wide}[node.get("text-anchor", "start")]
        yield float(node.get("x", "0")) - shift, float(node.get("y", "0")), wide, words
