"""Reports of drills as bytes, made in a process of their own, since judging takes a processor for a second.

Of a drill that goes on, whoever asks within a few seconds gets the same report; it says how many records it tells of.
"""

from __future__ import annotations

import asyncio
import json
import math
import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, TypeAlias

from sqlalchemy import make_url

from measurements.codec import UnreadableEventError
from runners.journal import Journal, JournalAwayError, JournalError
from service.evidence.judged import judged
from service.report.document import ReportDocument, document
from service.report.form import as_data
from service.report.html import page
from service.words import Lang

Form: TypeAlias = Literal["json", "html"]

_FRESH_S: Final = 5.0
_OLDEST_S: Final = 15.0
_CLOSING: Final = '"kind":"drill_closed"'
_KEPT: Final = 32
_NICER: Final = 5
"""So that judging takes no time from what is measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    drill: str
    form: Form
    lang: Lang


@dataclass(slots=True, kw_only=True)
class _Made:
    """A report; `seq` is the drill's last record when it was begun, `at` when that was."""

    seq: int
    at: float
    report: bytes


class Judging:
    """Makes the reports of one service. Whoever asks for what is being made already waits for that."""

    def __init__(self, journal: Journal, *, aside: bool) -> None:
        """`aside`: in a process of its own, which lives until `close`; else in a thread."""
        self._journal, self._aside = journal, aside
        self._where = journal.engine.url.render_as_string(hide_password=False)
        self._made: dict[_Asked, _Made] = {}
        self._making: dict[_Asked, tuple[int, asyncio.Task[bytes]]] = {}
        self._workers: Executor | None = None

    async def report(self, drill: str, form: Form, lang: Lang) -> bytes:
        """Return the report of a drill as far as it has come; while it goes on, as it was up to 15 seconds ago.

        Raises JournalError, or UnreadableEventError for a journal of another version (JournalError where made aside).
        """
        last = await asyncio.to_thread(self._journal.last, drill)
        seq, asked = 0 if last is None else last.seq, _Asked(drill=drill, form=form, lang=lang)
        is_over = last is not None and _CLOSING in last.text
        made = self._made.get(asked)
        age = math.inf if made is None else time.monotonic() - made.at
        if made is None or (made.seq != seq and (is_over or age > _OLDEST_S)):
            return await asyncio.shield(self._begun(asked, seq, exactly=is_over))
        if made.seq != seq and age > _FRESH_S:
            self._begun(asked, seq, exactly=False)  # for whoever asks next
        return made.report

    def _begun(self, asked: _Asked, seq: int, *, exactly: bool) -> asyncio.Task[bytes]:
        """Return who makes a report: whoever does it already, unless that one tells of too little."""
        before, work = self._making.get(asked, (0, None))
        if work is not None and (before == seq or not exactly):
            return work
        work = asyncio.ensure_future(self._made_anew(asked, seq))
        self._making[asked] = (seq, work)
        work.add_done_callback(lambda done: self._over(asked, done))
        return work

    def _over(self, asked: _Asked, work: asyncio.Task[bytes]) -> None:
        if not work.cancelled():
            work.exception()  # whoever waits gets it; where nobody does, the next who asks tries again
        if self._making.get(asked, (0, None))[1] is work:
            del self._making[asked]

    async def _made_anew(self, asked: _Asked, seq: int) -> bytes:
        at = time.monotonic()
        report = await self._make(asked)
        if (made := self._made.pop(asked, None)) is not None and made.seq > seq:
            self._made[asked] = made  # a later one was faster
        else:
            self._made[asked] = _Made(seq=seq, at=at, report=report)
        for oldest in list(self._made)[:-_KEPT]:
            del self._made[oldest]
        return report

    def expect(self) -> None:
        """Bring up the process, which takes seconds, before somebody waits for its first report."""
        if self._aside and self._workers is None:
            self._pool().submit(_ready)

    def close(self) -> None:
        """End the process."""
        for _, work in self._making.values():
            work.cancel()
        if self._workers is not None:
            self._workers.shutdown(wait=False, cancel_futures=True)

    async def _make(self, asked: _Asked) -> bytes:
        loop = asyncio.get_running_loop()
        told = (self._where, asked.drill, asked.form, asked.lang)
        if not self._aside:
            return await asyncio.to_thread(_bytes, self._journal, *told[1:])
        try:
            return await loop.run_in_executor(self._pool(), _made_of, *told)
        except BrokenProcessPool:  # somebody ended it, or memory did: once more in a new one
            self._workers = None
            return await loop.run_in_executor(self._pool(), _made_of, *told)

    def _pool(self) -> Executor:
        if self._workers is None:
            spawn = multiprocessing.get_context("spawn")
            self._workers = ProcessPoolExecutor(1, mp_context=spawn, initializer=_begin)
        return self._workers


def document_of(journal: Journal, drill: str) -> ReportDocument:
    """Return the whole report of a drill as far as it has come; blocking."""
    found = judged(journal.records(drill))
    return document(found.report, found.plan)


@cache
def _journal_at(where: str) -> Journal:
    return Journal(make_url(where))


def _begin() -> None:
    """Leave Ctrl-C to the service, and end with it, however it ends."""
    os.nice(_NICER)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _ready() -> None:
    """Do nothing, in a process that has then loaded everything."""


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _made_of(where: str, drill: str, form: Form, lang: Lang) -> bytes:
    try:
        return _bytes(_journal_at(where), drill, form, lang)
    except JournalAwayError as error:  # what crosses to another process is made of its text alone
        raise JournalAwayError(str(error)) from None
    except (JournalError, UnreadableEventError) as error:
        raise JournalError(str(error)) from None


def _bytes(journal: Journal, drill: str, form: Form, lang: Lang) -> bytes:
    whole = document_of(journal, drill)
    if form == "json":
        return json.dumps(as_data(whole), ensure_ascii=False, separators=(",", ":")).encode()
    return page(whole, lang, other=f"?format=html&lang={'en' if lang == 'zh' else 'zh'}").encode()
