"""Whether the safeguards guard something: hosts, windows, bystanders and readiness checks that can be looked at."""

from __future__ import annotations

from collections.abc import Iterator

from scenarios.allowed import asks_for_calendar, parts_of
from scenarios.belonging import used_hosts
from scenarios.faults import FaultInput
from scenarios.problems import Problem
from scenarios.quantities import show_duration
from scenarios.question import Question
from scenarios.readiness import kind_of, roles_of_check
from scenarios.scenario import ScenarioInput
from scenarios.steps import CONTROLLER
from scenarios.suggest import nearest
from scenarios.tree import Path

_ANY_SHELL = ("clock_offset", "replication_healthy")


def check_guarding(question: Question) -> Iterator[Problem]:
    """Yield everything that is wrong with the safeguards of a scenario."""
    model = question.model
    if model is None or not question.scenario.is_whole("safeguards"):
        return
    yield from _bounds(question, model)
    yield from _window(question, model)
    yield from _bystanders(question, model)
    for index in range(len(model.safeguards.ready)):
        yield from _ready(question, model, index)
    is_idle = question.has_all_steps and not any(_faults(question))
    if "lease_works" in model.safeguards.ready and is_idle:
        index = model.safeguards.ready.index("lease_works")
        yield question.scenario.problem(("safeguards", "ready", index), "lease_without_fault")


def _faults(question: Question) -> Iterator[str]:
    yield from (step.id for step in question.steps() if isinstance(step.body, FaultInput))
    yield from (name for name, step, _ in question.foreign() if isinstance(step.body, FaultInput))


def _bounds(question: Question, model: ScenarioInput) -> Iterator[Problem]:
    draft, guards = question.scenario, model.safeguards
    used = {name for _, name in used_hosts(question)}
    if guards.most_hosts is not None and len(used) > guards.most_hosts and question.given_roles is None:
        facts = {"count": str(len(used)), "most": str(guards.most_hosts)}
        yield draft.problem(("safeguards", "most_hosts"), "too_many_hosts", **facts)
    if guards.hosts is not None and question.given_roles is None:
        for path, name in used_hosts(question):
            if name not in guards.hosts:
                yield draft.problem(path, "host_not_allowed", name=name)


def _window(question: Question, model: ScenarioInput) -> Iterator[Problem]:
    """The spans of a list agree, and the trading calendar is there where it is asked for."""
    window, told = model.safeguards.window, question.scenario.problem
    parts = parts_of(window)
    for index, part in enumerate(parts[1:], 1):
        for field in ("zone", "outside_trading"):
            if getattr(part, field) != getattr(parts[0], field):
                yield told(("safeguards", "window", index, field), "windows_disagree", what=field)
    if asks_for_calendar(window) and question.is_final and question.registers.calendar is None:
        yield told(("safeguards", "window"), "calendar_needed")


def _bystanders(question: Question, model: ScenarioInput) -> Iterator[Problem]:
    draft, known = question.scenario, question.scenario.names("probes")
    for index, bystander in enumerate(model.safeguards.bystanders):
        path: Path = ("safeguards", "bystanders", index, "probe")
        probe = model.probes.get(bystander.probe)
        if bystander.probe not in known:
            facts = {"name": bystander.probe, "hint": nearest(bystander.probe, known), "known": ", ".join(known) or "-"}
            yield draft.problem(path, "bystander_unknown", **facts)
        elif probe is not None and probe.service in model.services:
            yield draft.problem(path, "bystander_drilled", name=bystander.probe, service=str(probe.service))
        slow = bystander.slower_than
        if probe is not None and slow is not None and slow >= probe.timeout:
            facts = {"timeout": show_duration(probe.timeout), "value": show_duration(slow)}
            yield draft.problem((*path[:-1], "slower_than"), "slower_than_timeout", **facts)


def _ready(question: Question, model: ScenarioInput, index: int) -> Iterator[Problem]:
    """A check names roles that there are, on hosts where it can be made."""
    item, known = model.safeguards.ready[index], question.scenario.names("hosts")
    path: Path = ("safeguards", "ready", index)
    if model.form == "tabletop":
        yield question.scenario.problem(path, "tabletop_touches")
    roles, kind = roles_of_check(item), kind_of(item)
    for role in roles or ():
        if role == CONTROLLER or role not in known:
            facts = {"name": role, "hint": nearest(role, known), "known": ", ".join(known) or "-"}
            yield question.scenario.problem((*path, kind, "on"), "unknown_role", **facts)
    inventory = question.inventory
    hosts = {} if inventory is None or inventory.model is None else inventory.model.hosts
    asked = [name for role in roles or () for name in question.roles.get(role, ())]
    foreign = next((name for name in asked if name in hosts and hosts[name].shell != "sh"), None)
    if foreign is not None and kind not in _ANY_SHELL:
        yield question.scenario.problem((*path, kind, "on"), "ready_on_powershell", host=foreign)
