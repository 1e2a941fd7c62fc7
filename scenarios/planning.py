"""How a question without problems becomes a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from scenarios.allowed import window_of
from scenarios.assembly import Ground, bounds_of, notified, planned_steps
from scenarios.bia import BiaInput, objective
from scenarios.completing import Asked, completed
from scenarios.fields import both
from scenarios.including import Placed, united
from scenarios.inventory import InventoryInput, planned, secret
from scenarios.joining import calendar_given
from scenarios.ledgers import LedgerGround, planned_ledgers
from scenarios.parameters import render, variable
from scenarios.plan import (
    Bystander,
    ContactGroup,
    Person,
    Phase,
    Plan,
    PlannedHost,
    Safeguards,
    SecretRef,
)
from scenarios.probing import ProbeGround, planned_probes
from scenarios.question import Question
from scenarios.readiness import roles_of_check, specify
from scenarios.registers import groups_of, people_of
from scenarios.scenario import ScenarioInput
from scenarios.scripts import read_scripts
from scenarios.sequence import node_of, sequence
from scenarios.surroundings import Around


def is_whole(question: Question) -> bool:
    """Whether nothing is missing that a plan needs."""
    drafts = (question.scenario, question.bia, question.inventory)
    return all(draft is not None and draft.model is not None for draft in drafts) and all(
        is_whole(child) for child in question.included.values()
    )


def plan_of(question: Question) -> Plan:
    """Return the plan of a question in which nothing is wrong; raises ValueError for one that is not whole."""
    return completed(_together(question), tuple(_ready(question)))


def _together(question: Question) -> Plan:
    """Return the plan of a scenario with those that it includes, without the steps that a whole plan adds."""
    model, bia, inventory = _models(question)
    own = _alone(question, model, bia, inventory)
    needs = sequence(question).needs
    placed = [
        Placed(
            name=name,
            plan=_together(child),
            needs={phase: needs[node] for phase in Phase if (node := node_of(phase, name)) in needs},
        )
        for name, child in question.included.items()
    ]
    return united(own, placed) if placed else own


def _models(question: Question) -> tuple[ScenarioInput, BiaInput, InventoryInput]:
    scenario, bia, inventory = question.scenario.model, question.bia, question.inventory
    if scenario is None or bia is None or bia.model is None or inventory is None or inventory.model is None:
        msg = "only a question in which nothing is wrong can be planned"
        raise ValueError(msg)
    return scenario, bia.model, inventory.model


def _alone(question: Question, model: ScenarioInput, bia: BiaInput, inventory: InventoryInput) -> Plan:
    settings = {name: render(value) for name, value in sorted(question.settings.values.items())}
    safeguards = _safeguards(question, model)
    hosts = tuple(_hosts(question, inventory))
    around = Around(hosts={host.name: host for host in hosts}, roles=question.roles)
    return Plan(
        scenario=model.scenario,
        title=both(model.title),
        form=model.form,
        threats=tuple(model.threats),
        clauses=tuple(model.clauses),
        tasks=tuple(model.tasks),
        objectives=tuple(objective(name, bia) for name in model.services),
        hosts=hosts,
        parameters=settings,
        probes=tuple(planned_probes(model.probes, _probe_ground(question, inventory, around))),
        ledgers=tuple(planned_ledgers(model.ledger, _ledger_ground(question, around))),
        safeguards=safeguards,
        on_interruption=model.on_interruption,
        steps=planned_steps(question, _ground(question, settings, safeguards, around)),
        sources=_sources(question),
        risks=tuple(model.risks),
        procedures=tuple(model.procedures),
        people=_people(question),
        contacts=_contacts(question),
        groups=bounds_of(question),
        parallel=model.parallel,
    )


def _ground(question: Question, settings: Mapping[str, str], safeguards: Safeguards, around: Around) -> Ground:
    scripts = read_scripts(question)
    return Ground(
        scripts=scripts.texts,
        sums=scripts.sums,
        folder=question.scenario.document.folder,
        environment={variable(name): value for name, value in settings.items()},
        secrets=_secrets(question),
        safeguards=safeguards,
        around=around,
    )


def _sources(question: Question) -> dict[str, str]:
    drafts = {"scenario": question.scenario, "bia": question.bia, "inventory": question.inventory}
    given = {role: draft.document.sha256 for role, draft in drafts.items() if draft is not None}
    return {**given, **question.registers.sources()}


def _people(question: Question) -> tuple[Person, ...]:
    contacts = question.registers.contacts
    return () if contacts is None or contacts.model is None else people_of(contacts.model)


def _contacts(question: Question) -> tuple[ContactGroup, ...]:
    contacts = question.registers.contacts
    if contacts is None or contacts.model is None:
        return ()
    return groups_of(contacts.model, contacts.document.folder, notified(question))


def _safeguards(question: Question, model: ScenarioInput) -> Safeguards:
    written = model.safeguards
    bystanders = tuple(
        Bystander(probe=one.probe, stop_after=one.stop_after, slower_than_ns=one.slower_than)
        for one in written.bystanders
    )
    return Safeguards(
        environments=tuple(written.environments),
        longest_ns=written.longest,
        lease_ns=written.lease,
        undo_within_ns=written.undo_within,
        most_hosts=written.most_hosts,
        bystanders=bystanders,
        window=window_of(written.window, calendar_given(question)),
        only_hosts=None if written.hosts is None else tuple(dict.fromkeys(written.hosts)),
        most_hosts_at_once=written.most_hosts_at_once,
    )


def _ready(question: Question) -> Iterator[Asked]:
    """Yield every readiness check, those of included scenarios too, with the hosts that it names."""
    secrets = _secrets(question)
    for item in question.model.safeguards.ready if question.model is not None else ():
        roles = roles_of_check(item)
        asked = None if roles is None else tuple(host for role in roles for host in question.roles.get(role, ()))
        yield specify(item, secrets), asked
    for child in question.included.values():
        yield from _ready(child)


def _secrets(question: Question) -> dict[str, SecretRef]:
    inventory, folder = question.inventory, _folder(question)
    written = {} if inventory is None or inventory.model is None else inventory.model.secrets
    return {name: secret(found, folder) for name, found in written.items()}


def _folder(question: Question) -> Path:
    return question.inventory.document.folder if question.inventory is not None else Path()


def _hosts(question: Question, inventory: InventoryInput) -> Iterator[PlannedHost]:
    """Yield each host once, in the order of the scenario, with every role it plays."""
    roles: dict[str, list[str]] = {}
    for role, names in question.roles.items():
        for name in names:
            roles.setdefault(name, []).append(role)
    for name, played in roles.items():
        yield planned(name, inventory.hosts[name], tuple(played), _folder(question), inventory.hosts)


def _probe_ground(question: Question, inventory: InventoryInput, around: Around) -> ProbeGround:
    return ProbeGround(
        secrets=_secrets(question),
        around=around,
        folder=question.scenario.document.folder,
        inventory=inventory.hosts,
        inventory_folder=_folder(question),
    )


def _ledger_ground(question: Question, around: Around) -> LedgerGround:
    return LedgerGround(secrets=_secrets(question), around=around, folder=question.scenario.document.folder)
