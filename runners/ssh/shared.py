"""What many ask for at once is read once: the files of fifty machines that are entered together are mostly the same."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from functools import partial
from typing import Generic, TypeVar

_K = TypeVar("_K", bound=Hashable)
_T = TypeVar("_T")


class Shared(Generic[_K, _T]):
    """Reads in a thread; all who ask for the same while it is being read share what comes of it, errors too."""

    def __init__(self, read: Callable[[_K], _T]) -> None:
        self._read = read
        self._asked: dict[_K, asyncio.Task[_T]] = {}

    async def now(self, what: _K) -> _T:
        """Return what the reader returns for `what`, as it is now; raises what the reader raises."""
        if what not in self._asked:
            self._asked[what] = asyncio.get_running_loop().create_task(asyncio.to_thread(self._read, what))
            self._asked[what].add_done_callback(partial(self._forget, what))
        return await asyncio.shield(self._asked[what])

    def _forget(self, what: _K, done: asyncio.Task[_T]) -> None:
        """Let the next who asks look again; an error was told to all who asked, if anybody still waited."""
        del self._asked[what]
        if not done.cancelled():
            done.exception()
