"""How the harm of an interruption grows: it never becomes less with time (JR/T 0251 §6.2 b 3)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, Literal, TypeAlias

from scenarios.bia.business import ImpactInput
from scenarios.bia.model import BiaInput
from scenarios.bia.register import Register
from scenarios.problems import Problem
from scenarios.quantities import show_duration

Measure: TypeAlias = Literal["loss", "economic", "reputation", "credit", "legal"]
MEASURES: Final[tuple[Measure, ...]] = ("loss", "economic", "reputation", "credit", "legal")
"""What an impact is measured by."""


def measured(point: ImpactInput, measure: Measure) -> int | None:
    """Return one measure of an impact; None where it was not assessed."""
    match measure:
        case "loss":
            return point.loss
        case "economic":
            return point.economic
        case "reputation":
            return point.reputation
        case "credit":
            return point.credit
        case "legal":
            return point.legal


def impact_grows(register: Register, bia: BiaInput) -> Iterator[Problem]:
    """Yield every fall of an impact with time, and every time that is given twice."""
    for name, business in bia.businesses.items():
        ordered = sorted(enumerate(business.impact), key=lambda each: (each[1].after, each[0]))
        yield from _twice(register, name, ordered)
        for measure in MEASURES:
            yield from _falls(register, name, ordered, measure)


def _twice(register: Register, name: str, ordered: list[tuple[int, ImpactInput]]) -> Iterator[Problem]:
    for (_, earlier), (place, point) in pairwise(ordered):
        if earlier.after == point.after:
            path = ("businesses", name, "impact", place, "after")
            yield register.problem(path, "bia_impact_twice", name=name, after=show_duration(point.after))


def _falls(
    register: Register, name: str, ordered: list[tuple[int, ImpactInput]], measure: Measure
) -> Iterator[Problem]:
    before: int | None = None
    for place, point in ordered:
        value = measured(point, measure)
        if before is not None and value is not None and value < before:
            facts = {"name": name, "of": measure, "before": str(before), "value": str(value)}
            yield register.problem(("businesses", name, "impact", place, measure), "bia_impact_falls", **facts)
        before = before if value is None else value
