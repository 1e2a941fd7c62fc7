"""Reports of drills as bytes, made in a process of their own, since judging takes a processor for a second.

Of a drill that goes on, whoever asks within a few seconds gets the same report; it says how many records it tells of.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property, partial
from io import BytesIO
from typing import Final, TypeAlias

from measurements.codec import UnreadableEventError
from runners.journal import Journal, JournalError
from service.aside import Aside, journal_at
from service.book import Book
from service.evidence.judged import judged
from service.evidence.reading import each_record
from service.evidence.shelf import shelf
from service.papers.rendering import rendered
from service.report.document import ReportDocument, document
from service.report.firm import PLAIN, FirmStyle
from service.report.form import as_data
from service.report.formats.rendering import Form, Reported, Wish, render
from service.report.formats.tongues import Tongue
from service.report.paper import Paper
from service.report.records import entries_of, records_of

_FRESH_S: Final = 5.0
_OLDEST_S: Final = 30.0
_CLOSING: Final = '"kind":"drill_closed"'
_KEPT: Final = 32
_KEPT_BYTES: Final = 64_000_000
"""A workbook of a long drill is made anew rather than kept."""
_LARGE: Final[frozenset[Form]] = frozenset({"xlsx", "csv"})
"""What tells of every sample takes minutes for a long drill; it has a process of its own."""
_SMALL, _LONG = "reports", "workbooks"
"""The processes in which they are made."""


Extent: TypeAlias = tuple[int, int]
"""How much there is to tell of: the drill's last record, and the last entry of the book that belongs to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    drill: str
    form: Form
    lang: Tongue


@dataclass(slots=True, kw_only=True)
class _Made:
    """A report; `seq` says how much there was to tell of when it was begun, `at` when that was."""

    seq: Extent
    at: float
    report: bytes


