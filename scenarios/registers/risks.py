"""The form of a risk file: risks of the firm's services, and the lists and matrix it judges them by (JR/T 0251 7)."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from scenarios.bia.about import AboutInput, Titles
from scenarios.bia.words import Day, Grade
from scenarios.fields import Id, Input, Line, Name, Title, refuse

RiskLevel: TypeAlias = Literal["low", "medium", "high", "extreme"]
"""From the lowest to the highest; from `high` on a risk is to be drilled first."""
Row = Annotated[list[RiskLevel], Field(min_length=5, max_length=5)]
_ORDER: tuple[RiskLevel, ...] = ("low", "medium", "high", "extreme")


def rank(level: RiskLevel) -> int:
    """Return the place of a level, 0 the lowest."""
    return _ORDER.index(level)


def _rising(rows: list[list[RiskLevel]]) -> list[list[RiskLevel]]:
    """Refuse a matrix in which a worse consequence or a likelier event is a lower risk."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    if any(rank(low) > rank(high) for line in (*rows, *columns) for low, high in pairwise(line)):
        refuse("matrix_falls")
    return rows


Matrix = Annotated[list[Row], Field(min_length=5, max_length=5), AfterValidator(_rising)]
"""One row for each consequence, 1 first; in it one level for each likelihood, 1 first."""
MATRIX: list[list[RiskLevel]] = [
    ["low", "low", "low", "low", "medium"],
    ["low", "low", "medium", "medium", "medium"],
    ["low", "medium", "medium", "high", "high"],
    ["medium", "medium", "high", "high", "extreme"],
    ["medium", "high", "high", "extreme", "extreme"],
]
"""The house's own (derived, from no standard); a firm writes its own in the file."""


class ThreatInput(Input):
    """A threat that the shipped taxonomy does not have."""

    title: Title
    within: Id = Field(description="The threat of the taxonomy, or of this file, that it is a kind of.")
    source: Line | None = None


class TreatmentInput(Input):
    """What is done about a risk."""

    decision: Literal["reduce", "avoid", "transfer", "accept"]
    measures: Titles = Field([])


class ResidualInput(Input):
    """What is left of a risk after its treatment."""

    consequence: Grade
    likelihood: Grade
    accepted_by: Title | None = None


class RiskInput(Input):
    """One risk; its level follows from consequence and likelihood by the matrix."""

    title: Title
    threat: Id
    services: list[Name] = Field([], description="Services of the BIA.")
    resources: Titles = Field([])
    vulnerability: Title | None = None
    consequence: Grade
    likelihood: Grade
    level: RiskLevel | None = Field(None, description="May be written; it must then be what the matrix says.")
    treatment: TreatmentInput | None = None
    residual: ResidualInput | None = None
    owner: Title | None = None
    reviewed: Day | None = None


class RisksInput(Input):
    """A risk file."""

    about: AboutInput | None = None
    lists: list[Line] = Field(
        ["JRT0251-1", "CSRC218-37"], description="The lists of threats that the firm holds itself to."
    )
    ruled_out: dict[Id, Title] = Field({}, description="Threats that cannot occur here, each with the reason.")
    matrix: Matrix = Field(MATRIX)
    threats: dict[Id, ThreatInput] = Field({})
    risks: dict[Name, RiskInput] = Field({})

    def level_of(self, consequence: int, likelihood: int) -> RiskLevel:
        """Return what the matrix says; both from 1 to 5."""
        return self.matrix[consequence - 1][likelihood - 1]
