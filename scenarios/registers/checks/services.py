"""Services that the registers name, held against the BIA."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scenarios.draft import Draft
from scenarios.problems import Problem
from scenarios.registers.procedures import PlansInput
from scenarios.registers.risks import RisksInput
from scenarios.suggest import nearest
from scenarios.tree import Path


def check_services(
    bia: Draft[Any], risks: Draft[RisksInput] | None, plans: Draft[PlansInput] | None
) -> Iterator[Problem]:
    """Yield every service of a risk or a procedure that the BIA does not have."""
    if risks is not None and risks.model is not None:
        for path, name in _of_risks(risks.model):
            yield from _missing(risks, path, name, bia)
    if plans is not None and plans.model is not None:
        for path, name in _of_plans(plans.model):
            yield from _missing(plans, path, name, bia)


def _of_risks(risks: RisksInput) -> Iterator[tuple[Path, str]]:
    for risk_id, risk in risks.risks.items():
        yield from ((("risks", risk_id, "services", place), name) for place, name in enumerate(risk.services))


def _of_plans(plans: PlansInput) -> Iterator[tuple[Path, str]]:
    for plan_id, plan in plans.plans.items():
        for procedure, each in plan.procedures.items():
            path: Path = ("plans", plan_id, "procedures", procedure, "services")
            yield from (((*path, place), name) for place, name in enumerate(each.services))


def _missing(draft: Draft[Any], path: Path, name: str, bia: Draft[Any]) -> Iterator[Problem]:
    known = bia.names("services")
    if name not in known:
        facts = {"name": name, "known": ", ".join(known), "hint": nearest(name, known)}
        yield draft.problem(path, "service_not_in_bia", source=bia.document.file, **facts)
