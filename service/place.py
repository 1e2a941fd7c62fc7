"""Where a drill lives: its journal, and the directory that is its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from runners.journal import Journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a drill lives: its journal, and the directory that is its own (spool, evidence, report)."""

    journal: Journal
    directory: Path
