"""The files that a plan is made from, and which of them become evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from scenarios.registers import Registers
from scenarios.registers.calendars import calendar_path

DEEPEST: Final = 8
"""How deep scenarios that include scenarios are followed; the loader refuses deeper ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The files that a plan is made from."""

    scenario: Path
    inventory: Path
    bia: Path
    registers: Registers = field(default_factory=Registers)

    def kept(self) -> dict[str, Path]:
        """Return the files that become evidence, by the roles under which the plan names their digests.

        The contacts are not among them: telephone numbers and addresses of people have no place in a folder that goes
        to auditors. The plan has their digest, and of each person no more than names, roles and deputies.
        """
        registers = self.registers
        calendar = None if registers.calendar is None else calendar_path(registers.calendar)
        given = {"risks": registers.risks, "procedures": registers.procedures, "calendar": calendar}
        return {
            "scenario": self.scenario,
            "inventory": self.inventory,
            "bia": self.bia,
            **{role: path for role, path in given.items() if path is not None},
            **dict(_included(self.scenario, "include-", DEEPEST)),
        }


def _included(scenario: Path, prefix: str, depth: int) -> Iterator[tuple[str, Path]]:
    """Yield every scenario that is included, with the role under which the plan names its digest."""
    for name, path in _includes(scenario).items():
        yield f"{prefix}{name}", path
        if depth > 1:
            yield from _included(path, f"{prefix}{name}-", depth - 1)


def _includes(scenario: Path) -> dict[str, Path]:
    try:
        told: Any = YAML(typ="safe").load(scenario)  # pyright: ignore[reportUnknownMemberType]
    except (OSError, YAMLError, ValueError):
        return {}
    files = dict(_named(told))
    return {name: scenario.parent / file for name, file in files.items()}


def _named(told: Any) -> Iterator[tuple[str, str]]:
    include: Any = cast("dict[Any, Any]", told).get("include") if isinstance(told, dict) else None
    for name, one in cast("dict[Any, Any]", include).items() if isinstance(include, dict) else ():
        match one:
            case {"scenario": str(file)}:
                yield str(name), file
            case _:
                pass
