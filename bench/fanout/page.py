"""The page of bench-fanout: who takes part and how often, the tables, and what became of the promises."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Final

from bench.fanout.peers import CLUSH_FANOUT, FORKS, PLACE
from bench.fanout.reading import COMMAND, WARM, Reading

FLOOR: Final = "bare asyncssh"
ALIKE: Final = "bare asyncssh, collector as ours"
"""The floor once more, with garbage collected as seldom as in Drillproof's processes (`service/__init__.py`)."""
OURS: Final = "drillproof"
OPENSSH: Final = "OpenSSH, ControlMaster"
ANSIBLE: Final = "ansible -m raw"
ORDER: Final = (FLOOR, ALIKE, OURS, "drillproof, a drill's step", OPENSSH, "parallel-ssh", "clush", ANSIBLE)
SLOW: Final = frozenset({OPENSSH, "clush", ANSIBLE})
"""Those that start processes for every target: a turn of theirs takes minutes on hundreds of targets."""
SLOW_TARGETS: Final = 400
"""So many targets they are asked for, all turns together, but once at least."""
MANY: Final = 150
"""From more than so many targets on, a turn of theirs has one warm round."""
FEW: Final = 50
"""Up to so many targets there are twice as many turns: a round is short, and chance is large beside it."""
WALL: Final = 1.15
CPU: Final = 4.0
Wall = Callable[[Reading], float]


def times_of(count: int, asked: int) -> int:
    """Return how many turns there are with so many targets, where `asked` are wanted."""
    return 2 * asked + 1 if count <= FEW else asked


