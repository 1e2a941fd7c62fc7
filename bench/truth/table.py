"""Rows of figures as a table for people, and as JSON lines for whoever wants to look closer."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from scenarios.plan import SECOND


def spread(values: Sequence[int]) -> str:
    """Return median and range of nanoseconds, in seconds."""
    if not values:
        return "none"
    low, middle, high = (value / SECOND for value in (min(values), median(values), max(values)))
    return f"{middle:8.3f} ({low:.3f} to {high:.3f})"


def share(part: int, whole: int) -> str:
    """Return a count as a share."""
    return f"{part} of {whole}" + (f" ({100 * part / whole:.1f} %)" if whole else "")


def lines(rows: Iterable[tuple[str, str]]) -> str:
    """Return a two-column table."""
    pairs = list(rows)
    width = max(len(name) for name, _ in pairs)
    return "\n".join(f"  {name.ljust(width)}  {value}" for name, value in pairs)


def write_rows(path: Path, rows: Iterable[Any]) -> None:
    """Write dataclasses as JSON lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(asdict(row), sort_keys=True) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")


def load() -> str:
    """Return how busy the machine is; a load above its processors makes a benchmark noisy."""
    one, _, _ = os.getloadavg()
    processors = os.cpu_count() or 1
    return f"load {one:.1f} on {processors} processors" + (" (noisy)" if one > processors else "")
