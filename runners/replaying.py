"""How lost writes are written again: with their own numbers, a few at a time, each ending told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Final

from measurements.events import LedgerReplayed, WriteOutcome
from runners.clock import Clock
from runners.ledgers.store import Store

CHUNK: Final = 2_000
"""Most writes in one event."""
_AT_ONCE: Final = 8
"""Writes under way at one time: a service that has just recovered is not to be flooded."""


async def replayed(
    store: Store, clock: Clock, *, ledger: str, step: str, numbers: Sequence[int]
) -> AsyncIterator[LedgerReplayed]:
    """Write `numbers` and yield how they ended, in chunks and in their order."""
    for start in range(0, len(numbers), CHUNK):
        chunk = numbers[start : start + CHUNK]
        rows = await _written(store, clock, chunk)
        yield LedgerReplayed(
            at=clock.now(),
            ledger=ledger,
            step=step,
            number=tuple(chunk),
            invoked=tuple(rows[number][0] for number in chunk),
            completed=tuple(rows[number][1] for number in chunk),
            outcome=tuple(rows[number][2] for number in chunk),
        )
    store.keep_at_most(0)


async def _written(
    store: Store, clock: Clock, numbers: Sequence[int]
) -> dict[int, tuple[int, int | None, WriteOutcome]]:
    left, rows = iter(numbers), dict[int, tuple[int, int | None, WriteOutcome]]()

    async def write_on() -> None:
        for number in left:
            invoked = clock.now()
            written = await store.insert(number)
            answered = None if written.outcome is WriteOutcome.INFO else clock.now()
            rows[number] = (invoked, answered, written.outcome)

    async with asyncio.TaskGroup() as group:
        for _ in range(min(_AT_ONCE, len(numbers))):
            group.create_task(write_on())
    return rows
