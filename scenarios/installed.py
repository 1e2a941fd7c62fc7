"""What is installed beside the house and cannot be used: told wherever a scenario is read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from scenarios.actions.registry import UNUSABLE as UNUSABLE_ACTIONS
from scenarios.faults.registry import UNUSABLE as UNUSABLE_FAULTS
from scenarios.ledgers import UNUSABLE as UNUSABLE_LEDGERS
from scenarios.probing import UNUSABLE as UNUSABLE_PROBES
from scenarios.problems import Problem
from scenarios.question import Question


def check_installed(question: Question) -> Iterator[Problem]:
    """Yield every entry point that cannot be used, once for a scenario with all that it includes."""
    if question.given_roles is not None:
        return
    for each in chain(UNUSABLE_FAULTS, UNUSABLE_ACTIONS, UNUSABLE_LEDGERS, UNUSABLE_PROBES):
        yield each.problem(question.scenario.document.file)
