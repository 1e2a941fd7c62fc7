"""What a ledger counts against what its store really holds, which is read behind its back when everything is over."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import pytest

from measurements.events import LedgerRead, LedgerWritten, WriteOutcome
from measurements.ledger import payload
from measurements.rpo import Fates, classify
from measurements.writes import ReadBack, Writes, gather_read_back, gather_writes
from runners.batches import WRITE_FORM, Batches
from runners.beat import MILLISECOND, SECOND
from runners.clock import SystemClock
from runners.companion import STOP
from runners.ledger import LedgerConfig, write_all
from runners.ledgers.opening import Opening
from runners.ledgers.store import Page, Store, Written
from runners.watch import Mark
from scenarios.plan import PostgresStoreSpec, SecretRef
from tests.contracts.store import DRILL, LEDGER

TIMEOUT_NS = 400 * MILLISECOND
_NAME = "ledger-exact"
_PATIENCE = 30.0
Row = tuple[int, str]
Ending = Callable[[Store, int], Awaitable[Written]]


class Ground(Protocol):
    """A store on real software, and what can be done to that."""

    every_ns: int
    some: int
    """So many writes are acknowledged before anything goes wrong."""
    writer: Store
    """Goes the way of the clients, which can be cut."""

    def reader(self) -> Store:
        """Return a new store, as a runner has it for the read-back; it goes straight."""
        ...

    async def crash(self) -> None:
        """Kill what serves, without warning."""
        ...

    async def rise(self) -> None:
        """Start it again."""
        ...

    def hang(self) -> None:
        """Let what serves stand still."""
        ...

    def go_on(self) -> None:
        """Let it go on."""
        ...

    async def hold(self) -> None:
        """Let the way stand still, with everything that is on it."""
        ...

    def deliver(self) -> None:
        """Let the way go on."""
        ...

    def is_quiet(self) -> bool:
        """Tell whether nothing of the clients is under way any more, neither on the way nor in the server."""
        ...

    def content(self) -> list[Row]:
        """Return number and payload of all that is stored, read by the software's own tools."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What a ledger was told and found."""

    writes: Writes
    found: ReadBack
    fates: Fates

    def told(self, outcome: WriteOutcome) -> set[int]:
        return {number for number, one in zip(self.writes.number, self.writes.outcome, strict=True) if one is outcome}


@dataclass(slots=True)
class Writer:
    """The real ledger's loop on a store, and what it has noted so far."""

    directory: Path
    batches: Batches[LedgerWritten] = field(init=False)
    events: list[LedgerWritten] = field(default_factory=list[LedgerWritten])

    def __post_init__(self) -> None:
        self.batches = Batches(name=LEDGER, form=WRITE_FORM, directory=self.directory, mark=Mark())

    def writes(self) -> Writes:
        while (event := self.batches.take(SystemClock().now(), everything=True)) is not None:
            self.events.append(event)
        return gather_writes(enumerate(self.events))

    def with_outcome(self, *outcomes: WriteOutcome, after: int = 0) -> int:
        writes = self.writes()
        told = zip(writes.number, writes.outcome, writes.completed, strict=True)
        return sum(number > after and outcome in outcomes and done is not None for number, outcome, done in told)

    def last(self) -> int:
        return max(self.writes().number, default=0)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(_PATIENCE):
        while not await asyncio.to_thread(true):  # noqa: ASYNC110  what is waited for is no event of this loop
            await asyncio.sleep(0.02)


@asynccontextmanager
async def writing(directory: Path, store: Store, every_ns: int) -> AsyncGenerator[Writer]:
    """Write on the beat until the block ends, then wait for what is under way."""
    spec = PostgresStoreSpec(dsn=SecretRef(source="env", name="NONE"))
    config = LedgerConfig(
        directory=str(directory),
        name=_NAME,
        opening=Opening(drill=DRILL, ledger=LEDGER, timeout_ns=TIMEOUT_NS, spec=spec),
        every_ns=every_ns,
        first=1,
        until=SystemClock().now() + 120 * SECOND,
    )
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(write_all(config, store, SystemClock()))
        yield Writer(directory)
        (directory / (_NAME + STOP)).touch()


async def counted(writer: Writer, reader: Store, *, fenced: bool = True) -> Count:
    """Read back and count, as the runner and the judge do."""
    certain = await reader.fence() if fenced else False
    now, pages = SystemClock().now(), [page async for page in reader.read_all(500)]
    await reader.close()
    read = [_read(now, place, page, last=place == len(pages) - 1) for place, page in enumerate(pages)]
    found = gather_read_back(enumerate(replace(chunk, fenced=certain) for chunk in read))
    assert found is not None
    writes = writer.writes()
    return Count(writes=writes, found=found, fates=classify(DRILL, LEDGER, writes, found, None))


def hold_against(count: Count, content: Sequence[Row]) -> None:
    """Compare every count with what is really there. Nothing of the code under test says what that is."""
    copies = Counter(number for number, _ in content)
    ok, fail, info = (count.told(outcome) for outcome in (WriteOutcome.OK, WriteOutcome.FAIL, WriteOutcome.INFO))
    assert not fail & copies.keys(), "a write that was told to be not done is there"
    assert count.fates.lost == sorted(ok - copies.keys())
    assert count.fates.duplicated == sorted(number for number, times in copies.items() if times > 1)
    assert count.fates.unknown == sorted(info)
    assert count.fates.recovered_unknown == sorted(info & copies.keys())
    assert count.fates.altered == sorted({n for n, text in content if text != payload(DRILL, LEDGER, n)})
    assert not count.fates.resurrected
    assert sorted(zip(count.found.number, count.found.payload, strict=True)) == sorted(content)
    assert not count.fates.alien


