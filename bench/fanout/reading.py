"""What one contender's run gave: wall times, processor time, memory; and how many of them become a line."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

COMMAND: Final = "uptime"
WARM: Final = 3
"""Rounds over connections that stand."""
PAUSE_S: Final = 1.0
"""Between two warm rounds: a drill's steps come one after the other, and what stands by is prepared in between."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One run: seconds of wall time and of this side's processor time for one command, MiB, p99 of warm commands."""

    cold_s: float
    warm_s: list[float]
    cold_cpu_s: float
    warm_cpu_s: float
    memory_mib: float | None = None
    p99_s: float | None = None


@dataclass(kw_only=True)
class Stopwatch:
    """Counts wall and processor time of this process and of the children that it waited for."""

    count: int
    began: float = 0.0
    used: float = 0.0
    walls: list[float] = field(default_factory=list[float])
    cpu: list[float] = field(default_factory=list[float])

    def start(self) -> None:
        """Begin a round."""
        self.used, self.began = _used(), time.perf_counter()

    def stop(self) -> None:
        """End a round."""
        self.walls.append(time.perf_counter() - self.began)
        self.cpu.append((_used() - self.used) / self.count)

    def reading(self, latencies: Sequence[float] = ()) -> Reading:
        """Return what was counted: the first round was the cold one."""
        return Reading(
            cold_s=self.walls[0],
            warm_s=self.walls[1:],
            cold_cpu_s=self.cpu[0],
            warm_cpu_s=statistics.mean(self.cpu[1:]),
            memory_mib=most_resident_mib(),
            p99_s=p99(latencies),
        )


def p99(latencies: Sequence[float]) -> float | None:
    """Return what 99 of 100 commands took at most; None for fewer than two."""
    return statistics.quantiles(latencies, n=100)[98] if len(latencies) > 1 else None


def _used() -> float:
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def most_resident_mib() -> float:
    """Return the most memory that this process ever had resident (rusage would tell of its parent's, too)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024
