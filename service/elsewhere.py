"""Whether a drill is run by another process of this machine, which must not be disturbed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from measurements.codec import decode
from measurements.events import RunnerStarted
from runners.clock import SystemClock
from runners.journal import Journal

_OURS: Final = (b"drillproof", b"service.cli")


def runs_elsewhere(journal: Journal, drill: str) -> bool:
    """Tell whether the process that took the drill up last is another one, and lives; blocking.

    A number that was given to some other program since does not count: that drill has to be restored.
    """
    told = journal.records(drill, kinds=("runner_started",))
    last = decode(told[-1].text) if told else None
    if not isinstance(last, RunnerStarted) or last.boot_id != SystemClock().boot_id() or last.pid == os.getpid():
        return False
    return _is_ours(last.pid)


def _is_ours(pid: int) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return any(name in command for name in _OURS)
