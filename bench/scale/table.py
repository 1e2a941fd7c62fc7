"""The page of the bench: medians and ranges over the turns."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

from bench.scale.drills import STEP_MS
from bench.scale.turn import Row
from service.software import SOFTWARE
from tests.support.postgres import postgres_tree

_LINES: Final[tuple[tuple[str, int, Callable[[Row], float]], ...]] = (
    ("first start to last record, s", 1, lambda row: row.whole_s),
    ("a drill, first to last record, s (median)", 1, lambda row: statistics.median(row.walls)),
    ("the longest drill, s", 1, lambda row: max(row.walls)),
    ("steps a second, all drills together", 0, lambda row: row.steps_per_s),
    ("waiting from start to first record, s (median)", 2, lambda row: statistics.median(row.waits)),
    ("the longest waiting, s", 2, lambda row: max(row.waits)),
    ("last record to everything judged and filed, s", 1, lambda row: row.filed_s),
    ("PostgreSQL at statements, ms a step", 2, lambda row: row.database_s / row.steps * 1000),
    ("transactions a step", 1, lambda row: row.transactions / row.steps),
    ("records a step", 1, lambda row: row.records / row.steps),
    ("processor, s: the API", 1, lambda row: row.cpu["API"]),
    ("… judging and filing beside it", 1, lambda row: row.cpu["API, beside"]),
    ("… the workers", 1, lambda row: row.cpu["workers"]),
    ("… probers, one a drill", 1, lambda row: row.cpu["workers, beside"]),
    ("… PostgreSQL", 1, lambda row: row.cpu["PostgreSQL"] + row.cpu["PostgreSQL, beside"]),
    ("… workers and PostgreSQL, ms a step", 1, lambda row: _own(row) / row.steps * 1000),
    ("memory at most, MiB: the API", 0, lambda row: row.memory["API"]),
    ("… judging and filing beside it", 0, lambda row: row.memory["API, beside"]),
    ("… the workers", 0, lambda row: row.memory["workers"]),
    ("… probers, all", 0, lambda row: row.memory["workers, beside"]),
    ("… PostgreSQL", 0, lambda row: row.memory["PostgreSQL"] + row.memory["PostgreSQL, beside"]),
)


def _own(row: Row) -> float:
    return row.cpu["workers"] + row.cpu["PostgreSQL"] + row.cpu["PostgreSQL, beside"]


def page(rows: Sequence[Row], *, drills: int) -> str:
    """Return the page."""
    return "\n".join([*_head(rows, drills), *_table(rows), "", *_feet()]) + "\n"


def _head(rows: Sequence[Row], drills: int) -> Iterator[str]:
    steps, turns = rows[0].steps // drills, len({row.turn for row in rows})
    loads = [row.load for row in rows]
    yield f"# {drills} drills at once, in one, two and four workers"
    yield ""
    yield f"`make bench-scale`: {drills} simulated drills of {drills} services start at once over the API; workers take"
    yield f"them from the queue in PostgreSQL (fsync on). Each has {steps} steps, one after the other; one takes"
    yield f"{STEP_MS} ms on a host that is a file (tests/support/fake_hosts.py), so that hosts cost nothing; a prober"
    yield "of its own looks at a web page every 250 ms. A worker takes as many as `worker.drills` says (1 unless it is"
    yield "set); here they have room for all together, since a start that no worker takes within 30 s is refused."
    yield f"Median [range] of {turns} interleaved turns. {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores,"
    yield f"{platform.system()} {platform.release()}, Python {platform.python_version()}, {SOFTWARE}, {_postgres()},"
    yield f"load before a turn {min(loads):.1f} to {max(loads):.1f}. Everything is on this one machine."
    yield ""


def _table(rows: Sequence[Row]) -> Iterator[str]:
    counts = sorted({row.workers for row in rows})
    each = {row.workers: row.each for row in rows}
    yield "| | " + " | ".join(f"{many} x {each[many]}" for many in counts) + " |"
    yield "|---|" + "---|" * len(counts)
    for name, digits, of in _LINES:
        cells = [_spread([of(row) for row in rows if row.workers == many], digits) for many in counts]
        yield f"| {name} | " + " | ".join(cells) + " |"


def _spread(values: Sequence[float], digits: int) -> str:
    return f"{statistics.median(values):.{digits}f} [{min(values):.{digits}f}, {max(values):.{digits}f}]"


def _feet() -> Iterator[str]:
    yield "`2 x 25` is two workers that take 25 drills each. A worker is one Python process with one event loop: it"
    yield "uses one processor at most, whatever it takes. PostgreSQL's time at statements is that of all connections,"
    yield "waiting for the disk and for each other included; looks at the queue are among the transactions. A prober is"
    yield "a process of its own for each drill; what it costs is mostly its start. Memory is what is a process's own,"
    yield "with its part of what it shares, looked at every 2 s."


def _postgres() -> str:
    argv = [str(postgres_tree() / "bin" / "postgres"), "--version"]
    return subprocess.run(argv, capture_output=True, text=True, check=False).stdout.strip()
