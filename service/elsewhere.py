"""Whether a drill is run by another process, on this machine or another one, which must not be disturbed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from measurements.codec import decode
from measurements.events import RunnerStarted
from runners.clock import Clock, SystemClock
from runners.journal import Journal
from scenarios.plan import SECOND
from service.running.pulse import Bounds, Pulse
from service.running.roster import Roster

_OURS: Final = (b"drillproof", b"service.cli")
_FORGOTTEN_S: Final = 600.0


class Elsewhere:
    """What one process knows of the others that run drills over the same database.

    On this machine it looks for the process. On PostgreSQL it also looks whether the runner still beats, wherever it
    is; whoever is not yet known to stand still counts as alive. `look` is to be called every second, and blocks.
    """

    def __init__(self, journal: Journal, bounds: Bounds, clock: Clock | None = None) -> None:
        self._journal, self._clock = journal, clock or SystemClock()
        self._roster, self.pulse = Roster(journal.engine), Pulse(bounds)
        self._known = frozenset[str]()

    @property
    def is_shared(self) -> bool:
        """Tell whether processes of other machines may use the database."""
        return self._journal.engine.dialect.name == "postgresql"

    def look(self) -> None:
        """See who beats; raises what the database raises."""
        try:
            workers = self._roster.all()
        except Exception:
            self.pulse.missed()
            raise
        self._known = frozenset(worker.name for worker in workers)
        dead = self.pulse.look(self._clock.now() / SECOND, {worker.name: worker.beats for worker in workers})
        for name in dead:
            if self.pulse.stood_s(name) > _FORGOTTEN_S:
                self._roster.leave(name)

    def has(self, drill: str) -> bool:
        """Tell whether another process took the drill up last, and lives; blocking."""
        if runs_elsewhere(self._journal, drill):
            return True
        last = _last(self._journal, drill)
        if not self.is_shared or last is None or last.pid == os.getpid():
            return False
        return last.runner in self._known - self.pulse.dead


def runs_elsewhere(journal: Journal, drill: str) -> bool:
    """Tell whether the process that took the drill up last is another one of this machine, and lives; blocking.

    A number that was given to some other program since does not count: that drill has to be restored.
    """
    last = _last(journal, drill)
    if last is None or last.boot_id != SystemClock().boot_id() or last.pid == os.getpid():
        return False
    return _is_ours(last.pid)


def _last(journal: Journal, drill: str) -> RunnerStarted | None:
    told = journal.records(drill, kinds=("runner_started",))
    last = decode(told[-1].text) if told else None
    return last if isinstance(last, RunnerStarted) else None


def _is_ours(pid: int) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return any(name in command for name in _OURS)
