"""The outbox under bad weather: channels that fail, hang and break, senders that die, and more than one of them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from service.access import Caller
from service.denial import ConflictError
from service.notices.outbox import Notices
from service.policy.notices import NoticesPolicy
from tests.support.firms import book_at, caller
from tests.support.posting import Room, policy_of, room_at, routed

OLGA: Caller = caller("olga")


async def told(room: Room, *, key: str = "", kind: str = "started") -> None:
    facts = {"drill": "d1", "title": "切换", "by": "olga"}
    await room.outbox.tell(kind, "drill/d1", facts, ("trading-db",), key=key)
    assert room.outbox.failures == []


async def test_what_is_told_goes_out_once_on_every_way(tmp_path: Path) -> None:
    room = room_at(tmp_path)
    await told(room)
    await room.rounds(3)
    assert sorted(room.notifier.channels) == ["board", "hook", "room", "smtp"]
    assert (await room.only()).status == "sent"
    assert (await room.only()).unreached == ("empty",)


async def test_a_letter_says_what_it_is_about_and_that_it_is_only_a_drill(tmp_path: Path) -> None:
    room = room_at(tmp_path, policy=policy_of(routes=routed({"people": ["olga"]}), languages={"wang": "en"}))
    await told(room)
    await room.rounds(2)
    ((channel, to, letter),) = room.notifier.sent
    assert (channel, to) == ("smtp", ("wang@firm.example",))
    assert letter.subject == "[DRILL] Drill started: 切换"
    assert "olga started drill d1." in letter.text
    assert "drill/d1" in letter.text
    assert "演练" not in letter.text
    assert letter.is_drill


async def test_a_real_interruption_is_not_marked_as_a_drill(tmp_path: Path) -> None:
    room = room_at(tmp_path, policy=policy_of(routes=routed({"people": ["wang"]})))
    await room.outbox.tell("nobody_wrote_words", "incident/i1", {"what": "核心系统中断"})
    await room.rounds(2)
    ((_, _, letter),) = room.notifier.sent
    assert not letter.is_drill
    assert "DRILL" not in letter.subject
    assert "核心系统中断" in letter.text


async def test_the_same_key_is_told_once_even_by_two_services_at_a_time(tmp_path: Path) -> None:
    room = room_at(tmp_path)
    other = Notices(book_at(tmp_path, room.clock), room.outbox.policy, tmp_path)
    async with asyncio.TaskGroup() as group:
        for outbox in (room.outbox, other) * 4:
            group.create_task(outbox.tell("started", "drill/d1", {"drill": "1", "title": "t", "by": "b"}, key="once"))
    assert room.outbox.failures == other.failures == []
    assert len((await room.outbox.page(seen=None)).heads) == 1


async def test_a_channel_that_fails_is_tried_again_ever_later_and_then_given_up_for_all_to_see(tmp_path: Path) -> None:
    room = room_at(tmp_path, policy=policy_of(routes=routed({"groups": ["siem"]}), tries=4, first_wait="10s"))
    room.notifier.how["hook"] = "failed"
    await told(room)
    await room.rounds(2)
    waited: list[float] = []
    while (notice := await room.only()).status == "waiting":
        pause = (notice.due_ns - room.clock()) / 1e9
        waited.append(pause)
        room.later(pause - 1)
        await room.rounds()
        assert len(room.notifier.sent) == len(waited)
        room.later(1)
        await room.rounds()
    assert waited == [5, 10, 20]  # the lower half of 10, 20 and 40 seconds, since the draw is 0
    assert notice.status == "given_up"
    assert notice.sendings["d1"].detail == "failed"
    assert [head.status for head in (await room.outbox.page(seen=None, status="given_up")).heads] == ["given_up"]


async def test_what_was_given_up_is_sent_again_when_somebody_asks(tmp_path: Path) -> None:
    room = room_at(tmp_path, policy=policy_of(routes=routed({"groups": ["siem"]}), tries=1))
    room.notifier.how["hook"] = "failed"
    await told(room)
    await room.rounds(2)
    del room.notifier.how["hook"]
    name = (await room.only()).id
    await room.outbox.again(name, OLGA, "the receiver is back")
    await room.rounds()
    assert (await room.only()).status == "sent"
    assert "第 2 次发送" in room.notifier.sent[-1][2].text
    with pytest.raises(ConflictError):
        await room.outbox.again(name, OLGA, "once more")


@pytest.mark.parametrize("how", ["unknown", "breaks"])
async def test_doubt_is_tried_again_rather_than_lost(tmp_path: Path, how: str) -> None:
    room = room_at(tmp_path, policy=policy_of(routes=routed({"groups": ["siem"]})))
    room.notifier.how["hook"] = how
    await told(room)
    await room.rounds(2)
    assert (await room.only()).sendings["d1"].outcome == "unknown"
    room.notifier.how.clear()
    room.later(60)
    await room.rounds()
    assert (await room.only()).status == "sent"


async def test_a_channel_that_hangs_holds_up_no_other(tmp_path: Path) -> None:
    room = room_at(tmp_path)
    room.notifier.how["hook"] = "hangs"
    for number in range(3):
        await told(room, key=f"k{number}")
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        sending = group.create_task(room.sender().run())
        while room.notifier.channels.count("room") < 3:
            await room.notifier.arrived.get()
        sending.cancel()
    assert room.notifier.channels.count("hook") == 1


async def test_a_try_whose_sender_died_is_taken_over_when_its_lease_is_over(tmp_path: Path) -> None:
    room = room_at(tmp_path, policy=policy_of(routes=routed({"groups": ["siem"]}), tries=2))
    room.notifier.how["hook"] = "hangs"
    await told(room)
    await room.rounds()
    dying = asyncio.create_task(room.rounds())
    async with asyncio.timeout(30):
        await room.notifier.arrived.get()
    dying.cancel()
    await asyncio.wait([dying])
    room.notifier.how.clear()
    await room.rounds()
    assert len(room.notifier.sent) == 1
    room.later(46)
    await room.rounds()
    notice = await room.only()
    assert (notice.status, notice.sendings["d1"].attempts) == ("sent", 2)


async def test_two_senders_send_everything_once(tmp_path: Path) -> None:
    room = room_at(tmp_path, policy=policy_of(routes=routed({"groups": ["siem"]})))
    for number in range(6):
        await told(room, key=f"k{number}")
    first, second = room.sender(), room.sender()
    for _ in range(8):
        async with asyncio.TaskGroup() as group:
            group.create_task(room.rounds(sender=first))
            group.create_task(room.rounds(sender=second))
    ids = [letter.id for _, _, letter in room.notifier.sent]
    assert len(ids) == len(set(ids)) == 6


async def test_a_register_that_cannot_be_read_is_told_and_tried_again(tmp_path: Path) -> None:
    room = room_at(tmp_path, text="people: [")
    await told(room)
    await room.rounds()
    notice = await room.only()
    assert notice.status == "waiting"
    assert "contacts register" in notice.addressing
    (tmp_path / "contacts.yaml").write_text("groups: {}\n")
    room.later(3600)
    await room.rounds()
    assert (await room.only()).status == "nobody"


async def test_without_a_register_a_notice_still_stands_in_the_list(tmp_path: Path) -> None:
    room = room_at(tmp_path, policy=NoticesPolicy.model_validate({}, context={}))
    await told(room)
    await room.rounds()
    assert (await room.only()).status == "nobody"


async def test_a_notice_that_cannot_be_written_is_counted_and_raises_nothing(tmp_path: Path) -> None:
    room = room_at(tmp_path)
    with room.outbox.shelf.book.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE heads")
    await room.outbox.tell("started", "drill/d1", {})
    assert len(room.outbox.failures) == 1