class ExactContract:
    """Inherited by one test class per store, with a fixture `ground`. Servers are durable: nothing may be lost."""

    async def test_when_what_serves_is_killed(self, ground: Ground, tmp_path: Path) -> None:
        async with writing(tmp_path, ground.writer, ground.every_ns) as writer:
            await _under_way(writer, ground.some)
            await ground.crash()
            await _noticed(writer)
            await ground.rise()
            await _back(writer)
        await self.judged(ground, writer, lost=0)

    async def test_when_what_serves_stands_still(self, ground: Ground, tmp_path: Path) -> None:
        async with writing(tmp_path, ground.writer, ground.every_ns) as writer:
            await _under_way(writer, ground.some)
            ground.hang()
            await _noticed(writer)
            ground.go_on()
            await _back(writer)
        await self.judged(ground, writer, lost=0)

    async def test_when_late_writes_come_after_the_read_back(self, ground: Ground, tmp_path: Path) -> None:
        count = await late(ground, tmp_path, fenced=True)
        assert count.found.fenced
        assert count.told(WriteOutcome.INFO)
        hold_against(count, ground.content())
        assert not count.fates.lost

    async def test_that_without_a_fence_late_writes_would_come(self, ground: Ground, tmp_path: Path) -> None:
        """So the test before this one tests something."""
        count = await late(ground, tmp_path, fenced=False)
        with pytest.raises(AssertionError):
            hold_against(count, ground.content())

    async def judged(self, ground: Ground, writer: Writer, *, lost: int) -> Count:
        count = await counted(writer, ground.reader())
        await until(ground.is_quiet)
        hold_against(count, ground.content())
        assert len(count.fates.lost) == lost
        return count


async def late(ground: Ground, directory: Path, *, fenced: bool) -> Count:
    """Stop the way with writes on it, read back, and only then let them come."""
    async with writing(directory, ground.writer, ground.every_ns) as writer:
        await _under_way(writer, ground.some)
        await ground.hold()
        since = writer.last()
        await until(lambda: writer.with_outcome(*WriteOutcome, after=since) >= 3)
    try:
        count = await counted(writer, ground.reader(), fenced=fenced)
    finally:
        ground.deliver()
    await until(ground.is_quiet)
    return count


async def _under_way(writer: Writer, some: int) -> None:
    await until(lambda: writer.with_outcome(WriteOutcome.OK) >= some)


async def _noticed(writer: Writer) -> None:
    await until(lambda: writer.with_outcome(WriteOutcome.FAIL, WriteOutcome.INFO) > 0)


async def _back(writer: Writer) -> None:
    since = writer.last()
    await until(lambda: writer.with_outcome(WriteOutcome.OK, after=since) >= 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistaken:
    """A store that says of some endings what it does not know. Each such mistake must be found."""

    store: Store
    says: Ending

    async def create(self) -> str:
        return await self.store.create()

    async def insert(self, number: int) -> Written:
        return await self.says(self.store, number)

    async def fence(self) -> bool:
        return await self.store.fence()

    def read_all(self, chunk: int) -> AsyncIterator[Page]:
        return self.store.read_all(chunk)

    async def drop(self) -> str:
        return await self.store.drop()

    def keep_at_most(self, idle: int) -> None:
        self.store.keep_at_most(idle)

    async def close(self) -> None:
        await self.store.close()


async def doubt_is_no(store: Store, number: int) -> Written:
    """Take a time-out for a no."""
    written = await store.insert(number)
    return Written(outcome=WriteOutcome.FAIL) if written.outcome is WriteOutcome.INFO else written


async def doubt_is_yes(store: Store, number: int) -> Written:
    """Take a time-out for an acknowledgement."""
    written = await store.insert(number)
    return Written(outcome=WriteOutcome.OK) if written.outcome is WriteOutcome.INFO else written


async def doubt_is_repeated(store: Store, number: int) -> Written:
    """Send again what was not answered, as a client library would."""
    written = await store.insert(number)
    while written.outcome is not WriteOutcome.OK:
        written = await store.insert(number)
    return written


class BlindReader(Mistaken):
    """A store whose read-back leaves out its last row."""

    async def read_all(self, chunk: int) -> AsyncIterator[Page]:
        pages = [page async for page in self.store.read_all(chunk)]
        for place, page in enumerate(pages):
            yield replace(page, rows=page.rows[:-1]) if place == len(pages) - 1 else page


def _read(now: int, place: int, page: Page, *, last: bool) -> LedgerRead:
    return LedgerRead(
        at=now,
        ledger=LEDGER,
        step="read",
        source=page.source,
        sent=now,
        chunk=place,
        last=last,
        number=tuple(row.number for row in page.rows),
        payload=tuple(row.payload for row in page.rows),
        position=tuple(row.position for row in page.rows),
        torn=page.torn,
    )
