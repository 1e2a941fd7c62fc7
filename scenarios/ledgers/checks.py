"""What a ledger must fit: the secrets of the inventory, and the host that is to keep its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scenarios.ledgers.kind import LedgerInput
from scenarios.ledgers.registry import kind_of_ledger
from scenarios.problems import Problem
from scenarios.question import Question
from scenarios.suggest import nearest
from scenarios.tree import Path


def check_ledgers(question: Question) -> Iterator[Problem]:
    """Yield what is wrong with the hosts that ledgers write to."""
    for name, form in question.model.ledger.items() if question.model is not None else ():
        role = kind_of_ledger(form).role(form)
        if role is not None:
            yield from _on_one_host(question, ("ledger", name, "on"), role)


def ledger_secrets(written: Mapping[str, LedgerInput]) -> Iterator[tuple[Path, str]]:
    """Yield the name of every secret that a ledger asks for, with its place."""
    for name, form in written.items():
        yield from ((("ledger", name, field), secret) for field, secret in kind_of_ledger(form).secrets(form).items())


def _on_one_host(question: Question, path: Path, role: str) -> Iterator[Problem]:
    draft, known = question.scenario, question.scenario.names("hosts")
    if role not in known:
        facts = {"name": role, "hint": nearest(role, known), "known": ", ".join(known) or "-"}
        yield draft.problem(path, "unknown_role", **facts)
        return
    hosts = question.roles.get(role, ())
    inventory = None if question.inventory is None else question.inventory.model
    if len(hosts) > 1:
        yield draft.problem(path, "ledger_many_hosts", role=role, hosts=", ".join(hosts))
    known_hosts = {} if inventory is None else inventory.hosts
    for name in hosts[:1]:
        if name in known_hosts and known_hosts[name].shell == "powershell":
            yield draft.problem(path, "ledger_needs_sh", host=name)
