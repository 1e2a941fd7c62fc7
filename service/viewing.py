"""Who follows drills live: one look at the journal for all viewers of a drill, and no more viewers than there is room.

A viewer that reads slowly keeps nothing in memory: it falls out of what is shared and reads on from the journal.
"""

from __future__ import annotations

import asyncio
import math
import time
import weakref
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from runners.journal import Journal, JournalAwayError
from service.denial import NoRoomError, because
from service.settings import LimitsSettings

_EVERY_S: Final = 0.05
_KEPT: Final = 500
"""The newest records of a drill, which viewers share; older ones are read in slices of so many."""
_PAUSE_S: Final = 0.05
_SLICES: Final = 16
"""Slices of the past that are kept for the next viewer, of each drill that is followed."""
_AGAIN_S: Final = 15
_CLOSING: Final = "drill_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One record as viewers get it; `is_last` that nothing comes after it."""

    seq: int
    kind: str
    sent: bytes
    """It as server-sent event, made once for all."""
    is_last: bool


class Viewing:
    """All viewers of one process."""

    def __init__(self, journal: Journal, limits: LimitsSettings) -> None:
        self._journal, self._limits = journal, limits
        self._reels: dict[str, _Reel] = {}
        self.viewers = 0
        """How many there are now."""

    def enter(self, drill: str, after: int = 0) -> View:
        """Return a view of the records after `after`, as they come, to the last; raises NoRoomError."""
        reel = self._reels.get(drill)
        most, of_drill = self._limits.viewers, self._limits.viewers_per_drill
        if self.viewers >= most:
            raise NoRoomError(_AGAIN_S, because("viewers_full", most=most))
        if reel is not None and reel.viewers >= of_drill:
            raise NoRoomError(_AGAIN_S, because("drill_viewers_full", drill=drill, most=of_drill))
        if reel is None:
            reel = self._reels[drill] = _Reel(self._journal, drill)
        reel.viewers += 1
        self.viewers += 1
        return View(self, reel, after)

    def left(self, reel: _Reel) -> None:
        """Count one viewer less."""
        self.viewers -= 1
        reel.viewers -= 1
        if not reel.viewers:
            self._reels.pop(reel.drill, None)


class View:
    """What one viewer gets. Its place is free again once it was closed, read to the end or forgotten."""

    def __init__(self, viewing: Viewing, reel: _Reel, after: int) -> None:
        self._reel, self._after = reel, after
        self.leave = weakref.finalize(self, viewing.left, reel)
        """Give the place back; more than once is harmless."""

    async def batches(self) -> AsyncIterator[list[Seen]]:
        """Yield the records as they come, some at once; while the database is away, wait for it.

        Who has much to catch up with gets it in slices with a pause after each, so that others are answered between.
        """
        after = self._after
        try:
            while True:
                found = await self._looked(after)
                if found:
                    yield found
                    after = found[-1].seq
                    if found[-1].is_last:
                        return
                    await asyncio.sleep(_PAUSE_S if len(found) >= _KEPT else 0)
        finally:
            self.leave()

    async def _looked(self, after: int) -> list[Seen]:
        """Return what comes next, nothing where it is worth another look."""
        try:
            found = await self._reel.after(after)
            if not found:
                await self._reel.news(after)
        except JournalAwayError:
            await asyncio.sleep(_EVERY_S)
            return []
        return found


class _Reel:
    """The newest records of one drill. One of its viewers looks at the journal for all, whichever waits first."""

    def __init__(self, journal: Journal, drill: str) -> None:
        self._journal, self.drill, self.viewers = journal, drill, 0
        self._kept: deque[Seen] = deque(maxlen=_KEPT)
        self._past: dict[int, asyncio.Task[list[Seen]]] = {}
        self._last: int | None = None
        self._looked_at = -math.inf
        self._turn = asyncio.Lock()

    async def after(self, seq: int) -> list[Seen]:
        """Return the next records after `seq`; none where nothing newer is known yet."""
        if self._last is None or seq >= self._last:
            return []
        if self._kept and self._kept[0].seq <= seq + 1:
            return [record for record in self._kept if record.seq > seq]
        return [record for record in await self._slice(seq // _KEPT) if record.seq > seq]

    async def _slice(self, number: int) -> list[Seen]:
        """Return a slice of what was written long ago; of many who come at once, one reads it for all."""
        last = 0 if self._last is None else self._last
        if last < (number + 1) * _KEPT:  # it still grows
            return await asyncio.to_thread(self._read, number * _KEPT)
        made = self._past.pop(number, None)
        if made is None or (made.done() and (made.cancelled() or made.exception() is not None)):
            made = asyncio.ensure_future(asyncio.to_thread(self._read, number * _KEPT))
        self._past[number] = made
        for oldest in list(self._past)[:-_SLICES]:
            del self._past[oldest]
        return await asyncio.shield(made)

    async def news(self, seq: int) -> None:
        """Return when there may be something after `seq`, or when it is another viewer's turn to look."""
        async with self._turn:
            if self._last is None:
                self._last = await asyncio.to_thread(self._newest)
            if seq < self._last:
                return
            await asyncio.sleep(max(0.0, self._looked_at + _EVERY_S - time.monotonic()))
            self._looked_at = time.monotonic()
            found = await asyncio.to_thread(self._read, self._last)
            if found:
                self._kept.extend(found)
                self._last = found[-1].seq

    def _newest(self) -> int:
        last = self._journal.last(self.drill)
        return 0 if last is None else last.seq

    def _read(self, seq: int) -> list[Seen]:
        return [_seen(*told) for told in self._journal.told(self.drill, seq, _KEPT)]


def _seen(seq: int, kind: str, text: str) -> Seen:
    """Return a record as it is sent: its text is JSON on one line, so that it needs no more than what names it."""
    sent = f"id: {seq}\r\nevent: {kind}\r\ndata: {text}\r\n\r\n".encode()
    return Seen(seq=seq, kind=kind, sent=sent, is_last=kind == _CLOSING)
