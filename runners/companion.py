"""What a process beside the runner owes: its configuration by stdin, a quiet heap, spools on disk, and an end.

The runner that started it may die at any moment; the process goes on, and ends by itself when its time is over.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Final, TypeVar

from pydantic import TypeAdapter

from runners.beat import SECOND, Beat, beats
from runners.clock import Clock
from runners.promptness import be_first
from runners.secrets import Masker
from runners.spool import SpoolWriter

C = TypeVar("C")

LOCK: Final = ".lock"
"""Held by the process for as long as it lives; inherited from whoever started it."""
STOP: Final = ".stop"
"""Whoever wants the process to end puts this file beside its lock."""
LOG: Final = ".log"
"""What the process said on stderr."""
_LOOK_EVERY: Final = SECOND // 10
_LOOKS_A_SYNC: Final = 10
_DETAIL: Final = 200


def configuration(shape: type[C]) -> C:
    """Return the configuration that came by stdin; raises pydantic.ValidationError."""
    return TypeAdapter(shape).validate_json(sys.stdin.buffer.read())


def settle() -> None:
    """Make files private, ask to be served first, and take what was loaded so far out of the collector's sight."""
    os.umask(0o077)
    be_first()
    gc.collect()
    gc.freeze()
    gc.disable()


async def until_told(clock: Clock, stop: Path, until: int, spools: Collection[SpoolWriter]) -> None:
    """Keep house until the file `stop` is there or the instant `until` has come.

    About once a second the spools are brought to the disk (in a thread) and the young garbage is collected
    (the heap is small and frozen, so this takes well under a millisecond, between beats).
    """
    look = 0
    async for _ in beats(clock, Beat(start=clock.now(), every=_LOOK_EVERY), until):
        if os.path.exists(stop):  # noqa: ASYNC240, PTH110  a look at a local directory takes microseconds
            return
        for spool in spools:
            spool.tend()
        look += 1
        if look % _LOOKS_A_SYNC == 0:
            await asyncio.to_thread(sync, spools)
            gc.collect()


def sync(spools: Collection[SpoolWriter]) -> None:
    """Bring every spool to the disk; a disk that fails is the reader's to notice."""
    for spool in spools:
        spool.sync()


def described(error: BaseException, masker: Masker) -> str:
    """Return one bounded line about an error, without secrets."""
    return told(f"{type(error).__name__}: {error}", masker)


def told(text: str, masker: Masker) -> str:
    """Return a text as one bounded line, without secrets."""
    return masker.mask(" ".join(text.split()))[:_DETAIL]
