"""Viewers of drills: each gets every record once and in order, one looks for all, and there is room for so many."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path

import pytest
from sqlalchemy import event

from measurements.codec import Record
from measurements.events import ClockRead, DrillClosed, Ending
from runners.journal import Journal
from service.denial import NoRoomError
from service.settings import LimitsSettings
from service.viewing import Seen, View, Viewing
from tests.support.databases import journal_in


def limits(**told: int) -> LimitsSettings:
    return LimitsSettings.model_validate(told, context={})


async def noted(journal: Journal, drill: str, count: int, *, last: bool = False) -> list[Record]:
    events = [ClockRead(at=number, before=number, utc_ns=number) for number in range(count)]
    writer = await journal.writer(drill)
    records = await writer.append_many(events)
    if last:
        records.append(await writer.append(DrillClosed(at=count, ending=Ending.COMPLETED, restored=True, residue=())))
    return records


async def read_on(view: View) -> list[Seen]:
    return [seen async for some in view.batches() for seen in some]


async def test_every_viewer_gets_every_record_from_where_it_was(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    await noted(journal, "d", 1200)
    viewing = Viewing(journal, limits())
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        views = [group.create_task(read_on(viewing.enter("d", after))) for after in (0, 0, 3, 1199, 1200)]
        for _ in range(5):
            await asyncio.sleep(0.15)
            await noted(journal, "d", 7)
        await noted(journal, "d", 1, last=True)
    for task, after in zip(views, (0, 0, 3, 1199, 1200), strict=True):
        assert [seen.seq for seen in task.result()] == list(range(after + 1, 1238))
    assert views[0].result()[-1].kind == "drill_closed"
    assert viewing.viewers == 0
    journal.close()


async def test_one_looks_for_all(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    await noted(journal, "d", 5)
    asked = 0

    def count(*_: object) -> None:
        nonlocal asked
        asked += 1

    event.listen(journal.engine, "before_cursor_execute", count)
    viewing = Viewing(journal, limits())
    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        for _ in range(50):
            group.create_task(read_on(viewing.enter("d")))
        await asyncio.sleep(1)
        looks = asked
        await noted(journal, "d", 1, last=True)
    assert looks < 80, "fifty viewers that look for themselves ask five hundred times a second"
    journal.close()


async def test_who_finds_no_room_is_told_why_and_a_viewer_that_left_makes_room(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    viewing = Viewing(journal, limits(viewers=3, viewers_per_drill=2))
    first, second = viewing.enter("d"), viewing.enter("d")
    with pytest.raises(NoRoomError) as full:
        viewing.enter("d")
    assert [reason.code for reason in full.value.reasons] == ["drill_viewers_full"]
    third = viewing.enter("other")
    with pytest.raises(NoRoomError) as full:
        viewing.enter("third")
    assert [reason.code for reason in full.value.reasons] == ["viewers_full"]
    first.leave()
    first.leave()
    fourth = viewing.enter("d")
    assert viewing.viewers == 3
    del second, third, fourth
    gc.collect()
    assert viewing.viewers == 0, "a viewer that nobody holds any more has no place"
    journal.close()


async def test_a_viewer_that_is_broken_off_gives_its_place_back_and_another_looks_on(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    await noted(journal, "d", 3)
    viewing = Viewing(journal, limits())
    gone, stays = (asyncio.create_task(read_on(viewing.enter("d"))) for _ in range(2))
    await asyncio.sleep(0.3)
    gone.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert viewing.viewers == 1
    await noted(journal, "d", 1, last=True)
    assert [seen.seq for seen in await asyncio.wait_for(stays, 30)] == [1, 2, 3, 4, 5]
    journal.close()
