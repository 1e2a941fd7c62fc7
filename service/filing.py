"""Beside a drill's journal: the files that its plan was made from, before it starts; report and evidence, after it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from measurements.report import Report
from runners.journal import FILE_NAME
from scenarios.inventory import read_inventory
from service.evidence.layout import EVIDENCE, OWN, SUFFIXES, source_file
from service.evidence.writing import write
from service.place import Place
from service.sources import Sources

__all__ = ["JOURNAL", "Sources", "file_drill", "keep_sources", "source_files"]

JOURNAL: Final = FILE_NAME
"""Where the journal of a drill with a directory of its own lies in it."""


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
    there = (path for path in sorted(evidence.glob("*")) if path.is_file() and path.suffix in SUFFIXES)
    return {path.name: path.read_bytes() for path in there if f"{EVIDENCE}/{path.name}" not in OWN}
