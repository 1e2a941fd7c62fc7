"""What can wait lets those go first who are being let in, and is held up by none that never comes in."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from runners.ssh.rush import Rush

LONG = 60.0


async def test_where_nobody_comes_in_nothing_waits() -> None:
    async with asyncio.timeout(LONG):
        await Rush().over(LONG)


async def test_what_can_wait_waits_for_the_last_who_comes_in() -> None:
    rush, told = Rush(), list[str]()

    async def waiting() -> None:
        await rush.over(LONG)
        told.append("over")

    task = asyncio.create_task(waiting())
    with rush.entering():
        with rush.entering():
            await asyncio.sleep(0)
        await asyncio.sleep(0.01)
        told.append("one is still at the door")
    async with asyncio.timeout(LONG):
        await task
    assert told == ["one is still at the door", "over"]


async def test_a_door_that_never_opens_holds_nobody_up_for_long() -> None:
    rush = Rush()
    with rush.entering():
        async with asyncio.timeout(LONG):
            await rush.over(0.01)


async def test_whoever_is_turned_away_at_the_door_is_counted_no_more() -> None:
    rush = Rush()
    with suppress(OSError), rush.entering():
        raise OSError
    async with asyncio.timeout(LONG):
        await rush.over(LONG)
