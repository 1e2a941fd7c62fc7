"""Processes beside the service for what takes a processor for seconds: judging, filing, rendering, verifying.

Each has a name, is brought up when it is first needed and lives until `close`; its work is done one after the other.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import cache, partial
from typing import Final, TypeVar

from sqlalchemy import make_url

from runners.journal import Journal, JournalAwayError, JournalBusyError, JournalError, JournalFullError
from runners.promptness import be_patient
from service.evidence.bundle import BundleError
from service.report.formats.rendering import UnrenderedError

T = TypeVar("T")

_TRIES: Final = 2
_NICER: Final = 15
"""So that this work takes no time from what is measured."""
_CROSSING: Final = (
    *(JournalAwayError, JournalBusyError, JournalFullError, JournalError),
    *(UnrenderedError, BundleError, ValueError),
)
"""What work is expected to raise, the more exact ones first: it crosses to the service as one of these."""


class AsideEndedError(OSError):
    """The process beside was ended twice over the same work, by memory or by somebody."""


class Aside:
    """The processes beside one service; any thread may give them work, which must be a function of a module."""

    def __init__(self) -> None:
        self._workers: dict[str, Executor] = {}
        self._turn = threading.Lock()

    def expect(self, name: str) -> None:
        """Bring up a process, which takes seconds, before somebody waits for what it does."""
        with self._turn:
            is_there = name in self._workers
        if not is_there:
            self._begun(name, _nothing)

    async def do(self, name: str, work: Callable[[], T]) -> T:
        """Return what `work` returns in the process of that name; one that was ended is followed by one more.

        Raises what it raises, made of its text alone, or AsideEndedError.
        """
        for _ in range(_TRIES):
            with suppress(BrokenProcessPool):
                return await asyncio.wrap_future(self._begun(name, partial(done, work)))
        raise _ended(name)

    def wait(self, name: str, work: Callable[[], T]) -> T:
        """Return what `do` returns; blocking."""
        for _ in range(_TRIES):
            with suppress(BrokenProcessPool):
                return self._begun(name, partial(done, work)).result()
        raise _ended(name)

    def close(self) -> None:
        """End the processes; what is being done comes to its end, and is waited for: nobody writes afterwards."""
        with self._turn:
            for worker in self._workers.values():
                worker.shutdown(wait=True, cancel_futures=True)

    def _begun(self, name: str, work: Callable[[], T]) -> Future[T]:
        with self._turn:
            if name not in self._workers:
                self._workers[name] = _worker()
            try:
                return self._workers[name].submit(work)
            except BrokenProcessPool:  # it was ended since; nobody works there now
                self._workers[name] = _worker()
                return self._workers[name].submit(work)


def _worker() -> Executor:
    return ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_begin)


def _ended(name: str) -> AsideEndedError:
    msg = f"the process beside the service for {name} was ended {_TRIES} times over the same work; look at its memory"
    return AsideEndedError(msg)


@cache
def journal_at(where: str) -> Journal:
    """Return a process's own journal by its URL, the same one each time."""
    return Journal(make_url(where))


def done(work: Callable[[], T]) -> T:
    """Return what `work` returns, in the process beside; what it raises is made of its text alone, OSErrors stay."""
    try:
        return work()
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001  what it is made of may not cross
        raise _plain(error) from None


def _plain(error: Exception) -> Exception:
    """Return an error that is made of its text alone: another could not be made anew in the service."""
    for kind in _CROSSING:
        if isinstance(error, kind):
            return kind(str(error))
    return RuntimeError(f"{type(error).__name__}: {error}")


def _nothing() -> None:
    """Do nothing, in a process that has then loaded what it was asked for by."""


def _begin() -> None:
    """Leave Ctrl-C to the service, and end with it, however it ends."""
    be_patient(_NICER)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
