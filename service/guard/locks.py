"""Which hosts are being drilled on this machine by whatever process of this account, with a service around it or none.

A lock is a file that a process holds locked as long as it drills the host; the system itself lets go of it when the
process dies, however it dies. It stands beside the claims of a service, which other machines know too.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from collections.abc import Generator, Iterable, Sequence
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from scenarios.plan import Plan
from service.guard.asking import Held, host_key

_NETWORK: Final = Path("/proc/self/ns/net")
"""The same address in another network is another host."""
_TRIES: Final = 5
_MOMENT_S: Final = 0.02


class HostHeldError(Exception):
    """Hosts that another drill of this machine has now."""

    def __init__(self, held: Sequence[Held]) -> None:
        self.held = tuple(held)
        super().__init__("; ".join(f"drill {one.drill} has {one.what} now; start when it ended" for one in held))


def folder() -> Path:
    """Return where this account's locks lie, made so that nobody else can write there; raises OSError."""
    place = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"drillproof-{os.getuid()}"
    place.mkdir(mode=0o700, exist_ok=True)
    told = place.lstat()
    if told.st_uid != os.getuid() or told.st_mode & 0o022 or place.is_symlink():
        msg = f"{place} is not this account's own folder; remove it"
        raise PermissionError(msg)
    return place


def held_here(plan: Plan) -> tuple[Held, ...]:
    """Return the hosts of a plan that some process of this machine drills now; blocking, for a moment."""
    found: list[Held] = []
    for what in _wanted(plan):
        with ExitStack() as stack:
            if (other := _take(what, "", stack)) is not None:
                found.append(other)
    return tuple(found)


@contextmanager
def holding(plan: Plan, drill: str) -> Generator[None]:
    """Hold all hosts of a plan while the body runs; raises HostHeldError with those that another drill has."""
    with ExitStack() as stack:
        others = [other for what in _wanted(plan) if (other := _take(what, drill, stack)) is not None]
        if others:
            raise HostHeldError(others)
        yield


def _wanted(plan: Plan) -> Iterable[str]:
    return dict.fromkeys(f"host:{host_key(host)}" for host in plan.hosts)


def _take(what: str, drill: str, stack: ExitStack) -> Held | None:
    """Lock one thing until the stack closes and write who has it; return who has it already, if anybody does."""
    network = _NETWORK.stat().st_ino if _NETWORK.exists() else 0
    path = folder() / sha256(f"{network} {what}".encode()).hexdigest()
    file = stack.enter_context(path.open("a+", encoding="utf-8"))
    if not _locked(file.fileno(), fcntl.LOCK_EX if drill else fcntl.LOCK_SH, _TRIES if drill else 1):
        file.seek(0)
        return Held(what=what, drill=file.read().strip() or "?")
    if drill:
        file.truncate(0)
        file.write(drill)
        file.flush()
    return None


def _locked(file: int, how: int, tries: int) -> bool:
    """Lock a file without waiting for a drill; whoever only looks holds it for a moment, so a second try is made."""
    for attempt in range(tries):
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if attempt + 1 < tries:
                time.sleep(_MOMENT_S)
        else:
            return True
    return False
