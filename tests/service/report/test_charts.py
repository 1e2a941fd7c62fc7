"""Charts: the same bytes for the same figures, well-formed, described in words, nothing on top of another."""
# ruff: noqa: S314  the markup is our own

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings

from measurements.report import LedgerView, Report, Strip
from scenarios.plan import Text
from service.report import charts
from service.report.blocks import Chart
from service.report.charts import drawing
from service.report.charts.availability import Run
from service.report.charts.scale import Scale, mark
from service.report.charts.svg import COLOURS, DOTTED, HATCHED, WIDTH, fitted, width_of
from service.words import Lang
from tests.support.reports import lossy, reports
from tests.support.stories import crash_plan

SVG = "{http://www.w3.org/2000/svg}"
LANGS: tuple[Lang, ...] = ("zh", "en")


@pytest.fixture
def report() -> Report:
    return lossy(crash_plan())


def drawn(report: Report, lang: Lang) -> Iterator[str]:
    for place, service in enumerate(report.services):
        yield charts.targets(service, lang, f"t{place}")
        yield charts.phases(service.phases, lang, f"p{place}")
    yield charts.availability(report.strips, lang, "a", around_fault=True)
    yield charts.availability(report.strips, lang, "o", around_fault=False)
    yield from (charts.ledger(view, lang, f"l{place}") for place, view in enumerate(report.ledgers))
    yield from charts.timeline(report.timeline, lang, "s")


def labels(svg: str) -> list[tuple[float, float, float, str]]:
    """Return left edge, baseline, width and words of each label."""
    found: list[tuple[float, float, float, str]] = []
    for node in ET.fromstring(svg).iter(f"{SVG}text"):
        words, size = node.text or "", float(node.get("font-size", "12"))
        wide = width_of(words, size)
        shift = {"start": 0.0, "middle": wide / 2, "end": wide}[node.get("text-anchor", "start")]
        found.append((float(node.get("x", "0")) - shift, float(node.get("y", "0")), wide, words))
    return found


@pytest.mark.parametrize("lang", LANGS)
def test_the_same_figures_give_the_same_bytes(report: Report, lang: Lang) -> None:
    first, again = (hashlib.sha256("".join(drawn(report, lang)).encode()).hexdigest() for _ in range(2))
    assert first == again


@pytest.mark.parametrize("lang", LANGS)
def test_a_chart_says_what_it_shows(report: Report, lang: Lang) -> None:
    for svg in drawn(report, lang):
        root = ET.fromstring(svg)
        named = {node.get("id"): node.text for node in root}
        assert root.get("role") == "img"
        assert all(named[identity] for identity in root.get("aria-labelledby", "").split())


@pytest.mark.parametrize("lang", LANGS)
def test_no_label_lies_on_another_or_leaves_the_chart(report: Report, lang: Lang) -> None:
    title = Text(
        zh="沪深交易所集中交易系统核心数据库（含融资融券）" * 3, en="An extraordinarily long name of a step " * 4
    )
    long = replace(
        report,
        timeline=tuple(replace(entry, title=title, host="主机" * 30) for entry in report.timeline),
        strips=tuple(replace(strip, stream="交易核心数据库写入流水" * 4) for strip in report.strips),
    )
    for svg in drawn(long, lang):
        places = labels(svg)
        for left, _, wide, words in places:
            assert left >= -1, words
            assert left + wide <= WIDTH + 4, words
        for (x1, y1, w1, one), (x2, y2, w2, two) in combinations(places, 2):
            apart = x1 + w1 <= x2 + 1 or x2 + w2 <= x1 + 1 or abs(y1 - y2) >= 9
            assert apart, f"{one!r} and {two!r}"


def test_states_differ_by_more_than_colour() -> None:
    assert {"down", "missed"} == HATCHED
    assert {"unknown", "inconclusive"} == DOTTED
    assert len({COLOURS[name] for name in ("up", "down", "unknown")}) == 3


@pytest.mark.parametrize(
    ("text", "width", "rows", "lines"),
    [
        ("promote", 100, 1, ("promote",)),
        ("提升备库", 48, 1, ("提升备库",)),
        ("提升备用数据库", 48, 1, ("提升备…",)),
        ("提升备用数据库", 48, 2, ("提升备用", "数据库")),
        ("wait for standby", 64, 2, ("wait for", "standby")),
        ("", 50, 2, ("",)),
    ],
)
def test_a_text_is_fitted_to_its_place(text: str, width: float, rows: int, lines: tuple[str, ...]) -> None:
    assert fitted(text, width, rows=rows) == lines


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [(0, 10, (0, 2, 4, 6, 8, 10)), (-1, 1, (-1, -0.5, 0, 0.5, 1)), (0, 33.6, (0, 5, 10, 15, 20, 25, 30))],
)
def test_an_axis_is_marked_at_round_values(low: float, high: float, ticks: tuple[float, ...]) -> None:
    assert Scale.over(low, high, 0, 100).ticks(7) == pytest.approx(ticks)


def test_a_mark_has_a_real_minus_sign() -> None:
    assert mark(-10.0) == "−10"


