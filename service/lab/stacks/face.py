"""The files by which a drill knows a stack: inventory, BIA, secrets, parameters, and commands for the hosts' power."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from scenarios.bia.yaml_text import yaml_of
from service.lab.files import write_secret
from service.lab.spaces import Space
from service.lab.spaces.power import FIRST
from service.lab.stacks import Furnished, Stack
from service.lab.stacks.library import scenarios_of

INVENTORY: Final = "inventory.yaml"
BIA: Final = "bia.yaml"
PARAMETERS: Final = "parameters"
NAME: Final = "stack"
POWER: Final = ("power-off", "power-on", "power-status")
_SOURCES: Final = Path(__file__).resolve().parents[3]
_COMMAND: Final = """\
#!/bin/sh
# Takes a host's power away, gives it, or tells whether it has any: HOST, or FAULT_HOST in the environment.
PYTHONPATH={sources} exec {python} -P -m service.lab.spaces {verb} {directory} "${{1:-$FAULT_HOST}}"
"""


_STATUS: Final = """\
#!/bin/sh
# Exits 0 while a host has power, 1 while it has none: HOST, or FAULT_HOST in the environment.
read -r pid started <{directory}/hosts/"${{1:-$FAULT_HOST}}"/{first} 2>/dev/null || exit 1
# shellcheck disable=SC2046  # fields
set -- $(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null)
[ "${{20}}" = "$started" ] && [ "$1" != Z ] && [ "$1" != X ]
"""


def write_face(space: Space, stack: Stack, furnished: Furnished) -> None:
    """Write the files into the space's directory; only their owner reads them."""
    directory = space.directory
    (directory / "secrets").mkdir(mode=0o700)
    for name, value in furnished.secrets.items():
        write_secret(directory / "secrets" / name, f"{value}\n")
    (directory / INVENTORY).write_text(yaml_of(_inventory(space, furnished)), encoding="utf-8")
    (directory / BIA).write_text(yaml_of({"services": furnished.services}), encoding="utf-8")
    for command in POWER:
        _write_power(directory, command)
    _write_parameters(directory, stack.name, {**_power(directory), **furnished.parameters})
    (directory / NAME).write_text(f"{stack.name}\n", encoding="utf-8")


def _inventory(space: Space, furnished: Furnished) -> dict[str, Any]:
    hosts: dict[str, Any] = {}
    for host in space.hosts:
        hosts[host.name] = {
            "address": host.address,
            "user": "root",
            "environment": "test",
            "site": host.wish.site,
            "known_hosts": space.known_hosts.name,
            "key": space.key.name,
            **furnished.hosts.get(host.name, {}),
        }
    secrets = {name: {"file": f"secrets/{name}"} for name in furnished.secrets}
    return {"hosts": hosts, **({"secrets": secrets} if secrets else {})}


def _write_power(directory: Path, command: str) -> None:
    values = {"sources": str(_SOURCES), "python": sys.executable, "directory": str(directory)}
    quoted = {name: shlex.quote(value) for name, value in values.items()}
    form = _STATUS if command == "power-status" else _COMMAND
    text = form.format(verb=command.removeprefix("power-"), first=FIRST, **quoted)
    (directory / command).write_text(text, encoding="utf-8")
    (directory / command).chmod(0o700)


def _power(directory: Path) -> dict[str, str]:
    return {command.replace("-", "_"): str(directory / command) for command in POWER}


def _write_parameters(directory: Path, stack: str, known: Mapping[str, object]) -> None:
    """Write a file for each scenario that asks for something the stack knows."""
    (directory / PARAMETERS).mkdir(mode=0o700)
    for made in scenarios_of(stack):
        values = {name: known[name] for name in made.parameters if name in known}
        if values:
            (directory / PARAMETERS / f"{made.name}.yaml").write_text(yaml_of(values), encoding="utf-8")
