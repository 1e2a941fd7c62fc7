"""Whether what a scenario cites is there: threats of the taxonomy, risks, plan procedures, contact groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scenarios.draft import Draft
from scenarios.problems import Problem
from scenarios.registers.reading import RegisterSet
from scenarios.registers.taxonomy import titles_of
from scenarios.suggest import nearest
from scenarios.tree import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """What a scenario names, each with the path at which the name stands."""

    threats: tuple[tuple[Path, str], ...] = ()
    risks: tuple[tuple[Path, str], ...] = ()
    procedures: tuple[tuple[Path, str], ...] = ()
    groups: tuple[tuple[Path, str], ...] = ()


def listed(draft: Draft[Any], section: str, names: Sequence[str]) -> tuple[tuple[Path, str], ...]:
    """Return the names of a list at the top of a file, each with its path; broken items before them are counted."""
    places = draft.kept.get(section, tuple(range(len(names))))
    return tuple(((section, place), name) for place, name in zip(places, names, strict=False))


def check_citations(scenario: Draft[Any], cited: Cited, registers: RegisterSet) -> Iterator[Problem]:
    """Yield every name that its register does not have; a register that was not given is not looked into."""
    risks = None if registers.risks is None else registers.risks.model
    threats = titles_of(risks)
    for path, name in cited.threats:
        if name not in threats:
            yield scenario.problem(path, "unknown_threat", name=name, hint=nearest(name, threats))
    yield from _missing(scenario, cited.risks, registers.risks, "risk_not_registered", _risks(registers))
    yield from _missing(
        scenario, cited.procedures, registers.procedures, "procedure_not_registered", _procedures(registers)
    )
    yield from _missing(scenario, cited.groups, registers.contacts, "group_not_registered", _groups(registers))
    yield from _unreachable(scenario, cited.groups, registers)


def _missing(
    scenario: Draft[Any],
    cited: Iterable[tuple[Path, str]],
    register: Draft[Any] | None,
    key: str,
    known: Sequence[str],
) -> Iterator[Problem]:
    if register is None:
        return
    source = register.document.file
    for path, name in cited:
        if name not in known:
            yield scenario.problem(path, key, name=name, source=source, hint=nearest(name, known))


def _risks(registers: RegisterSet) -> tuple[str, ...]:
    return () if registers.risks is None else registers.risks.names("risks")


def _groups(registers: RegisterSet) -> tuple[str, ...]:
    return () if registers.contacts is None else registers.contacts.names("groups")


def _procedures(registers: RegisterSet) -> tuple[str, ...]:
    model = None if registers.procedures is None else registers.procedures.model
    return () if model is None else tuple(name for plan in model.plans.values() for name in plan.procedures)


def _unreachable(scenario: Draft[Any], cited: Iterable[tuple[Path, str]], registers: RegisterSet) -> Iterator[Problem]:
    contacts = registers.contacts
    known = {} if contacts is None or contacts.model is None else contacts.model.groups
    source = "" if contacts is None else contacts.document.file
    for path, name in cited:
        if name in known and not known[name].channels:
            yield scenario.problem(path, "group_unreachable", name=name, source=source)
