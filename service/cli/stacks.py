"""How `lab` tells of stacks: their hosts, and the commands that run the library's scenarios for them."""

from __future__ import annotations

import json
from pathlib import Path

from service.cli.output import RefusedError, out, words
from service.lab.errors import LabError
from service.lab.spaces import space_down
from service.lab.standing import Standing, find_standing, usual_directory
from service.words import Lang

_UNHEALTHY = 3


def standing_at(directory: Path | None, stack: str | None) -> Standing | None:
    """Return the stack that stands in the directory, or in the usual one of that stack; raises RefusedError."""
    place = _place(directory, stack)
    try:
        return None if place is None else find_standing(place)
    except LabError as error:
        raise RefusedError(str(error)) from error


def down(directory: Path | None, stack: str | None) -> bool:
    """Take down a stack; tell whether there was one. Raises RefusedError."""
    place = _place(directory, stack)
    try:
        return place is not None and space_down(place)
    except LabError as error:
        raise RefusedError(str(error)) from error


def show(standing: Standing, lang: Lang, *, as_json: bool) -> int:
    """Tell of a stack. Returns 0 where every host has power, else 3."""
    powers = standing.powers()
    if as_json:
        out.print(json.dumps(_facts(standing, powers)), markup=False)
    else:
        out.print("\n".join(_lines(standing, powers, lang)), markup=False)
    return 0 if all(powers.values()) else _UNHEALTHY


def _place(directory: Path | None, stack: str | None) -> Path | None:
    return usual_directory(stack) if directory is None and stack is not None else directory


def _facts(standing: Standing, powers: dict[str, bool]) -> dict[str, object]:
    space = standing.space
    return {
        "stack": standing.stack.name,
        "directory": str(space.directory),
        "inventory": str(standing.inventory),
        "bia": str(standing.bia),
        "healthy": all(powers.values()),
        "hosts": {host.name: {"address": host.address, "power": powers[host.name]} for host in space.hosts},
        "scenarios": {
            made.name: {
                "file": str(made.path),
                "params": str(known) if (known := standing.parameters(made.name)) else None,
                "command": standing.command(made),
            }
            for made in standing.scenarios()
        },
    }


def _lines(standing: Standing, powers: dict[str, bool], lang: Lang) -> list[str]:
    title = standing.stack.title.zh if lang == "zh" else standing.stack.title.en
    told = [f"{standing.stack.name}: {title}", words(lang, "lab.healthy" if all(powers.values()) else "lab.unpowered")]
    told += [
        f"  {host.name:<12} {host.address:<16} {words(lang, _power(on=powers[host.name]))}"
        for host in standing.space.hosts
    ]
    scenarios = standing.scenarios()
    if scenarios:
        told.append(words(lang, "lab.next"))
    return [*told, *(f"  {standing.command(made)}" for made in scenarios)]


def _power(*, on: bool) -> str:
    return "lab.power" if on else "lab.no_power"
