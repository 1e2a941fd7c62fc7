"""How bytes pass late: every piece is kept back for a while, in order, and what is lost is sent again as TCP does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Final

from service.lab.carry import Toll

_BEAT_S: Final = 0.02
_AGAIN_S: Final = 0.2
"""After so long a sender notices a loss: the least that Linux waits (TCP_RTO_MIN)."""
_UNDER_WAY: Final = 1000
"""Most pieces in a pipe; what comes then stays with its sender."""
_ALL: Final = 100.0
_Pipe = asyncio.Queue[tuple[float, bytes]]


@dataclass(slots=True)
class Lateness:
    """How late one direction is; by default not at all."""

    delay_ms: float = 0.0
    jitter_ms: float = 0.0
    loss_percent: float = 0.0
    chance: Random = field(default_factory=lambda: Random(1))  # noqa: S311  the same pieces are late at every run

    @property
    def is_on(self) -> bool:
        """Tell whether anything is late."""
        return bool(self.delay_ms or self.loss_percent)

    def seconds(self) -> float:
        """Return by how much the next piece is late."""
        late = (self.delay_ms + self.jitter_ms * self.chance.random()) / 1000
        while self.loss_percent < _ALL and self.chance.random() * _ALL < self.loss_percent:
            late += _AGAIN_S
        return late

    async def passable(self) -> None:
        """Wait until not everything is lost."""
        while self.loss_percent >= _ALL:  # noqa: ASYNC110  a file tells nobody
            await asyncio.sleep(_BEAT_S)


async def carry_late(
    source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, chunk: Callable[[], int], toll: Toll, late: Lateness
) -> bool:
    """Carry bytes as `service.lab.carry.carry` does, each piece as late as it is to be and none before another."""
    pipe: _Pipe = asyncio.Queue(_UNDER_WAY)
    putting = asyncio.create_task(_put(pipe, sink, late))
    taking = asyncio.create_task(_take(source, pipe, chunk, toll, late))
    try:
        await asyncio.wait({putting, taking}, return_when=asyncio.FIRST_EXCEPTION)
        return not any(task.done() and task.exception() for task in (putting, taking))
    finally:
        putting.cancel()
        taking.cancel()


async def _take(
    source: asyncio.StreamReader, pipe: _Pipe, chunk: Callable[[], int], toll: Toll, late: Lateness
) -> None:
    loop = asyncio.get_running_loop()
    while data := await source.read(chunk()):
        await toll(len(data))
        await pipe.put((loop.time() + late.seconds(), data))
        if not late.is_on:
            await pipe.join()  # so that nothing is under way here that its sender could still have
    await pipe.put((0.0, b""))


async def _put(pipe: _Pipe, sink: asyncio.StreamWriter, late: Lateness) -> None:
    """Write what has come, until the piece that is empty. A delay that is taken away counts at once."""
    loop = asyncio.get_running_loop()
    while (piece := await pipe.get())[1]:
        while (wait := piece[0] - loop.time()) > 0 and late.is_on:  # noqa: ASYNC110  a file tells nobody
            await asyncio.sleep(min(wait, _BEAT_S))
        await late.passable()
        sink.write(piece[1])
        await sink.drain()
        pipe.task_done()
