"""A place for what stands for other machines in a bench: it gets only what nobody else wants of the processors.

A scheduling class alone does not do it: kernels with automatic groups give every new session (each command of an sshd
is one) a share of its own, as large as that of the whole service.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_HIERARCHIES: Final = ((Path("/sys/fs/cgroup/cpu"), "cpu.shares", "2"), (Path("/sys/fs/cgroup"), "cpu.weight", "1"))
"""Of both versions of control groups: where processors are shared out, and the smallest share."""
_ENTER: Final = 'echo $$ >"$0" && exec "$@"'
_TRIES: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """`words` are what to write before a command, so that it runs there; `told` is how, for the page of the bench."""

    words: tuple[str, ...]
    told: str


@contextlib.contextmanager
def aside() -> Generator[Aside]:
    """Give the place for as long as a bench lasts: a control group of the smallest share, else SCHED_IDLE."""
    for root, file, share in _HIERARCHIES:
        group = root / f"drillproof-bench-{os.getpid()}"
        try:
            _made(root, group, file, share)
        except OSError:
            continue
        try:
            yield Aside(words=("sh", "-c", _ENTER, str(group / "cgroup.procs")), told=f"{file} {share}")
        finally:
            _removed(group)
        return
    yield Aside(words=("chrt", "--idle", "0"), told="SCHED_IDLE")


def _made(root: Path, group: Path, file: str, share: str) -> None:
    """Make the group; raises OSError where this user may not, or processors are not shared out there."""
    if not (root / "cgroup.procs").exists():
        raise FileNotFoundError(root)
    group.mkdir()
    try:
        (group / file).write_text(share, "ascii")
    except OSError:
        group.rmdir()
        raise


def _removed(group: Path) -> None:
    """Remove the group once its last process has ended; one that does not end keeps it."""
    for _ in range(_TRIES):
        with contextlib.suppress(OSError):
            group.rmdir()
            return
        time.sleep(0.1)
