"""A chore that goes on for ever: what it raises is told, and the next round comes all the same."""

from __future__ import annotations

import asyncio

from service.rounds import Rounds


async def test_a_round_that_fails_is_told_and_the_next_one_comes() -> None:
    rounds, turns, enough = Rounds("chore", 0.0), list[int](), asyncio.Event()
    loop = asyncio.get_running_loop()

    def look() -> None:
        turns.append(len(turns))
        if len(turns) == 1:
            message = "no room"
            raise OSError(message)
        loop.call_soon_threadsafe(enough.set)

    going = asyncio.ensure_future(rounds.go_on(look))
    async with asyncio.timeout(60):
        await enough.wait()
    going.cancel()
    await asyncio.wait({going})
    assert going.cancelled()
    assert rounds.failures == ["OSError: no room"]
    assert rounds.begun_s is not None
