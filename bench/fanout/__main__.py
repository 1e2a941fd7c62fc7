"""Fan-out to real sshd targets, cold and warm, beside bare asyncssh and what others use: python -m bench.fanout."""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.fanout.peers import FORKS, PLACE
from bench.fanout.reading import COMMAND, WARM, Reading
from bench.fanout.targets import Targets, targets

ORDER: Final = (
    "bare asyncssh",
    "drillproof",
    "drillproof, a drill's step",
    "OpenSSH, ControlMaster",
    "parallel-ssh",
    "ansible -m raw",
)
FLOOR: Final = "bare asyncssh"
RESULTS: Final = Path("bench/results")
"""Where --keep writes the table and the raw rows."""


def measured(name: str, made: Targets) -> Reading:
    """Run one contender in a process of its own."""
    command = [sys.executable, "-m", "bench.fanout.contender", name, str(made.directory), *map(str, made.ports)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=900)
    return Reading(**json.loads(told.stdout.splitlines()[-1]))


def sweep(count: int, times: int, names: Sequence[str]) -> dict[str, list[Reading]]:
    """Return `times` readings of each contender on `count` targets, interleaved, each time beginning with another."""
    found: dict[str, list[Reading]] = {name: [] for name in names}
    with TemporaryDirectory(prefix="fanout-") as directory, targets(Path(directory), count) as made:
        for turn in range(times):
            for name in (*names[turn % len(names) :], *names[: turn % len(names)]):
                print(f"{count} targets, turn {turn + 1} of {times}: {name}", file=sys.stderr, flush=True)
                found[name].append(measured(name, made))
    return found


def spread(values: Iterable[float], scale: float = 1.0, digits: int = 2) -> str:
    """Return the median and, in brackets, the range; a dash for nothing."""
    some = sorted(value * scale for value in values)
    if not some:
        return "-"
    return f"{statistics.median(some):.{digits}f} [{some[0]:.{digits}f}, {some[-1]:.{digits}f}]"


def ratio(found: Mapping[str, Sequence[Reading]], name: str, wall: Callable[[Reading], float]) -> str:
    """Return the median over the turns of this contender's wall time by the floor's of the same turn."""
    pairs = zip(found[name], found[FLOOR], strict=True)
    return f"{statistics.median(wall(one) / wall(floor) for one, floor in pairs):.2f}"


def _cold(reading: Reading) -> float:
    return reading.cold_s


def _warm(reading: Reading) -> float:
    return statistics.median(reading.warm_s)


def table(count: int, found: Mapping[str, Sequence[Reading]]) -> list[str]:
    """Return the lines for one number of targets."""
    head = f"| {count} targets | cold, s | x bare | warm, s | x bare | CPU each, cold, ms | warm, ms | memory, MiB |"
    rows = [
        f"| {name} | {spread(map(_cold, some))} | {ratio(found, name, _cold)} "
        f"| {spread(wall for one in some for wall in one.warm_s)} | {ratio(found, name, _warm)} "
        f"| {spread((one.cold_cpu_s for one in some), 1000, 1)} | {spread((one.warm_cpu_s for one in some), 1000, 1)} "
        f"| {spread((one.memory_mib for one in some if one.memory_mib is not None), 1, 0)} |"
        for name, some in found.items()
    ]
    return [head, "|---|---|---|---|---|---|---|---|", *rows, ""]


def heading(times: int, names: Sequence[str]) -> list[str]:
    """Return what the figures are, on what, and when."""
    versions = [f"drillproof {version('drillproof')}", f"asyncssh {version('asyncssh')}", *_versions_of(names)]
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}"
    return [
        f"`{COMMAND}` on real OpenSSH servers on this machine, all targets at once. Median [range] of {times}",
        f"interleaved turns, each with one cold round (no connection yet) and {WARM} warm ones, 1 s apart.",
        f"{datetime.now(UTC):%Y-%m-%d}, {machine}, load before {os.getloadavg()[0]:.1f}.",
        f"{', '.join(versions)}.",
        "",
    ]


def _versions_of(names: Sequence[str]) -> list[str]:
    found = [subprocess.run(["ssh", "-V"], capture_output=True, text=True, check=False).stderr.split(",")[0]]
    if any(name in names for name in ("ansible -m raw", "parallel-ssh")):
        listed = subprocess.run(
            [PLACE / "bin" / "pip", "list", "--format=json"], capture_output=True, check=True
        ).stdout
        known = {one["name"]: one["version"] for one in json.loads(listed)}
        found += [f"{name} {known[name]}" for name in ("ansible-core", "parallel-ssh")]
    return found


NOTES: Final = f"""\
Client and servers share the cores, so a server's work is part of every figure. `x bare` is the median over the turns
of the ratio within one turn. CPU is that of the client's side alone, for one command. Drillproof's commands are
checked against known_hosts, stamped on both clocks and proved to have ended; parallel-ssh looks at no host key.
Ansible starts anew in every round, as it does in a shell, with {FORKS} forks. A drill's step writes an intent and an
outcome for each host to the journal, and has its connections open before the first step, so its cold round is only
one without a shell that stands by. Memory is told where all is one process.
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--targets", type=int, nargs="+", default=[50, 200])
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=ORDER, default=list(ORDER))
    parser.add_argument("--keep", action="store_true", help=f"write the table and the raw rows to {RESULTS}")
    asked = parser.parse_args()
    names = [name for name in ORDER if name in asked.only or name == FLOOR]
    lines, raw = heading(asked.turns, names), list[str]()
    for count in asked.targets:
        found = sweep(count, asked.turns, names)
        lines += table(count, found)
        raw += [_row(count, name, one) for name, some in found.items() for one in some]
    text = "\n".join([*lines, NOTES])
    print(text)
    if asked.keep:
        (RESULTS / "fanout.md").write_text(text, encoding="utf-8")
        (RESULTS / "fanout.jsonl").write_text("\n".join([*raw, ""]), encoding="utf-8")


def _row(count: int, name: str, reading: Reading) -> str:
    return json.dumps({"targets": count, "name": name, **asdict(reading)})


if __name__ == "__main__":
    main()
