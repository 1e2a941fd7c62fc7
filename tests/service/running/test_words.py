"""Words to drills: kept until the drill's journal has them, in order, from any process, over deaths and losses."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from measurements.codec import decode
from measurements.events import AbortAsked, ApprovalGiven, Event, InterruptionDecided, ManualReported
from runners.approvals import Inbox, Word
from runners.journal import Journal
from service.running.inbox import TableInbox
from service.running.news import News
from service.running.words import Said, Words
from tests.support.databases import database_in, journal_in

DRILL = "drill-1"


def approval(person: str, step: str = "release") -> ApprovalGiven:
    return ApprovalGiven(at=0, step=step, person=person, decision="approve", reason="seen", channel="api")


def go_on(reason: str = "") -> InterruptionDecided:
    return InterruptionDecided(at=0, decision="continue", by="anna", reason=reason)


@dataclass
class Room:
    """Words, and drills that hear as the engine does: a word is written down before the next is asked for."""

    journal: Journal
    words: Words = field(init=False)
    news: News = field(init=False)

    def __post_init__(self) -> None:
        self.words, self.news = Words(self.journal.engine), News(self.journal.engine, every_s=0.05)

    def inbox(self, words: Words | None = None, inner: Inbox | None = None) -> TableInbox:
        return TableInbox(DRILL, words or self.words, self.news, hearer="w-1", inner=inner)

    def written(self) -> list[Event]:
        return [decode(record.text) for record in self.journal.records(DRILL)]

    async def hear(self, inbox: TableInbox, count: int) -> list[Word]:
        """Run until so many words are in the journal, and die before the next is asked for."""
        pen, heard = await self.journal.writer(DRILL), list[Word]()
        async with asyncio.timeout(20):
            async for word in inbox.words():
                await pen.append(replace(word, at=pen.seq))
                heard.append(word)
                if len(heard) == count:
                    return heard
        raise AssertionError


@pytest.fixture
def room(tmp_path: Path) -> Generator[Room]:
    journal = journal_in(tmp_path)
    yield Room(journal)
    journal.close()


async def test_words_are_heard_in_order_and_marked_once_they_are_written(room: Room) -> None:
    for person in ("anna", "amir", "aldo"):
        room.words.say(DRILL, approval(person), person)
    room.words.say("another", approval("boss"), "boss")
    inbox, numbers = room.inbox(), list[int]()
    async with asyncio.timeout(20):
        heard = inbox.words()
        for person in ("anna", "amir", "aldo"):
            word = await anext(heard)
            assert isinstance(word, ApprovalGiven)
            assert word.person == person
            numbers.append(len(room.words.unheard(DRILL)))
        next_one = asyncio.ensure_future(anext(heard))
        await until(lambda: not room.words.unheard(DRILL))
        next_one.cancel()
    assert numbers == [3, 3, 3], "nothing is marked before the drill came back for more"
    assert len(room.words.unheard("another")) == 1


async def until(true: Callable[[], bool]) -> None:
    while not true():  # noqa: ASYNC110  a table calls nobody here
        await asyncio.sleep(0.02)


async def test_a_runner_that_dies_before_it_marks_says_nothing_twice(room: Room) -> None:
    room.words.say(DRILL, go_on(), "anna")
    assert await room.hear(room.inbox(), 1) == [go_on()]
    assert len(room.words.unheard(DRILL)) == 1, "it died before it marked"
    next_one = room.inbox()
    await next_one.settle(room.journal)
    assert room.words.unheard(DRILL) == ()


async def test_what_was_said_twice_and_written_once_is_heard_once_more(room: Room) -> None:
    room.words.say(DRILL, go_on("the first interruption"), "anna")
    await room.hear(room.inbox(), 1)
    room.words.say(DRILL, go_on("the second interruption"), "anna")
    inbox = room.inbox()
    await inbox.settle(room.journal)
    assert await room.hear(inbox, 1) == [go_on("the second interruption")]


async def test_what_was_said_while_nobody_ran_the_drill_waits_for_whoever_takes_it_up(room: Room) -> None:
    room.words.say(DRILL, AbortAsked(at=0, by="olga", reason="enough"), "olga")
    inbox = room.inbox()
    await inbox.settle(room.journal)
    assert [word.kind for word in await room.hear(inbox, 1)] == ["abort_asked"]


@given(
    said=st.lists(st.sampled_from(["anna", "amir", "anna"]), min_size=1, max_size=8),
    deaths=st.lists(st.integers(1, 3), max_size=6),
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_every_word_is_written_exactly_once_whoever_dies_when(
    tmp_path_factory: pytest.TempPathFactory, said: list[str], deaths: list[int]
) -> None:
    journal = journal_in(tmp_path_factory.mktemp("words"))
    room = Room(journal)
    for person in said:
        room.words.say(DRILL, approval(person), person)
    for lives in [*deaths, len(said)]:
        inbox = room.inbox()
        await inbox.settle(journal)
        left = len(room.words.unheard(DRILL))
        if left:
            await room.hear(inbox, min(lives, left))
    told = [event.person for event in room.written() if isinstance(event, ApprovalGiven)]
    assert told == said
    journal.close()


async def test_another_process_is_heard_soon(tmp_path: Path, room: Room) -> None:
    """At once where the database can call, else by looking; here the look comes after a minute only."""
    other = Journal.open(database_in(tmp_path))
    is_called = room.journal.engine.dialect.name == "postgresql"
    room.news = News(room.journal.engine, every_s=60 if is_called else 0.05)
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        ear = group.create_task(room.news.run())
        hearing = group.create_task(room.hear(room.inbox(), 1))
        await asyncio.sleep(0.5)
        await asyncio.to_thread(Words(other.engine).say, DRILL, approval("anna"), "anna")
        assert await hearing == [approval("anna")]
        ear.cancel()
    other.close()


async def test_whoever_sits_beside_the_drill_is_heard_too(room: Room) -> None:
    inner = Inbox()
    inbox = room.inbox(inner=inner)
    room.news = News(room.journal.engine, every_s=60)
    inbox = room.inbox(inner=inner)
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        hearing = group.create_task(room.hear(inbox, 2))
        await asyncio.sleep(0.2)
        inner.put(approval("anna"))
        inbox.put(approval("amir"))
        assert [word.person for word in await hearing if isinstance(word, ApprovalGiven)] == ["anna", "amir"]


class LostWords(Words):
    """Words whose database is away for the first looks."""

    lost = 3

    def unheard(self, drill: str) -> tuple[Said, ...]:
        self.lost -= 1
        if self.lost >= 0:
            raise OperationalError("SELECT", {}, Exception("gone"))  # noqa: EM101  as the driver makes it
        return super().unheard(drill)


async def test_while_the_database_is_away_nothing_is_lost(room: Room) -> None:
    words = LostWords(room.journal.engine)
    words.say(DRILL, approval("anna"), "anna")
    assert await room.hear(room.inbox(words), 1) == [approval("anna")]


def test_a_word_keeps_everything_that_it_says(room: Room) -> None:
    said = ManualReported(at=0, step="call", person="李明", what="done", note="已致电 \u2028\n", channel="api")
    room.words.say(DRILL, said, "李明")
    assert [one.word for one in room.words.unheard(DRILL)] == [said]
