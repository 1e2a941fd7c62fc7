"""Beside a drill's journal: the files that its plan was made from, before it starts; report and evidence, after it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from measurements.report import Report
from runners.journal import FILE_NAME
from scenarios.inventory import read_inventory
from scenarios.registers import Registers
from scenarios.registers.calendars import calendar_path
from service.evidence.layout import EVIDENCE, SUFFIXES, source_file
from service.evidence.writing import write
from service.place import Place

JOURNAL: Final = FILE_NAME
"""Where the journal of a drill with a directory of its own lies in it."""

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


def keep_sources(place: Place, sources: Sources) -> None:
    """Copy what the plan was made from into the evidence before the drill starts; a resumed one then has it too.

    An inventory that is more than one file is not copied; the digest of all of them stands in the plan.
    """
    (place.directory / EVIDENCE).mkdir(parents=True, exist_ok=True)
    for name, data in source_files(sources).items():
        (place.directory / name).write_bytes(data)


def source_files(sources: Sources) -> dict[str, bytes]:
    """Return what `keep_sources` copies, by the names that the copies have in a drill's directory."""
    return {
        source_file(role, path.suffix): path.read_bytes()
        for role, path in sources.kept().items()
        if path.is_file() and not (role == "inventory" and _is_layered(path))
    }


def _is_layered(inventory: Path) -> bool:
    """Tell whether more than this file went into the digest that the plan names."""
    return read_inventory(inventory).sha256 != hashlib.sha256(inventory.read_bytes()).hexdigest()


def file_drill(place: Place, drill: str) -> Report:
    """Judge a drill from its journal, write report and evidence into its directory, and return the report."""
    return write(place.directory, place.journal.records(drill), _kept_in(place.directory / EVIDENCE))


def _kept_in(evidence: Path) -> Mapping[str, bytes]:
    """Return the sources that lie in the evidence, by their file names."""
    own = {"journal.jsonl", "plan.json", "manifest.json"}
    there = (path for path in sorted(evidence.glob("*")) if path.is_file() and path.suffix in SUFFIXES)
    return {path.name: path.read_bytes() for path in there if path.name not in own}
