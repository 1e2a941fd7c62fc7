"""Who waits for whom: circles of dependency, and the order of recovery against it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from scenarios.bia.model import BiaInput
from scenarios.bia.register import Register
from scenarios.problems import Problem
from scenarios.tree import Path

Graph = Mapping[str, Sequence[str]]
Priorities = Mapping[str, int | None]


def service_graph(bia: BiaInput) -> Graph:
    """Return what each service depends on, those that are not there left out."""
    return {name: [o for o in each.depends_on if o in bia.services] for name, each in bia.services.items()}


def business_graph(bia: BiaInput) -> Graph:
    """Return which businesses each business needs, those that are not there left out."""
    return {name: [o for o in each.needs.businesses if o in bia.businesses] for name, each in bia.businesses.items()}


def no_cycles(register: Register, bia: BiaInput) -> Iterator[Problem]:
    """Yield one problem for every set of services, or of businesses, that wait for each other."""
    for cycle in cycles(service_graph(bia)):
        path = ("services", cycle[0], "depends_on")
        yield register.problem(path, "bia_service_cycle", cycle=" → ".join((*cycle, cycle[0])))
    for cycle in cycles(business_graph(bia)):
        path = ("businesses", cycle[0], "needs", "businesses")
        yield register.problem(path, "bia_business_cycle", cycle=" → ".join((*cycle, cycle[0])))


def cycles(graph: Graph) -> Iterator[tuple[str, ...]]:
    """Yield one circle for every knot of names that reach each other, a name that needs itself included."""
    for knot in knots(graph):
        first = min(knot, key=list(graph).index)
        yield _circle(graph, knot, first)


def knots(graph: Graph) -> list[frozenset[str]]:
    """Return the strongly connected parts that hold a circle (Tarjan, without recursion)."""
    state = _Search(graph)
    for name in graph:
        if name not in state.number:
            state.search(name)
    return [knot for knot in state.knots if len(knot) > 1 or any(name in graph[name] for name in knot)]


class _Search:
    """Tarjan's algorithm with a stack of its own, because a register may be deep."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.number: dict[str, int] = {}
        self.low: dict[str, int] = {}
        self.stack: list[str] = []
        self.held: set[str] = set()
        self.knots: list[frozenset[str]] = []

    def search(self, start: str) -> None:
        """Number everything that can be reached from `start`, and close the parts found."""
        work = [(start, iter(self.graph[start]))]
        self._enter(start)
        while work:
            name, rest = work[-1]
            child = next(rest, None)
            if child is None:
                work.pop()
                self._leave(name, work[-1][0] if work else None)
            elif child not in self.number:
                self._enter(child)
                work.append((child, iter(self.graph[child])))
            elif child in self.held:
                self.low[name] = min(self.low[name], self.number[child])

    def _enter(self, name: str) -> None:
        self.number[name] = self.low[name] = len(self.number)
        self.stack.append(name)
        self.held.add(name)

    def _leave(self, name: str, parent: str | None) -> None:
        if parent is not None:
            self.low[parent] = min(self.low[parent], self.low[name])
        if self.low[name] == self.number[name]:
            place = self.stack.index(name)
            knot = frozenset(self.stack[place:])
            del self.stack[place:]
            self.held -= knot
            self.knots.append(knot)


def _circle(graph: Graph, knot: frozenset[str], first: str) -> tuple[str, ...]:
    """Return a shortest way from `first` back to itself inside the knot."""
    ways: list[tuple[str, ...]] = [(first,)]
    seen: set[str] = set()
    for way in ways:
        for name in graph[way[-1]]:
            if name == first:
                return way
            if name in knot and name not in seen:
                seen.add(name)
                ways.append((*way, name))
    return (first,)


def priorities_follow(register: Register, bia: BiaInput) -> Iterator[Problem]:
    """Yield every dependency that is to be recovered after what needs it."""
    services = {name: service.priority for name, service in bia.services.items()}
    for name, others in service_graph(bia).items():
        yield from _late(register, ("services", name, "priority"), name, others, services)
    businesses = {name: business.priority for name, business in bia.businesses.items()}
    for name, others in business_graph(bia).items():
        yield from _late(register, ("businesses", name, "priority"), name, others, businesses)


def _late(
    register: Register, path: Path, name: str, others: Sequence[str], priorities: Priorities
) -> Iterator[Problem]:
    own = priorities[name]
    for other in others:
        theirs = priorities[other]
        if own is not None and theirs is not None and theirs > own:
            facts = {"name": name, "other": other, "own": str(own), "theirs": str(theirs)}
            yield register.problem(path, "bia_priority_against_dependency", **facts)
