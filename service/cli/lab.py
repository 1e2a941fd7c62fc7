"""`lab up|status|down`: two hosts and a PostgreSQL pair on loopback, or a stack on hosts in namespaces."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any, TypeAlias, TypeVar

import typer

from service.cli import stacks
from service.cli.output import AsJson, Language, RefusedError, language, out, words
from service.lab.down import lab_down
from service.lab.errors import LabError
from service.lab.standing import stack_up
from service.lab.state import LabState
from service.lab.status import LabStatus, lab_status
from service.lab.up import lab_up
from service.words import Lang

T = TypeVar("T")

app = typer.Typer(
    help="A lab: two SSH hosts and a PostgreSQL pair, no root, no apt; as root, stacks of real software.",
    no_args_is_help=True,
)

Directory: TypeAlias = Annotated[
    Path | None, typer.Option("--dir", help="The lab's directory; without it, the usual one of this account.")
]
StackName: TypeAlias = Annotated[
    str | None, typer.Option("--stack", help="A stack of real software on hosts in namespaces; needs root.")
]


def lived(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` with the lab; raises RefusedError with what the lab says is wrong."""
    try:
        return asyncio.run(work)
    except LabError as error:
        raise RefusedError(str(error)) from error


@app.command()
def up(directory: Directory = None, stack: StackName = None, lang: Language = None, *, as_json: AsJson = False) -> int:
    """Bring the lab up; one that is up already stays as it is."""
    tongue = language(lang)
    if stack is not None:
        stacks.show(lived(stack_up(stack, directory)), tongue, as_json=as_json)
        return 0
    state = lived(lab_up(directory))
    if as_json:
        out.print(json.dumps(_facts(state)), markup=False)
    else:
        out.print("\n".join(_ways(state, tongue)), markup=False)
    return 0


@app.command()
def status(
    directory: Directory = None, stack: StackName = None, lang: Language = None, *, as_json: AsJson = False
) -> int:
    """Tell how the lab is. Ends with 0 if it is healthy, 3 if it is not, 4 if there is none."""
    tongue = language(lang)
    if standing := stacks.standing_at(directory, stack):
        return stacks.show(standing, tongue, as_json=as_json)
    found = None if stack else lived(lab_status(directory))
    if found is None:
        raise RefusedError(words(tongue, "lab.none"))
    if as_json:
        out.print(json.dumps(_facts(found.state) | _condition(found)), markup=False)
    else:
        _print_status(found, tongue)
    return 0 if found.healthy else 3


@app.command()
def down(directory: Directory = None, stack: StackName = None, lang: Language = None) -> int:
    """Take the lab down; nothing of it stays."""
    tongue = language(lang)
    there = stacks.down(directory, stack) or (stack is None and lived(lab_down(directory)))
    out.print(words(tongue, "demo.lab_down" if there else "lab.none"))
    return 0


def _facts(state: LabState) -> dict[str, object]:
    hosts = {host.name: f"{host.address}:{host.ssh_port}" for host in state.hosts}
    entry = f"{state.entry_address}:{state.entry_port}"
    return {"directory": str(state.directory), "inventory": str(state.inventory), "hosts": hosts, "entry": entry}


def _condition(found: LabStatus) -> dict[str, object]:
    return {"healthy": found.healthy, "components": found.components, "roles": found.roles, "serving": found.entry}


def _ways(state: LabState, lang: Lang) -> list[str]:
    facts = [f"{name:<10} {value}" for name, value in _facts(state).items()]
    scenario = "scenarios/library/pg-crash-async.yaml"
    parameters = " ".join(f"--param {name}={value}" for name, value in state.parameters("pg-crash-async").items())
    command = (
        f"drillproof run {scenario} --inventory {state.inventory} --bia scenarios/library/lab-bia.yaml "
        f"{parameters} --out var/first --yes"
    )
    return [*facts, words(lang, "lab.next"), f"  {command}"]


def _print_status(found: LabStatus, lang: Lang) -> None:
    out.print(words(lang, "lab.healthy" if found.healthy else "lab.unhealthy"))
    for name, runs in found.components.items():
        out.print(f"  {name:<12} {words(lang, 'lab.runs' if runs else 'lab.gone')}", markup=False)
    for host, role in found.roles.items():
        serving = words(lang, "lab.serving") if host == found.entry else ""
        out.print(f"  {host:<12} {role} {serving}".rstrip(), markup=False)
