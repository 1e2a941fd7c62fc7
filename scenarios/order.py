"""Which step comes before which: what a step needs, cycles, and an order that respects both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from scenarios.plan import Phase
from scenarios.question import WrittenStep

Graph = Mapping[str, tuple[str, ...]]
"""For each step, those that must have ended before it."""


def needs_of(steps: Iterable[WrittenStep]) -> dict[str, tuple[str, ...]]:
    """Return what each step needs: what it says, or else the step written before it in its phase."""
    needs: dict[str, tuple[str, ...]] = {}
    last: dict[Phase, str] = {}
    for step in steps:
        implied = (last[step.phase],) if step.phase in last else ()
        needs[step.id] = implied if step.body.needs is None else tuple(dict.fromkeys(step.body.needs))
        last[step.phase] = step.id
    return needs


def waits_of(steps: Iterable[WrittenStep]) -> dict[str, tuple[str, ...]]:
    """Return what each step waits for: what it needs, and the step that its `when` looks at."""
    written = list(steps)
    needs = needs_of(written)
    return {step.id: tuple(dict.fromkeys((*needs[step.id], *(step.body.when or ())))) for step in written}


def in_order(graph: Graph) -> tuple[str, ...]:
    """Return every step after those it waits for, else as written. The graph must hold no cycle."""
    placed: dict[str, None] = {}
    for start in graph:
        stack = [start]
        while stack:
            waiting = [before for before in graph[stack[-1]] if before in graph and before not in placed]
            if waiting:
                stack.append(waiting[0])
            else:
                placed.setdefault(stack.pop())
    return tuple(placed)


def cycles(graph: Graph) -> Iterator[tuple[str, ...]]:
    """Yield each cycle that a walk from every step comes upon, once, with its first step again at the end."""
    done: set[str] = set()
    for start in graph:
        trail: list[tuple[str, Iterator[str]]] = [(start, iter(graph[start]))] if start not in done else []
        while trail:
            name, rest = trail[-1]
            following = next((before for before in rest if before in graph and before not in done), None)
            names = [on_trail for on_trail, _ in trail]
            if following is None:
                done.add(name)
                trail.pop()
            elif following in names:
                yield (*names[names.index(following) :], following)
            else:
                trail.append((following, iter(graph[following])))
