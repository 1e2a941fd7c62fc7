"""How a host is asked for its clock over and over in one session, and which exchanges are worth keeping."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from measurements.events import Exchange
from runners.clock import Clock
from runners.hostclock import LOOP, Reading, reading
from runners.wire import NotBegunError, Wire

_LISTENING: Final = 0
"""The number of the tick that the loop sends unasked, once it listens."""
_LONGEST_LINE: Final = 4096
_TICK: Final = re.compile(r"([0-9]{1,15}) (\S{1,40})\s*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tick:
    number: int
    reading: Reading
    at: int


class Ticker:
    """Hears the session of the loop (see `runners.wire.Talk`). A late answer is never taken for another question's.

    `loop` is what must be written to the process so that it answers; see `runners.hostclock.LOOP`.
    """

    def __init__(self, clock: Clock, loop: bytes = LOOP) -> None:
        self._clock, self._loop = clock, loop
        self._wire: Wire | None = None
        self._line = b""
        self._number = _LISTENING
        self._ticks: asyncio.Queue[_Tick | None] = asyncio.Queue()

    def opened(self, wire: Wire) -> None:
        """Take the way to the loop."""
        self._wire = wire

    def heard(self, data: bytes, *, on_stderr: bool) -> None:
        """Stamp the answers as they come."""
        now = self._clock.now()
        if on_stderr:
            return
        *lines, rest = (self._line + data).split(b"\n")
        self._line = rest[-_LONGEST_LINE:]
        for tick in map(parse_tick, lines):
            if tick is not None:
                self._ticks.put_nowait(_Tick(number=tick[0], reading=tick[1], at=now))

    def exited(self, status: int) -> None:
        """Do nothing: `lost` follows."""

    def killed(self, signal: str) -> None:
        """Do nothing: `lost` follows."""

    def lost(self, *, cut: bool) -> None:
        """Wake who waits for an answer."""
        del cut
        self._wire = None
        self._ticks.put_nowait(None)

    def is_open(self) -> bool:
        """Return whether the loop can be asked."""
        return self._wire is not None

    async def start(self) -> None:
        """Start the loop and wait until it listens; raises NotBegunError where the host cannot tell its time."""
        self._write(self._loop)
        await self._answer_to(_LISTENING)

    async def exchange(self) -> Exchange:
        """Ask once; raises NotBegunError when the session is over."""
        self._number += 1
        asked = self._clock.now()
        self._write(b"%d\n" % self._number)
        tick = await self._answer_to(self._number)
        return Exchange(c1=asked, remote=tick.reading.ns, c2=tick.at, granularity=tick.reading.granularity)

    def close(self) -> None:
        """End the loop."""
        if self._wire is not None:
            self._wire.abort()

    def _write(self, data: bytes) -> None:
        if self._wire is None:
            message = "the clock loop is over"
            raise NotBegunError(message)
        with contextlib.suppress(OSError):  # then `lost` follows
            self._wire.write(data)

    async def _answer_to(self, number: int) -> _Tick:
        while tick := await self._ticks.get():
            if tick.number == number:
                return tick
        message = "the clock loop ended"
        raise NotBegunError(message)


def parse_tick(line: bytes) -> tuple[int, Reading] | None:
    """Return the number asked and what the host's clock told, or None where the line is no tick (a greeting, say)."""
    match = _TICK.fullmatch(line.decode("utf-8", "replace"))
    told = reading(match[2]) if match else None
    return None if match is None or told is None else (int(match[1]), told)


def tightest(exchanges: Sequence[Exchange], count: int) -> tuple[Exchange, ...]:
    """Return the `count` exchanges with the shortest round trips, in the order in which they were made."""
    best = sorted(exchanges, key=lambda exchange: exchange.c2 - exchange.c1)[:count]
    return tuple(sorted(best, key=lambda exchange: exchange.c1))
