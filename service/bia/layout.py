"""Where the boxes of a dependency graph go: layers by longest path, order by barycentre. Pure and repeatable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

from scenarios.bia.checks.order import knots

Key: TypeAlias = str
Edge: TypeAlias = tuple[Key, Key]
SWEEPS: Final = 8
PASSING: Final = "~"
TALLEST: Final = 36
"""Boxes above each other before a layer gets a further column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """`columns` from left to right, each from top to bottom; `back` are the edges that close a circle.

    The other edges are drawn as `pieces` from column to column. A key that begins with PASSING is no box but a place
    where edges to one target, which share it, pass a column.
    """

    columns: tuple[tuple[Key, ...], ...]
    pieces: tuple[Edge, ...]
    back: frozenset[Edge]


def arranged(groups: Sequence[Sequence[Key]], edges: Iterable[Edge]) -> Layout:
    """Return the layout of a graph whose groups follow each other from left to right.

    Inside a group an edge points to the right as well, except for those that close a circle.
    """
    listed = tuple(dict.fromkeys(edges))
    back = _closing(groups, listed)
    forward = [edge for edge in listed if edge not in back]
    layers = _layers(groups, forward)
    pieces = _pieces(layers, forward)
    columns = (column for layer in _ordered(layers, pieces) for column in _split(layer))
    return Layout(columns=tuple(columns), pieces=pieces, back=back)


def _pieces(layers: list[list[Key]], edges: Sequence[Edge]) -> tuple[Edge, ...]:
    """Return the edges cut at every layer that they pass, and put the places of passing into those layers."""
    level = {key: number for number, layer in enumerate(layers) for key in layer}
    pieces: dict[Edge, None] = {}
    for start, end in edges:
        passed = [f"{PASSING}{number}{end}" for number in range(level[start] + 1, level[end])]
        pieces.update(dict.fromkeys(pairwise((start, *passed, end))))
    for number, layer in enumerate(layers):
        prefix = f"{PASSING}{number}"
        layer.extend(dict.fromkeys(end for _, end in pieces if end.startswith(prefix) and end[len(prefix)].isalpha()))
    return tuple(pieces)


def _closing(groups: Sequence[Sequence[Key]], edges: Sequence[Edge]) -> frozenset[Edge]:
    """Return the edges to take out so that no circle is left: those that go back in the order of a knot."""
    place = {key: number for number, key in enumerate(key for group in groups for key in group)}
    graph: dict[Key, list[Key]] = {key: [] for key in place}
    for start, end in edges:
        graph[start].append(end)
    knotted = {key: number for number, knot in enumerate(knots(graph)) for key in knot}
    together = (edge for edge in edges if edge[0] in knotted and knotted[edge[0]] == knotted.get(edge[1]))
    return frozenset(edge for edge in together if place[edge[1]] <= place[edge[0]])


def _layers(groups: Sequence[Sequence[Key]], edges: Sequence[Edge]) -> list[list[Key]]:
    layers: list[list[Key]] = []
    for group in groups:
        members = frozenset(group)
        depth = _depths(group, [edge for edge in edges if members.issuperset(edge)])
        levels = range(max(depth.values(), default=-1) + 1)
        layers.extend([key for key in group if depth[key] == level] for level in levels)
    return layers


def _depths(keys: Sequence[Key], edges: Sequence[Edge]) -> Mapping[Key, int]:
    """Return the longest way to each key, by taking away keys that nothing points to any more."""
    below: dict[Key, list[Key]] = {key: [] for key in keys}
    waiting = dict.fromkeys(keys, 0)
    for start, end in edges:
        below[start].append(end)
        waiting[end] += 1
    depth = dict.fromkeys(keys, 0)
    free = [key for key in keys if not waiting[key]]
    for key in free:
        for other in below[key]:
            depth[other] = max(depth[other], depth[key] + 1)
            waiting[other] -= 1
            if not waiting[other]:
                free.append(other)
    return depth


def _ordered(layers: list[list[Key]], edges: Sequence[Edge]) -> list[list[Key]]:
    """Return the layers with every key near the middle of those it is joined with, to the left, then to the right."""
    left: dict[Key, list[Key]] = {}
    right: dict[Key, list[Key]] = {}
    for start, end in edges:
        left.setdefault(end, []).append(start)
        right.setdefault(start, []).append(end)
    for sweep in range(SWEEPS):
        joined = right if sweep % 2 else left
        places = {key: (number + 0.5) / len(layer) for layer in layers for number, key in enumerate(layer)}
        for layer in reversed(layers) if sweep % 2 else layers:
            layer.sort(key=lambda key: _middle(joined.get(key, ()), places, places[key]))
            places.update({key: (number + 0.5) / len(layer) for number, key in enumerate(layer)})
    return layers


def _middle(joined: Sequence[Key], places: Mapping[Key, float], own: float) -> float:
    return sum(places[key] for key in joined) / len(joined) if joined else own


def _split(layer: list[Key]) -> Iterable[tuple[Key, ...]]:
    """Yield the layer in as few columns of nearly the same height as needed."""
    boxes = sum(not key.startswith(PASSING) for key in layer)
    columns = max(1, -(-boxes // TALLEST))
    height = -(-len(layer) // columns)
    for start in range(0, len(layer), height or 1):
        yield tuple(layer[start : start + height])
