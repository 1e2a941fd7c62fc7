"""From three files to a plan: everything named in them is real, or everything wrong with them is told at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from scenarios.assembly import Ground, planned_steps
from scenarios.belonging import check_belonging, roles_of
from scenarios.bia import BiaInput, objective
from scenarios.canonical import canonical, digest
from scenarios.documents import load
from scenarios.fields import both
from scenarios.inventory import InventoryInput, beside, planned, secret
from scenarios.parameters import render, variable
from scenarios.plan import (
    Bystander,
    HttpProbe,
    Plan,
    PlannedHost,
    PlannedLedger,
    PlannedProbe,
    PostgresProbe,
    ProbeTarget,
    Safeguards,
    SecretRef,
    TcpProbe,
    plan_to_json,
)
from scenarios.problems import Problem, Problems
from scenarios.question import Question, ask
from scenarios.scenario import AnyProbe, HttpInput, PostgresReadInput, SafeguardsInput, ScenarioInput, TcpInput
from scenarios.scripts import Scripts, read_scripts
from scenarios.stepping import check_steps


def make_plan(scenario: Path, inventory: Path, bia: Path, parameters: Mapping[str, str]) -> Plan:
    """Return the plan that the three files describe; raises Problems with everything that is wrong in any of them.

    `parameters` are values as given from outside, read as the scenario's types say.
    """
    question = ask(load(scenario), load(bia), load(inventory), parameters)
    scripts = read_scripts(question)
    wrong = tuple(problems_of(question, scripts))
    if wrong or question.model is None or question.bia is None or question.inventory is None:
        raise Problems(wrong)
    if question.bia.model is None or question.inventory.model is None:
        raise Problems(wrong)
    return _assemble(question, scripts, question.model, question.bia.model, question.inventory.model)


def plan_digest(plan: Plan) -> str:
    """Return the SHA-256 of the plan's canonical JSON, as 64 hex digits."""
    return digest(canonical(plan_to_json(plan)))


def problems_of(question: Question, scripts: Scripts) -> Iterator[Problem]:
    """Yield everything that is wrong in the files of a question, and between them."""
    found = [*question.scenario.problems, *question.settings.problems]
    found += [*check_belonging(question), *check_steps(question), *scripts.problems]
    yield from (problem for problem in found if not question.known(problem))
    for draft in (question.bia, question.inventory):
        yield from draft.problems if draft is not None else ()


def _assemble(
    question: Question, scripts: Scripts, model: ScenarioInput, bia: BiaInput, inventory: InventoryInput
) -> Plan:
    settings = {name: render(value) for name, value in sorted(question.settings.values.items())}
    safeguards = _safeguards(model.safeguards)
    secrets = _secrets(question, inventory)
    ground = Ground(
        hosts=roles_of(model),
        scripts=scripts.texts,
        environment={variable(name): value for name, value in settings.items()},
        secrets=secrets,
        safeguards=safeguards,
    )
    return Plan(
        scenario=model.scenario,
        title=both(model.title),
        form=model.form,
        threats=tuple(model.threats),
        clauses=tuple(model.clauses),
        tasks=tuple(model.tasks),
        objectives=tuple(objective(name, bia.services[name]) for name in model.services),
        hosts=tuple(_hosts(question, model, inventory)),
        parameters=settings,
        probes=tuple(_probe(name, probe, secrets, question) for name, probe in model.probes.items()),
        ledgers=tuple(_ledgers(model, secrets)),
        safeguards=safeguards,
        on_interruption=model.on_interruption,
        steps=planned_steps(question.steps(), model, ground),
        sources=_sources(question),
    )


def _sources(question: Question) -> dict[str, str]:
    drafts = {"scenario": question.scenario, "bia": question.bia, "inventory": question.inventory}
    return {role: draft.document.sha256 for role, draft in drafts.items() if draft is not None}


def _safeguards(written: SafeguardsInput) -> Safeguards:
    return Safeguards(
        environments=tuple(written.environments),
        longest_ns=written.longest,
        lease_ns=written.lease,
        undo_within_ns=written.undo_within,
        most_hosts=written.most_hosts,
        bystanders=tuple(Bystander(probe=one.probe, stop_after=one.stop_after) for one in written.bystanders),
    )


def _secrets(question: Question, inventory: InventoryInput) -> dict[str, SecretRef]:
    folder = _folder(question)
    return {name: secret(found, folder) for name, found in inventory.secrets.items()}


def _folder(question: Question) -> Path:
    return question.inventory.document.folder if question.inventory is not None else Path()


def _hosts(question: Question, model: ScenarioInput, inventory: InventoryInput) -> Iterator[PlannedHost]:
    """Yield each host once, in the order of the scenario, with every role it plays."""
    roles: dict[str, list[str]] = {}
    for role, names in roles_of(model).items():
        for name in names:
            roles.setdefault(name, []).append(role)
    for name, played in roles.items():
        yield planned(name, inventory.hosts[name], tuple(played), _folder(question))


def _probe(name: str, probe: AnyProbe, secrets: Mapping[str, SecretRef], question: Question) -> PlannedProbe:
    target = _target(probe, secrets, question.scenario.document.folder)
    return PlannedProbe(name=name, service=probe.service, target=target, every_ns=probe.every, timeout_ns=probe.timeout)


def _target(probe: AnyProbe, secrets: Mapping[str, SecretRef], folder: Path) -> ProbeTarget:
    match probe:
        case TcpInput():
            return TcpProbe(address=probe.address, port=probe.port)
        case HttpInput():
            ca_file = None if probe.ca_file is None else beside(folder, probe.ca_file)
            return HttpProbe(url=probe.url, status=probe.status, contains=probe.contains, ca_file=ca_file)
        case PostgresReadInput():
            return PostgresProbe(dsn=secrets[probe.dsn], query=probe.query)


def _ledgers(model: ScenarioInput, secrets: Mapping[str, SecretRef]) -> Iterator[PlannedLedger]:
    for name, ledger in model.ledger.items():
        yield PlannedLedger(
            name=name,
            service=ledger.service,
            dsn=secrets[ledger.dsn],
            every_ns=ledger.rate,
            timeout_ns=ledger.timeout,
        )
