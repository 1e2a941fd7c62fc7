"""From files to a question: the scenario with its parameters filled in, and those that it includes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any, Final

from scenarios.bia import BiaInput
from scenarios.documents import Document, load
from scenarios.draft import STOCK, Draft, understand
from scenarios.inventory import InventoryInput
from scenarios.parameters import ParameterInput, Value, allow, fit
from scenarios.problems import Problem
from scenarios.question import Question
from scenarios.registers import RegisterSet
from scenarios.scenario import IncludeInput, ScenarioInput
from scenarios.scripts import leaves
from scenarios.settings import Given, from_command_line, settle
from scenarios.steps import roles_in
from scenarios.suggest import nearest
from scenarios.tree import Path, mark_of

DEEPEST: Final = 5
"""How deep one scenario may stand inside another."""
MOST_INCLUDED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What stands beside a scenario, and beside every scenario that it includes."""

    bia: Draft[BiaInput] | None = None
    inventory: Draft[InventoryInput] | None = None
    registers: RegisterSet = field(default_factory=RegisterSet)
    are_all: bool = True
    """Whether these are all that a drill will have; files that are only looked at may have more."""


@dataclass(slots=True)
class _Shelf:
    """Every included file, read once; `taken` counts how often one was included in all."""

    documents: dict[FilePath, Document] = field(default_factory=dict[FilePath, Document])
    taken: int = 0

    def document(self, path: FilePath, called: str) -> Document:
        if path not in self.documents:
            self.documents[path] = load(path, called)
        return self.documents[path]


def ask(scenario: Document, beside: Beside, given: Mapping[str, str] | None) -> Question:
    """Return what a scenario asks beside the other files; `given` is None where no parameter values are to come."""
    settings = settle(scenario, None if given is None else from_command_line(scenario, given))
    draft = understand(ScenarioInput, scenario, settings.values, STOCK)
    question = Question(
        scenario=draft,
        settings=settings,
        bia=beside.bia,
        inventory=beside.inventory,
        registers=beside.registers,
        is_final=beside.are_all,
    )
    own = (scenario.folder / FilePath(scenario.file).name).resolve()
    return _with_included(question, (own,), _Shelf())


def _with_included(question: Question, chain: tuple[FilePath, ...], shelf: _Shelf) -> Question:
    included: dict[str, Question] = {}
    problems: list[Problem] = []
    for name, include in question.model.include.items() if question.model is not None else ():
        match _included(question, name, include, chain, shelf):
            case Question() as child:
                included[name] = child
                problems += _roles(question, child, name, include)
            case problem:
                problems.append(problem)
    return replace(question, included=included, inclusion=tuple(problems))


def _included(
    question: Question, name: str, include: IncludeInput, chain: tuple[FilePath, ...], shelf: _Shelf
) -> Question | Problem:
    """Return the scenario that is included under `name`, or why it cannot be."""
    at: Path = ("include", name, "scenario")
    folder, told = question.scenario.document.folder, question.scenario.problem
    if leaves(folder, include.scenario):
        return told(at, "script_outside", value=include.scenario)
    path = (folder / include.scenario).resolve()
    if path in chain:
        trail = " -> ".join(each.name for each in (*chain[chain.index(path) :], path))
        return told(at, "include_cycle", chain=trail)
    shelf.taken += 1
    if len(chain) > DEEPEST or shelf.taken > MOST_INCLUDED:
        key = "include_too_deep" if len(chain) > DEEPEST else "include_too_many"
        return told(at, key, most=str(DEEPEST if len(chain) > DEEPEST else MOST_INCLUDED))
    called = os.path.join(os.path.dirname(question.scenario.document.file), include.scenario)  # noqa: PTH118, PTH120
    document = shelf.document(path, called)
    if not document.sha256:
        return told(at, "include_unreadable", value=include.scenario, why=document.problems[0].message)
    return _with_included(_asked(question, name, include, document), (*chain, path), shelf)


def _asked(question: Question, name: str, include: IncludeInput, document: Document) -> Question:
    settings = settle(document, _parameters(question, name, include))
    draft = understand(ScenarioInput, document, settings.values, STOCK)
    roles = {
        there: tuple(dict.fromkeys(host for role in roles_in(here) for host in question.roles.get(role, ())))
        for there, here in include.hosts.items()
    }
    return replace(
        question,
        scenario=draft,
        settings=settings,
        given_roles={role: roles.get(role, ()) for role in draft.names("hosts")},
    )


def _parameters(question: Question, name: str, include: IncludeInput) -> Given:
    """Return the values that the including scenario gives; they are typed already."""
    draft, root = question.scenario, question.scenario.document.root
    section: Path = ("include", name, "parameters")

    def told(parameter: str, key: str, facts: Mapping[str, str]) -> Problem:
        if key == "parameter_needed":
            return draft.problem_of_key(("include", name), "include_parameter_needed", **facts)
        return draft.problem((*section, parameter), key, **facts)

    marks = {each: mark_of(root, (*section, each)) for each in include.parameters} if root is not None else {}
    unsure = frozenset(each for each, mark in marks.items() if mark in question.settings.doubtful)
    return Given(values=include.parameters, read=_typed, told=told, unsure=unsure)


def _typed(parameter: ParameterInput, value: Any) -> Value:
    return allow(parameter, fit(parameter.type, value))


def _roles(question: Question, child: Question, name: str, include: IncludeInput) -> Iterator[Problem]:
    """Yield roles of the included scenario that get no hosts, and names that are no role on either side."""
    if child.scenario.document.root is None:
        return
    there, here = child.scenario.names("hosts"), question.scenario.names("hosts")
    missing = [role for role in there if role not in include.hosts]
    if missing:
        yield question.scenario.problem_of_key(("include", name), "include_role_missing", roles=", ".join(missing))
    for role, given in include.hosts.items():
        path: Path = ("include", name, "hosts", role)
        if role not in there:
            facts = {"name": role, "hint": nearest(role, there), "known": ", ".join(there) or "-"}
            yield question.scenario.problem_of_key(path, "include_role_unknown", **facts)
        for one in roles_in(given):
            if one not in here:
                facts = {"name": one, "hint": nearest(one, here), "known": ", ".join(here) or "-"}
                yield question.scenario.problem(path, "unknown_role", **facts)
