"""What runs beside a drill's loop: the watch's news, people's words, and every task the loop starts."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, Final

from measurements.events import AbortAsked, Event, SafeguardTripped, WatchReported
from measurements.history import History
from runners.hands import Hands
from runners.journal import JournalError
from runners.leaving import Leaving
from runners.recorder import Recorder
from runners.state import DrillState
from runners.watch import journaled
from scenarios.plan import SECOND

_START_S: Final = 30.0
_STOP_S: Final = 15.0


class Attendants:
    """The tasks of one run. One that breaks ends the drill's forward progress and never the drill itself."""

    def __init__(self, group: asyncio.TaskGroup, recorder: Recorder, hands: Hands) -> None:
        self._group, self._recorder, self._hands = group, recorder, hands
        self._tasks: set[asyncio.Task[None]] = set()
        self._news: asyncio.Task[None] | None = None
        self._is_ending = False

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` until it ends or `end` is called."""
        task = self._group.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def watch(self, history: History) -> None:
        """Start the watch, or adopt the one that runs; from now on its news are written as they come."""
        try:
            async with asyncio.timeout(_START_S):
                await self._hands.watch.start(journaled(history.events))
        except Exception as error:  # noqa: BLE001  whatever it is: without a watch there is no drill, but a way home
            await self._lost(error)
        else:
            self._news = self._group.create_task(self._guarded(self._listen()))

    async def end(self) -> None:
        """Write what the watch still has to say, stop it, and end every task."""
        self._is_ending = True
        try:
            async with asyncio.timeout(_STOP_S + self._slowest_answer_s()):
                await self._hands.watch.stop()
                if self._news is not None:
                    await self._news
        except JournalError:
            raise
        except Exception as error:  # noqa: BLE001  the drill is over; that its watch did not stop is told and no more
            await self._lost(error)
        for task in self._tasks:
            task.cancel()

    async def hear(self) -> None:
        """Write what people say, for ever."""
        async for word in self._hands.approvals.words():
            await self._recorder.write(replace(word, at=self._hands.clock.now()))

    async def leave_when(self, leaving: Leaving) -> None:
        """Turn the drill to restoring once the runner is told to stop, unless it is being handed over already."""
        await leaving.cancelled.wait()
        if leaving.hand_over.is_asked:
            return
        now = self._hands.clock.now()
        await self._recorder.write(AbortAsked(at=now, by="runner", reason="the runner was told to stop"))

    def _slowest_answer_s(self) -> float:
        streams = self._recorder.state.streams.values()
        return max((stream.timeout_ns for stream in streams), default=0) / SECOND

    async def _listen(self) -> None:
        async for news in self._hands.watch.news():
            await self._recorder.tell(news)  # the watch is looked after also while the journal is away
        if not self._is_ending:
            await self._lost(RuntimeError("the watch ended by itself"))

    async def _lost(self, error: Exception) -> None:
        detail = str(error) or type(error).__name__
        await self._recorder.write(WatchReported(at=self._hands.clock.now(), stream="", what="lost", detail=detail))
        await self._trip("watch", detail)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except JournalError:
            raise
        except Exception as error:  # noqa: BLE001  a flaw in any of these tasks must not leave a fault behind
            await self._trip("runner", f"{type(error).__name__}: {error}")

    async def _trip(self, safeguard: str, detail: str) -> None:
        event = SafeguardTripped(at=self._hands.clock.now(), safeguard=safeguard, detail=detail)
        await self._recorder.write_lawful([event], _is_of_use)


def _is_of_use(_event: Event, state: DrillState) -> bool:
    return state.is_forward
