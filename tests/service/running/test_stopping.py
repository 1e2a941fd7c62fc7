"""Emergency stops: what they cover, who hears them, what may not start, and that another person lifts them."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from measurements.events import AbortAsked
from runners.journal import Journal
from service.book import Author, Book
from service.database import prepare
from service.denial import ConflictError, DeniedError, NoSuchError, UnfitError
from service.running.ear import StopEar
from service.running.halting import Halts
from service.running.inbox import TableInbox
from service.running.news import News
from service.running.stopping import Stop, Stops
from service.running.words import Words
from tests.support.databases import journal_in

OLGA, ANNA = Author(user="olga", via="test"), Author(user="anna", via="test")
ROOT_TERMINAL, OPS_TERMINAL = (Author(user="system", via=f"terminal:{name}") for name in ("root", "ops"))


@dataclass
class Office:
    """Stops over one database."""

    journal: Journal
    stops: Stops
    book: Book

    def order(self, author: Author = OLGA, services: Sequence[str] | None = None) -> Stop:
        return self.stops.order(self.book, author, "the exchange is in trouble", services)

    def lift(self, author: Author, stop: Stop, reason: str = "it is over") -> Stop:
        return self.stops.lift(self.book, author, stop.stop, reason)


@pytest.fixture
def office(tmp_path: Path) -> Generator[Office]:
    journal = journal_in(tmp_path)
    prepare(journal.engine)
    yield Office(journal, Stops(journal.engine), Book(journal.engine))
    journal.close()


def test_it_is_in_force_until_another_person_lifts_it(office: Office) -> None:
    stop = office.order()
    assert office.stops.in_force() == (stop,)
    assert [reason.code for reason in office.stops.against(["quote"])] == ["emergency_stop"]
    lifted = office.lift(ANNA, stop)
    assert (lifted.lifted_by, lifted.is_in_force) == ("anna", False)
    assert office.stops.in_force() == ()
    assert office.stops.against(["quote"]) == ()
    told = [(entry.kind, entry.author.user) for entry in office.book.entries(stream="stops")]
    assert told == [("emergency_stop_ordered", "olga"), ("emergency_stop_lifted", "anna")]


def test_nobody_lifts_their_own_nor_without_a_reason_nor_twice_nor_what_is_not_there(office: Office) -> None:
    stop = office.order()
    with pytest.raises(ConflictError, match="somebody else"):
        office.lift(OLGA, stop)
    with pytest.raises(UnfitError):
        office.lift(ANNA, stop, "  ")
    assert office.stops.in_force() == (stop,)
    office.lift(ANNA, stop)
    with pytest.raises(ConflictError, match="lifted by anna already"):
        office.lift(ANNA, stop)
    with pytest.raises(NoSuchError):
        office.stops.lift(office.book, ANNA, "stop-none", "it is over")


def test_two_accounts_at_the_terminal_are_two_people(office: Office) -> None:
    stop = office.order(ROOT_TERMINAL)
    with pytest.raises(ConflictError):
        office.lift(ROOT_TERMINAL, stop)
    assert office.lift(OPS_TERMINAL, stop).lifted_by == "terminal:ops"


def test_it_takes_a_reason(office: Office) -> None:
    with pytest.raises(UnfitError):
        office.stops.order(office.book, OLGA, " \n", None)
    assert office.stops.in_force() == ()
    assert office.book.entries(stream="stops") == []


def test_of_many_who_lift_it_at_once_one_does(office: Office) -> None:
    stop = office.order()

    def lift(number: int) -> bool:
        try:
            office.lift(Author(user=f"user-{number}", via="test"), stop)
        except DeniedError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lift, range(8))) == 1
    assert len(office.book.entries(stream="stops")) == 2


@pytest.mark.parametrize(
    ("stopped", "services", "covers", "touches"),
    [
        (None, ["quote", "trade"], True, True),
        (None, [], True, True),
        (["quote"], ["quote"], True, True),
        (["quote"], ["quote", "trade"], False, True),
        (["quote"], ["trade"], False, False),
        (["quote", "trade"], ["trade"], True, True),
    ],
)
def test_drills_are_aborted_where_all_may_be_stopped_and_not_started_where_any_is(
    office: Office, *, stopped: list[str] | None, services: list[str], covers: bool, touches: bool
) -> None:
    stop = office.order(services=stopped)
    assert (stop.covers(services), stop.touches(services)) == (covers, touches)
    assert bool(office.stops.against(services)) is touches


async def _first_word(office: Office, services: Sequence[str], every_s: float = 0.05) -> AbortAsked | None:
    """What a drill that begins now hears first, None where it hears nothing."""
    inbox = TableInbox(
        "drill-1",
        Words(office.journal.engine),
        News(office.journal.engine, every_s=every_s),
        hearer="w-1",
        stops=office.stops,
        services=services,
    )
    try:
        async with asyncio.timeout(1):
            word = await anext(inbox.words())
    except TimeoutError:
        return None
    assert isinstance(word, AbortAsked)
    return word


async def test_a_drill_that_begins_while_one_is_in_force_hears_it_at_once(office: Office) -> None:
    stop = office.order(services=["quote"])
    word = await _first_word(office, ["quote"], every_s=60)
    assert word is not None
    assert word == stop.word
    assert stop.is_in(replace(word, reason=word.reason[:50] + " … "))
    assert await _first_word(office, ["trade"]) is None
    office.lift(ANNA, stop)
    assert await _first_word(office, ["quote"]) is None


async def test_whoever_runs_nothing_hears_too_and_says_so_once(office: Office) -> None:
    ear = StopEar(office.stops, News(office.journal.engine, every_s=0.05), "w-1")
    halts = Halts(office.stops, office.book, office.journal)
    async with asyncio.timeout(30), asyncio.TaskGroup() as group:
        listening = group.create_task(ear.run())
        first = await halts.order(OLGA, "trouble", None)
        assert first.is_heard
        while office.stops.heard(first.stop.stop) != frozenset({"w-1"}):  # noqa: ASYNC110  a table calls nobody here
            await asyncio.sleep(0.02)
        listening.cancel()
    assert [(one.runner, one.heard) for one in halts.look(first.stop).runners] == [("w-1", True)]
    assert office.stops.hear("w-1") == 0
    assert office.stops.hear("w-2") == 1


def test_a_runner_that_hears_twice_at_once_notes_it_once(office: Office) -> None:
    stop = office.order()
    with ThreadPoolExecutor(8) as pool:
        new = list(pool.map(office.stops.hear, ["w-1"] * 8))
    assert sum(new) == 1
    assert office.stops.heard(stop.stop) == {"w-1"}