class Judging:
    """Makes the reports of one service. Whoever asks for what is being made already waits for that."""

    def __init__(self, journal: Journal, aside: Aside | None = None, firm: FirmStyle = PLAIN) -> None:
        """`aside`: in whose processes they are made; without it in a thread. `firm` is the style of all."""
        self._journal, self._aside, self._firm = journal, aside, firm
        self._where = journal.engine.url.render_as_string(hide_password=False)
        self._made: dict[_Asked, _Made] = {}
        self._making: dict[_Asked, tuple[Extent, asyncio.Task[bytes]]] = {}

    @cached_property
    def _book(self) -> Book:
        """The service's book; blocking when it is first asked for."""
        return Book(self._journal.engine)

    async def report(self, drill: str, form: Form, lang: Tongue) -> bytes:
        """Return the report of a drill as far as it has come; while it goes on, as it was up to 30 seconds ago.

        Raises JournalError, UnrenderedError, or UnreadableEventError for a journal of another version (JournalError
        where made aside).
        """
        asked = _Asked(drill=drill, form=form, lang="zh" if form == "json" else lang)
        seq, is_over = await asyncio.to_thread(self._extent, drill)
        made = self._made.get(asked)
        age = math.inf if made is None else time.monotonic() - made.at
        if made is None or (made.seq != seq and (is_over or age > _OLDEST_S)):
            return await asyncio.shield(self._begun(asked, seq, exactly=is_over))
        if made.seq != seq and age > _FRESH_S:
            self._begun(asked, seq, exactly=False)  # for whoever asks next
        return made.report

    def _extent(self, drill: str) -> tuple[Extent, bool]:
        """Return how much there is to tell of a drill, and whether it is over: then the book may still grow."""
        last = self._journal.last(drill)
        if last is None or _CLOSING not in last.text:
            return (0 if last is None else last.seq, 0), False
        entries = entries_of(self._book, drill)
        return (last.seq, entries[-1].number if entries else 0), True

    def _begun(self, asked: _Asked, seq: Extent, *, exactly: bool) -> asyncio.Task[bytes]:
        """Return who makes a report: whoever does it already, unless that one tells of too little."""
        before, work = self._making.get(asked, (None, None))
        if work is not None and (before == seq or not exactly):
            return work
        work = asyncio.ensure_future(self._made_anew(asked, seq))
        self._making[asked] = (seq, work)
        work.add_done_callback(lambda done: self._over(asked, done))
        return work

    def _over(self, asked: _Asked, work: asyncio.Task[bytes]) -> None:
        if not work.cancelled():
            work.exception()  # whoever waits gets it; where nobody does, the next who asks tries again
        if self._making.get(asked, (None, None))[1] is work:
            del self._making[asked]

    async def _made_anew(self, asked: _Asked, seq: Extent) -> bytes:
        at = time.monotonic()
        report = await self._make(asked)
        if (made := self._made.pop(asked, None)) is not None and made.seq > seq:
            self._made[asked] = made  # a later one was faster
        else:
            self._made[asked] = _Made(seq=seq, at=at, report=report)
        self._forget()
        return report

    def _forget(self) -> None:
        """Keep the newest reports, as far as they are few and small enough."""
        room = _KEPT_BYTES
        for place, asked in enumerate(reversed(list(self._made))):
            room -= len(self._made[asked].report)
            if place >= _KEPT or room < 0:
                del self._made[asked]

    def expect(self) -> None:
        """Bring up the process, which takes seconds, before somebody waits for its first report."""
        if self._aside is not None:
            self._aside.expect(_SMALL)

    def close(self) -> None:
        """Let nobody wait any longer."""
        for _, work in self._making.values():
            work.cancel()

    async def _make(self, asked: _Asked) -> bytes:
        wish = _wish(asked, self._firm)
        if self._aside is None:
            return await asyncio.to_thread(_bytes, self._journal, asked.drill, wish)
        name = _LONG if asked.form in _LARGE else _SMALL
        return await self._aside.do(name, partial(_made_of, self._where, asked.drill, wish))

    async def paper(self, whole: Paper, form: Form, lang: Tongue) -> bytes:
        """Return a paper beside the reports, made where they are made; raises UnrenderedError."""
        told = (whole, form, lang, self._firm)
        if self._aside is None:
            return await asyncio.to_thread(rendered, *told)
        return await self._aside.do(_SMALL, partial(rendered, *told))

    async def aside(self, work: Callable[[], bytes]) -> bytes:
        """Return what `work` makes beside the longest reports; it is sent there, so it is a function with arguments."""
        if self._aside is None:
            return await asyncio.to_thread(work)
        return await self._aside.do(_LONG, work)


def _wish(asked: _Asked, firm: FirmStyle) -> Wish:
    other = {"zh": "?format=html&lang=en", "en": "?format=html&lang=zh", "both": ""}[asked.lang]
    return Wish(form=asked.form, tongue=asked.lang, firm=firm, other=other)


def reported_of(journal: Journal, drill: str, *, is_whole: bool = True) -> Reported:
    """Return a drill as far as it has come, with what the book knows of it; blocking.

    With `is_whole` its history has every sample; without, the report was made without having them in memory.
    """
    with nullcontext() if is_whole else shelf() as room:
        found = judged(each_record(journal, drill), room)
    records = records_of(entries_of(Book(journal.engine), drill))
    return Reported(report=found.report, plan=found.plan, history=found.history, records=records)


def document_of(journal: Journal, drill: str) -> ReportDocument:
    """Return the whole report of a drill as far as it has come; blocking."""
    told = reported_of(journal, drill, is_whole=False)
    return document(told.report, told.plan, told.records)


def _made_of(where: str, drill: str, wish: Wish) -> bytes:
    try:
        return _bytes(journal_at(where), drill, wish)
    except UnreadableEventError as error:
        raise JournalError(str(error)) from None


def _bytes(journal: Journal, drill: str, wish: Wish) -> bytes:
    told = reported_of(journal, drill, is_whole=wish.form in _LARGE)
    if wish.form == "json":
        data = as_data(document(told.report, told.plan, told.records))
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(errors="backslashreplace")
    made = BytesIO()
    render(told, wish, made)
    return made.getvalue()
