"""What a runner that lost a drill left on this machine: prober and ledger that nobody reads any more are ended.

They outlive a killed runner on purpose, for whoever goes on with the drill here. Once somebody goes on with it from
another home, two ledgers would write the same numbers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from runners.companion import LOCK, STOP
from service.running.runs import Run, Runs

_SPOOL: Final = "spool"
_MARK: Final = "runner"
_OVER: Final = frozenset(("ended", "refused"))


def mark(directory: Path, runner: str) -> None:
    """Write down in a drill's directory who has taken it up from here; blocking."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / _MARK).write_text(runner, encoding="utf-8")


class Leftovers:
    """The drills that were ever run from one home; `look` is to be called every few seconds, and blocks."""

    def __init__(self, home: Path, runs: Runs) -> None:
        self._drills, self._runs = home / "drills", runs
        self._suspects: dict[str, tuple[str, str | None]] = {}

    def look(self) -> tuple[str, ...]:
        """End what was a leftover at the last look already, and return the drills that had some."""
        found: dict[str, tuple[str, str | None]] = {}
        for marker in self._drills.glob(f"*/{_MARK}"):
            name, run = marker.read_text("utf-8"), self._runs.of(marker.parent.name)
            if run is not None and is_left(name, run):
                found[run.drill] = name, run.worker
        ended = tuple(drill for drill, facts in found.items() if self._suspects.get(drill) == facts)
        for drill in ended:
            self._end(drill)
        self._suspects = found
        return ended

    def _end(self, drill: str) -> None:
        for lock in (self._drills / drill / _SPOOL).glob(f"*{LOCK}"):
            lock.with_suffix(STOP).touch(mode=0o600)
        (self._drills / drill / _MARK).unlink(missing_ok=True)


def is_left(runner: str, run: Run) -> bool:
    """Tell whether what `runner` started is of no use: the drill is over, or somebody else has taken it elsewhere."""
    return run.status in _OVER or (run.status == "held" and run.worker != runner)
