"""A time-out, and a last moment where there was no processor."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest

from runners.beat import MILLISECOND, SECOND
from runners.patience import Processor, patience


def waits(*counts_ms: int) -> Callable[[], int]:
    """Return a count of waiting that goes on by one step each time it is asked, and then stays."""
    left = list(counts_ms)
    return lambda: (left.pop(0) if len(left) > 1 else left[0]) * MILLISECOND


async def lasted(timeout_ms: int, waited: Callable[[], int]) -> float:
    """Return after how many milliseconds the time-out came."""
    start = time.monotonic_ns()
    with pytest.raises(TimeoutError):
        async with patience(timeout_ms * MILLISECOND, waited):
            await asyncio.sleep(20)
    return (time.monotonic_ns() - start) / MILLISECOND


async def test_without_waiting_it_is_an_ordinary_time_out() -> None:
    assert await lasted(50, waits(0)) >= 50


async def test_a_process_that_waited_gets_a_last_moment() -> None:
    assert await lasted(50, waits(0, 10)) >= 60


async def test_the_last_moment_is_short() -> None:
    assert 70 <= await lasted(50, waits(0, 5_000, 10_000)) < 4_000


@pytest.mark.parametrize(("waited_ms", "counts"), [(5_000, True), (0, False)])
async def test_an_answer_that_came_while_nobody_could_take_it_counts(waited_ms: int, counts: bool) -> None:  # noqa: FBT001  the table's
    answered = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.call_soon(time.sleep, 0.1)  # the loop is held up past the time-out at 20 ms and the answer at 40 ms
    loop.call_later(0.04, answered.set)
    try:
        async with patience(20 * MILLISECOND, waits(0, waited_ms)):
            await answered.wait()
    except TimeoutError:
        assert not counts
    else:
        assert counts


async def test_a_block_that_ends_in_time_is_left_alone() -> None:
    async with patience(SECOND, waits(0)):
        await asyncio.sleep(0)


async def test_another_error_passes_unchanged() -> None:
    with pytest.raises(ConnectionResetError):
        async with patience(SECOND, waits(0)):
            raise ConnectionResetError


def test_the_kernels_count_never_falls() -> None:
    own = Processor()
    first = own.waited()
    assert 0 <= first <= own.waited()
