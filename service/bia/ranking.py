"""The order in which services are recovered."""

from __future__ import annotations

from scenarios.bia import BiaInput
from scenarios.bia.checks.order import Graph, service_graph


def recovery_order(bia: BiaInput) -> tuple[str, ...]:
    """Return the services by priority; within one priority, what others depend on comes first, then as written."""
    depth = _heights(service_graph(bia))
    names = list(bia.services)
    return tuple(sorted(names, key=lambda name: (bia.services[name].priority, depth[name], names.index(name))))


def _heights(graph: Graph) -> dict[str, int]:
    """Return how long the longest chain below each name is; a circle counts as far as it can be walked once."""
    heights = dict.fromkeys(graph, 0)
    for _ in range(len(graph)):
        higher = {name: max((heights[other] + 1 for other in below), default=0) for name, below in graph.items()}
        bounded = {name: min(height, len(graph)) for name, height in higher.items()}
        if bounded == heights:
            break
        heights = bounded
    return heights
