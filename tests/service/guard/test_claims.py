"""One drill per service and per host: taken all at once, given back, taken over only when the journal says so."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from measurements.events import DrillClosed, DrillOpened, Ending
from runners.journal import Journal
from service.guard.asking import wanted_of
from service.guard.claims import Claims
from tests.contracts.databases import at_once
from tests.support.databases import journal_in
from tests.support.guarded import host, planned

WANTED = ("service:orders", "host:10.0.0.1:22", "host:10.0.0.2:22")
SECOND = 10**9


def opened(journal: Journal, drill: str) -> None:
    made = DrillOpened(
        at=0, drill=drill, scenario="s", plan={}, plan_sha256="", software="", opened_by="", utc_ns=0, boot_id=""
    )
    asyncio.run(journal.take_pen(drill).append(made))


def closed(journal: Journal, drill: str) -> None:
    event = DrillClosed(at=1, ending=Ending.COMPLETED, restored=True, residue=())
    asyncio.run(journal.take_pen(drill).append(event))


def test_what_one_drill_has_another_cannot_take_any_part_of(tmp_path: Path) -> None:
    claims = Claims(journal_in(tmp_path))
    claims.take(WANTED, "one", 0)
    for part in WANTED:
        with pytest.raises(IntegrityError):
            claims.take(("service:free", part), "two", 0)
    assert [held.drill for held in claims.held((*WANTED, "service:free"), 0)] == ["one"] * 3
    claims.give_back("one")
    claims.take(("service:free", *WANTED), "two", 0)


def test_of_many_starts_in_one_moment_no_more_get_anything_than_there_is_room_for(tmp_path: Path) -> None:
    made = [Claims(journal_in(tmp_path)) for _ in range(8)]
    came = at_once(
        [
            lambda n=n, mine=mine: mine.take((f"service:{n}",), f"drill-{n}", SECOND, most=3)
            for n, mine in enumerate(made)
        ]
    )
    assert [type(one).__name__ for one in came].count("CrowdedError") == 5, came
    assert came.count(None) == 3, came
    assert made[0].under_way("", SECOND) == 3


@pytest.mark.parametrize("before", ["nothing", "a drill that is closed"])
def test_of_many_that_want_the_same_at_once_one_gets_it(tmp_path: Path, before: str) -> None:
    journal = journal_in(tmp_path)
    claims, got, start = Claims(journal), list[str](), threading.Barrier(8)
    if before != "nothing":
        claims.take(WANTED, "old", 0)
        opened(journal, "old")
        closed(journal, "old")

    def want(number: int) -> None:
        mine = Claims(journal_in(tmp_path)) if number % 2 else claims
        start.wait()
        try:
            mine.take((f"host:own-{number}:22", WANTED[number % 3], WANTED[(number + 1) % 3]), f"d{number}", 0)
        except IntegrityError:
            return
        got.append(f"d{number}")

    threads = [threading.Thread(target=want, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1, "any two of them want one thing in common"
    held = claims.held((*WANTED, *(f"host:own-{number}:22" for number in range(8))), 0)
    assert {one.drill for one in held} == set(got)
    assert len(held) == 3


def test_a_drill_that_is_closed_has_nothing(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    claims = Claims(journal)
    claims.take(WANTED, "one", 0)
    opened(journal, "one")
    assert len(claims.held(WANTED, 10**6 * SECOND)) == 3, (
        "an interrupted drill has to restore, however long ago it began"
    )
    with pytest.raises(IntegrityError):
        claims.take(WANTED, "two", 10**6 * SECOND)
    closed(journal, "one")
    assert claims.held(WANTED, 0) == ()
    claims.take(WANTED, "two", 0)
    assert {held.drill for held in claims.held(WANTED, 0)} == {"two"}


def test_a_drill_that_never_began_loses_its_claims_after_a_quarter_of_an_hour(tmp_path: Path) -> None:
    claims = Claims(journal_in(tmp_path))
    claims.take(WANTED, "one", 0)
    assert not claims.is_stillborn("one", 600 * SECOND)
    with pytest.raises(IntegrityError):
        claims.take(WANTED, "two", 600 * SECOND)
    assert claims.is_stillborn("one", 901 * SECOND)
    claims.take(WANTED, "two", 901 * SECOND)


def test_settling_gives_back_what_is_over_and_keeps_what_must_restore(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    claims = Claims(journal)
    claims.take(WANTED[:1], "never", 0)
    claims.settle("never")
    claims.take(WANTED[:1], "running", 0)
    opened(journal, "running")
    claims.settle("running")
    assert len(claims.held(WANTED, 0)) == 1
    closed(journal, "running")
    claims.settle("running")
    assert claims.held(WANTED, 0) == ()


@given(st.sampled_from([" 10.0.0.1", "10.0.0.1 ", "10.0.0.1"]), st.sampled_from(["db-a", "other"]))
def test_a_host_is_the_same_under_any_name(address: str, name: str) -> None:
    one, other = planned(host("db-a")), planned(host(name, address=address))
    assert set(wanted_of(one)) & set(wanted_of(other)) >= {"host:10.0.0.1:22"}
    moved = planned(replace(host("db-a"), port=2222))
    assert "host:10.0.0.1:22" not in wanted_of(moved)
