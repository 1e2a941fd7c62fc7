"""How the analysis was made: what a report on it begins and ends with (JR/T 0251 §6.4 a, b, c, e)."""

from __future__ import annotations

import re
from typing import Annotated, Final

from pydantic import AfterValidator, Field, WithJsonSchema

from scenarios.bia.words import Day
from scenarios.fields import Input, Line, Title, refuse
from scenarios.problems import shown

UNITS: Final = {1: "元", 1_000: "千元", 10_000: "万元", 1_000_000: "百万元", 100_000_000: "亿元"}
"""What losses are counted in, as Chinese reports write it."""


def _a_currency(value: str) -> str:
    return value if re.fullmatch("[A-Z]{3}", value, re.ASCII) else refuse("not_a_currency", value=shown(value))


def _a_unit(value: int) -> int:
    return value if value in UNITS else refuse("no_choice", value=value, known=", ".join(map(str, UNITS)))


Currency = Annotated[str, AfterValidator(_a_currency), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$"})]
Unit = Annotated[int, AfterValidator(_a_unit), WithJsonSchema({"type": "integer", "enum": list(UNITS)})]
Titles = Annotated[list[Title], Field(max_length=200)]


class DepartmentInput(Input):
    """A department that took part, its people and their duties."""

    department: Title
    people: list[Line] = Field([])
    duties: Title | None = None


class AboutInput(Input):
    """The analysis itself."""

    organisation: Title | None = None
    date: Day | None = Field(None, description="The day as of which it holds.")
    purpose: Title | None = None
    scope: Title | None = None
    departments: Annotated[list[DepartmentInput], Field(max_length=200)] = Field([])
    process: Titles = Field([], description="How it was made, step by step.")
    conclusions: Titles = Field([])
    suggestions: Titles = Field([])
    other: Titles = Field([], description="Whatever else is to be said.")
    currency: Currency = Field("CNY", description="Of the losses, as in ISO 4217.")
    unit: Unit = Field(1, description="How many of it the losses count in.")
