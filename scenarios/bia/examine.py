"""A register looked at as a whole: its form, the level table that it names, and everything held against each other."""

from __future__ import annotations

from scenarios.bia.checks import findings
from scenarios.bia.register import Register, problems_in, read_register
from scenarios.documents import Document
from scenarios.problems import Problem


def examine(document: Document) -> tuple[Register, tuple[Problem, ...]]:
    """Return the register and all its problems, warnings and notes included, in order; nothing is raised."""
    register = read_register(document)
    return register, problems_in(register, findings(register))
