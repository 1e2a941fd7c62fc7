"""The journal: durable, chained, fenced, and clear about what goes wrong."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from measurements.codec import GENESIS, link
from measurements.events import ClockRead, DrillClosed, Ending
from measurements.history import History
from runners.journal import (
    ChainBrokenError,
    FencedError,
    Journal,
    JournalBusyError,
    JournalError,
    JournalFullError,
    Writer,
    check_chain,
)


def reading(at: int) -> ClockRead:
    return ClockRead(at=at, before=at, utc_ns=2**62 + at)


CLOSED = DrillClosed(at=99, ending=Ending.COMPLETED, restored=True, residue=())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "journal.sqlite"


@pytest.fixture
def journal(path: Path) -> Generator[Journal]:
    journal = Journal.at(path)
    yield journal
    journal.close()


def limit(journal: Journal, pragma: str) -> None:
    def apply(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA {pragma}")

    event.listen(journal.engine, "checkout", apply)


async def fill(writer: Writer) -> None:
    for place in range(500):
        await writer.append(reading(place))


def raw(path: Path, statement: str, *values: str) -> None:
    connection = sqlite3.connect(path)
    try:
        with connection:
            connection.execute(statement, values)
    finally:
        connection.close()


async def test_what_is_appended_is_read_back_in_order_and_chained(journal: Journal) -> None:
    writer = await journal.writer("d")
    first = await writer.append(reading(1))
    rest = await writer.append_many([reading(2), reading(3)])
    assert [record.seq for record in (first, *rest)] == [1, 2, 3]
    assert (first.prev, rest[0].prev) == (GENESIS, first.hash)
    assert await journal.read("d") == [first, *rest]
    assert await journal.read("d", after=2) == rest[1:]
    assert await journal.replay("d") == History([reading(1), reading(2), reading(3)])


async def test_appending_nothing_is_nothing(journal: Journal) -> None:
    writer = await journal.writer("d")
    assert await writer.append_many([]) == []
    assert await journal.drills() == []


async def test_drills_of_one_file_have_chains_of_their_own(journal: Journal) -> None:
    one, other = await journal.writer("one"), await journal.writer("other")
    await one.append(reading(1))
    record = await other.append(reading(2))
    assert (record.seq, record.prev) == (1, GENESIS)
    assert await journal.drills() == ["one", "other"]


async def test_a_new_writer_goes_on_where_the_last_one_stopped(journal: Journal, path: Path) -> None:
    record = await (await journal.writer("d")).append(reading(1))
    journal.close()
    again = Journal.existing(path)
    following = await (await again.writer("d")).append(reading(2))
    assert (following.seq, following.prev) == (2, record.hash)
    again.close()


async def test_of_two_writers_the_slower_is_fenced_off_for_good(journal: Journal) -> None:
    first, second = await journal.writer("d"), await journal.writer("d")
    await second.append(reading(1))
    for _ in range(2):
        with pytest.raises(FencedError, match="record 1 was written by another runner") as fenced:
            await first.append(reading(2))
        assert (fenced.value.drill, fenced.value.seq) == ("d", 1)
    await second.append(reading(3))
    assert await journal.replay("d") == History([reading(1), reading(3)])


async def test_many_writers_at_once_leave_one_whole_chain(path: Path) -> None:
    async def write(name: int) -> int:
        journal = Journal.at(path)
        try:
            writer = await journal.writer("d")
            for place in range(20):
                await writer.append(reading(100 * name + place))
        except FencedError:
            return 0
        else:
            return 20
        finally:
            journal.close()

    Journal.at(path).close()
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(write(name)) for name in range(6)]
    journal = Journal.existing(path)
    records = await journal.read("d")
    check_chain("d", records)
    assert len(records) >= sum(task.result() for task in tasks)
    journal.close()


async def test_a_cancelled_append_is_counted_all_the_same(journal: Journal) -> None:
    writer = await journal.writer("d")
    task = asyncio.ensure_future(writer.append(reading(1)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await writer.append(reading(2))
    history = await journal.replay("d")
    assert history.events[-1] == reading(2)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE events SET text = 'x' WHERE seq = 1", "never changed"),
        ("DELETE FROM events", "never shortened"),
        ("INSERT INTO events SELECT drill, 9, kind, at, text, prev, hash FROM events WHERE seq = 2", "neither holes"),
        ("INSERT OR REPLACE INTO events SELECT * FROM events WHERE seq = 1", "neither holes"),
    ],
)
async def test_the_database_refuses_tampering(journal: Journal, path: Path, statement: str, said: str) -> None:
    await (await journal.writer("d")).append_many([reading(1), reading(2)])
    with pytest.raises(sqlite3.IntegrityError, match=said):
        raw(path, statement)
    assert await journal.replay("d") == History([reading(1), reading(2)])


async def test_tampering_past_the_guards_is_seen(journal: Journal, path: Path) -> None:
    await (await journal.writer("d")).append_many([reading(1), reading(2), reading(3)])
    raw(path, "DROP TRIGGER events_stay")
    raw(path, "UPDATE events SET text = replace(text, '\"at\":2', '\"at\":7') WHERE seq = 2")
    with pytest.raises(ChainBrokenError, match="record 2 does not follow") as broken:
        await journal.replay("d")
    assert broken.value.seq == 2
    assert len(await journal.read("d")) == 3


async def test_a_record_that_was_taken_out_is_missed(journal: Journal) -> None:
    records = await (await journal.writer("d")).append_many([reading(1), reading(2), reading(3)])
    with pytest.raises(ChainBrokenError, match="record 2"):
        check_chain("d", [records[0], records[2]])
    with pytest.raises(ChainBrokenError, match="record 1"):
        check_chain("d", records[1:])
    with pytest.raises(ChainBrokenError, match="record 3"):
        check_chain("d", [*records[:2], replace(records[2], prev=GENESIS)])


async def test_a_text_of_another_version_is_named(journal: Journal, path: Path) -> None:
    await (await journal.writer("d")).append(reading(1))
    raw(path, "DROP TRIGGER events_stay")
    text = '{"kind":"telepathy"}'
    raw(path, "UPDATE events SET text = ?, hash = ?", text, link(GENESIS, 1, text))
    with pytest.raises(JournalError, match=r"record 1: not an event of this version.*read it with the version"):
        await journal.replay("d")


async def test_a_full_disk_is_told_and_the_chain_stays_whole(path: Path) -> None:
    journal = Journal.at(path)
    limit(journal, "max_page_count = 12")
    writer = await journal.writer("d")
    with pytest.raises(JournalFullError, match=r"no room for the next record.*free some"):
        await fill(writer)
    records = await journal.read("d")
    check_chain("d", records)
    assert writer.seq == len(records) > 0
    journal.close()


async def test_a_locked_database_is_told(journal: Journal, path: Path) -> None:
    limit(journal, "busy_timeout = 50")
    writer = await journal.writer("d")
    holder = sqlite3.connect(path)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(JournalBusyError, match="held by another process"):
        await writer.append(reading(1))
    holder.rollback()
    holder.close()
    assert (await writer.append(reading(1))).seq == 1


async def test_what_is_no_journal_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="there is no journal"):
        Journal.existing(tmp_path / "journal.sqlite")
    (tmp_path / "text").write_text("no database, and long enough to be taken for one" * 100, encoding="utf-8")
    with pytest.raises(JournalError, match="no journal that we can read"):
        Journal.at(tmp_path / "text")
    with pytest.raises(JournalError, match="name a directory that can be written"):
        Journal.at(tmp_path / "text" / "deeper")


async def test_a_path_may_have_any_letters(tmp_path: Path) -> None:
    path = tmp_path / "演练 #1?mode=ro%20" / "journal.sqlite"
    journal = Journal.at(path)
    await (await journal.writer("d")).append(reading(1))
    journal.close()
    assert path.is_file()


async def test_followers_see_every_record_and_end_with_the_drill(journal: Journal, path: Path) -> None:
    writer = await journal.writer("d")
    await writer.append(reading(1))
    elsewhere = Journal.existing(path)

    async def follow(after: int) -> list[int]:
        return [record.seq async for record in elsewhere.follow("d", after)]

    async with asyncio.TaskGroup() as group:
        all_, some = group.create_task(follow(0)), group.create_task(follow(2))
        for at in range(2, 6):
            await writer.append(reading(at))
            await asyncio.sleep(0.03)
        await writer.append(CLOSED)
    assert (all_.result(), some.result()) == ([1, 2, 3, 4, 5, 6], [3, 4, 5, 6])
    elsewhere.close()


async def test_it_is_written_ahead_and_in_full(journal: Journal) -> None:
    with journal.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


async def test_the_log_has_its_size_before_the_first_record_and_nothing_of_it_counts(
    journal: Journal, path: Path
) -> None:
    writer = await journal.writer("d")
    log = path.with_name(f"{path.name}-wal")
    assert log.stat().st_size > 4 << 20
    await fill(writer)
    assert log.stat().st_size < 5 << 20
    with sqlite3.connect(path) as other:
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert other.execute("SELECT name FROM sqlite_master WHERE name = 'room'").fetchall() == []
    check_chain("d", await journal.read("d"))


async def test_a_pen_is_taken_at_once_while_somebody_else_writes(journal: Journal, path: Path) -> None:
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        writer = await journal.writer("d")
        other.execute("ROLLBACK")
    assert [record.seq for record in await writer.append_many([reading(1)])] == [1]