def test_an_interval_without_an_upper_end_reaches_the_edge(report: Report) -> None:
    service = report.services[0]
    open_ended = replace(service, rto=replace(service.rto, upper_s=None, verdict="inconclusive"))
    svg = charts.targets(open_ended, "en", "x")
    assert "no upper bound" in svg
    mark_x = re.search(r'class="mark inconclusive" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', svg)
    assert mark_x is not None
    assert float(mark_x[1]) + float(mark_x[2]) == pytest.approx(WIDTH - 16)


def test_what_was_not_measured_is_not_drawn(report: Report) -> None:
    service = report.services[0]
    gap = replace(service, rto=replace(service.rto, lower_s=None, upper_s=None, verdict="inconclusive"))
    svg = charts.targets(gap, "zh", "x")
    assert "未取得证据" in svg
    assert 'class="mark inconclusive"' not in svg


def test_a_short_outage_is_never_too_thin_to_see() -> None:
    strip = Strip(
        stream="entry", runs=((0.0, 5000.0, "up"), (5000.0, 5000.001, "down"), (5000.001, 9000.0, "up")), bounds=()
    )
    svg = charts.availability([strip], "en", "x", around_fault=False)
    down = re.search(r'class="mark down" x="[\d.]+" y="[\d.]+" width="([\d.]+)"[^>]*><title>', svg)
    assert down is not None
    assert float(down[1]) >= 2


def test_flapping_keeps_the_chart_small() -> None:
    ups: list[Run] = [(at, at + 0.1, "up") for at in map(float, range(10_000))]
    downs: list[Run] = [(at + 0.1, at + 0.2, "down") for at in map(float, range(10_000))]
    runs = tuple(sorted(ups + downs))
    svg = charts.availability([Strip(stream="entry", runs=runs, bounds=())], "en", "x", around_fault=False)
    assert len(svg) < 400_000


def test_many_bins_are_drawn_together_and_counted_together() -> None:
    view = LedgerView(ledger="orders", bin_s=0.25, start_s=0.0, kept=(1,) * 1000, lost=(0,) * 1000, unknown=(0,) * 1000)
    svg = charts.ledger(view, "en", "x")
    assert svg.count('class="mark up"') == 200 + 1  # five bins a column, and the legend
    assert "writes per 1.25 s" in svg


def test_a_long_drill_takes_several_charts_on_one_scale(report: Report) -> None:
    entry = report.timeline[0]
    many = [replace(entry, step=f"s{n}", started_s=float(n), ended_s=n + 0.5) for n in range(120)]
    parts = charts.timeline(many, "en", "x")
    heights = [float(ET.fromstring(part).get("viewBox", "").split()[3]) for part in parts]
    assert len(parts) == 5
    assert max(heights) < 860
    assert sum(part.count('class="mark up"') for part in parts) == 120 + len(parts)


def test_a_skipped_step_has_no_bar(report: Report) -> None:
    skipped = replace(report.timeline[0], outcome="skipped")
    assert charts.timeline([skipped], "en", "x") == ()


def test_a_step_is_drawn_against_its_plan(report: Report) -> None:
    entry = replace(report.timeline[0], started_s=2.0, ended_s=5.0)
    late = replace(entry, planned_start_s=1.0, planned_end_s=2.0, deviation_s=3.0)
    skipped = replace(late, outcome="skipped", started_s=None, ended_s=None, deviation_s=None)
    (svg,) = charts.timeline([late, skipped], "en", "x")
    drawn = [node for node in ET.fromstring(svg).iter(f"{SVG}rect") if node.get("class") == "planned"]
    assert len(drawn) == 2 + 1  # both steps, and the legend
    assert svg.count('class="mark up"') == 1 + 1
    assert "planned for 1.0 s to 2.0 s, deviation of its end 3.0 s" in svg


def test_a_drill_without_planned_times_speaks_of_none(report: Report) -> None:
    (svg,) = charts.timeline(report.timeline, "en", "x")
    assert "planned" not in svg


def test_many_strips_take_several_charts_on_one_scale_none_higher_than_a_page(report: Report) -> None:
    runs: tuple[Run, ...] = ((0.0, 10.0, "up"), (10.0, 20.0, "down"))
    strips = [Strip(stream=f"s{n}", runs=runs if n else ((-50.0, 90.0, "up"),), bounds=()) for n in range(40)]
    many = replace(report, strips=tuple(strips))
    drawings = drawing.drawn(Chart(name="overview", caption=Text(zh="", en="")), many, "en", "x")
    heights = [float(ET.fromstring(one).get("viewBox", "").split()[3]) for one in drawings]
    ticks = [sorted(words for *_, words in labels(one) if words.lstrip("−").isdigit()) for one in drawings]
    assert len(drawings) == 3
    assert max(heights) < 860
    assert ticks[0] == ticks[1] == ticks[2]
    named = [words for one in drawings for *_, words in labels(one) if re.fullmatch(r"s\d+", words)]
    assert named == [strip.stream for strip in strips]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(report=reports())
def test_any_report_can_be_drawn(report: Report) -> None:
    for lang in LANGS:
        for svg in drawn(report, lang):
            ET.fromstring(svg)
            assert "nan" not in re.sub(r">[^<]*<|aria-\w+=\"[^\"]*\"", "", svg)