def turns_of(name: str, count: int, times: int) -> int:
    """Return how many of the turns a contender takes part in."""
    return max(1, min(times, SLOW_TARGETS // count)) if name in SLOW else times


def warm_of(name: str, count: int) -> int:
    """Return how many warm rounds one of its turns has."""
    return 1 if name in SLOW and count > MANY else WARM


def spread(values: Iterable[float], scale: float = 1.0, digits: int = 2) -> str:
    """Return the median and, in brackets, the range; a dash for nothing."""
    some = sorted(value * scale for value in values)
    if not some:
        return "-"
    return f"{statistics.median(some):.{digits}f} [{some[0]:.{digits}f}, {some[-1]:.{digits}f}]"


def by_floor(found: Mapping[str, Sequence[Reading]], name: str, wall: Wall) -> float:
    """Return the median over the turns of this contender's wall time by the floor's of the same turn."""
    pairs = zip(found[name], found[FLOOR], strict=False)
    return statistics.median(wall(one) / wall(floor) for one, floor in pairs)


def by_ours(found: Mapping[str, Sequence[Reading]], name: str, cost: Wall) -> float | None:
    """Return the median over the turns of this contender's processor time by ours of the same turn."""
    if OURS not in found:
        return None
    return statistics.median(cost(one) / cost(our) for one, our in zip(found[name], found[OURS], strict=False))


def _cold(reading: Reading) -> float:
    return reading.cold_s


def _warm(reading: Reading) -> float:
    return statistics.median(reading.warm_s)


def _cold_cpu(reading: Reading) -> float:
    return reading.cold_cpu_s


def _warm_cpu(reading: Reading) -> float:
    return reading.warm_cpu_s


def table(count: int, found: Mapping[str, Sequence[Reading]]) -> list[str]:
    """Return the lines for one number of targets."""
    head = (
        f"| {count} targets | turns | cold, s | x bare | warm, s | x bare | p99 warm, ms "
        "| CPU each, cold, ms | x ours | warm, ms | x ours | memory, MiB |"
    )
    rows = [f"| {name} | {len(some)} | {' | '.join(_cells(found, name))} |" for name, some in found.items() if some]
    return [head, "|---" * 12 + "|", *rows, ""]


def _cells(found: Mapping[str, Sequence[Reading]], name: str) -> list[str]:
    some = found[name]
    return [
        spread(map(_cold, some)),
        f"{by_floor(found, name, _cold):.2f}",
        spread(wall for one in some for wall in one.warm_s),
        f"{by_floor(found, name, _warm):.2f}",
        spread((one.p99_s for one in some if one.p99_s is not None), 1000, 0),
        spread(map(_cold_cpu, some), 1000, 1),
        _times(by_ours(found, name, _cold_cpu)),
        spread(map(_warm_cpu, some), 1000, 1),
        _times(by_ours(found, name, _warm_cpu)),
        spread((one.memory_mib for one in some if one.memory_mib is not None), 1, 0),
    ]


def _times(ratio: float | None) -> str:
    return "-" if ratio is None else f"{ratio:.1f}"


def promises(count: int, found: Mapping[str, Sequence[Reading]]) -> list[str]:
    """Return what became of the promises with so many targets, a line each."""
    if OURS not in found:
        return []
    walls = [by_floor(found, OURS, _cold), by_floor(found, OURS, _warm)]
    lines = [_promise(f"{count} targets, wall by bare asyncssh's", walls, lambda ratio: ratio <= WALL, WALL)]
    for name in (OPENSSH, ANSIBLE):
        costs = [by_ours(found, name, _cold_cpu) or 0, by_ours(found, name, _warm_cpu) or 0] if found.get(name) else []
        what = f"{count} targets, CPU of {name} by ours"
        lines += [_promise(what, costs, lambda ratio: ratio >= CPU, CPU)] if costs else []
    return lines


def _promise(what: str, ratios: Sequence[float], is_held: Callable[[float], bool], limit: float) -> str:
    cold, warm = (f"{ratio:.2f}" + ("" if is_held(ratio) else " (NOT HELD)") for ratio in ratios)
    return f"- {what}: {cold} cold, {warm} warm (promised: {limit:g})"


def heading(times: int, names: Sequence[str]) -> list[str]:
    """Return what the figures are, on what, and when."""
    versions = [f"drillproof {version('drillproof')}", f"asyncssh {version('asyncssh')}", *_versions_of(names)]
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}"
    return [
        "# Fan-out",
        "",
        f"`{COMMAND}` on real OpenSSH servers on this machine, all targets at once. Median [range] of {times}",
        f"interleaved turns ({times_of(FEW, times)} with up to {FEW} targets), each with one cold round (no connection",
        f"yet) and {WARM} warm ones, 1 s apart.",
        f"{datetime.now(UTC):%Y-%m-%d}, {machine}, load before {os.getloadavg()[0]:.1f}.",
        f"{', '.join(versions)}.",
        "",
    ]


def _versions_of(names: Sequence[str]) -> list[str]:
    found = [subprocess.run(["ssh", "-V"], capture_output=True, text=True, check=False).stderr.split(",")[0]]
    packages = {ANSIBLE: "ansible-core", "parallel-ssh": "parallel-ssh", "clush": "ClusterShell"}
    wanted = [package for name, package in packages.items() if name in names]
    if wanted:
        command = [PLACE / "bin" / "pip", "list", "--format=json"]
        listed = subprocess.run(command, capture_output=True, check=True).stdout
        known = {one["name"]: one["version"] for one in json.loads(listed)}
        found += [f"{package} {known[package]}" for package in wanted]
    return found


NOTES: Final = f"""\
Client and servers share the cores, so a server's work is part of every figure. `x bare` and `x ours` are medians over
the turns of the ratio within one turn. CPU is that of the client's side alone, for one command; the masters that
OpenSSH leaves behind are not counted for it. p99 is of single warm commands, where single ones can be told apart.
Drillproof's commands are checked against known_hosts, stamped on both clocks and proved to have ended; parallel-ssh
looks at no host key. Drillproof acknowledges at once what it has read (ADR 27), where bare asyncssh waits 40 ms after
each login for what the kernel holds back. Drillproof's processes look for garbage at every 50,000 objects and not at
every 700; the second line of bare asyncssh does so too. Ansible starts anew in every round, as it does in a shell,
with {FORKS} forks; so does clush, with its default fan-out of {CLUSH_FANOUT}, over ssh with a control master.
OpenSSH, clush and Ansible start processes for every target: with many targets they take part in fewer turns (the
column tells how many), and with more than {MANY} a turn of theirs has one warm round; else the whole would take
hours. A drill's step writes an intent and an outcome for each host to the journal, and has 64 commands under way at a
time; in its cold round every host's clock is asked besides, by a process that is started there. Its CPU is spread
evenly over its rounds. Memory is told where all is one process.
"""
