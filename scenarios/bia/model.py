"""The form of a BIA file: what each service was promised, for whom, and by whom (JR/T 0251 6.2, 6.3)."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import AfterValidator, Field

from scenarios.bia.about import AboutInput, Titles
from scenarios.bia.business import BusinessInput
from scenarios.bia.words import Class, Day, Level, Priority, Rpo, Rto, Tolerable
from scenarios.fields import Duration, Factor, Input, Line, Name, Share, Title, both, lasting, refuse
from scenarios.plan import SECOND, Acceptable, Objective

WHOLE: Final = 1000
"""Thousandths in one."""


def _some_share(permille: int) -> int:
    return permille if 0 < permille <= WHOLE else refuse("share_out_of_range")


def _some_factor(permille: int) -> int:
    return permille if WHOLE <= permille <= 1000 * WHOLE else refuse("factor_out_of_range")


class AcceptableInput(Input):
    """The level of service that counts as recovered, against the baseline before the fault."""

    rate: Annotated[Share, AfterValidator(_some_share)] = Field(900, description="Least share of the baseline's rate.")
    p95: Annotated[Factor, AfterValidator(_some_factor)] = Field(
        2000, description="95th percentile latency, at most this many times the baseline's."
    )
    p95_floor: Annotated[Duration, lasting("0s", "1h")] = Field(0, description="Latency that is always fine.")
    hold: Annotated[Duration, lasting("1ms", "1d")] = Field(10 * SECOND, description="For how long without a break.")


class ResourcesInput(Input):
    """The least that recovery needs, by the eight kinds of JR/T 0251 §6.3."""

    information_systems: Titles = Field([])
    data: Titles = Field([])
    infrastructure: Titles = Field([])
    premises: Titles = Field([])
    communications: Titles = Field([])
    people: Titles = Field([])
    suppliers: Titles = Field([])
    documents: Titles = Field([])


class ServiceInput(Input):
    """One service's objectives, and what it stands on."""

    title: Title | None = None
    rto: Rto = Field(description="Recovery time objective, above zero.")
    rpo: Rpo = Field(description="Recovery point objective; 0s: no loss.")
    writes: bool = Field(description="Whether its users write; then the write side decides.")
    priority: Priority = Field(1, description="Order of recovery, 1 first.")
    acceptable: AcceptableInput = AcceptableInput.model_construct()
    owner: Title | None = Field(None, description="The department that answers for it.")
    class_: Class | None = Field(None, alias="class", description="Whether it is a real-time system (JR/T 0059).")
    level: Level | None = Field(None, description="Its level in the profile, 6 the highest.")
    mtpd: Tolerable | None = Field(None, description="Maximum tolerable period of disruption.")
    depends_on: list[Name] = Field([], description="Services without which it cannot run.")
    suppliers: list[Name] = Field([], description="Suppliers without whom it cannot be recovered.")
    resources: ResourcesInput = ResourcesInput.model_construct()


class SupplierInput(Input):
    """One supplier and what its contract promises."""

    title: Title | None = None
    contact: Line | None = Field(None, description="Its entry in the register of contacts.")
    rto: Rto | None = Field(None, description="Promised recovery time.")
    rpo: Rpo | None = Field(None, description="Promised recovery point.")
    contract_until: Day | None = Field(None, description="Last day of the contract.")


class BiaInput(Input):
    """A BIA file."""

    about: AboutInput | None = None
    profile: Line | None = Field(None, description="The level table held against: a shipped name, or a .yaml file.")
    businesses: dict[Name, BusinessInput] = Field({})
    services: Annotated[dict[Name, ServiceInput], Field(min_length=1)]
    suppliers: dict[Name, SupplierInput] = Field({})


def objective(name: str, bia: BiaInput) -> Objective:
    """Return what the BIA promises for the service of that name, and what it stands on; raises KeyError."""
    service = bia.services[name]
    level = service.acceptable
    return Objective(
        service=name,
        title=both(service.title or name),
        rto_ns=service.rto,
        rpo_ns=service.rpo,
        writes=service.writes,
        priority=service.priority,
        acceptable=Acceptable(
            rate_permille=level.rate, p95_permille=level.p95, p95_floor_ns=level.p95_floor, hold_ns=level.hold
        ),
        depends_on=_below(name, bia),
    )


def _below(name: str, bia: BiaInput) -> tuple[str, ...]:
    """Return what a service depends on, directly or through others, the nearest first; never itself."""
    found = [name]
    for one in found:
        service = bia.services.get(one)
        found += [other for other in ([] if service is None else service.depends_on) if other not in found]
    return tuple(dict.fromkeys(found[1:]))
