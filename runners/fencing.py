"""A runner keeps itself from acting while it cannot be sure that the drill is still its own."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Protocol

from measurements.events import Exchange, Outcome
from runners.journal import FencedError
from runners.remote import NOT_SURE, Answer, Command, Remote
from scenarios.plan import SECOND


class TakenOverError(FencedError):
    """Another runner has been given the drill, so this one must stop at once."""

    def __init__(self, drill: str) -> None:
        super().__init__(drill, 0)

    def __str__(self) -> str:
        """Say what happened."""
        return f"drill {self.drill}: it was taken over by another runner, which has it now; nothing more was done here"


class Hold(Protocol):
    """What a runner knows of its own hold on a drill."""

    def is_sure(self) -> bool:
        """Tell whether nobody can have taken the drill over yet; asked right before every act."""
        ...

    async def sure(self) -> None:
        """Return once `is_sure`; raises FencedError when it is known that another runner has the drill."""
        ...


class FencedRemote:
    """`runners.remote.Remote` that sends what acts on a host only while the runner is sure to have the drill.

    A command waits for that within its own time, and is FAILED (certainly not sent) after it; a runner that has lost
    the drill raises FencedError and so ends. What is harmless goes out in any case: the renewal of a lease, since a
    renewed lease of a fault that is gone renews nothing.
    """

    def __init__(self, inner: Remote, hold: Hold) -> None:
        self._inner, self._hold = inner, hold

    async def run(self, host: str, command: Command) -> Answer:
        """Run `command` on `host` once the drill is surely ours; raises FencedError where it is surely not."""
        if command.harmless:
            return await self._inner.run(host, command)
        try:
            async with asyncio.timeout(command.timeout_ns / SECOND):
                await self._hold.sure()
        except TimeoutError:
            return Answer(outcome=Outcome.FAILED, reason=NOT_SURE)
        return await self._inner.run(host, replace(command, go=self._hold.is_sure))

    async def exchange_clocks(self, host: str, count: int) -> tuple[Exchange, ...]:
        """Exchange clocks with `host`, which changes nothing there."""
        return await self._inner.exchange_clocks(host, count)

    async def close(self) -> None:
        """Close what it sends through."""
        await self._inner.close()
