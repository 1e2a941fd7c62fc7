"""A time-out counts only the time in which there was a processor."""

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


async def test_waiting_for_a_processor_is_given_back() -> None:
    assert await lasted(50, waits(0, 40)) >= 90


async def test_it_is_given_back_once_over_at_most() -> None:
    assert 100 <= await lasted(50, waits(0, 500, 1_000, 1_500, 2_000)) < 15_000


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
