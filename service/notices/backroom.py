"""A thread with a loop and threads of its own: whatever is slow in there, nobody else waits for it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final, TypeAlias

Chore: TypeAlias = Callable[[], Awaitable[None]]
_PAUSE_S: Final = 5.0
_GOODBYE_S: Final = 2.0


class _Threads(ThreadPoolExecutor):
    """A thread for each call, none of which keeps the process alive: a mail server that hangs must not do that."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Call `fn` in a thread of its own."""
        future: Future[Any] = Future()

        def call() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:  # noqa: BLE001  it belongs to whoever waits for the result
                future.set_exception(error)

        threading.Thread(target=call, name="backroom-call", daemon=True).start()
        return future


class Backroom:
    """Runs chores for ever, each a coroutine function; one that fails begins again after a pause.

    Drills run in the loop of whoever serves them and hand their journal's writes to that loop's threads. What waits
    for networks lives here: neither that loop nor one of those threads is ever held by it.
    """

    def __init__(self, chores: Sequence[Chore], fail: Callable[[Exception], None]) -> None:
        self._chores, self._fail = chores, fail

    async def run(self) -> None:
        """Live until cancelled; the thread is told to end and not waited for beyond a moment."""
        loop = asyncio.new_event_loop()
        loop.set_default_executor(_Threads(1))
        over = asyncio.Event()
        thread = threading.Thread(target=self._live, args=(loop, over), name="backroom", daemon=True)
        thread.start()
        try:
            await asyncio.Event().wait()
        finally:
            with suppress(RuntimeError):  # the loop is closed already
                loop.call_soon_threadsafe(over.set)
            await asyncio.to_thread(thread.join, _GOODBYE_S)

    def _live(self, loop: asyncio.AbstractEventLoop, over: asyncio.Event) -> None:
        asyncio.set_event_loop(loop)
        try:
            loop.run_until_complete(self._until(over))
        finally:
            loop.close()

    async def _until(self, over: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._for_ever(chore)) for chore in self._chores]
            await over.wait()
            for task in tasks:
                task.cancel()

    async def _for_ever(self, chore: Chore) -> None:
        while True:
            try:
                await chore()
            except Exception as error:  # noqa: BLE001  one chore that fails must not end the others
                self._fail(error)
            await asyncio.sleep(_PAUSE_S)
