"""The spool: one append-only file of JSON lines per stream, written by one process and read by another.

A line is either whole or is not there: the reader leaves a half-written last line alone, and a
writer that finds one (its predecessor died in the middle) ends it first, which makes it unreadable.
"""

from __future__ import annotations

import json
import os
from collections import deque
from pathlib import Path
from typing import Any, Final, TypeAlias

Line: TypeAlias = list[Any] | None
"""What one line says; None is filling (see `pad`)."""

SAMPLES: Final = ".samples"
WRITES: Final = ".writes"
MOST_KEPT: Final = 20_000
"""Lines kept in memory while the disk is full: half an hour of ten looks a second, about two megabytes."""
_READ_AT_ONCE: Final = 1 << 20


class SpoolWriter:
    """Appends lines to a spool. One writer at a time: whoever holds the process lock beside it.

    What a full disk does not take is kept, up to MOST_KEPT lines, and written as soon as there is room. A line that
    could not even be kept is lost, and a line `[how many]` says so.
    """

    def __init__(self, path: Path) -> None:
        """Open `path` (made with mode 0600) for appending; raises OSError."""
        self._file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._torn = not _ends_whole(self._file)
        self._synced = True
        self._kept: deque[bytes] = deque()
        self._lost = 0

    def append(self, line: Line) -> bool:
        """Write one line at once, behind those that are kept; False if it could be neither written nor kept."""
        text = json.dumps(line, separators=(",", ":")).encode() + b"\n"
        if not self._kept and self._write(text):
            return True
        if not self.has_room:
            self._lost += 1
            return False
        self._kept.append(text)
        self._write_kept()
        return True

    @property
    def has_room(self) -> bool:
        """Tell whether a line that the disk does not take could be kept."""
        return len(self._kept) < MOST_KEPT

    def _write_kept(self) -> None:
        """Write what is kept, the oldest first; once it is all there, say how many lines were lost."""
        while self._kept and self._write(self._kept[0]):
            self._kept.popleft()
        if self._lost and not self._kept and self._write(json.dumps([self._lost]).encode() + b"\n"):
            self._lost = 0

    def _write(self, text: bytes) -> bool:
        """Write one line whole; False if the disk does not take it (the next line starts afresh then)."""
        whole = b"\n" * self._torn + text
        try:
            written = os.write(self._file, whole)
        except OSError:
            return False
        self._synced = False
        if written:
            self._torn = written != len(whole)
        return written >= len(whole) - 1  # only its end is missing, which the next line begins with

    def tend(self) -> None:
        """Write what is kept, if there is room now."""
        if self._kept or self._lost:
            self._write_kept()

    def sync(self) -> None:
        """Bring what was written onto the disk; blocks, so call it in a thread."""
        if not self._synced:
            self._synced = True
            os.fsync(self._file)

    def close(self) -> None:
        """Write what is kept as far as it goes, sync and close."""
        self._write_kept()
        self.sync()
        os.close(self._file)


class SpoolReader:
    """Follows a spool from its beginning. The file may not be there yet."""

    def __init__(self, path: Path) -> None:
        """Remember `path`; nothing is opened before it is there."""
        self._path = path
        self._offset = 0
        self._rest = b""

    def read(self) -> list[Line]:
        """Return the whole lines that came since the last call (about a megabyte at most), without unreadable ones."""
        try:
            with self._path.open("rb", buffering=0) as file:
                file.seek(self._offset)
                data = file.read(_READ_AT_ONCE)
        except FileNotFoundError:
            return []
        self._offset += len(data)
        *whole, self._rest = (self._rest + data).split(b"\n")
        return [line for text in whole for line in _parsed(text)]


def pad(path: Path, lines: int) -> None:
    """Append `lines` lines of filling: a spool that lost its end keeps its place in the journal's count."""
    writer = SpoolWriter(path)
    for _ in range(lines):
        writer.append(None)
    writer.close()


def _parsed(text: bytes) -> list[Line]:
    """Return the line that `text` holds, or nothing where it holds none."""
    try:
        value = json.loads(text)
    except ValueError:
        return []
    return [value] if value is None or isinstance(value, list) else []


def _ends_whole(file: int) -> bool:
    """Tell whether an open file is empty or ends with a line end."""
    end = os.fstat(file).st_size
    return end == 0 or os.pread(file, 1, end - 1) == b"\n"
