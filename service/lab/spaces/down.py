"""Takes a space down, from any process: by its keeper, and by the mark of what was on its way to become one."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from runners.clock import SystemClock
from service.lab.processes import Identity, find_marked, is_running, send
from service.lab.spaces.keeper import outer_link
from service.lab.spaces.model import Space, load_space
from service.lab.spaces.tools import wait_until


def space_down(directory: Path) -> bool:
    """Take down the space in `directory` and remove it; tell whether there was one. Nothing of it stays."""
    space = load_space(directory.absolute())
    if space is None:
        return False
    lower(space)
    return True


def lower(space: Space) -> None:
    """End every process of the space, wait until its cable is gone, and remove its files."""
    if space.boot_id == SystemClock().boot_id():
        left = _processes(space)
        while left:
            for process in left:
                send(process, signal.SIGKILL)
            wait_until(_ended(left), "the lab's processes do not end")
            left = _processes(space)
        if space.network:
            link = Path("/sys/class/net") / outer_link(space.network)
            wait_until(lambda: not link.exists(), f"the network interface {link.name} does not go away")
    shutil.rmtree(space.directory)


def _ended(processes: Sequence[Identity]) -> Callable[[], bool]:
    def all_ended() -> bool:
        for process in processes:
            with suppress(ChildProcessError):
                os.waitpid(process.pid, os.WNOHANG)
        return not any(map(is_running, processes))

    return all_ended


def _processes(space: Space) -> list[Identity]:
    keeper = [space.keeper] if space.keeper and is_running(space.keeper) else []
    return [*keeper, *find_marked(space.token)]
