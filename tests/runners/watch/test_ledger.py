"""The ledger's beat: every write noted before it is sent, and a store that hangs is still asked often."""

from __future__ import annotations

import asyncio
import time
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from measurements.events import WriteOutcome
from runners.beat import MILLISECOND, SECOND
from runners.clock import SystemClock
from runners.companion import STOP
from runners.ledger import MOST_AT_ONCE, LedgerConfig, Room, write_all
from runners.ledgers.opening import Opening
from runners.ledgers.store import Mischief, ScriptedStore, Store, Written
from runners.spool import WRITES, Line, SpoolReader
from scenarios.plan import PostgresStoreSpec, SecretRef

NAME = "ledger-orders"
_NOWHERE = PostgresStoreSpec(dsn=SecretRef(source="env", name="NONE"))


class Surprising(ScriptedStore):
    """A store whose library raises what nobody expects."""

    async def insert(self, number: int) -> Written:
        if number == 3:
            msg = "a bug in a library"
            raise LookupError(msg)
        return await super().insert(number)


def config(directory: Path, *, every_ms: int = 5, timeout_ms: int = 200) -> LedgerConfig:
    return LedgerConfig(
        directory=str(directory),
        name=NAME,
        opening=Opening(drill="d", ledger="orders", timeout_ns=timeout_ms * MILLISECOND, spec=_NOWHERE),
        every_ns=every_ms * MILLISECOND,
        first=1,
        until=time.monotonic_ns() + 30 * SECOND,
    )


async def write_for_a_while(configured: LedgerConfig, store: Store, seconds: float) -> list[list[Line]]:
    """Write to `store`; return the lines of begun and of answered writes."""
    await store.create()
    async with asyncio.timeout(20), asyncio.TaskGroup() as tasks:
        tasks.create_task(write_all(configured, store, SystemClock()))
        await asyncio.sleep(seconds)
        (Path(configured.directory) / (NAME + STOP)).touch()
    lines = SpoolReader(Path(configured.directory) / ("orders" + WRITES)).read()
    return [[line for line in lines if line is not None and len(line) == length] for length in (3, 6)]


def scripted(mischief: Mischief | None = None, timeout_ms: int = 200) -> ScriptedStore:
    return ScriptedStore(drill="d", ledger="orders", mischief=mischief or Mischief(), timeout_seconds=timeout_ms / 1000)


async def test_every_write_is_noted_before_it_is_sent_and_when_it_is_answered(tmp_path: Path) -> None:
    store = scripted()
    begun, answered = await write_for_a_while(config(tmp_path), store, 0.5)
    assert [line[0] for line in begun if line] == list(range(1, len(begun) + 1))
    assert len(answered) == len(begun)
    for number, due, invoked, completed, outcome, _ in filter(None, answered):
        assert due <= invoked <= store.done_at[number] <= completed
        assert outcome == "ok"


async def test_the_ledger_waits_for_what_is_under_way(tmp_path: Path) -> None:
    everything = Mischief(in_doubt=frozenset(range(1, 10_000)))
    begun, answered = await write_for_a_while(config(tmp_path), scripted(everything), 0.3)
    assert len(answered) == len(begun)
    assert {line[4] for line in answered if line} == {WriteOutcome.INFO.value}


async def test_a_surprise_in_one_write_is_doubt_and_ends_nothing(tmp_path: Path) -> None:
    _, answered = await write_for_a_while(config(tmp_path), Surprising(drill="d", ledger="orders"), 0.4)
    outcomes = {line[0]: line[4] for line in answered if line}
    assert len(outcomes) > 5
    assert outcomes.pop(3) == "info"
    assert set(outcomes.values()) == {"ok"}


async def test_a_store_that_hangs_is_never_asked_by_too_many_and_still_often(tmp_path: Path) -> None:
    everything = Mischief(in_doubt=frozenset(range(1, 10_000)))
    hanging = config(tmp_path, every_ms=2, timeout_ms=1_000)
    begun, answered = await write_for_a_while(hanging, scripted(everything, timeout_ms=1_000), 1.5)
    ends = sorted([(line[2], 1) for line in begun if line] + [(line[3], -1) for line in answered if line])
    under_way, most = 0, 0
    for _, change in ends:
        under_way += change
        most = max(most, under_way)
    assert most <= MOST_AT_ONCE
    gaps = [b[2] - a[2] for a, b in pairwise(filter(None, begun))]
    assert sorted(gaps)[len(gaps) * 9 // 10] < 300 * MILLISECOND


@given(st.integers(1, 100), st.integers(1, 5_000))
def test_where_a_whole_time_out_finds_room_nothing_is_held_back(every_ms: int, timeout_ms: int) -> None:
    room = Room(every_ns=every_ms * MILLISECOND, timeout_ns=timeout_ms * MILLISECOND)
    is_held_back = not all(room.may_begin(under_way, 0) for under_way in range(room.most))
    assert room.most <= MOST_AT_ONCE
    assert not room.may_begin(room.most, 10**12)
    assert is_held_back == (timeout_ms // every_ms >= MOST_AT_ONCE)


def test_the_second_half_of_the_room_is_handed_out_over_a_time_out() -> None:
    room = Room(every_ns=5 * MILLISECOND, timeout_ns=2 * SECOND)
    half = MOST_AT_ONCE // 2
    assert room.may_begin(half - 1, 0)
    assert not room.may_begin(half, 2 * SECOND // half - 1)
    assert room.may_begin(half, 2 * SECOND // half)


def test_a_time_out_shorter_than_the_beat_needs_room_for_one() -> None:
    assert Room(every_ns=SECOND, timeout_ns=SECOND // 2).most == 1
