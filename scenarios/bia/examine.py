"""A register looked at as a whole: its form, the level table that it names, and everything held against each other."""

from __future__ import annotations

from scenarios.bia.checks import findings
from scenarios.bia.model import BiaInput
from scenarios.bia.register import Register, problems_in, read_register, register_of
from scenarios.documents import Document
from scenarios.draft import Draft
from scenarios.problems import Problem


def examine(document: Document) -> tuple[Register, tuple[Problem, ...]]:
    """Return the register and all its problems, warnings and notes included, in order; nothing is raised."""
    register = read_register(document)
    return register, problems_in(register, findings(register))


def bia_problems(draft: Draft[BiaInput]) -> tuple[Problem, ...]:
    """Return all problems of a BIA that was read already, what its checks find included, in order."""
    register = register_of(draft)
    return problems_in(register, findings(register))
