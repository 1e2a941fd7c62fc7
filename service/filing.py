"""After a drill: its report and evidence, written beside its journal."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from measurements.report import Report
from runners.journal import FILE_NAME
from service.evidence.layout import EVIDENCE, source_name
from service.evidence.writing import write
from service.start import Place

JOURNAL: Final = FILE_NAME
"""Where the journal of a drill with a directory of its own lies in it."""

_ROLES: Final = ("scenario", "inventory", "bia")


def keep_sources(place: Place, sources: tuple[Path, ...]) -> None:
    """Copy scenario, inventory and BIA into the evidence before the drill starts; a resumed one then has them too."""
    evidence = place.directory / EVIDENCE
    evidence.mkdir(parents=True, exist_ok=True)
    for role, path in zip(_ROLES, sources, strict=True):
        (place.directory / source_name(role)).write_bytes(path.read_bytes())


def file_drill(place: Place, drill: str) -> Report:
    """Judge a drill from its journal, write report and evidence into its directory, and return the report."""
    kept = {role: place.directory / source_name(role) for role in _ROLES}
    texts = {role: path.read_bytes() for role, path in kept.items() if path.is_file()}
    return write(place.directory, place.journal.records(drill), texts)
