"""Feed readers of files with what coverage makes of honest ones: python -m bench.fuzz [TARGET …] [--seconds 60].

Each target runs in a process of its own under atheris (libFuzzer). Ends with 1 where anything was found; the input
lies in var/fuzz then. With `--keep` the table is written to bench/results/fuzz.md.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final

from bench.fuzz.targets import TARGETS, Target

RESULTS: Final = Path("bench/results/fuzz.md")
FOUND: Final = Path("var/fuzz")
_STATISTICS: Final = re.compile(r"stat::number_of_executed_units:\s*(\d+)")
_COVERED: Final = re.compile(r"\bft: (\d+)")
_SLOWEST: Final = re.compile(r"stat::slowest_unit_time_sec:\s*(\d+)")
_GRACE_S: Final = 300
"""Its imports are rewritten so that coverage can be told; on a busy machine that takes minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a target's run came to; `features` are what coverage told apart, `error` the end of a finding's words."""

    name: str
    runs: int
    features: int
    slowest_s: int
    error: str


def fuzzed(target: Target, seconds: int, seed: int) -> Told:
    """Run a target in a process of its own."""
    FOUND.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "bench.fuzz.child", target.name, str(seconds), str(seed), str(FOUND)]
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace", check=False,
        timeout=seconds + _GRACE_S,
    )  # fmt: skip
    runs, features, slowest = (_last(each, done.stderr) for each in (_STATISTICS, _COVERED, _SLOWEST))
    error = "" if done.returncode == 0 else done.stderr[-2000:]
    return Told(name=target.name, runs=runs, features=features, slowest_s=slowest, error=error)


def _last(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.findall(text)
    return int(found[-1]) if found else 0


def table(told: Sequence[Told], seconds: int, seed: int) -> Iterator[str]:
    """Yield the page of results."""
    yield "# What readers of files make of garbage: `make fuzz`"
    yield ""
    yield f"{datetime.now(UTC):%Y-%m-%d}, {seconds} s a target, seed {seed}, {os.cpu_count()} cores, load"
    yield f"{os.getloadavg()[0]:.1f}, atheris {version('atheris')}. Features are what coverage could tell apart."
    yield ""
    yield "| reader | inputs | features | slowest, s | found |"
    yield "|---|---:|---:|---:|---|"
    for one in told:
        found = "yes" if one.error else "nothing"
        yield f"| {one.name} | {one.runs:,} | {one.features:,} | {one.slowest_s} | {found} |"


def main() -> int:
    """Fuzz and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    names = [target.name for target in TARGETS]
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(names))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help=f"write the table to {RESULTS}")
    asked = parser.parse_args()
    if unknown := set(asked.targets) - set(names):
        parser.error(f"no such reader: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    told: list[Told] = []
    for target in TARGETS:
        if not asked.targets or target.name in asked.targets:
            told.append(fuzzed(target, asked.seconds, asked.seed))
            print(json.dumps({"reader": told[-1].name, "inputs": told[-1].runs}), file=sys.stderr, flush=True)
    text = "\n".join(table(told, asked.seconds, asked.seed))
    print(text)
    for one in told:
        if one.error:
            print(f"\n{one.name}: its input lies in {FOUND}\n{one.error}")
    if asked.keep:
        RESULTS.write_text(f"{text}\n", encoding="utf-8")
    return 1 if any(one.error for one in told) else 0


if __name__ == "__main__":
    sys.exit(main())
