"""What a probe must fit: the inventory's secrets and hosts, the roles of the scenario."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Final

from scenarios.probing.forms import DnsInput
from scenarios.probing.kind import ProbeInput
from scenarios.probing.registry import hosts_via, kind_of_probe
from scenarios.problems import Problem
from scenarios.question import Question
from scenarios.suggest import nearest
from scenarios.tree import Path

_VERSIONS: Final = {"A": 4, "AAAA": 6}


def check_probes(question: Question) -> Iterator[Problem]:
    """Yield what is wrong with the hosts that probes run on or look from, and with what they expect."""
    for name, form in question.model.probes.items() if question.model is not None else ():
        role = kind_of_probe(form).role(form)
        if role is not None:
            yield from _on_one_host(question, ("probes", name, "on"), role)
        if form.via is not None:
            yield from _via_one_host(question, ("probes", name, "via"), form.via)
        if isinstance(form, DnsInput):
            yield from _expected(question, name, form)


def probe_secret_names(written: Mapping[str, ProbeInput]) -> Iterator[tuple[Path, str]]:
    """Yield the name of every secret that a probe asks for, with its place."""
    for name, form in written.items():
        yield from ((("probes", name, *place), secret) for place, secret in kind_of_probe(form).secrets(form).items())


def _on_one_host(question: Question, path: Path, role: str) -> Iterator[Problem]:
    draft, known = question.scenario, question.scenario.names("hosts")
    if role not in known:
        facts = {"name": role, "hint": nearest(role, known), "known": ", ".join(known) or "-"}
        yield draft.problem(path, "unknown_role", **facts)
    elif len(hosts := question.roles.get(role, ())) > 1:
        yield draft.problem(path, "probe_many_hosts", role=role, hosts=", ".join(hosts))


def _via_one_host(question: Question, path: Path, via: str) -> Iterator[Problem]:
    draft, inventory, hosts = question.scenario, question.inventory, hosts_via(via, question.roles)
    if len(hosts) > 1:
        yield draft.problem(path, "probe_many_hosts", role=via, hosts=", ".join(hosts))
    if inventory is None or inventory.document.root is None or via in question.roles:
        return
    known = inventory.names("hosts")
    if via not in known:
        facts = {"name": via, "hint": nearest(via, known), "known": ", ".join(known) or "-"}
        yield draft.problem(path, "host_not_in_inventory", source=inventory.document.file, **facts)


def _expected(question: Question, name: str, form: DnsInput) -> Iterator[Problem]:
    for index, value in enumerate(form.expect):
        if form.record in _VERSIONS and _version(value) != _VERSIONS[form.record]:
            path = ("probes", name, "expect", index)
            yield question.scenario.problem(path, "dns_expects_address", value=value, record=form.record)


def _version(value: str) -> int | None:
    try:
        return ipaddress.ip_address(value).version
    except ValueError:
        return None
