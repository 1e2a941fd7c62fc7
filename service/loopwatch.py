"""Whether anything blocks the event loop: how long, who, and in which lines; counted, logged and shown as a metric.

The loop says every 20 ms that it lives. A thread of its own looks whether it did, and where it is while it does not.
What the machine owed it (it could run and had no processor) is taken off, so that only what our lines did is counted.
"""

from __future__ import annotations

import asyncio
import logging
import math
import re
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from service.logs import log
from service.metrics.catalogue import counter, gauge

BLOCKED: Final = "event loop blocked"
_BEAT_S: Final = 0.02
_LIMIT_S: Final = 0.05
_WINDOW: Final = 15_000
"""Lags that are kept: five minutes of them."""
_LINES: Final = 6
_ROOT: Final = Path(__file__).parents[1]
_OURS: Final = tuple(str(_ROOT / name) for name in ("service", "runners", "measurements", "scenarios"))
_OWN: Final = "loopwatch"
"""The watch itself does nothing that takes long: where it is late, it waits for other threads."""
_NAMELESS: Final = re.compile(r"Task-\d+")
_QUIET_S: Final = 5.0
"""So often at most is a block told of, unless it is a long one: a log that is full of them would block, too."""
_LONG_S: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The loop did nothing else for `seconds`, without what the machine owed it (`starved`).

    `what` ran then: a request (`GET /console/`), or a task by its coroutine; `where` it was, the innermost line first.
    """

    seconds: float
    starved: float
    what: str
    where: str


def told(block: Block) -> None:
    """Log it."""
    seconds, starved = round(block.seconds, 3), round(block.starved, 3)
    log(BLOCKED, level=logging.WARNING, seconds=seconds, starved=starved, what=block.what, where=block.where)


@dataclass(slots=True, eq=False)
class LoopWatch(Collector):
    """Watches the loop that `run` runs in. Seconds of one clock that never steps."""

    tell: Callable[[Block], None] = told
    limit_s: float = _LIMIT_S
    lags: deque[float] = field(default_factory=lambda: deque[float](maxlen=_WINDOW))
    """By how many seconds the loop was late, newest last."""
    blocks: int = 0
    longest_s: float = 0.0
    _told_at: float = -math.inf
    _seen_at: float = 0.0
    _what: str = ""
    _where: str = ""
    _loop: asyncio.AbstractEventLoop | None = None

    async def run(self) -> None:
        """Watch for ever."""
        with named(_OWN):
            await self._watch()

    async def _watch(self) -> None:
        ended = threading.Event()
        self._loop = asyncio.get_running_loop()
        self._seen_at = time.monotonic()
        looker = threading.Thread(target=self._look, args=(threading.get_ident(), ended), name="loopwatch", daemon=True)
        looker.start()
        try:
            owed = _run_delay()
            while True:
                await asyncio.sleep(_BEAT_S)
                now_owed = _run_delay()
                self._note(time.monotonic(), now_owed - owed)
                owed = now_owed
        finally:
            ended.set()

    def _note(self, now: float, starved: float) -> None:
        """Take note that the loop lives again."""
        lag = max(0.0, now - self._seen_at - _BEAT_S)
        self.lags.append(lag)
        where, self._where, self._seen_at = self._where, "", now
        ours = max(0.0, lag - starved)
        if ours > self.limit_s and where:  # without it was over before anybody could see where
            self.blocks += 1
            self.longest_s = max(self.longest_s, ours)
            if now - self._told_at > _QUIET_S or ours > _LONG_S:
                self._told_at = now
                self.tell(Block(seconds=ours, starved=starved, what=self._what, where=where))

    def _look(self, thread: int, ended: threading.Event) -> None:
        """Look where the loop is whenever it is late; in a thread of its own."""
        while not ended.wait(_BEAT_S):
            if time.monotonic() - self._seen_at < self.limit_s + _BEAT_S or self._where:
                continue
            frame = sys._current_frames().get(thread)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  the only way
            if frame is not None and not _is_idle(frame):
                self._what, self._where = _who_of(self._loop), _lines_of(frame)

    def collect(self) -> Iterator[GaugeMetricFamily | CounterMetricFamily]:
        """Yield the metrics."""
        late = gauge("drillproof_loop_lag_seconds")
        late.add_metric([], max(list(self.lags), default=0.0))
        yield late
        blocked = counter("drillproof_loop_blocks")
        blocked.add_metric([], self.blocks)
        yield blocked


def _is_idle(frame: FrameType) -> bool:
    """Tell whether a loop waits for something to happen: then the machine was late, not a line of ours."""
    return Path(frame.f_code.co_filename).name == "selectors.py"


def _lines_of(frame: FrameType) -> str:
    """Return the line that runs, and the lines of ours that led to it, the innermost first."""
    *before, last = traceback.StackSummary.extract(traceback.walk_stack(frame), lookup_lines=False)[::-1]
    ours = [one for one in before if one.filename.startswith(_OURS)][-_LINES:]
    return " < ".join(_line_of(one) for one in (last, *reversed(ours)))


def _line_of(one: traceback.FrameSummary) -> str:
    path = Path(one.filename)
    shown = path.relative_to(_ROOT) if path.is_relative_to(_ROOT) else Path(*path.parts[-2:])
    return f"{shown}:{one.lineno} {one.name}"


def _who_of(loop: asyncio.AbstractEventLoop | None) -> str:
    """Return what the loop is at: a task by the name that it was given, else by its coroutine; asked of a thread."""
    task = asyncio.current_task(loop)
    if task is None:
        return "a callback"
    name = task.get_name()
    if name == _OWN:
        return "threads of this process, which held the interpreter"
    return name if _NAMELESS.fullmatch(name) is None else getattr(task.get_coro(), "__qualname__", name)


@contextmanager
def named(what: str) -> Generator[None]:
    """Let the task that runs now be told of as this until the end of the block."""
    task = asyncio.current_task()
    before = "" if task is None else task.get_name()
    if task is not None:
        task.set_name(what)
    try:
        yield
    finally:
        if task is not None:
            task.set_name(before)


def _run_delay() -> float:
    """Return for how many seconds this thread could have run so far and had no processor; 0 where nobody knows."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text("ascii").split()[1]) / 10**9
    except (OSError, IndexError, ValueError):
        return 0.0
