"""Which file lies where: DIR holds the report, DIR/evidence what proves it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

EVIDENCE: Final = "evidence"
JOURNAL: Final = f"{EVIDENCE}/journal.jsonl"
PLAN: Final = f"{EVIDENCE}/plan.json"
MANIFEST: Final = f"{EVIDENCE}/manifest.json"
REPORT: Final = "report.json"
SUFFIXES: Final = (".yaml", ".yml", ".json", ".xlsx", ".csv", ".ini", ".cfg", ".conf")
"""Endings that a source keeps: BIA sheets and inventories come in other forms than YAML."""
MANIFEST_SCHEMA: Final = "drillproof.manifest/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """Where the evidence of one drill is: `root` is DIR, None for a journal that lies by itself."""

    root: Path | None
    journal: Path

    def at(self, name: str) -> Path | None:
        """Return the place of a file by its name in the manifest, None if there is no folder or the name leaves it."""
        if self.root is None:
            return None
        place = self.root / name
        inside = place.resolve().is_relative_to(self.root.resolve())
        return place if inside else None

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes, None where it is not there."""
        place = self.at(name)
        return place.read_bytes() if place is not None and place.is_file() else None


def folder(path: Path) -> Folder:
    """Return where the evidence lies: `path` is DIR, DIR/evidence, or a journal file."""
    if not path.is_dir():
        return Folder(root=None, journal=path)
    if not (path / EVIDENCE).is_dir() and (path / Path(JOURNAL).name).is_file():
        path = path.absolute()
        return Folder(root=path.parent if path.name == EVIDENCE else None, journal=path / Path(JOURNAL).name)
    return Folder(root=path, journal=path / JOURNAL)


def source_name(role: str) -> str:
    """Return the name under which a file that the plan was made from is kept; raises ValueError for an unfit role.

    A role with a dot is a whole file name.
    """
    if not role or not all(character.isalnum() or character in "_-." for character in role) or role.startswith("."):
        msg = f"{role!r} cannot be part of a file name; write letters, digits, - and _"
        raise ValueError(msg)
    return f"{EVIDENCE}/{role}" if "." in role else f"{EVIDENCE}/{role}.yaml"


def source_file(role: str, suffix: str) -> str:
    """Return the name under which a source of that role is kept, with the ending that its own name has."""
    return source_name(f"{role}{suffix}" if suffix in SUFFIXES else role)
