"""The policy's section `improvement`: how findings are followed up."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from scenarios.fields import Input, Line
from service.policy.section import defaults

Severity: TypeAlias = Literal["info", "warning", "serious"]
Days: TypeAlias = Annotated[int, Field(ge=1, le=3_650)]


class DueDaysPolicy(Input):
    """Within how many days an improvement item is due, by how serious it is."""

    serious: Days = Field(default=30, description="Days for what is serious: a target missed, a step failed.")
    warning: Days = Field(default=60, description="Days for what is a warning: an inconclusive target, a late step.")
    info: Days = Field(default=90, description="Days for everything else.")


class ImprovementPolicy(Input):
    """What the firm decided of this: how findings are followed up."""

    due_days: DueDaysPolicy = Field(
        default_factory=partial(defaults, DueDaysPolicy), description="When an item that opened by itself is due."
    )
    longest_days: Days = Field(default=180, description="No item may be due later than this after it was opened.")
    ungoverned: bool = Field(default=True, description="Whether drills without a dossier open items, too.")
    blocking: list[Severity] = Field(
        default_factory=lambda: list[Severity](("serious", "warning")),
        description="Items of these severities keep their services from being drilled until a measure is carried out.",
    )
    redrill: bool = Field(
        default=True, description="Whether what a drill found needs a later drill that shows it gone, to be closed."
    )
    owners: dict[Line, Line] = Field(
        default_factory=dict[str, str], description="Who owns the items of a service until somebody else is named."
    )
    owner: Line | None = Field(default=None, description="Who owns the items of services that `owners` does not name.")
    report_to: list[Line] = Field(
        default_factory=list[str], description="Who is told of every new item besides its owner (form 39 goes upward)."
    )
    remind_before_days: Days = Field(default=7, description="How many days ahead the owner is reminded.")
    remind_every_days: Days = Field(default=7, description="How often somebody is reminded of what is overdue.")
