"""Starts between the guard's leave and the drill's first record: a locked file each, which a death lets go of.

So whoever comes up after a kill -9 knows at once which starts of this home will never begin. Starts of other machines
cannot be told this way; for them the claims' own age decides (service.guard.claims).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A start that nobody is at any more: its drill, and its dossier where it has one."""

    drill: str
    dossier: str | None


class Starting:
    """The starts of one home, by whatever process of this machine. Every method blocks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mine: dict[str, tuple[int, int]] = {}

    @property
    def mine(self) -> tuple[tuple[str, int], ...]:
        """Return the drills whose starts this process has not ended yet, each with when it began (UTC ns)."""
        return tuple((drill, since_ns) for drill, (_, since_ns) in self._mine.items())

    def begin(self, drill: str, dossier: str | None, utc_ns: int) -> None:
        """Take note of a start before it claims anything; raises OSError."""
        self._folder.mkdir(parents=True, exist_ok=True)
        hidden = self._folder / f".{drill}"
        file = os.open(hidden, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        os.write(file, (dossier or "").encode())
        hidden.rename(self._folder / drill)  # seen only whole, and locked
        self._mine[drill] = (file, utc_ns)

    def end(self, drill: str) -> None:
        """Forget a start: its drill has begun, or never will."""
        (self._folder / drill).unlink(missing_ok=True)
        mine = self._mine.pop(drill, None)
        if mine is not None:
            os.close(mine[0])

    def leave(self, drill: str) -> None:
        """Let go of a start that failed here, so that whoever looks next gives back what it may have taken."""
        mine = self._mine.pop(drill, None)
        if mine is not None:
            os.close(mine[0])

    def left(self) -> tuple[Left, ...]:
        """Return the starts whose processes died."""
        return tuple(self._left())

    def _left(self) -> Iterator[Left]:
        if not self._folder.is_dir():
            return
        for path in sorted(self._folder.iterdir()):
            if path.name in self._mine or path.name.startswith("."):
                continue
            with path.open(encoding="utf-8") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                yield Left(drill=path.name, dossier=file.read().strip() or None)
