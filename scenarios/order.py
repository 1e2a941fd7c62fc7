"""An order that respects what each step waits for, and the cycles that allow none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

Graph = Mapping[str, tuple[str, ...]]
"""For each step, those that must have ended before it."""


def in_order(graph: Graph) -> tuple[str, ...]:
    """Return every step after those it waits for, else as written. The graph must hold no cycle."""
    placed: dict[str, None] = {}
    for start in graph:
        stack = [start]
        while stack:
            waiting = next((before for before in graph[stack[-1]] if before in graph and before not in placed), None)
            if waiting is not None:
                stack.append(waiting)
            else:
                placed.setdefault(stack.pop())
    return tuple(placed)


def cycles(graph: Graph) -> Iterator[tuple[str, ...]]:
    """Yield each cycle that a walk from every step comes upon, once, with its first step again at the end."""
    done: set[str] = set()
    for start in graph:
        trail = {start: iter(graph[start])} if start not in done else {}
        while trail:
            name = next(reversed(trail))
            following = next((before for before in trail[name] if before in graph and before not in done), None)
            if following is None:
                done.add(name)
                trail.popitem()
            elif following in trail:
                names = list(trail)
                yield (*names[names.index(following) :], following)
            else:
                trail[following] = iter(graph[following])


def before(graph: Graph, name: str) -> frozenset[str]:
    """Return everything that has ended where `name` begins, by the graph."""
    found: set[str] = set()
    stack = [*graph.get(name, ())]
    while stack:
        one = stack.pop()
        if one not in found:
            found.add(one)
            stack += graph.get(one, ())
    return frozenset(found)
