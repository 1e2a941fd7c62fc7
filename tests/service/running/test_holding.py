"""A worker knows for how long it may act: by its own beats, whatever the database does meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from runners.fencing import TakenOverError
from runners.journal import Journal, JournalAwayError
from scenarios.plan import SECOND
from service.database import prepare
from service.running.holding import Holding
from service.running.pulse import Bounds
from service.running.roster import Roster
from service.running.runs import Runs
from tests.service.running.test_runs import RUN, WORKER
from tests.support.databases import journal_in


@dataclass
class Hand:
    """A monotonic clock that is set."""

    at: int = 10**12

    def now(self) -> int:
        return self.at

    def utc_ns(self) -> int:
        return 0

    def boot_id(self) -> str:
        return "boot"


@dataclass
class Post:
    """A worker over a database that can be away."""

    journal: Journal
    clock: Hand = field(default_factory=Hand)
    is_away: bool = False

    def __post_init__(self) -> None:
        post = self

        class Flaky(Roster):
            def beat(self, name: str, *, leaving: bool = False) -> dict[str, int] | None:
                if post.is_away:
                    msg = "away"
                    raise JournalAwayError(msg)
                return super().beat(name, leaving=leaving)

        self.roster, self.runs = Flaky(self.journal.engine), Runs(self.journal.engine)
        self.holding = Holding(WORKER, self.roster, Bounds(), self.clock)


@pytest.fixture
def post(tmp_path: Path) -> Generator[Post]:
    journal = journal_in(tmp_path)
    prepare(journal.engine)
    yield Post(journal)
    journal.close()


async def taken(post: Post) -> int:
    await post.holding.enter()
    post.runs.add(RUN, "{}")
    turn = post.runs.take(RUN.drill, 0, WORKER.name)
    assert turn is not None
    return turn


async def test_nobody_acts_before_the_first_beat(post: Post) -> None:
    hold = post.holding.hold(RUN.drill, await taken(post))
    assert not hold.is_sure()
    await post.holding.beat()
    assert hold.is_sure()


async def test_a_worker_acts_until_three_seconds_after_its_last_good_beat_began(post: Post) -> None:
    hold = post.holding.hold(RUN.drill, await taken(post))
    await post.holding.beat()
    post.clock.at += 3 * SECOND - 1
    assert hold.is_sure()
    post.clock.at += 1
    assert not hold.is_sure()
    post.is_away = True
    await post.holding.beat()
    assert not hold.is_sure()
    assert "away" in post.holding.failure
    post.is_away = False
    await post.holding.beat()
    assert hold.is_sure()


async def test_who_waits_to_act_goes_on_with_the_next_good_beat(post: Post) -> None:
    hold = post.holding.hold(RUN.drill, await taken(post))
    waiting = asyncio.create_task(hold.sure())
    await asyncio.sleep(0)
    assert not waiting.done()
    await post.holding.beat()
    await asyncio.wait_for(waiting, 5)


async def test_who_has_lost_the_drill_is_told_so_and_never_acts_again(post: Post) -> None:
    hold = post.holding.hold(RUN.drill, await taken(post))
    post.runs.free(WORKER.name, 0, post.roster)
    await post.holding.beat()
    assert not hold.is_sure()
    with pytest.raises(TakenOverError):
        await hold.sure()


async def test_a_drill_in_a_later_turn_of_the_same_worker_is_lost_to_the_earlier(post: Post) -> None:
    first = await taken(post)
    hold = post.holding.hold(RUN.drill, first)
    post.runs.release(RUN.drill, first)
    post.runs.take(RUN.drill, first, WORKER.name)
    await post.holding.beat()
    assert hold.is_lost


async def test_what_is_held_in_our_name_without_our_knowing_is_told_after_two_beats(post: Post) -> None:
    turn = await taken(post)
    await post.holding.beat()
    assert post.holding.strays == {}
    await post.holding.beat()
    assert post.holding.strays == {RUN.drill: turn}


async def test_a_worker_whose_row_was_taken_away_comes_back_and_has_lost_nothing_that_is_still_its_own(
    post: Post,
) -> None:
    hold = post.holding.hold(RUN.drill, await taken(post))
    post.roster.leave(WORKER.name)
    await post.holding.beat()
    assert hold.is_sure()
    assert [worker.name for worker in post.roster.all()] == [WORKER.name]
