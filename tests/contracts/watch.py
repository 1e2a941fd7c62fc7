"""What must hold for every watch, real or scripted, with one probe `port` and one ledger `orders`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import pytest

from measurements.events import LedgerRead, LedgerWritten, SamplesTaken, WriteOutcome
from measurements.ledger import payload
from runners.watch import News, Watch, WatchError, journaled
from tests.support.processes import until
from tests.support.watching import DRILL, answers, collect, dues, reports

MakeWatch = Callable[[], Watch]
"""Makes another watch of the same drill, as a resumed runner would."""


@asynccontextmanager
async def listening(watch: Watch, journal: list[News]) -> AsyncGenerator[None, None]:
    """Start the watch from what `journal` holds, add its news, and leave as a killed runner does: without a word."""
    await watch.start(journaled(journal))
    async with asyncio.timeout(60), asyncio.TaskGroup() as tasks:
        task = tasks.create_task(collect(watch, journal))
        yield
        task.cancel()


async def end(watch: Watch, journal: list[News], stream: str = "port") -> None:
    """Stop the watch and wait until its last word is in `journal`."""
    await watch.stop()
    await until(lambda: reports(journal, stream)[-1:] == ["stopped"])


async def read(watch: Watch) -> list[LedgerRead]:
    """Return a read-back of `orders`."""
    return [chunk async for chunk in watch.read_ledger("orders", "read")]


class WatchContract:
    """Inherited by one test class per watch; each gives a fixture `make_watch`."""

    async def test_batches_count_from_zero_and_samples_come_once(self, make_watch: MakeWatch) -> None:
        journal: list[News] = []
        watch = make_watch()
        async with listening(watch, journal):
            await until(lambda: len(dues(journal, "port")) > 5)
            await end(watch, journal)
        batches = [event.batch for event in journal if isinstance(event, SamplesTaken)]
        assert batches == list(range(len(batches)))
        assert len(set(dues(journal, "port"))) == len(dues(journal, "port"))
        assert reports(journal, "port")[0] == "started"

    async def test_news_end_after_stop(self, make_watch: MakeWatch) -> None:
        journal: list[News] = []
        watch = make_watch()
        await watch.start({})
        async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
            tasks.create_task(collect(watch, journal))
            await until(lambda: bool(dues(journal, "port")))
            await watch.stop()
        assert reports(journal, "port")[-1] == "stopped"

    async def test_what_was_written_is_read_back_with_its_payload(self, make_watch: MakeWatch) -> None:
        journal: list[News] = []
        watch = make_watch()
        async with listening(watch, journal):
            await watch.open_ledger("orders")
            await until(lambda: len(answers(journal)) > 5)
            chunks = await read(watch)
            await watch.drop_ledger("orders")
            await end(watch, journal)
        found = {n: text for chunk in chunks for n, text in zip(chunk.number, chunk.payload, strict=True)}
        acknowledged = {n for n, (outcome, _) in answers(journal).items() if outcome is WriteOutcome.OK}
        assert acknowledged
        assert acknowledged <= set(found)
        assert all(text == payload(DRILL, "orders", n) for n, text in found.items())
        assert [chunk.chunk for chunk in chunks] == list(range(len(chunks)))
        assert [chunk.last for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
        assert len({chunk.sent for chunk in chunks}) == 1

    async def test_what_is_lost_is_written_again_with_its_own_number_and_payload(self, make_watch: MakeWatch) -> None:
        """Nothing is really lost here: numbers that were never written stand for writes that are gone."""
        journal: list[News] = []
        watch = make_watch()
        async with listening(watch, journal):
            await watch.open_ledger("orders")
            await until(lambda: len(answers(journal)) > 5)
            before = {n for chunk in await read(watch) for n in chunk.number}
            await until(lambda: reports(journal, "orders")[-1:] == ["stopped"])
            acknowledged = {n for n, (outcome, _) in answers(journal).items() if outcome is WriteOutcome.OK}
            missing = tuple(range(900_001, 900_026))
            chunks = [chunk async for chunk in watch.replay_ledger("orders", "again", missing)]
            after = await read(watch)
            await watch.drop_ledger("orders")
            await end(watch, journal)
        assert acknowledged <= before
        assert tuple(n for chunk in chunks for n in chunk.number) == missing
        assert {outcome for chunk in chunks for outcome in chunk.outcome} == {WriteOutcome.OK}
        assert all(a <= (b or 0) for chunk in chunks for a, b in zip(chunk.invoked, chunk.completed, strict=True))
        found = {n: text for chunk in after for n, text in zip(chunk.number, chunk.payload, strict=True)}
        assert set(found) == before | set(missing)
        assert all(found[n] == payload(DRILL, "orders", n) for n in missing)

    async def test_a_table_that_is_not_there_cannot_be_read_and_may_be_dropped(self, make_watch: MakeWatch) -> None:
        watch = make_watch()
        await watch.start({})
        await watch.drop_ledger("orders")
        with pytest.raises(WatchError, match="orders"):
            await read(watch)
        await watch.stop()

    async def test_the_next_runner_adopts_and_nothing_is_lost_or_doubled(self, make_watch: MakeWatch) -> None:
        journal: list[News] = []
        first = make_watch()
        async with listening(first, journal):
            await first.open_ledger("orders")
            await until(lambda: len(dues(journal, "port")) > 5 and len(answers(journal)) > 5)
        kept = _without_the_last(journal)
        second = make_watch()
        async with listening(second, kept):
            seen = len(dues(kept, "port"))
            await until(lambda: len(dues(kept, "port")) > seen + 5)
            chunks = await read(second)
            await second.drop_ledger("orders")
            await end(second, kept)
        assert "adopted" in reports(kept, "port")
        assert len(set(dues(kept, "port"))) == len(dues(kept, "port"))
        assert set(dues(journal, "port")) <= set(dues(kept, "port"))
        _check_batches(kept)
        acknowledged = {n for n, (outcome, _) in answers(kept).items() if outcome is WriteOutcome.OK}
        assert acknowledged <= {n for chunk in chunks for n in chunk.number}


def _without_the_last(journal: list[News]) -> list[News]:
    """Return the journal of a runner that died before it wrote the last batch of samples down."""
    last = max(place for place, event in enumerate(journal) if isinstance(event, SamplesTaken))
    return [event for place, event in enumerate(journal) if place != last]


def _check_batches(journal: list[News]) -> None:
    for kind in (SamplesTaken, LedgerWritten):
        batches = [event.batch for event in journal if isinstance(event, kind)]
        assert batches == list(range(len(batches)))
