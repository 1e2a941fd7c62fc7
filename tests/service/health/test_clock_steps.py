"""The wall clock is set by an hour, either way: what lasts keeps its length, and nothing is done twice or held up."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from measurements.events import ClockRead, DrillClosed, Ending, LeaseRenewed, StepCompleted, StepInvoked
from measurements.judge import judge
from scenarios.canonical import canonical, digest
from service.access.access import Access
from service.access.throttle import Throttle
from service.api.once import Answer, KeyRow, once
from service.denial import ConflictError, TooOftenError
from service.firm import open_firm
from service.policy import default_policy
from service.policy.access import ThrottlePolicy
from service.policy.section import defaults
from tests.support.databases import journal_in
from tests.support.firms import HandClock, book_at, caller
from tests.support.posting import policy_of, room_at, routed
from tests.support.scripted_drills import DRILL

ROOT = Path(__file__).parents[3]
_LIBRARIES = [*Path("/usr/lib").glob("*/faketime/libfaketime.so.1")]
HOUR = timedelta(hours=1)


@pytest.mark.slow(20)
@pytest.mark.parametrize("step", ["+3600", "-3600"])
async def test_a_drill_whose_machine_is_set_by_an_hour_keeps_its_durations(tmp_path: Path, step: str) -> None:
    if not _LIBRARIES:
        pytest.skip("libfaketime is not installed; make lab-test says how to install it")
    told = tmp_path / "offset"
    told.write_text("+0")
    faked = {
        "LD_PRELOAD": str(_LIBRARIES[0]),
        "FAKETIME_TIMESTAMP_FILE": str(told),
        "FAKETIME_NO_CACHE": "1",
        "DONT_FAKE_MONOTONIC": "1",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.stepped_drill", str(tmp_path), cwd=ROOT, env={**os.environ, **faked}
    )
    journal = journal_in(tmp_path)
    while not any(record for record in await journal.read(DRILL) if '"step":"work"' in record.text):
        assert process.returncode is None
        await asyncio.sleep(0.1)
    await asyncio.sleep(1)
    told.write_text(step)
    assert await asyncio.wait_for(process.wait(), 120) == 0
    history = await journal.replay(DRILL)
    journal.close()
    [closed] = history.of(DrillClosed)
    assert (closed.ending, closed.restored) == (Ending.COMPLETED, True)
    reads = [*history.of(ClockRead)]
    stepped = {round((two.utc_ns - one.utc_ns - (two.at - one.at)) / 3.6e12) for one, two in pairwise(reads)}
    assert int(step) // 3600 in stepped, "the clock of the drill was not set"
    [begun] = [event for event in history.of(StepInvoked) if event.step == "work"]
    [ended] = [event for event in history.of(StepCompleted) if event.step == "work"]
    assert 7.9 < (ended.at - begun.at) / 1e9 < 60
    assert [event.at for event in history.events] == sorted(event.at for event in history.events)
    renewed = [event.at for event in history.of(LeaseRenewed)]
    assert max((two - one for one, two in pairwise(renewed)), default=0) < 10e9
    assert "wall_clock_stepped" in {found.code for found in judge(history).findings}


@pytest.mark.parametrize("step", [HOUR, -HOUR])
async def test_a_notice_that_is_to_be_tried_again_waits_no_longer_than_was_meant(
    tmp_path: Path, step: timedelta
) -> None:
    room = room_at(tmp_path, policy=policy_of(routes=routed({"groups": ["siem"]}), tries=4, first_wait="10s"))
    sender = room.sender()
    room.notifier.how["hook"] = "failed"
    await room.outbox.tell("started", "drill/d", {"drill": "d"}, ())
    await room.rounds(2, sender)
    assert len(room.notifier.sent) == 1
    room.clock.at += step
    room.notifier.how.clear()
    for _ in range(3):
        room.later(30)
        await room.rounds(1, sender)
    assert (await room.only()).status == "sent"
    assert len(room.notifier.sent) == 2


def test_who_failed_to_log_in_waits_no_longer_because_the_clock_went_back(tmp_path: Path) -> None:
    clock = HandClock()
    book = book_at(tmp_path, clock)
    Access(book)
    throttle = Throttle(book.engine, clock, defaults(ThrottlePolicy))
    for _ in range(defaults(ThrottlePolicy).free + 1):
        throttle.charge("user:ada")
    with pytest.raises(TooOftenError) as told:
        throttle.charge("user:ada")
    longest = told.value.after_s
    clock.at -= HOUR
    with pytest.raises(TooOftenError) as again:
        throttle.charge("user:ada")
    assert again.value.after_s <= longest
    clock.at += timedelta(seconds=longest + 1)
    throttle.charge("user:ada")


@pytest.mark.parametrize("step", [HOUR, -HOUR])
async def test_a_key_that_is_being_worked_on_is_never_done_twice(tmp_path: Path, step: timedelta) -> None:
    journal, clock, done = journal_in(tmp_path), HandClock(), list[str]()
    firm = open_firm(journal, tmp_path, default_policy())
    firm.book.utc_ns = clock
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def work() -> Answer:
        done.append("once")
        begun.set()
        await go_on.wait()
        return 201, {}, {}

    async with asyncio.TaskGroup() as group:
        first = group.create_task(once(firm, caller("olga"), "k", {"a": 1}, work))
        await begun.wait()
        clock.at += step
        with pytest.raises(ConflictError):
            await once(firm, caller("olga"), "k", {"a": 1}, work)
        go_on.set()
    assert first.result().status_code == 201
    again: Any = await once(firm, caller("olga"), "k", {"a": 1}, work)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert done == ["once"]
    journal.close()


@pytest.mark.parametrize("step", [HOUR, -HOUR])
async def test_a_key_whose_process_died_is_free_again_whichever_way_the_clock_went(
    tmp_path: Path, step: timedelta
) -> None:
    journal, clock = journal_in(tmp_path), HandClock()
    firm = open_firm(journal, tmp_path, default_policy())
    firm.book.utc_ns = clock
    with Session(journal.engine) as session:
        session.add(KeyRow(key="olga:k", asked=digest(canonical({"a": 1})), since_ns=clock()))
        session.commit()
    clock.at += step

    async def work() -> Answer:
        return 201, {}, {}

    assert (await once(firm, caller("olga"), "k", {"a": 1}, work)).status_code == 201
    journal.close()
