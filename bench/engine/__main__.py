"""What a durable, hash-chained step costs, beside Chaos Toolkit's step: python -m bench.engine [--keep]."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench.engine import ours, peers
from bench.engine.ours import Cost
from bench.engine.plans import SHAPES, shaped, wide

RESULTS: Final = Path("bench/results")
CHAOS: Final = "Chaos Toolkit, sequence, nothing durable"
OWN_CLOCK: Final = f"{CHAOS}, by its own clock"
OURS: Final = "Drillproof, sequence, SQLite"
BARE: Final = "two records in one transaction alone, SQLite"
HEAD: Final = "| steps | whose | a step, ms | of it processor, ms |\n|---|---|---|---|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measured run."""

    steps: int
    name: str
    turn: int
    wall_ms: float
    cpu_ms: float


def contenders(steps: int, new_database: Callable[[], str]) -> dict[str, Callable[[], Cost]]:
    """Return what is measured for so many steps, by name."""
    found: dict[str, Callable[[], Cost]] = {}
    if peers.is_there():
        found[CHAOS] = partial(peers.chaos_whole, steps)
        found[OWN_CLOCK] = partial(peers.chaos, steps)
    for shape in SHAPES:
        found[f"Drillproof, {shape}, SQLite"] = partial(ours.stepped, shape, steps, _here)
    found["Drillproof, sequence, PostgreSQL"] = partial(ours.stepped, "sequence", steps, new_database)
    found[BARE] = partial(ours.recorded, steps, ".", 2)
    found["two transactions of a record alone, SQLite"] = partial(ours.recorded, steps, ".", 1)
    if (memory := ours.memory()) is not None:
        found[f"{OURS} in memory"] = partial(ours.stepped, "sequence", steps, lambda: memory)
        found[f"{BARE} in memory"] = partial(ours.recorded, steps, memory, 2)
    return found


def _here() -> str:
    return "."


def measured(counts: Sequence[int], turns: int) -> Iterator[Row]:
    """Yield every run, interleaved: each turn begins with another contender."""
    ours.drilled("sequence", 1, ".")  # what is imported and built once is not a step's
    with ours.postgres() as new_database:
        for steps in counts:
            some = contenders(steps, new_database)
            names = list(some)
            for turn in range(turns):
                for name in (*names[turn % len(names) :], *names[: turn % len(names)]):
                    cost = some[name]()
                    wall_ms, cpu_ms = cost.wall_s / steps * 1000, cost.cpu_s / steps * 1000
                    yield Row(steps=steps, name=name, turn=turn, wall_ms=wall_ms, cpu_ms=cpu_ms)


def table(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the lines of the table."""
    yield HEAD
    for steps, name in dict.fromkeys((row.steps, row.name) for row in rows):
        own = [row for row in rows if (row.steps, row.name) == (steps, name)]
        yield f"| {steps} | {name} | {_spread([r.wall_ms for r in own])} | {_spread([r.cpu_ms for r in own])} |"


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f} [{min(values):.2f}, {max(values):.2f}]"


def shares(rows: Sequence[Row], steps: int) -> Iterator[str]:
    """Yield where the time of a step in sequence goes, each part measured by itself; medians of the same run."""
    middle = _medians(rows, steps)
    whole, bare, light = middle.get(OURS), middle.get(BARE), middle.get(f"{BARE} in memory")
    if whole is None or bare is None or light is None:
        return
    chain = ours.chained(steps) / steps * 1000
    deciding = ours.decided(shaped("sequence", steps)) / steps * 1000
    yield f"Where the {whole:.2f} ms of a step in a sequence of {steps} go, each measured by itself:"
    yield ""
    yield f"- waiting for the disk, once: {bare - light:.2f} ms (records alone on the disk, less the same in memory)"
    yield f"- SQL, a thread for it, one transaction: {light - chain:.2f} ms"
    yield f"- canonical text and hash of two records: {chain:.2f} ms"
    yield f"- deciding what comes next, and folding: {deciding:.2f} ms"
    yield f"- the rest (tasks, the hand that writes, the act itself): {whole - bare - deciding:.2f} ms"


def _medians(rows: Sequence[Row], steps: int) -> Mapping[str, float]:
    names = {row.name for row in rows if row.steps == steps}
    return {
        name: statistics.median(row.wall_ms for row in rows if (row.steps, row.name) == (steps, name)) for name in names
    }


def verdicts(rows: Sequence[Row]) -> Iterator[str]:
    """Yield what was promised, and what came of it."""
    for steps in dict.fromkeys(row.steps for row in rows):
        middle = _medians(rows, steps)
        own, chaos, bare = middle[OURS], middle.get(CHAOS), middle.get(OWN_CLOCK)
        beside = "" if chaos is None else f", {own / chaos:.2f} times Chaos Toolkit's step (promised: 2)"
        beside += "" if bare is None else f", {own / bare:.2f} times what its own clock counts of it"
        yield f"{steps} steps: a durable step costs {own:.2f} ms on SQLite (promised: 3){beside}."


def heading(turns: int) -> Iterator[str]:
    """Yield what the figures are, on what, and when."""
    yield "# What a step costs the engine\n"
    yield "Steps that do nothing, on hands that answer at once: what is left is the engine. Every intent is durable"
    yield "and chained before it is acted on, and so is every outcome from which it follows. Chaos Toolkit calls"
    yield "`os.getpid` as often, keeps its journal in memory and writes it at the end. Its own clock counts neither"
    yield "checking its steps nor writing the journal, so both are timed from outside; from both a run of one step is"
    yield "taken off, so that what is left is what a further step costs."
    yield f"Median [range] of {turns} interleaved turns. `make bench-engine`.\n"
    versions = [f"drillproof {version('drillproof')}", f"SQLite {sqlite3.sqlite_version}"]
    versions += [peers.version()] if peers.is_there() else []
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}"
    yield f"{datetime.now(UTC):%Y-%m-%d}, {machine}, load before {os.getloadavg()[0]:.1f}. {', '.join(versions)}.\n"


def deciding() -> Iterator[str]:
    """Yield how deciding alone grows with the plan."""
    yield "Deciding alone, steps on 20 of 200 hosts each:\n"
    for steps in (125, 250, 500):
        seconds, acts = ours.decided(wide(steps)), 20 * steps
        yield f"- {steps} steps, {acts:,} acts: {seconds:.2f} s, {seconds / acts * 1e6:.0f} us an act"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, nargs="+", default=[200, 1000])
    parser.add_argument("--turns", type=int, default=9)
    parser.add_argument("--keep", action="store_true", help=f"write the table and the raw rows to {RESULTS}")
    asked = parser.parse_args()
    lines = list(heading(asked.turns))
    rows = list(measured(asked.steps, asked.turns))
    lines += [*table(rows), "", *verdicts(rows), "", *shares(rows, asked.steps[0]), "", *deciding()]
    text = "\n".join(lines)
    print(text)
    if asked.keep:
        (RESULTS / "engine.md").write_text(f"{text}\n", encoding="utf-8")
        raw = "\n".join(json.dumps(asdict(row)) for row in rows)
        (RESULTS / "engine.jsonl").write_text(f"{raw}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
