"""Disks, processors, memory, clocks and files, to be filled, kept busy, taken, shifted and damaged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pytest

from scenarios.faults.clocks import clock_skew
from scenarios.faults.damage import damaged_file
from scenarios.faults.disks import disk_full
from scenarios.faults.pressure import cpu_pressure, memory_pressure
from scenarios.plan import SECOND, FaultSpec
from tests.support.victims.base import Ground, Victim

MIB: Final = 1 << 20
ROOM: Final = "df -P -k disk | awk 'NR == 2 { print $4 }'"


@dataclass(slots=True, kw_only=True)
class _Disk:
    """A small file system of its own, in memory."""

    fault: FaultSpec

    async def settle_in(self, ground: Ground) -> None:
        assert await ground.says_yes("mkdir disk && mount -t tmpfs -o size=16m none disk && echo here >disk/theirs")

    async def is_harmed(self, ground: Ground) -> bool:
        return await ground.says_yes(f'[ "$({ROOM})" -le 2048 ]')

    async def mend(self, ground: Ground) -> None:
        await ground.sh("rm -f disk/.drillproof*")

    async def leave(self, ground: Ground) -> None:
        assert await ground.says_yes('[ "$(ls -A disk)" = theirs ] && umount disk')


def filled(ground: Ground) -> Victim:
    """Return a disk to be filled but for 2 MiB."""
    return _Disk(fault=disk_full(path=f"{ground.scratch}/disk", leave=2 * MIB))


OURS: Final = """\
import os
for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        words = open(f"/proc/{pid}/cmdline", "rb").read()
    except OSError:
        continue
    if os.environ["SCRATCH"].encode() + b"/state/" in words and b"/load." in words:
        print(pid)
"""


@dataclass(slots=True, kw_only=True)
class _Processes:
    """Nothing but the host: it is harmed while processes of the fault run as they should."""

    fault: FaultSpec
    harmed: str
    needs: str = "true"

    async def settle_in(self, ground: Ground) -> None:
        if not await ground.says_yes(f"command -v {self.needs} >/dev/null"):
            pytest.skip(f"{self.needs} is not in this host's PATH (busybox may lack it): apt-get install coreutils")
        assert not await self.is_harmed(ground)

    async def is_harmed(self, ground: Ground) -> bool:
        look = f'for pid in $("$PYTHON" -c "$OURS"); do {self.harmed}; done 2>/dev/null; exit 1'
        return (await ground.sh(look, {"OURS": OURS}))[0] == 0

    async def mend(self, ground: Ground) -> None:
        await ground.sh('kill -9 $("$PYTHON" -c "$OURS") 2>/dev/null; sleep 0.2', {"OURS": OURS})

    async def leave(self, ground: Ground) -> None:
        await self.mend(ground)


def busied(ground: Ground) -> Victim:  # noqa: ARG001  every victim is made for a ground
    """Return a host of which one processor is to be kept busy, for half of the time and politely."""
    harmed = "[ \"$(awk '{ print $(NF - 33) }' /proc/$pid/stat 2>/dev/null)\" = 19 ] && exit 0"
    return _Processes(fault=cpu_pressure(workers=1, load=500, nice=19), harmed=harmed, needs="nice")


def eaten(ground: Ground) -> Victim:  # noqa: ARG001
    """Return a host of which 24 MiB of memory are to be taken."""
    harmed = '[ "$(awk \'$1 == "VmRSS:" { print $2 }\' /proc/$pid/status 2>/dev/null)" -ge 23000 ] && exit 0'
    return _Processes(fault=memory_pressure(take=24 * MIB), harmed=harmed)


@dataclass(slots=True, kw_only=True)
class _Clock:
    """The control file of services that run under libfaketime."""

    fault: FaultSpec

    async def settle_in(self, ground: Ground) -> None:
        await ground.sh("echo +0 >faketime")

    async def is_harmed(self, ground: Ground) -> bool:
        return await ground.says_yes('[ "$(cat faketime)" = -5400 ]')

    async def mend(self, ground: Ground) -> None:
        await self.settle_in(ground)

    async def leave(self, ground: Ground) -> None:
        await ground.sh("rm -f faketime")


def mistimed(ground: Ground) -> Victim:
    """Return a clock to be put an hour and a half behind."""
    return _Clock(fault=clock_skew(behind=5400 * SECOND, control=f"{ground.scratch}/faketime"))


@dataclass(slots=True, kw_only=True)
class _File:
    """A file of 3000 bytes with a mode and a time of its own."""

    fault: FaultSpec

    async def settle_in(self, ground: Ground) -> None:
        await ground.sh("yes line | head -c 3000 >file; chmod 640 file; touch -t 202001020304 file; cp -p file whole")

    async def is_harmed(self, ground: Ground) -> bool:
        same = "[ \"$(stat -c '%a %Y %u %g %s' file)\" = \"$(stat -c '%a %Y %u %g %s' whole)\" ]"
        return not await ground.says_yes(f"cmp -s file whole && {same}")

    async def mend(self, ground: Ground) -> None:
        await ground.sh("if [ -e file ]; then cat whole >file; else cp -p whole file; fi; touch -r whole file")

    async def leave(self, ground: Ground) -> None:
        await ground.sh("rm -f file whole")


def overwritten(ground: Ground) -> Victim:
    """Return a file of which the middle is to be overwritten."""
    return _File(fault=damaged_file(path=f"{ground.scratch}/file", how="overwrite", offset=1000, length=700))


def cut_off(ground: Ground) -> Victim:
    """Return a file that is to be cut off after 100 bytes."""
    return _File(fault=damaged_file(path=f"{ground.scratch}/file", how="truncate", length=100))


def deleted(ground: Ground) -> Victim:
    """Return a file that is to be deleted."""
    return _File(fault=damaged_file(path=f"{ground.scratch}/file", how="delete"))
