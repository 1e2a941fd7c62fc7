"""What must belong together: a scenario's names, the BIA's services, the inventory's hosts and secrets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, cast

from scenarios.actions import ActionInput
from scenarios.draft import Draft
from scenarios.faults import FaultInput
from scenarios.faults.registry import kind_of_fault
from scenarios.inventory import InventoryInput
from scenarios.ledgers.checks import ledger_secrets
from scenarios.probing.checks import probe_secret_names
from scenarios.problems import Problem
from scenarios.question import Question, WrittenStep
from scenarios.readiness import ReplicationItem
from scenarios.scenario import ScenarioInput
from scenarios.steps import CONTROLLER, MeasureInput
from scenarios.steps.kinds import CheckActionInput
from scenarios.suggest import nearest
from scenarios.tree import Path

_HINTS: Final = 20
"""For so many unknown hosts the nearest name is looked for: each is held against all that there are."""


def check_belonging(question: Question) -> Iterator[Problem]:
    """Yield everything that does not fit between the parts of a scenario and the files beside it."""
    model = question.model
    if model is None:
        return
    yield from _services(question, model)
    yield from _streams(question, model)
    yield from _measured(question, model)
    yield from _hosts(question, model)
    yield from _environments(question, model)
    yield from _powershell(question)
    yield from _secrets(question, model)
    yield from _ssh_stays_open(question)


def _services(question: Question, model: ScenarioInput) -> Iterator[Problem]:
    bia, draft = question.bia, question.scenario
    known = bia.names("services") if bia is not None else None
    for index, name in enumerate(model.services if draft.is_whole("services") else ()):
        if name in model.services[:index]:
            yield draft.problem(("services", index), "service_twice", name=name)
        elif bia is not None and bia.document.root is not None and known is not None and name not in known:
            facts = {"name": name, "hint": nearest(name, known), "known": ", ".join(known) or "-"}
            yield draft.problem(("services", index), "service_not_in_bia", source=bia.document.file, **facts)


def _streams(question: Question, model: ScenarioInput) -> Iterator[Problem]:
    """Probes and ledgers have different names, and measure services of this drill."""
    draft = question.scenario
    for name in draft.names("ledger"):
        if name in draft.names("probes"):
            yield draft.problem_of_key(("ledger", name), "one_name_two_streams", name=name)
    if not draft.is_whole("services"):
        return
    for section, entries in (("probes", model.probes), ("ledger", model.ledger)):
        for name, entry in entries.items():
            if entry.service is not None and entry.service not in model.services:
                facts = {"name": entry.service, "hint": nearest(entry.service, model.services)}
                yield draft.problem((section, name, "service"), "service_not_drilled", **facts)


def _measured(question: Question, model: ScenarioInput) -> Iterator[Problem]:
    """Every service has a probe or ledger, unless nothing is interrupted or some of them could not be read."""
    draft = question.scenario
    if model.form == "tabletop" or not draft.is_whole("services"):
        return
    if any(path[:1] in {("probes",), ("ledger",)} for path in draft.broken):
        return
    measured = set(question.measured())
    for index, name in enumerate(model.services):
        if name not in measured:
            yield draft.problem(("services", index), "unmeasured_service", name=name)


def _hosts(question: Question, model: ScenarioInput) -> Iterator[Problem]:
    draft, inventory = question.scenario, question.inventory
    if CONTROLLER in draft.names("hosts"):
        yield draft.problem_of_key(("hosts", CONTROLLER), "reserved_role")
    if question.given_roles is not None:
        return  # those written here are not used
    if inventory is not None and inventory.document.root is not None:
        known, groups = dict.fromkeys(inventory.names("hosts")), frozenset(inventory.names("groups"))
        wrong = (
            (path, name)
            for path, name in (*_host_names(model), *_guarded(model))
            if name not in known and not (path[0] == "hosts" and name in groups)
        )
        every = ", ".join(known) or "-"
        for count, (path, name) in enumerate(wrong):
            facts = {"name": name, "hint": nearest(name, known) if count < _HINTS else "", "known": every}
            yield draft.problem(path, "host_not_in_inventory", source=inventory.document.file, **facts)


def _guarded(model: ScenarioInput) -> Iterator[tuple[Path, str]]:
    for index, name in enumerate(model.safeguards.hosts or ()):
        yield ("safeguards", "hosts", index), name


def _host_names(model: ScenarioInput) -> Iterator[tuple[Path, str]]:
    for role, names in model.hosts.items():
        if isinstance(names, str):
            yield ("hosts", role), names
        else:
            yield from ((("hosts", role, index), name) for index, name in enumerate(names))


def used_hosts(question: Question) -> Iterator[tuple[Path, str]]:
    """Yield every host that a role has, and where it is named: at its role, where another scenario names it."""
    if question.given_roles is None and question.model is not None:
        named = _host_names(question.model)
        yield from ((path, host) for path, name in named for host in question.hosts_called(name))
        return
    for role, names in (question.given_roles or {}).items():
        yield from ((("hosts", role), name) for name in names)


def _environments(question: Question, model: ScenarioInput) -> Iterator[Problem]:
    inventory = question.inventory
    if inventory is None or inventory.model is None or not question.scenario.is_whole("safeguards"):
        return
    allowed = model.safeguards.environments
    for path, name in used_hosts(question):
        host = inventory.model.hosts.get(name)
        if host is not None and host.environment is None:
            where = f"{inventory.document.file}: hosts: {{{name}: {{environment: …}}}}"
            yield question.scenario.problem(path, "host_without_environment", host=name, where=where)
        elif host is not None and host.environment not in allowed:
            facts = {"host": name, "environment": str(host.environment), "allowed": ", ".join(allowed)}
            yield question.scenario.problem(path, "environment_not_allowed", **facts)


def _powershell(question: Question) -> Iterator[Problem]:
    """Faults, their leases and sudo are for POSIX hosts."""
    hosts = {} if question.inventory is None or question.inventory.model is None else question.inventory.model.hosts
    for step in question.steps():
        shells = [name for name in question.hosts_on(step) if name in hosts and hosts[name].shell == "powershell"]
        if shells and isinstance(step.body, FaultInput) and not kind_of_fault(step.body).on_controller:
            yield question.scenario.problem((*step.path, "fault"), "powershell_no_fault", host=shells[0])
        elif shells and getattr(step.body, "become", False):
            yield question.scenario.problem((*step.path, "become"), "powershell_no_become", host=shells[0])


def _secrets(question: Question, model: ScenarioInput) -> Iterator[Problem]:
    inventory = question.inventory
    if inventory is None or inventory.document.root is None:
        return
    known = inventory.names("secrets")
    for path, name in (*_secret_names(model), *_step_secrets(question)):
        if name not in known:
            facts = {"name": name, "hint": nearest(name, known), "source": inventory.document.file}
            yield question.scenario.problem(path, "unknown_secret", **facts)


def _secret_names(model: ScenarioInput) -> Iterator[tuple[Path, str]]:
    yield from probe_secret_names(model.probes)
    yield from ledger_secrets(model.ledger)
    for index, item in enumerate(model.safeguards.ready):
        if isinstance(item, ReplicationItem):
            yield ("safeguards", "ready", index, "replication_healthy", "dsn"), item.replication_healthy.dsn


def _step_secrets(question: Question) -> Iterator[tuple[Path, str]]:
    for step in question.steps():
        named = cast("dict[str, str]", getattr(step.body, "secrets", {}))
        yield from (((*step.path, "secrets", name), secret) for name, secret in named.items())
        yield from _action_secrets(step)
        if isinstance(step.body, MeasureInput) and step.body.measure.dsn is not None:
            yield (*step.path, "measure", "dsn"), step.body.measure.dsn


def _action_secrets(step: WrittenStep) -> Iterator[tuple[Path, str]]:
    match step.body:
        case ActionInput() as form:
            below = step.path
        case CheckActionInput(check=form):
            below = (*step.path, "check")
        case _:
            return
    yield from (((*below, field), secret) for field, secret in form.secret_fields())


def _ssh_stays_open(question: Question) -> Iterator[Problem]:
    """A fault must not shut the port by which it is undone."""
    ports = _ports(question.inventory)
    for step in question.steps():
        if not isinstance(step.body, FaultInput):
            continue
        shuts = kind_of_fault(step.body).shuts
        hosts = [name for name in question.hosts_on(step) if name in ports]
        shut = next(((field, name) for name in hosts if (field := shuts(step.body, ports[name]))), None)
        if shut is not None:
            yield question.scenario.problem((*step.path, shut[0]), "blocks_ssh", host=shut[1])


def _ports(inventory: Draft[InventoryInput] | None) -> dict[str, int]:
    if inventory is None or inventory.model is None:
        return {}
    return {name: host.port for name, host in inventory.model.hosts.items()}
