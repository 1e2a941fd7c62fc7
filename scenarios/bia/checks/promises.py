"""What is promised, against what it rests on: tolerable periods, services, suppliers, time to respond and verify."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from scenarios.bia.business import BusinessInput
from scenarios.bia.model import BiaInput, ServiceInput, SupplierInput
from scenarios.bia.register import Register
from scenarios.problems import Problem
from scenarios.quantities import show_duration
from scenarios.tree import Path

Pair: TypeAlias = "tuple[Path, str, int | None, int | None, str, int | None, int | None]"
"""Where a dependency is written; who depends, its RTO and RPO; on whom, and that one's."""


def rto_below_mtpd(register: Register, bia: BiaInput) -> Iterator[Problem]:
    """Yield every RTO that is not smaller than the tolerable period beside it (JR/T 0251 3.5)."""
    for section, entries in (("businesses", bia.businesses), ("services", bia.services)):
        for name, entry in entries.items():
            if entry.rto is not None and entry.mtpd is not None and entry.rto >= entry.mtpd:
                facts = {"name": name, "rto": show_duration(entry.rto), "mtpd": show_duration(entry.mtpd)}
                yield register.problem((section, name, "rto"), "bia_rto_not_below_mtpd", **facts)


def objectives_are_known(register: Register, bia: BiaInput) -> Iterator[Problem]:
    """Yield every business whose RTO or tolerable period is not known: what was not checked is told."""
    for name, business in bia.businesses.items():
        figures = (("RTO", business.rto), ("RPO", business.rpo), ("MTPD", business.mtpd))
        missing = [word for word, figure in figures if figure is None]
        if missing:
            path = ("businesses", name)
            facts = {"name": name, "missing": ", ".join(missing)}
            yield register.draft.problem_of_key(path, "bia_business_not_checked", **facts)


def no_faster_than_dependencies(register: Register, bia: BiaInput) -> Iterator[Problem]:
    """Yield every service or business that promises more than what it depends on keeps."""
    for path, name, rto, rpo, other, their_rto, their_rpo in _dependencies(bia):
        names = {"name": name, "other": other}
        if rto is not None and their_rto is not None and rto < their_rto:
            facts = {**names, "own": show_duration(rto), "theirs": show_duration(their_rto)}
            yield register.problem(path, "bia_rto_faster_than_dependency", **facts)
        if rpo is not None and their_rpo is not None and rpo < their_rpo:
            facts = {**names, "own": show_duration(rpo), "theirs": show_duration(their_rpo)}
            yield register.problem(path, "bia_rpo_finer_than_dependency", **facts)


def _dependencies(bia: BiaInput) -> Iterator[Pair]:
    """Yield every dependency. The RTO of a business against its services is the affair of `room_for_response`."""
    for name, service in bia.services.items():
        for place, other in enumerate(service.depends_on):
            below = bia.services.get(other)
            if below is not None:
                path = ("services", name, "depends_on", place)
                yield path, name, service.rto, service.rpo, other, below.rto, below.rpo
    for name, business in bia.businesses.items():
        yield from _needs(bia, name, business)


def _needs(bia: BiaInput, name: str, business: BusinessInput) -> Iterator[Pair]:
    for place, other in enumerate(business.needs.businesses):
        below = bia.businesses.get(other)
        if below is not None:
            path = ("businesses", name, "needs", "businesses", place)
            yield path, name, business.rto, business.rpo, other, below.rto, below.rpo
    for place, other in enumerate(business.needs.services):
        service = bia.services.get(other)
        if service is not None:
            yield ("businesses", name, "needs", "services", place), name, None, business.rpo, other, None, service.rpo


def room_for_response(register: Register, bia: BiaInput) -> Iterator[Problem]:
    """Yield every business whose services may take longer than its RTO less response and verification.

    The article behind it (银监 104 号文第 27 条) names the inputs; that the rest is their difference is derived.
    """
    for name, business in bia.businesses.items():
        if business.rto is not None:
            yield from _room(register, bia, name, business, business.rto)


def _room(register: Register, bia: BiaInput, name: str, business: BusinessInput, rto: int) -> Iterator[Problem]:
    response, verification = business.response or 0, business.verification or 0
    room = rto - response - verification
    facts = {
        "name": name,
        "rto": show_duration(rto),
        "response": show_duration(response),
        "verification": show_duration(verification),
    }
    if room <= 0:
        yield register.problem(("businesses", name, "rto"), "bia_no_time_left", **facts)
        return
    for place, other in enumerate(business.needs.services):
        service = bia.services.get(other)
        if service is not None and service.rto > room:
            more = {"room": show_duration(room), "other": other, "theirs": show_duration(service.rto)}
            path = ("businesses", name, "needs", "services", place)
            yield register.problem(path, "bia_no_room", **facts, **more)


def suppliers_keep_up(register: Register, bia: BiaInput) -> Iterator[Problem]:
    """Yield every supplier that promises less than a service needs, or nothing (RCU-outsource)."""
    for name, service in bia.services.items():
        for place, other in enumerate(service.suppliers):
            supplier = bia.suppliers.get(other)
            if supplier is not None:
                path = ("services", name, "suppliers", place)
                yield from _supplied(register, path, {"name": name, "other": other}, service, supplier)


def _supplied(
    register: Register, path: Path, names: dict[str, str], service: ServiceInput, supplier: SupplierInput
) -> Iterator[Problem]:
    promises = (
        ("RTO", "bia_supplier_rto", service.rto, supplier.rto),
        ("RPO", "bia_supplier_rpo", service.rpo, supplier.rpo),
    )
    missing = [figure for figure, _, _, promised in promises if promised is None]
    if missing:
        yield register.problem(path, "bia_supplier_no_promise", **names, missing=", ".join(missing))
    for _, key, needed, promised in promises:
        if promised is not None and promised > needed:
            yield register.problem(path, key, **names, own=show_duration(needed), theirs=show_duration(promised))


def contracts_run(register: Register, bia: BiaInput) -> Iterator[Problem]:
    """Yield every supplier whose contract ended before the day of the analysis."""
    day = bia.about.date if bia.about is not None else None
    for name, supplier in bia.suppliers.items():
        until = supplier.contract_until
        if day is not None and until is not None and until < day:
            path = ("suppliers", name, "contract_until")
            yield register.problem(path, "bia_contract_over", name=name, until=until, day=day)
