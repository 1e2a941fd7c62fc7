"""The form of a file of frequency rules: every figure is given with its source, or it is 未核实."""

from __future__ import annotations

from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, Field, Tag

from scenarios.bia.profile import NO_DEMAND, UNVERIFIED, SourcedInput
from scenarios.bia.words import Day, Importance
from scenarios.fields import Input, Line, Name, Title, one_or, refuse

__all__ = ["NO_DEMAND", "UNVERIFIED", "BeforeInput", "EveryInput", "FrequencyInput", "ReportInput", "RuleInput"]

Basis: TypeAlias = Literal["statutory", "recommended", "internal", "foreign"]
"""statutory: binding here; recommended: a standard that nobody must follow; internal: the firm's own baseline
(内部基线, not 法定); foreign: binding where a firm is subject to that law."""
Clock: TypeAlias = Literal["calendar_year", "rolling", "same_month"]
"""From when to when a period runs: whole calendar years, from drill to drill, or from drill to the end of the same
calendar month."""
Scope: TypeAlias = Literal["each", "full"]
"""each: every service for itself; full: one drill of all services that the rule is about."""
Form: TypeAlias = Literal["tabletop", "simulated", "live"]
_FORMS: Final[tuple[Form, ...]] = ("tabletop", "simulated", "live")


class EveryInput(SourcedInput):
    """At least once in so many months."""

    months: Annotated[int, Field(ge=1, le=240)]


class ReportInput(SourcedInput):
    """Within so many working days after the drill, a report goes to somebody."""

    working_days: Annotated[int, Field(ge=1, le=250)]
    to: Title


class BeforeInput(SourcedInput):
    """What is to be done before the drill; without days where the rule names none."""

    duty: Title
    days: Annotated[int, Field(ge=1, le=365)] | None = None


_Open: TypeAlias = Annotated[Literal["未核实", "不适用"], Tag("<text>")]
Every = Annotated[_Open | Annotated[EveryInput, Tag("<figure>")], one_or("<figure>")]
Reported = Annotated[_Open | Annotated[ReportInput, Tag("<figure>")], one_or("<figure>")]
Before = Annotated[_Open | Annotated[BeforeInput, Tag("<figure>")], one_or("<figure>")]


class RuleInput(Input):
    """One rule."""

    rule: Name
    title: Title
    basis: Basis
    every: Every = UNVERIFIED
    report: Reported = NO_DEMAND
    before: Before = NO_DEMAND
    clock: Clock = "calendar_year"
    scope: Scope = "each"
    forms: Annotated[list[Form], Field(min_length=1, max_length=3)] = Field(
        [*_FORMS], description="Forms of drill that count."
    )
    importance: Annotated[list[Importance], Field(max_length=3)] = Field(
        [], description="Services of this importance; none: all."
    )
    on_change: bool = Field(default=False, description="Whether a change of a service makes it due at once.")
    note: Title | None = None


def _each_once(rules: list[RuleInput]) -> list[RuleInput]:
    names = [rule.rule for rule in rules]
    twice = next((name for name in names if names.count(name) > 1), None)
    return rules if twice is None else refuse("frequency_rule_twice", rule=twice)


class FrequencyInput(Input):
    """A file of frequency rules."""

    frequencies: Name
    title: Title
    standard: Line
    in_force: Day | None = None
    rules: Annotated[list[RuleInput], Field(max_length=50), AfterValidator(_each_once)] = Field([])
