"""Drills in turns: of several workers one has a drill, and whoever lost it can change nothing any more."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from runners.journal import Journal
from service.database import prepare
from service.denial import because
from service.running.roster import Roster, Worker, site_for
from service.running.runs import Run, Runs
from service.running.sweeping import stranded
from tests.contracts.databases import at_once
from tests.support.databases import database_in, on_postgres

WORKER = Worker(
    name="sh-1", site="sh", reaches=frozenset({"sh"}), host="m", pid=1, boot="b", software="drillproof", drills_max=1
)
RUN = Run(drill="drill-1", site="sh", needs=("sh",), status="waiting", worker=None, turn=0, asked_ns=1)


@dataclass
class Office:
    """Runs and workers over one database."""

    runs: Runs
    roster: Roster

    def held(self, worker: str = "sh-1") -> int:
        """Let a worker be there and hold the drill; return its turn."""
        self.roster.enter(replace(WORKER, name=worker))
        self.runs.add(RUN, "{}")
        turn = self.runs.take(RUN.drill, 0, worker)
        assert turn is not None
        return turn


class RunsContract:
    @pytest.fixture
    def office(self, where: str) -> Generator[Office]:
        journal = Journal.open(where)
        prepare(journal.engine)
        yield Office(Runs(journal.engine), Roster(journal.engine))
        journal.close()

    def test_of_many_that_take_a_drill_one_gets_it(self, office: Office) -> None:
        office.runs.add(RUN, "{}")
        taken = at_once([lambda name=name: office.runs.take(RUN.drill, 0, name) for name in "abcdefgh"])
        assert [turn for turn in taken if turn is not None] == [1]
        assert office.runs.waiting() == ()

    def test_an_older_turn_can_neither_end_nor_release_nor_refuse_a_drill(self, office: Office) -> None:
        old = office.held()
        assert office.runs.release(RUN.drill, old)
        new = office.runs.take(RUN.drill, old, "sh-2")
        assert new == old + 1
        reason = because("no_worker_came", site="sh", seconds=30)
        assert not office.runs.end(RUN.drill, old)
        assert not office.runs.release(RUN.drill, old)
        assert not office.runs.refuse(RUN.drill, old, [reason])
        assert not office.runs.give_up(RUN.drill, old, [reason])
        found = office.runs.of(RUN.drill)
        assert found is not None
        assert (found.status, found.worker, found.turn) == ("held", "sh-2", new)

    def test_reasons_come_back_as_they_went_in(self, office: Office) -> None:
        reason = because("no_worker_came", site="sh", seconds=30)
        office.runs.add(RUN, "{}")
        assert office.runs.give_up(RUN.drill, 0, [reason])
        assert [run.reasons for run in office.runs.unfiled()] == [(reason,)]
        office.runs.filed(RUN.drill)
        assert office.runs.unfiled() == ()

    def test_a_dead_workers_drill_waits_again(self, office: Office) -> None:
        office.held()
        assert [run.drill for run in office.runs.free("sh-1", 0, office.roster)] == [RUN.drill]
        assert office.roster.beat("sh-1") == {}, "it learns with its next beat that it has lost the drill"

    def test_a_worker_that_has_beaten_since_keeps_its_drills(self, office: Office) -> None:
        turn = office.held()
        assert office.roster.beat("sh-1") == {RUN.drill: turn}
        assert office.runs.free("sh-1", 0, office.roster) == ()

    def test_a_worker_whose_row_was_taken_away_learns_so(self, office: Office) -> None:
        office.roster.enter(WORKER)
        office.roster.leave("sh-1")
        assert office.roster.beat("sh-1") is None


class TestSqlite(RunsContract):
    @pytest.fixture
    def where(self, tmp_path: Path) -> str:
        return str(tmp_path / "journal.sqlite")


@pytest.fixture(scope="module")
def cluster() -> Generator[None]:
    with on_postgres():
        yield


@pytest.mark.slow
@pytest.mark.usefixtures("cluster")
class TestPostgres(RunsContract):
    @pytest.fixture
    def where(self, tmp_path: Path) -> str:
        return database_in(tmp_path)

    def test_a_beat_and_a_take_over_at_the_same_moment_see_each_other(self, office: Office) -> None:
        """Either the drill is not freed, or this very beat tells that it is lost."""
        for number in range(12):
            drill = f"drill-{number}"
            office.roster.enter(WORKER)
            office.runs.add(replace(RUN, drill=drill), "{}")
            turn = office.runs.take(drill, 0, "sh-1")
            held, freed = at_once(
                [lambda: office.roster.beat("sh-1"), lambda: office.runs.free("sh-1", 0, office.roster)]  # pyright: ignore[reportArgumentType]
            )
            assert isinstance(held, dict), held
            assert isinstance(freed, tuple), freed
            assert bool(freed) != (held.get(drill) == turn)
            if not freed:
                assert turn is not None
                assert office.runs.end(drill, turn)


BJ = replace(WORKER, name="bj-1", site="bj", reaches=frozenset({"bj", "sh"}))


@pytest.mark.parametrize(
    ("needs", "dead", "site"),
    [
        (("sh",), (), "sh"),
        (("sh",), ("sh-1",), "bj"),
        (("bj", "sh"), (), "bj"),
        (("hk",), (), None),
        ((), (), "bj"),
        (("bj",), ("bj-1",), None),
    ],
)
def test_a_drill_goes_to_a_site_that_reaches_all_its_hosts(
    needs: tuple[str, ...], dead: tuple[str, ...], site: str | None
) -> None:
    assert site_for(needs, (WORKER, BJ), frozenset(dead)) == site


def test_whoever_leaves_takes_nothing() -> None:
    assert site_for(("sh",), (replace(WORKER, leaving=True),)) is None


def test_a_drill_whose_site_has_nobody_left_moves_on() -> None:
    assert list(stranded((RUN,), (WORKER, BJ), frozenset())) == []
    assert list(stranded((RUN,), (WORKER, BJ), frozenset({"sh-1"}))) == [(RUN, "bj")]
    assert list(stranded((RUN,), (WORKER,), frozenset({"sh-1"}))) == []
