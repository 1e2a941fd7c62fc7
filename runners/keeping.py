"""Keeping one companion process: take it up or start it, follow its spools, notice its loss, start it again."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from measurements.events import LedgerWritten, SamplesTaken, WatchReported
from runners.batches import Batches
from runners.beat import SECOND
from runners.beside import Beside
from runners.clock import Clock
from runners.secrets import Masker
from runners.watch import News

What: TypeAlias = Literal["started", "adopted", "stalled", "lost", "stopped"]

_LOOK_EVERY_NS: Final = SECOND // 4
_BOOT_NS: Final = 15 * SECOND
"""A process that was just started may be silent for so long before that is worth a report."""
_AGAIN_AFTER_NS: Final = 2 * SECOND
"""A process that ends as soon as it is started is not started more often than this."""


@dataclass(slots=True, kw_only=True)
class Followed:
    """One stream of the process. A silence longer than `patience_ns` is worth a report."""

    batches: Batches[SamplesTaken] | Batches[LedgerWritten]
    patience_ns: int
    stalled: bool = False


@dataclass(slots=True, kw_only=True)
class Kept:
    """A process and its streams. `configure` gives what it is told by stdin, made anew for each start."""

    clock: Clock
    beside: Beside
    followed: tuple[Followed, ...]
    configure: Callable[[], bytes]
    masker: Masker
    wanted: bool = False
    _started_at: int = 0
    _looked_at: int = 0
    _said: deque[WatchReported] = field(default_factory=deque[WatchReported])

    async def take_up(self) -> None:
        """See to it that the process runs, whoever started it."""
        self.wanted = True
        self._expect_from(self.clock.now())
        if self.beside.is_alive():
            self._say("adopted")
            return
        if self.beside.was_started and not self.beside.was_told_to_stop:
            self._say("lost", "it was gone when this runner came")
        await self._start()

    def news(self, *, everything: bool = False) -> Iterator[News]:
        """Yield the batches that are due (all lines, if there are reports or with `everything`), then the reports."""
        now = self.clock.now()
        everything = everything or bool(self._said)
        for followed in self.followed:
            while (batch := followed.batches.take(now, everything=everything)) is not None:
                yield batch
        while self._said:
            yield self._said.popleft()

    async def look(self) -> None:
        """Notice, a few times a second at most, that the process is gone or silent."""
        now = self.clock.now()
        if not self.wanted or now - self._looked_at < _LOOK_EVERY_NS:
            return
        self._looked_at = now
        if self.beside.is_alive():
            self._listen(now)
        elif now - self._started_at >= _AGAIN_AFTER_NS:
            self._say("lost", self.masker.mask(self.beside.last_words()))
            await self._start_again()

    async def end(self, within_ns: int) -> bool:
        """Ask the process to end and wait; tell whether it is gone. One of our own is killed when the time is over."""
        was_alive, self.wanted = self.beside.is_alive(), False
        if not was_alive:
            return True
        self.beside.tell_to_stop()
        if not await self.beside.gone(self.clock, within_ns):
            await self.beside.kill()
        gone = not self.beside.is_alive()
        self._say(
            "stopped" if gone else "stalled", "" if gone else "did not stop when asked; ends when its time is over"
        )
        return gone

    async def _start(self) -> None:
        self._started_at = self.clock.now()
        if await asyncio.to_thread(self.beside.start, self.configure()):
            self._say("started")
        self._expect_from(self._started_at + _BOOT_NS)

    async def _start_again(self) -> None:
        """Start it; where the machine has no room for it now, say so, and try again after a while."""
        try:
            await self._start()
        except OSError as error:
            self._say("lost", f"it cannot be started again: {error.strerror}")

    def _expect_from(self, instant: int) -> None:
        for followed in self.followed:
            followed.batches.heard_at = instant

    def _listen(self, now: int) -> None:
        for followed in self.followed:
            if followed.batches.lost:
                detail = f"the disk of its spool was full: {followed.batches.lost} lines could not be kept"
                self._report(followed.batches.name, "stalled", detail)
                followed.batches.lost = 0
            silent = now - followed.batches.heard_at > followed.patience_ns
            if silent and not followed.stalled:
                self._report(followed.batches.name, "stalled", "the process is there, but nothing comes from it")
            followed.stalled = silent

    def _say(self, what: What, detail: str = "") -> None:
        for followed in self.followed:
            self._report(followed.batches.name, what, detail)

    def _report(self, stream: str, what: What, detail: str) -> None:
        self._said.append(WatchReported(at=self.clock.now(), stream=stream, what=what, detail=detail))
