"""The lines that tell a plan, as sections of a page. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Row:
    """One line, and how far in it stands."""

    depth: int
    text: str


@dataclass(slots=True)
class Section:
    """A heading and its lines; the first of a plan has no heading but is the plan's own line."""

    heading: str
    rows: list[Row] = field(default_factory=list[Row])


def outlined(lines: Iterable[str]) -> list[Section]:
    """Return the sections of a plan that `scenarios.describe` told: each begins after an empty line."""
    found: list[Section] = []
    begins = True
    for line in lines:
        if not line.strip():
            begins = True
        elif begins:
            found.append(Section(line.strip()))
            begins = False
        else:
            indent = len(line) - len(line.lstrip(" "))
            found[-1].rows.append(Row(min(indent // 2, 6), line.strip()))
    return found
