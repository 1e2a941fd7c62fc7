"""The business impact analysis: what each service was promised (JR/T 0251 6.3)."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import AfterValidator, Field

from scenarios.fields import Duration, Factor, Input, Name, Share, Title, both, lasting, refuse
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


class ServiceInput(Input):
    """One service's objectives."""

    title: Title | None = None
    rto: Annotated[Duration, lasting("1ms", "365d")] = Field(description="Recovery time objective, above zero.")
    rpo: Annotated[Duration, lasting("0s", "365d")] = Field(description="Recovery point objective; 0s: no loss.")
    writes: bool = Field(description="Whether its users write; then the write side decides.")
    priority: Annotated[int, Field(ge=1, le=999)] = Field(1, description="Order of recovery, 1 first.")
    acceptable: AcceptableInput = AcceptableInput.model_construct()


class BiaInput(Input):
    """A BIA file."""

    services: Annotated[dict[Name, ServiceInput], Field(min_length=1)]


def objective(name: str, service: ServiceInput) -> Objective:
    """Return what the BIA promises for the service of that name."""
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
    )
