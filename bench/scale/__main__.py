"""Fifty simulated drills at once on PostgreSQL, with 1, 2 and 4 workers in turns: python -m bench.scale [--keep]."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.scale.crew import house
from bench.scale.drills import files_in, pages
from bench.scale.table import page
from bench.scale.turn import Row, run

RESULTS: Final = Path("bench/results")


async def measured(counts: Sequence[int], turns: int, drills: int, steps: int, root: Path) -> list[Row]:
    """Return every turn, interleaved: each round begins with another number of workers."""
    rows: list[Row] = []
    async with pages(root / "hosts") as told, house(root) as place:
        files = [files_in(root / "files", number, told.port, steps) for number in range(drills)]
        for turn in range(turns):
            first = turn % len(counts)
            for many in (*counts[first:], *counts[:first]):
                rows.append(await run(place, told, files, turn, many))
                _say(rows[-1])
    return rows


def _say(row: Row) -> None:
    told = f"{row.workers} workers: {row.whole_s:.1f} s, {row.steps_per_s:.0f} steps/s, filed after {row.filed_s:.1f} s"
    print(f"{datetime.now(UTC):%H:%M:%S} turn {row.turn}, {told}, load {os.getloadavg()[0]:.1f}", file=sys.stderr)


def main() -> None:
    """Measure and print; with --keep also write the page and the raw rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--drills", type=int, default=50)
    parser.add_argument("--steps", type=int, default=20, help="steps of nothing that a drill has (multiples of 5)")
    parser.add_argument("--keep", action="store_true", help=f"write the page and the raw rows to {RESULTS}")
    asked = parser.parse_args()
    with TemporaryDirectory(prefix="drillproof-scale-") as folder:
        Path(folder).chmod(0o755)
        rows = asyncio.run(measured(asked.workers, asked.turns, asked.drills, asked.steps, Path(folder)))
    text = page(rows, drills=asked.drills)
    print(text)
    if asked.keep:
        (RESULTS / "scale.md").write_text(text, encoding="utf-8")
        raw = "".join(json.dumps(asdict(row)) + "\n" for row in rows)
        (RESULTS / "scale.jsonl").write_text(raw, encoding="utf-8")


if __name__ == "__main__":
    main()
