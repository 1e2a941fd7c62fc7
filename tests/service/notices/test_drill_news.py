"""What is told of drills: that they started, were refused with every reason, ended with everything restored or not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from scenarios.plan import Text
from service.denial import Reason
from service.happenings import DrillEnded, DrillStarted, Ears, StartRefused
from service.notices.drill_news import DrillNews
from service.notices.notice import NoticeState
from tests.support.posting import Room, room_at
from tests.support.reports import lossy
from tests.support.scripted_drills import twelve_steps

REASONS = (
    Reason(code="one", text=Text(zh="交易时段", en="trading")),
    Reason(code="two", text=Text(zh="没有批准", en="nobody approved")),
)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return room_at(tmp_path)


async def told(room: Room, *happenings: DrillStarted | DrillEnded | StartRefused) -> list[NoticeState]:
    """Return the notices, the oldest first."""
    ears = Ears([DrillNews(room.outbox)])
    for happening in happenings:
        await ears.tell(happening)
    assert room.outbox.failures == []
    heads = (await room.outbox.page(seen=None)).heads
    return [await room.outbox.get(head.stream.partition("/")[2]) for head in reversed(heads)]


async def test_a_refusal_is_told_with_every_reason(room: Room) -> None:
    refused = StartRefused(
        dossier="d-1", services=("core",), by="olga", path="schedule", reasons=REASONS, utc_ns=room.clock()
    )
    (notice,) = await told(room, refused)
    assert notice.told.what == "refused"
    assert all(word in notice.told.body.zh for word in ("交易时段", "没有批准", "olga", "schedule"))
    assert all(word in notice.told.body.en for word in ("trading", "nobody approved"))
    assert (notice.told.services, notice.told.about) == (("core",), "dossier/d-1")


async def test_an_end_is_told_once_however_often_it_is_heard_and_says_whether_all_is_restored(room: Room) -> None:
    planned = twelve_steps()
    report = replace(lossy(planned), restored=True, residue=())
    ended = DrillEnded(drill="a", dossier=None, plan=planned, report=report, utc_ns=room.clock())
    left = replace(report, restored=False, residue=("app-1: rule",))
    (fine, bad) = await told(room, ended, ended, replace(ended, drill="b", report=left))
    assert {fine.told.what, bad.told.what} == {"restored", "not_restored"}
    worse = fine if fine.told.what == "not_restored" else bad
    assert "app-1: rule" in worse.told.body.zh
    assert worse.told.is_drill
