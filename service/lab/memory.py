"""The small shared memory segments that killed databases leave in the system."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

_TABLE: Final = Path("/proc/sysvipc/shm")
_LOCK_LINE: Final = 6  # of postmaster.pid: key and id of the segment
_REMOVE: Final = 0  # IPC_RMID


def find_segments(data: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Yield key and id of the segment that each data directory's lock file names."""
    for directory in data:
        with suppress(OSError, IndexError, ValueError):
            key, number = (directory / "postmaster.pid").read_text().splitlines()[_LOCK_LINE].split()
            yield key, number


def drop_segments(segments: Iterable[tuple[str, str]]) -> None:
    """Remove those of the segments that still exist and that nobody is attached to."""
    for key, number in segments:
        if _is_idle(key, number):
            ctypes.CDLL(None).shmctl(int(number), _REMOVE, None)


def _is_idle(key: str, number: str) -> bool:
    with suppress(OSError):
        rows = (line.split() for line in _TABLE.read_text().splitlines()[1:])
        return any(row[0] == key and row[1] == number and row[6] == "0" for row in rows)
    return False
