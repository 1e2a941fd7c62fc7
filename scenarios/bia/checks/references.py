"""Names that mean nothing, and entries that nothing needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from scenarios.bia.checks.order import business_graph, service_graph
from scenarios.bia.model import BiaInput
from scenarios.bia.register import Register
from scenarios.problems import Problem
from scenarios.suggest import nearest
from scenarios.tree import Path


def names_are_known(register: Register, bia: BiaInput) -> Iterator[Problem]:
    """Yield every reference to what the register does not have; a broken entry still counts as there."""
    for name, business in bia.businesses.items():
        needs = ("businesses", name, "needs")
        yield from _unknown(register, (*needs, "services"), business.needs.services, "service")
        yield from _unknown(register, (*needs, "businesses"), business.needs.businesses, "business")
    for name, service in bia.services.items():
        yield from _unknown(register, ("services", name, "depends_on"), service.depends_on, "service")
        yield from _unknown(register, ("services", name, "suppliers"), service.suppliers, "supplier")


def _unknown(register: Register, path: Path, names: Sequence[str], kind: str) -> Iterator[Problem]:
    sections = {"service": "services", "business": "businesses", "supplier": "suppliers"}
    keys = {
        "service": "bia_unknown_service",
        "business": "bia_unknown_business",
        "supplier": "bia_unknown_supplier",
    }
    known = register.draft.names(sections[kind])
    for place, name in enumerate(names):
        if name not in known:
            yield register.problem((*path, place), keys[kind], name=name, hint=nearest(name, known))


def everything_is_needed(register: Register, bia: BiaInput) -> Iterator[Problem]:
    """Yield businesses without a service, services without a business, suppliers without a service.

    Where no business is registered yet, nothing is said about services.
    """
    if not register.draft.problems:
        yield from _unsupported(register, bia)
        yield from _unneeded(register, bia)
        yield from _unused(register, bia)


def _unsupported(register: Register, bia: BiaInput) -> Iterator[Problem]:
    graph = business_graph(bia)
    for name in bia.businesses:
        if not any(bia.businesses[other].needs.services for other in reach(graph, (name,))):
            yield register.draft.problem_of_key(("businesses", name), "bia_business_unsupported", name=name)


def _unneeded(register: Register, bia: BiaInput) -> Iterator[Problem]:
    wanted = [name for business in bia.businesses.values() for name in business.needs.services]
    needed = reach(service_graph(bia), [name for name in wanted if name in bia.services])
    for name in bia.services if bia.businesses else ():
        if name not in needed:
            yield register.draft.problem_of_key(("services", name), "bia_service_unneeded", name=name)


def _unused(register: Register, bia: BiaInput) -> Iterator[Problem]:
    used = {name for service in bia.services.values() for name in service.suppliers}
    for name in bia.suppliers:
        if name not in used:
            yield register.draft.problem_of_key(("suppliers", name), "bia_supplier_unused", name=name)


def reach(graph: Mapping[str, Sequence[str]], start: Iterable[str]) -> frozenset[str]:
    """Return every name that can be reached from those of `start`, themselves included."""
    seen = set(start)
    waiting = list(seen)
    while waiting:
        fresh = [name for name in graph[waiting.pop()] if name not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return frozenset(seen)
