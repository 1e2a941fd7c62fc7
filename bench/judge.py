"""How long judging and verifying 10^4 to 10^7 samples take, and how much memory: `python -m bench.judge [--keep]`.

Each figure is from a process of its own. A history is judged as a list of events in memory; a verifier reads a bundle
and folds it, so that its memory does not grow.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from bench import bundle
from measurements.events import WriteOutcome
from measurements.history import History
from measurements.judge import judge
from tests.support.histories import Story, ledger, objective, plan, probe

RESULTS: Final = Path("bench/results")
Sample = tuple[float, float, bool]
Write = tuple[int, float, float | None, WriteOutcome]


def story(count: int, state: Callable[[float], tuple[bool, float]], seed: int = 1) -> History:
    """Return a drill of `count` samples; `state` tells whether one is a success and how long it takes."""
    draw, every = random.Random(seed), 0.05
    rows: list[Sample] = []
    for number in range(count):
        sent = number * every + draw.uniform(0, 0.002)
        ok, took = state(number / count)
        rows.append((sent, sent + took + draw.uniform(0, 0.002), ok))
    fault = count * every * 0.4
    drill = Story(plan(probes=[probe()], objectives=[objective()])).faulted(fault, fault + 0.02)
    return drill.sampled("entry", rows).closed(count * every + 1).history()


def calm(part: float) -> tuple[bool, float]:
    """One outage, then a fast return."""
    return not 0.4 <= part < 0.5, 0.004


def flapping(part: float) -> tuple[bool, float]:
    """Up and down all the way to the end."""
    return part < 0.4 or round(part * 1e7) % 3 > 0, 0.004


def sluggish(part: float) -> tuple[bool, float]:
    """One outage, then answers that are too slow almost to the end."""
    return not 0.4 <= part < 0.5, 0.1 if 0.5 <= part < 0.95 else 0.004


def written(count: int) -> History:
    """Return a drill of `count` ledger writes, a thousand of them lost."""
    every, ok = 0.005, WriteOutcome.OK
    fault = count * every * 0.4
    rows: list[Write] = [(number, number * every, number * every + 0.002, ok) for number in range(1, count + 1)]
    first_lost = round(fault / every) - 1000
    kept = [number for number in range(1, count + 1) if not first_lost <= number < first_lost + 1000]
    service = objective(writes=True, rpo=10)
    drill = Story(plan(ledgers=[ledger(every=every)], objectives=[service])).faulted(fault, fault + 0.02)
    end = count * every + 1
    return drill.wrote("orders", rows).read(end, kept).closed(end + 1).history()


STATES: Final = {state.__name__: state for state in (calm, flapping, sluggish)}
KINDS: Final = (*STATES, "written")
VERIFIED: Final = "bundle, verified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One run: seconds of the processor and by the wall, and the most memory of its process beyond its start, MiB."""

    kind: str
    samples: int
    turn: int
    cpu_s: float
    wall_s: float
    memory_mib: float
    figure: str


def judged(kind: str, samples: int) -> dict[str, Any]:
    """Judge a history in this process, and return what that took; memory is that beyond the history itself."""
    history = written(samples) if kind == "written" else story(samples, STATES[kind])
    before, cpu, wall = _most(), time.process_time(), time.perf_counter()
    figure = judge(history).services[0].rto
    took = {"cpu_s": time.process_time() - cpu, "wall_s": time.perf_counter() - wall}
    return {**took, "memory_mib": _most() - before, "figure": f"[{figure.lower_s}, {figure.upper_s}]"}


def verified(folder: Path) -> dict[str, Any]:
    """Verify a bundle in this process, and return what that took."""
    before, cpu, wall = _most(), time.process_time(), time.perf_counter()
    told = bundle.verify_(folder, 0)
    took = {"cpu_s": time.process_time() - cpu, "wall_s": time.perf_counter() - wall}
    return {**took, "memory_mib": _most() - before, "figure": told}


def _most() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(largest: int, turns: int) -> Iterator[Row]:
    """Yield every run, interleaved."""
    for power in range(4, largest + 1):
        samples = 10**power
        with TemporaryDirectory(prefix="judge-") as place:
            for name in ("record", "file", "pack"):
                _child("-m", "bench.bundle", name, place, str(samples))
            for turn in range(turns if power < 7 else 1):
                for kind in KINDS:
                    yield Row(kind=kind, samples=samples, turn=turn, **_told("--judge", kind, str(samples)))
                yield Row(kind=VERIFIED, samples=samples, turn=turn, **_told("--verify", place))


def _child(*told: str) -> str:
    return subprocess.run([sys.executable, *told], stdout=subprocess.PIPE, text=True, check=True).stdout


def _told(*told: str) -> dict[str, Any]:
    return json.loads(_child("-m", "bench.judge", *told))


def table(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the lines of the table: medians and ranges, and how the time of a sample grows with their number."""
    yield "| what | samples | processor, s | wall, s | us a sample | memory beyond its input, MiB | RTO, s |"
    yield "|---|---:|---|---|---:|---:|---|"
    for kind, samples in dict.fromkeys((row.kind, row.samples) for row in rows):
        own = [row for row in rows if (row.kind, row.samples) == (kind, samples)]
        each = statistics.median(row.cpu_s for row in own) / samples * 1e6
        memory = statistics.median(row.memory_mib for row in own)
        spread = f"{_spread([row.cpu_s for row in own])} | {_spread([row.wall_s for row in own])}"
        yield f"| {kind} | {samples:,} | {spread} | {each:.2f} | {memory:,.0f} | {own[0].figure} |"


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f} [{min(values):.2f}, {max(values):.2f}]"


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=7, help="power of ten")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--keep", action="store_true", help=f"write the table and the raw rows to {RESULTS}")
    parser.add_argument("--judge", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--verify", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.judge or asked.verify:
        print(json.dumps(verified(asked.verify) if asked.verify else judged(asked.judge[0], int(asked.judge[1]))))
        return
    head = [
        "# Judging and verifying: `make bench-judge`\n",
        "Calm: one outage. Flapping: up and down to the end. Sluggish: answers too slow for long after the outage.",
        "Written: a ledger of as many writes, each payload hashed. Verified: a signed bundle of ten streams, every",
        "record's hash, canonical form, figures and signature. Median [range]; a process for each figure.\n",
        f"{datetime.now(UTC):%Y-%m-%d}, {_machine()}, load before {os.getloadavg()[0]:.1f}.\n",
    ]
    rows = list(measured(asked.largest, asked.turns))
    text = "\n".join([*head, *table(rows)])
    print(text)
    if asked.keep:
        (RESULTS / "judge.md").write_text(f"{text}\n", encoding="utf-8")
        raw = "\n".join(json.dumps(asdict(row)) for row in rows)
        (RESULTS / "judge.jsonl").write_text(f"{raw}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
