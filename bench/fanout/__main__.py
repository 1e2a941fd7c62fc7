"""Fan-out to real sshd targets, cold and warm, beside bare asyncssh and what others use: python -m bench.fanout."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.fanout.page import FLOOR, NOTES, ORDER, heading, promises, table, times_of, turns_of, warm_of
from bench.fanout.peers import PEERS
from bench.fanout.reading import Reading
from bench.fanout.targets import Targets, targets

RESULTS: Final = Path("bench/results")
"""Where --keep writes the table and the raw rows."""
_TRIES: Final = 3


def measured(name: str, warm: int, made: Targets) -> Reading:
    """Run one contender in a process of its own."""
    command = [sys.executable, "-m", "bench.fanout.contender", name, str(warm), str(made.directory)]
    told = subprocess.run([*command, *map(str, made.ports)], check=True, stdout=subprocess.PIPE, text=True, timeout=900)
    return Reading(**json.loads(told.stdout.splitlines()[-1]))


def finished(name: str, warm: int, made: Targets, unfinished: Counter[str]) -> Reading:
    """Run a contender; a peer that fails of itself runs once more, and that is counted. Ours has one try."""
    for _ in range(_TRIES - 1 if name in PEERS else 0):
        try:
            return measured(name, warm, made)
        except subprocess.CalledProcessError:
            unfinished[name] += 1
    return measured(name, warm, made)


def sweep(count: int, times: int, names: Sequence[str], unfinished: Counter[str]) -> dict[str, list[Reading]]:
    """Return the readings of each contender on `count` targets, interleaved, each turn beginning with another."""
    found: dict[str, list[Reading]] = {name: [] for name in names}
    with TemporaryDirectory(prefix="fanout-") as directory, targets(Path(directory), count) as made:
        for turn in range(times):
            for name in (*names[turn % len(names) :], *names[: turn % len(names)]):
                if turn < turns_of(name, count, times):
                    print(f"{count} targets, turn {turn + 1} of {times}: {name}", file=sys.stderr, flush=True)
                    made.settle()
                    found[name].append(finished(name, warm_of(name, count), made, unfinished))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--targets", type=int, nargs="+", default=[10, 50, 200, 500])
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=ORDER, default=list(ORDER))
    parser.add_argument("--keep", action="store_true", help=f"write the table and the raw rows to {RESULTS}")
    asked = parser.parse_args()
    names = [name for name in ORDER if name in asked.only or name == FLOOR]
    unfinished: Counter[str] = Counter()
    lines, kept, raw = heading(asked.turns, names), list[str](), list[str]()
    for count in asked.targets:
        found = sweep(count, times_of(count, asked.turns), names, unfinished)
        lines += table(count, found)
        kept += promises(count, found)
        raw += [_row(count, name, one) for name, some in found.items() for one in some]
    kept += [
        f"{name}: {times} turns in which a host gave no answer; each was run again"
        for name, times in unfinished.items()
    ]
    text = "\n".join([*lines, "## What was promised", "", *kept, "", NOTES])
    print(text)
    if asked.keep:
        (RESULTS / "fanout.md").write_text(text, encoding="utf-8")
        (RESULTS / "fanout.jsonl").write_text("\n".join([*raw, ""]), encoding="utf-8")


def _row(count: int, name: str, reading: Reading) -> str:
    return json.dumps({"targets": count, "name": name, **asdict(reading)})


if __name__ == "__main__":
    main()
