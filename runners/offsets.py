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
from runners.wire import NotBegunError, Wire

_LISTENING: Final = 0
"""The number of the tick that the loop sends unasked, once it listens."""
_LONGEST_LINE: Final = 4096
_TICK: Final = re.compile(rb"([0-9]{1,15}) ([0-9]{19})\s*")

LOOP: Final = b"""{
python3 -E -S -c '
import sys, time
def tick(number):
    sys.stdout.write("%s %d\\n" % (number, time.time_ns()))
    sys.stdout.flush()
tick("0")
for line in iter(sys.stdin.readline, ""):
    tick(line.strip())
' 2>/dev/null && exit 0
now=$(date +%s%N) && [ ${#now} -eq 19 ] || exit 1
echo "0 $now"
while read -r number; do echo "$number $(date +%s%N)"; done
exit 0
}
"""
"""For `sh -s`: answers each line (a number) with the number and CLOCK_REALTIME in nanoseconds; ends at end of file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tick:
    number: int
    remote: int
    at: int


class Ticker:
    """Hears the session of the loop (see `runners.wire.Talk`). A late answer is never taken for another question's."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
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
                self._ticks.put_nowait(_Tick(number=tick[0], remote=tick[1], at=now))

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
        self._write(LOOP)
        await self._answer_to(_LISTENING)

    async def exchange(self) -> Exchange:
        """Ask once; raises NotBegunError when the session is over."""
        self._number += 1
        asked = self._clock.now()
        self._write(b"%d\n" % self._number)
        tick = await self._answer_to(self._number)
        return Exchange(c1=asked, remote=tick.remote, c2=tick.at)

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


def parse_tick(line: bytes) -> tuple[int, int] | None:
    """Return (number asked, host's wall clock in ns), or None where the line is not a tick (a greeting, say)."""
    match = _TICK.fullmatch(line)
    return (int(match[1]), int(match[2])) if match else None


def tightest(exchanges: Sequence[Exchange], count: int) -> tuple[Exchange, ...]:
    """Return the `count` exchanges with the shortest round trips, in the order in which they were made."""
    best = sorted(exchanges, key=lambda exchange: exchange.c2 - exchange.c1)[:count]
    return tuple(sorted(best, key=lambda exchange: exchange.c1))
