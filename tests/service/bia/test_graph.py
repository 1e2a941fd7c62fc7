"""The dependency graph: every box once, arrows to the right, circles in red, the same bytes every time."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.bia.carrying import examine_file
from service.bia.graph import graph_svg
from service.bia.layout import PASSING, TALLEST, arranged
from service.words import Lang
from tests.support.registers import CLEAN, generated, put, spoiled

SVG = "{http://www.w3.org/2000/svg}"


def drawn(folder: Path, text: str, lang: Lang = "zh") -> str:
    register, problems = examine_file(put(folder, text))
    assert register.bia is not None
    return graph_svg(register.bia, lang, problems)


def boxes(svg: str) -> dict[str, ET.Element]:
    root = ET.fromstring(svg)  # noqa: S314  our own text
    return {group.attrib["id"]: group for group in root.iter(f"{SVG}g") if "id" in group.attrib}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_business_service_and_supplier_has_a_box(tmp_path: Path, lang: Lang) -> None:
    found = boxes(drawn(tmp_path, CLEAN, lang))
    assert sorted(found) == [
        "business:quotes", "business:trading", "service:feed", "service:network", "service:orders", "supplier:carrier",
    ]  # fmt: skip


def test_the_graph_of_200_services_is_the_same_every_time_and_no_boxes_overlap(tmp_path: Path) -> None:
    svg = drawn(tmp_path, generated(200))
    assert svg == drawn(tmp_path, generated(200))
    rects = [group.find(f"{SVG}rect") for group in boxes(svg).values()]
    spots = [(float(rect.attrib["x"]), float(rect.attrib["y"])) for rect in rects if rect is not None]
    assert len(spots) == len(set(spots)) == 200 + 25 + 10
    for x in {x for x, _ in spots}:
        column = sorted(y for at, y in spots if at == x)
        assert all(below - above >= 38 for above, below in pairwise(column))


def test_a_circle_and_what_a_check_complains_of_are_red(tmp_path: Path) -> None:
    svg = drawn(
        tmp_path, spoiled([("priority: 1\n    rto: 20m", "priority: 2\n    depends_on: [orders]\n    rto: 30m")])
    )
    assert svg.count('class="circle"') == 1
    assert 'stroke="#c02d00"' in svg
    assert 'class="circle"' not in drawn(tmp_path, CLEAN)


def test_hostile_titles_stay_text(tmp_path: Path) -> None:
    svg = drawn(tmp_path, spoiled([("  orders:\n", '  orders:\n    title: "</text><script>alert(1)</script>"\n')]))
    assert "<script" not in svg
    assert boxes(svg)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[list[str]], list[tuple[str, str]]]:
    left = [f"business:{number}" for number in range(draw(st.integers(0, 6)))]
    right = [f"service:{number}" for number in range(draw(st.integers(1, 60)))]
    within = st.tuples(st.sampled_from(right), st.sampled_from(right))
    across = st.tuples(st.sampled_from(left), st.sampled_from(right)) if left else within
    return [left, right], draw(st.lists(within | across, max_size=120))


@settings(max_examples=100, deadline=None)
@given(graphs())
def test_every_box_stands_once_and_every_edge_goes_right_or_closes_a_circle(
    graph: tuple[list[list[str]], list[tuple[str, str]]],
) -> None:
    groups, edges = graph
    layout = arranged(groups, edges)
    placed = [key for column in layout.columns for key in column if not key.startswith(PASSING)]
    assert sorted(placed) == sorted(key for group in groups for key in group)
    assert all(sum(not key.startswith(PASSING) for key in column) <= TALLEST + 60 for column in layout.columns)
    at = {key: number for number, column in enumerate(layout.columns) for key in column}
    assert all(at[start] < at[end] for start, end in layout.pieces)
    assert layout == arranged(groups, edges)
    for start, end in set(edges) - layout.back:
        assert _leads(layout.pieces, start, end)


def _leads(pieces: tuple[tuple[str, str], ...], start: str, end: str) -> bool:
    """Whether the drawn pieces lead from one box to the other without another box between."""
    places = [start]
    for place in places:
        nexts = [to for begin, to in pieces if begin == place and (to == end or to.startswith(PASSING))]
        if end in nexts:
            return True
        places.extend(nexts)
    return False
