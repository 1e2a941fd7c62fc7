"""From files to a plan: everything named in them is real, or everything wrong with them is told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from scenarios.asking import Beside, ask
from scenarios.awaiting import check_awaiting
from scenarios.belonging import check_belonging
from scenarios.bia import BiaInput
from scenarios.bia.examine import bia_problems
from scenarios.canonical import canonical, digest
from scenarios.documents import Document, load
from scenarios.draft import understand
from scenarios.fitting import check_fitting
from scenarios.guarding import check_guarding
from scenarios.installed import check_installed
from scenarios.inventory import InventoryInput, read_inventory
from scenarios.joining import check_joining
from scenarios.ledgers.checks import check_ledgers
from scenarios.passing import check_passing
from scenarios.plan import Plan, plan_to_json
from scenarios.planning import is_whole, plan_of
from scenarios.probing.checks import check_probes
from scenarios.problems import Problem, Problems, errors_in
from scenarios.question import Question
from scenarios.reaching import check_reaching
from scenarios.registers import (
    Cited,
    Registers,
    check_citations,
    listed,
    load_registers,
    register_problems,
    understand_registers,
)
from scenarios.scripts import read_scripts
from scenarios.staffing import check_staffing
from scenarios.stepping import check_steps
from scenarios.steps import NotifyInput
from scenarios.tree import Path as Place


def make_plan(
    scenario: Path,
    inventory: Path,
    bia: Path,
    parameters: Mapping[str, str],
    registers: Registers = Registers(),  # noqa: B008  frozen, so one for all is right
) -> Plan:
    """Return the plan that the files describe; raises Problems with everything that is wrong in any of them.

    `parameters` are values as given from outside, read as the scenario's types say. What only deserves a warning keeps
    nobody from planning.
    """
    return plan_of_document(load(scenario), inventory, bia, parameters, registers)


def plan_of_document(
    scenario: Document,
    inventory: Path,
    bia: Path,
    parameters: Mapping[str, str],
    registers: Registers = Registers(),  # noqa: B008  frozen, so one for all is right
) -> Plan:
    """Do what `make_plan` does, of a scenario that was read already."""
    beside = Beside(
        bia=understand(BiaInput, load(bia)),
        inventory=understand(InventoryInput, read_inventory(inventory)),
        registers=understand_registers(load_registers(registers)),
    )
    question = ask(scenario, beside, parameters)
    wrong = tuple(problems_of(question))
    if errors_in(wrong) or not is_whole(question):
        raise Problems(wrong)
    return plan_of(question)


def plan_digest(plan: Plan) -> str:
    """Return the SHA-256 of the plan's canonical JSON, as 64 hex digits."""
    return digest(canonical(plan_to_json(plan)))


def problems_of(question: Question) -> Iterator[Problem]:
    """Yield everything that is wrong in the files of a question, and between them."""
    yield from problems_in(question)
    yield from bia_problems(question.bia) if question.bia is not None else ()
    yield from question.inventory.problems if question.inventory is not None else ()
    yield from register_problems(question.registers)


def problems_in(question: Question) -> Iterator[Problem]:
    """Yield everything that is wrong in a scenario and those that it includes, beside the other files."""
    found = [*question.scenario.problems, *question.settings.problems, *read_scripts(question).problems]
    for check in CHECKS:
        found += check(question)
    for child in question.included.values():
        found += problems_in(child)
    yield from (problem for problem in found if not question.known(problem))


def _citations(question: Question) -> Iterator[Problem]:
    model, draft = question.model, question.scenario
    if model is None:
        return
    cited = Cited(
        threats=listed(draft, "threats", model.threats),
        risks=listed(draft, "risks", model.risks),
        procedures=listed(draft, "procedures", model.procedures),
        groups=tuple(_groups(question)),
    )
    yield from _uncited(question, cited)
    yield from check_citations(draft, cited, question.registers)


def _uncited(question: Question, cited: Cited) -> Iterator[Problem]:
    """Yield the registers that are cited and not given, once all that there are have been given."""
    registers = question.registers
    for what, names, given in (
        ("risks", cited.risks, registers.risks),
        ("procedures", cited.procedures, registers.procedures),
    ):
        if names and given is None and question.is_final:
            yield question.scenario.problem_of_key((what,), "register_needed", what=what)


def _groups(question: Question) -> Iterator[tuple[Place, str]]:
    for step in question.steps():
        if isinstance(step.body, NotifyInput):
            for index, name in enumerate(step.body.notify.groups):
                yield (*step.path, "notify", "groups", index), name


CHECKS: Final[tuple[Callable[[Question], Iterator[Problem]], ...]] = (
    check_belonging,
    check_guarding,
    check_steps,
    check_fitting,
    check_passing,
    check_reaching,
    check_awaiting,
    check_staffing,
    check_joining,
    check_probes,
    check_ledgers,
    check_installed,
    _citations,
)
"""Every check of one scenario, each for one subject."""
