"""The files that a plan was made from, as they lie among the evidence."""

from __future__ import annotations

from collections.abc import Mapping

from service.evidence.layout import EVIDENCE, OWN, SUFFIXES, Folder, is_outside


def sources_in(folder: Folder) -> Mapping[str, bytes]:
    """Return the sources by their file names: whatever lies in `evidence/` and is not made of the drill itself."""
    names = (name for name in folder.names if _is_source(name))
    return {name.removeprefix(f"{EVIDENCE}/"): content for name in names if (content := folder.read(name)) is not None}


def _is_source(name: str) -> bool:
    rest = name.removeprefix(f"{EVIDENCE}/")
    is_beside = rest != name and "/" not in rest and rest.endswith(SUFFIXES)
    return is_beside and name not in OWN and not is_outside(name)
