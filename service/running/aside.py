"""A thread of its own for work that must not wait behind other blocking work of the process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Aside:
    """One thread with a name; what is given to it is done one after the other."""

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, name)

    async def do(self, work: Callable[[], T]) -> T:
        """Return what `work` returns; raises what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def close(self) -> None:
        """Take nothing more; what is being done comes to its end by itself."""
        self._thread.shutdown(wait=False, cancel_futures=True)
