"""What processes use: seconds of a processor with all that they started, and memory that is theirs."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_LOOK_S: Final = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """Processor seconds of a process itself, and of its children: those that ended and those that live."""

    own: float
    children: float

    def since(self, before: Used) -> Used:
        """Return what was used in between."""
        return Used(own=self.own - before.own, children=self.children - before.children)


def used(pid: int) -> Used:
    """Return what a process has used so far; raises OSError where it is gone."""
    own, ended = _times(pid)
    living = 0.0
    for child in family(pid):
        with suppress(OSError):
            living += sum(_times(child))
    return Used(own=own, children=ended + living)


def family(pid: int) -> Iterator[int]:
    """Yield the descendants of a process that live."""
    for stat in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, stat.read_text("ascii").split()):
                yield child
                yield from family(child)


def _times(pid: int) -> tuple[float, float]:
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    user, system, ended_user, ended_system = map(int, fields[11:15])
    return (user + system) / _TICKS, (ended_user + ended_system) / _TICKS


def memory_mib(pid: int) -> float:
    """Return the memory of one process, what it shares counted in parts; 0 where it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


@dataclass(slots=True)
class Peaks:
    """The largest memory that was seen, by role: each role is processes, and what they started apart."""

    roles: Mapping[str, tuple[int, ...]]
    seen: dict[str, float] = field(default_factory=dict[str, float])

    async def watch(self) -> None:
        """Look every two seconds, for ever."""
        while True:
            await asyncio.to_thread(self.look)
            await asyncio.sleep(_LOOK_S)

    def look(self) -> None:
        """Look once."""
        for role, pids in self.roles.items():
            self._raise(role, sum(map(memory_mib, pids)))
            self._raise(f"{role}, beside", sum(memory_mib(child) for pid in pids for child in family(pid)))

    def _raise(self, name: str, now: float) -> None:
        self.seen[name] = max(self.seen.get(name, 0.0), now)
