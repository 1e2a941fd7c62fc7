"""Continuity plans: complete by 10.6, their procedures told apart, their documents as they were reviewed."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.draft import Draft
from scenarios.problems import Problem
from scenarios.registers.papers import paper_digest
from scenarios.registers.procedures import PlanInput, PlansInput


def check_plans(draft: Draft[PlansInput]) -> Iterator[Problem]:
    """Yield procedures with the same id, parts of 10.6 that are missing, documents that are not as reviewed."""
    if draft.model is None:
        return
    owners: dict[str, str] = {}
    for name, plan in draft.model.plans.items():
        for procedure in plan.procedures:
            owner = owners.setdefault(procedure, name)
            if owner != name:
                path = ("plans", name, "procedures", procedure)
                yield draft.problem_of_key(path, "procedure_twice", name=procedure, other=owner)
        yield from _parts(draft, name, plan)
        yield from _paper(draft, name, plan)
        if plan.valid_until is not None and plan.valid_until < plan.valid_from:
            facts = {"first": plan.valid_from, "last": plan.valid_until}
            yield draft.problem(("plans", name, "valid_until"), "plan_never_valid", name=name, **facts)


def _parts(draft: Draft[PlansInput], name: str, plan: PlanInput) -> Iterator[Problem]:
    """Yield the parts that 10.6 names and the plan lacks; f, other matters, may be nothing."""
    parts = {
        "purpose": ("a", plan.purpose),
        "scope": ("a", plan.scope),
        "departments": ("b", plan.departments),
        "start": ("c", plan.start is not None and plan.start.criteria),
        "resources": ("e", plan.resources),
    }
    for part, (letter, there) in parts.items():
        if not there:
            yield draft.problem_of_key(("plans", name), "plan_part_missing", name=name, part=part, letter=letter)


def _paper(draft: Draft[PlansInput], name: str, plan: PlanInput) -> Iterator[Problem]:
    if plan.sha256 is None:
        return
    if plan.file is None:
        yield draft.problem(("plans", name, "sha256"), "plan_digest_of_nothing", name=name)
        return
    digest = paper_digest(draft.document.folder / plan.file) if "\0" not in plan.file else None
    if digest is None:
        yield draft.problem(("plans", name, "file"), "plan_paper_unreadable", name=name, paper=plan.file)
    elif digest != plan.sha256:
        yield draft.problem(("plans", name, "sha256"), "plan_paper_changed", name=name, paper=plan.file, digest=digest)
