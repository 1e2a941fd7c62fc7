"""Takes the lab down: ends what is its own, by identity and mark, and removes every trace."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Final

from runners.clock import SystemClock
from service.lab.memory import drop_segments, find_segments
from service.lab.place import held, remove
from service.lab.processes import end, find_marked, find_servers
from service.lab.state import LabState, default_directory, read_state

_PATIENCE_S: Final = 3.0


async def lab_down(directory: Path | None = None) -> bool:
    """Take down the lab in `directory`; tell whether there was one. Safe after any part of it was killed."""
    place = (directory or default_directory()).absolute()
    if not place.exists():
        return False
    with held(place):
        found = read_state(place)
        await lower(place, found)
        return found is not None


async def lower(place: Path, state: LabState | None, *, keep_directory: bool = False) -> None:
    """End every process of the lab, drop its shared memory and remove its files (the directory too)."""
    if state is not None and state.boot_id == SystemClock().boot_id():
        await _end_processes(state)
    remove(place, keep_directory=keep_directory)


async def _end_processes(state: LabState) -> None:
    """End hosts and commands first, so that nobody starts a database again, then the databases."""
    data = [state.data(host) for host in state.hosts]
    segments = {*find_segments(data)}  # before anything ends, because a lock file may go with its owner
    await end([component.process for component in state.components], patience_s=_PATIENCE_S)
    await end(find_marked(state.token), patience_s=_PATIENCE_S, first=signal.SIGKILL)
    segments |= {*find_segments(data)}
    await end(find_servers(data), patience_s=_PATIENCE_S, first=signal.SIGQUIT)
    await end(find_marked(state.token), patience_s=_PATIENCE_S, first=signal.SIGKILL)
    drop_segments(segments)
