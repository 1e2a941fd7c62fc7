"""`inventory show`: an inventory in whatever form, as the drill will see it; no host is touched."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from scenarios.draft import understand
from scenarios.inventory import InventoryInput, planned, read_inventory
from scenarios.plan import PlannedHost
from scenarios.problems import errors_in, in_order
from service.cli.output import REFUSED, AsJson, Language, err, language, out, words
from service.words import Lang

_COLUMNS = ("host", "way", "through", "by", "environment", "site", "owner", "shell")

app = typer.Typer(help="The hosts of an inventory: ours, Ansible's or OpenSSH's.", no_args_is_help=True)


@app.callback()
def _keep_name() -> None:  # pyright: ignore[reportUnusedFunction]  typer calls it
    """The hosts of an inventory: ours, Ansible's or OpenSSH's."""


@app.command()
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An inventory, an ssh_config or an Ansible inventory.")],
    lang: Language = None,
    *,
    as_json: AsJson = False,
) -> int:
    """Print every host with what counts for it in the end, and everything that is wrong."""
    tongue = language(lang)
    document = read_inventory(file)
    draft = understand(InventoryInput, document)
    hosts = _hosts(draft.model, document.folder)
    if as_json:
        groups = {} if draft.model is None else draft.model.groups
        problems = [asdict(each) for each in in_order(draft.problems)]
        body = {"hosts": [asdict(host) for host in hosts], "groups": groups, "problems": problems}
        out.print(json.dumps(body, ensure_ascii=False, indent=2), markup=False)
    else:
        if hosts:
            out.print(_table(hosts, tongue))
        for each in in_order(draft.problems):
            err.print(each.told(tongue), markup=False)
    return REFUSED if errors_in(draft.problems) else 0


def _hosts(model: InventoryInput | None, folder: Path) -> list[PlannedHost]:
    if model is None:
        return []
    roles: dict[str, list[str]] = {name: [] for name in model.hosts}
    for group, names in model.groups.items():
        for name in names:
            roles.get(name, []).append(group)
    return [planned(name, host, tuple(roles[name]), folder, model.hosts) for name, host in model.hosts.items()]


def _table(hosts: Sequence[PlannedHost], lang: Lang) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in _COLUMNS:
        table.add_column(words(lang, f"inventory.{column}"), overflow="fold")
    for host in hosts:
        environment = host.environment or words(lang, "inventory.not_stated")
        ways = " + ".join(_ways(host, lang))
        through = " > ".join(jump.name for jump in host.jump)
        entered = f"{host.user}@{host.address}:{host.port}"
        table.add_row(host.name, entered, through, ways, environment, host.site, host.owner, host.shell)
    return table


def _ways(host: PlannedHost, lang: Lang) -> Iterator[str]:
    if host.key_file is not None:
        yield f"{words(lang, 'inventory.key')} {Path(host.key_file).name}"
    if host.certificate_file is not None:
        yield words(lang, "inventory.certificate")
    if host.password is not None:
        yield f"{words(lang, 'inventory.password')} {host.password.source}:{Path(host.password.name).name}"
    if host.authority is not None:
        yield f"{words(lang, 'inventory.authority')} {host.authority.source}:{Path(host.authority.name).name}"
    if host.agent:
        yield words(lang, "inventory.agent")
