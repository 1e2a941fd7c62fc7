"""When a drill reads its clocks, and compares them with those of its hosts."""

from __future__ import annotations

import asyncio
from typing import Final

from measurements.events import ClockRead, ClocksExchanged
from runners.clock import Clock
from runners.hands import Hands
from runners.recorder import Recorder

_EVERY_S: Final = 5.0
_EXCHANGES: Final = 4
_PATIENCE_S: Final = 10.0


def read_clocks(clock: Clock) -> ClockRead:
    """Return one reading of both controller clocks."""
    before = clock.now()
    utc = clock.utc_ns()
    return ClockRead(before=before, utc_ns=utc, at=clock.now())


async def keep_reading(clock: Clock, recorder: Recorder) -> None:
    """Write a reading of both clocks at once, and every few seconds, for ever."""
    while True:
        await recorder.tell(read_clocks(clock))
        await asyncio.sleep(_EVERY_S)


async def exchange_clocks(host: str, hands: Hands, recorder: Recorder) -> None:
    """Write a few clock exchanges with one host; nothing where it cannot tell its time."""
    try:
        async with asyncio.timeout(_PATIENCE_S):
            exchanges = await hands.remote.exchange_clocks(host, _EXCHANGES)
    except TimeoutError:
        return
    if exchanges:
        await recorder.write(ClocksExchanged(at=hands.clock.now(), host=host, exchanges=exchanges))
