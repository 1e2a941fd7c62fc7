"""Which processes are the lab's own, told from others that may have taken their numbers since."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MARK: Final = "DRILLPROOF_LAB"
"""Environment variable that names the lab; whatever a host's command starts inherits it."""

_PROC: Final = Path("/proc")
_POLL_S: Final = 0.02
_STATE, _STARTED = 0, 19  # fields 3 and 22 of /proc/<pid>/stat, counted after the closing parenthesis of the name


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A process for certain: its number, and when it started in clock ticks after boot."""

    pid: int
    started: int


def identify(pid: int) -> Identity | None:
    """Return who runs as `pid`, or None if nobody does; a zombie does not run."""
    try:
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[_STATE] in "ZX" else Identity(pid=pid, started=int(fields[_STARTED]))


def is_running(process: Identity) -> bool:
    """Tell whether exactly this process still runs."""
    return identify(process.pid) == process


def find_marked(token: str) -> Iterator[Identity]:
    """Yield every process that inherited the mark of the lab `token`."""
    wanted = f"{MARK}={token}".encode()
    return _find(lambda proc: wanted in (proc / "environ").read_bytes().split(b"\0"))


def find_servers(data: Iterable[Path]) -> Iterator[Identity]:
    """Yield every PostgreSQL process that lives in one of the data directories.

    PostgreSQL overwrites the environment that /proc shows, but never leaves its data directory.
    """
    homes = {os.path.realpath(directory) for directory in data}
    return _find(
        lambda proc: (proc / "comm").read_text().startswith("postgres") and str((proc / "cwd").readlink()) in homes
    )


def _find(is_ours: Callable[[Path], bool]) -> Iterator[Identity]:
    for proc in _PROC.iterdir():
        if not proc.name.isdigit() or int(proc.name) == os.getpid():
            continue
        with suppress(OSError):
            found = identify(int(proc.name)) if is_ours(proc) else None
            if found is not None:
                yield found


def send(process: Identity, number: signal.Signals) -> None:
    """Send a signal to this very process, never to one that took its number.

    The descriptor holds the process fast while we look again, so its number cannot pass on in between.
    """
    with suppress(ProcessLookupError):
        handle = os.pidfd_open(process.pid)
        try:
            if is_running(process):
                signal.pidfd_send_signal(handle, number)
        finally:
            os.close(handle)


async def end(processes: Iterable[Identity], *, patience_s: float, first: signal.Signals = signal.SIGTERM) -> None:
    """Ask each process to end, wait, then kill what is left and wait for that too."""
    left = tuple(processes)
    for number in (first, signal.SIGKILL):
        for process in left:
            send(process, number)
        left = await _outwait(left, patience_s)


async def _outwait(processes: tuple[Identity, ...], patience_s: float) -> tuple[Identity, ...]:
    for _ in range(max(1, round(patience_s / _POLL_S))):
        for process in processes:
            _reap(process.pid)
        processes = tuple(filter(is_running, processes))
        if not processes:
            break
        await asyncio.sleep(_POLL_S)
    return processes


def _reap(pid: int) -> None:
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
