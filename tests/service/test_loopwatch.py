"""The watch over the event loop: it sees what blocks it and where, and holds nobody guilty who only waited."""

from __future__ import annotations

import asyncio
import time

import pytest

from service.loopwatch import Block, LoopWatch, named


async def watched(what: asyncio.Future[None] | None = None, *, blocking_s: float = 0.0) -> list[Block]:
    seen: list[Block] = []
    watch = LoopWatch(tell=seen.append)
    task = asyncio.create_task(watch.run())
    await asyncio.sleep(0.05)
    if blocking_s:
        _hold_the_loop(blocking_s)
    if what is not None:
        await what
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert watch.blocks >= len(seen)
    return seen


def _hold_the_loop(seconds: float) -> None:
    time.sleep(seconds)


async def test_what_blocks_the_loop_is_seen_with_its_place() -> None:
    seen = await watched(blocking_s=0.5)
    longest = max(seen, key=lambda block: block.seconds)
    assert longest.seconds > 0.2
    assert "_hold_the_loop" in longest.where
    assert "test_what_blocks" in longest.what


async def test_a_request_is_told_of_by_its_name() -> None:
    with named("GET /console/drills"):
        seen = await watched(blocking_s=0.5)
    assert max(seen, key=lambda block: block.seconds).what == "GET /console/drills"
    task = asyncio.current_task()
    assert task is not None
    assert task.get_name() != "GET /console/drills"


async def test_who_waits_blocks_nothing() -> None:
    seen = await watched(asyncio.ensure_future(asyncio.to_thread(time.sleep, 0.5)))
    assert [block for block in seen if "test_loopwatch" in block.where] == []
