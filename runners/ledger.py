"""The ledger: a process that writes numbered transactions on a fixed beat and notes what it was told of each."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from measurements.events import WriteOutcome
from runners.beat import SECOND, Beat, beats
from runners.clock import Clock, SystemClock
from runners.companion import STOP, configuration, described, settle, sync, until_told
from runners.continuity import ContinuedClock
from runners.ledgers.opening import Opening, open_store
from runners.ledgers.store import Store, Written
from runners.secrets import Masker
from runners.spool import WRITES, SpoolWriter

MOST_AT_ONCE: Final = 64
"""Most writes under way, and so most connections: a service in trouble is not to be flooded by its examiner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerConfig:
    """What the ledger is told by stdin. `first` is a number never used, `until` in the drill's time."""

    directory: str
    name: str
    opening: Opening
    every_ns: int
    first: int
    until: int
    offset_ns: int = 0
    """What the drill's clock is ahead of this boot's monotonic clock (see runners/continuity.py)."""

    @property
    def ledger(self) -> str:
        """Return the ledger's name."""
        return self.opening.ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How many writes may be under way.

    Where every write of a whole time-out finds room, none is held back. Otherwise half of the room is for the full
    beat; the other half is handed out evenly over a time-out, so that a service that hangs is still asked often.
    """

    every_ns: int
    timeout_ns: int

    @property
    def most(self) -> int:
        """Return the most writes under way."""
        return min(MOST_AT_ONCE, self.timeout_ns // self.every_ns + 1)

    def may_begin(self, under_way: int, since_last_ns: int) -> bool:
        """Tell whether another write may begin, `since_last_ns` after the last one began."""
        if under_way < self._unhurried:
            return True
        return under_way < self.most and since_last_ns >= self.timeout_ns // (self.most - self._unhurried)

    @property
    def _unhurried(self) -> int:
        return self.most if self.timeout_ns // self.every_ns < MOST_AT_ONCE else MOST_AT_ONCE // 2


@dataclass(slots=True)
class Writing:
    """Writes under way, and the next number."""

    store: Store
    spool: SpoolWriter
    clock: Clock
    masker: Masker
    number: int
    under_way: int = 0
    peak: int = 0
    last_begun: int = field(default=0)

    async def write(self, number: int, due: int, invoked: int) -> None:
        """Write once: what is about to be done is noted before it is sent, the answer at once after."""
        try:
            written = await self.store.insert(number)
        except Exception as error:  # noqa: BLE001  a surprise in one write must not end all others, and proves nothing
            written = Written(outcome=WriteOutcome.INFO, detail=described(error, self.masker))
        self.under_way -= 1
        self.spool.append([number, due, invoked, self.clock.now(), written.outcome.value, written.detail])

    def begin(self, due: int) -> tuple[int, int]:
        """Take the next number and note it; return it with the instant at which it was invoked."""
        number, invoked = self.number, self.clock.now()
        self.spool.append([number, due, invoked])
        self.number, self.last_begun = number + 1, invoked
        self.under_way += 1
        self.peak = max(self.peak, self.under_way)
        return number, invoked


async def write_all(config: LedgerConfig, store: Store, clock: Clock) -> None:
    """Write until told to stop or until the time is over, then wait for what is under way."""
    directory = Path(config.directory)
    spool = SpoolWriter(directory / (config.ledger + WRITES))
    masker = Masker(config.opening.secrets.values())
    writing = Writing(store=store, spool=spool, clock=clock, masker=masker, number=config.first)
    async with asyncio.TaskGroup() as writes, asyncio.TaskGroup() as keepers:
        tasks = [
            keepers.create_task(_keep_beat(config, writing, writes)),
            keepers.create_task(_ease(config, writing)),
        ]
        await until_told(clock, directory / (config.name + STOP), config.until, [spool])
        for task in tasks:
            task.cancel()
    await store.close()
    sync([spool])


async def _keep_beat(config: LedgerConfig, writing: Writing, writes: asyncio.TaskGroup) -> None:
    """Begin a write at every beat that finds room; one that finds none is missed, and its hole tells.

    Room there must be in the spool as well: of a write that cannot be noted nobody would know.
    """
    room = Room(every_ns=config.every_ns, timeout_ns=config.opening.timeout_ns)
    async for due in beats(writing.clock, Beat(start=writing.clock.now(), every=config.every_ns), config.until):
        if writing.spool.has_room and room.may_begin(writing.under_way, due - writing.last_begun):
            number, invoked = writing.begin(due)
            writes.create_task(writing.write(number, due, invoked))


async def _ease(config: LedgerConfig, writing: Writing) -> None:
    """Once a second let go of the connections that the last second did not need."""
    async for _ in beats(writing.clock, Beat(start=writing.clock.now(), every=SECOND), config.until):
        writing.store.keep_at_most(writing.peak)
        writing.peak = writing.under_way


def main() -> None:
    """Run the ledger as configured by stdin."""
    config = configuration(LedgerConfig)
    store = open_store(config.opening)
    settle()
    asyncio.run(write_all(config, store, _clock(config)))


def _clock(config: LedgerConfig) -> ContinuedClock:
    return ContinuedClock(clock=SystemClock(), offset_ns=config.offset_ns)


if __name__ == "__main__":
    main()
