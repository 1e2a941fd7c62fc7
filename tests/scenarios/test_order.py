"""The order of steps, for every graph that can be drawn."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.order import cycles, in_order

NAMES = [f"s{number}" for number in range(8)]


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    names = draw(st.permutations(NAMES))
    return {name: tuple(draw(st.lists(st.sampled_from(NAMES), max_size=3, unique=True))) for name in names}


def without_cycles(graph: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return only the edges that lead backwards in the alphabet."""
    return {name: tuple(before for before in needs if before < name) for name, needs in graph.items()}


@settings(deadline=None)
@given(graphs())
def test_every_step_stands_once_and_after_those_it_waits_for(drawn: dict[str, tuple[str, ...]]) -> None:
    graph = without_cycles(drawn)
    order = in_order(graph)
    assert sorted(order) == sorted(graph)
    for name, needs in graph.items():
        assert all(order.index(before) < order.index(name) for before in needs)


@settings(deadline=None)
@given(graphs())
def test_an_order_that_is_right_already_is_kept(drawn: dict[str, tuple[str, ...]]) -> None:
    graph = dict(sorted(without_cycles(drawn).items()))
    assert in_order(graph) == tuple(graph)


@settings(deadline=None)
@given(graphs())
def test_a_cycle_is_found_exactly_where_there_is_one(graph: dict[str, tuple[str, ...]]) -> None:
    found = list(cycles(graph))
    for cycle in found:
        assert cycle[0] == cycle[-1]
        assert all(after in graph[before] for before, after in pairwise(cycle))
    assert bool(found) == has_cycle(graph)
    assert list(cycles(without_cycles(graph))) == []


def has_cycle(graph: dict[str, tuple[str, ...]]) -> bool:
    """Kahn's way: take away what waits for nothing until nothing is left, or nothing can be taken."""
    left = dict(graph)
    while free := [name for name, needs in left.items() if not any(before in left for before in needs)]:
        for name in free:
            del left[name]
    return bool(left)
