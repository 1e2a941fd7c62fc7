"""Runs: each once whoever looks, at its time or visibly not; what was missed follows the schedule's declared policy."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.book import Query
from service.denial import ConflictError, ForbiddenError, StaleError, because
from service.programme.run import Run
from service.programme.schedules import Schedules
from tests.support.firms import caller
from tests.support.programmes import QUARTERLY, Planned, spec

OCTOBER = datetime(2026, 10, 3, 1, 0, tzinfo=UTC)
"""The first non-trading Saturday of the fourth quarter, 09:00 in Shanghai."""


def runs_of(schedules: Schedules) -> list[Run]:
    heads = schedules.book.heads(Query(family="run", limit=200)).heads
    return [schedules.runs.read_now(head.stream.partition("/")[2])[0] for head in reversed(heads)]


async def october(planned: Planned, **told: Any) -> Schedules:
    """Make a schedule in September; the clock stands at its next run's time less an hour, its dossier open."""
    planned.clock.at = datetime(2026, 9, 10, tzinfo=UTC)
    schedules = planned.schedules()
    await schedules.add(caller("olga"), spec(**told))
    planned.clock.at = OCTOBER - timedelta(hours=1)
    await planned.ticker(schedules).tick()
    return schedules


async def test_the_dossier_is_opened_ahead_and_the_drill_started_at_the_time(tmp_path: Path) -> None:
    planned = Planned(tmp_path)
    schedules = await october(planned)
    [run] = runs_of(schedules)
    assert (run.status, run.dossier) == ("prepared", "dossier-1")
    assert planned.openings.wishes[0].window.opens == OCTOBER
    await planned.ticker(schedules).tick()
    assert planned.starts.asked == []
    planned.clock.at = OCTOBER
    await planned.ticker(schedules).tick()
    [run] = runs_of(schedules)
    assert (run.status, run.drill) == ("started", "drill-1")
    assert planned.starts.asked == [("dossier-1", "olga", "schedule")]


async def test_nothing_is_claimed_before_the_lead_time(tmp_path: Path) -> None:
    planned = Planned(tmp_path)
    planned.clock.at = datetime(2026, 9, 10, tzinfo=UTC)
    schedules = planned.schedules()
    await schedules.add(caller("olga"), spec(lead_days=5))
    await planned.ticker(schedules).tick()
    assert runs_of(schedules) == []


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.integers(-40, 60), min_size=3, max_size=12), replicas=st.integers(1, 3))
async def test_however_the_clock_jumps_and_however_many_look_each_run_starts_once(
    tmp_path_factory: pytest.TempPathFactory, steps: list[int], replicas: int
) -> None:
    planned = Planned(tmp_path_factory.mktemp("book"))
    planned.clock.at = datetime(2026, 9, 10, tzinfo=UTC)
    schedules = planned.schedules()
    daily = {"kind": "rrule", "rrule": "FREQ=DAILY", "start": "2026-09-11T09:00"}
    await schedules.add(caller("olga"), spec(timing=daily, lead_days=1, missed="skip"))
    tickers = [planned.ticker() for _ in range(replicas)]
    for step in steps:
        planned.clock.at += timedelta(hours=step)
        async with asyncio.TaskGroup() as group:
            for ticker in tickers:
                group.create_task(ticker.tick())
    assert [ticker.failures for ticker in tickers] == [[]] * replicas
    runs = runs_of(schedules)
    assert len({run.due for run in runs}) == len(runs)
    started = [run.dossier for run in runs if run.status == "started"]
    assert sorted(dossier for dossier, _, _ in planned.starts.asked) == sorted(str(one) for one in started)
    assert len(set(started)) == len(started)
    schedules.book.check()


@pytest.mark.parametrize(("missed", "status"), [("skip", "skipped"), ("ask", "asked"), ("next_window", "waiting")])
async def test_a_refused_run_is_visible_and_follows_its_policy(tmp_path: Path, missed: str, status: str) -> None:
    planned = Planned(tmp_path)
    schedules = await october(planned, missed=missed)
    planned.starts.against = (because("no_starter"), because("schedule_never"))
    planned.clock.at = OCTOBER
    ticker = planned.ticker(schedules)
    for _ in range(3):
        await ticker.tick()
    [run] = runs_of(schedules)
    assert (run.status, run.why, run.missed) == (status, "refused", True)
    assert [reason.code for reason in run.reasons] == ["no_starter", "schedule_never"]
    assert [kind for kind, _, _ in planned.told.notices] == ["missed"]
    assert len(schedules.book.heads(Query(family="run", tags=("missed:yes",))).heads) == 1


async def test_a_run_waits_for_the_next_window_and_no_longer_than_it_may(tmp_path: Path) -> None:
    planned = Planned(tmp_path)
    schedules = await october(planned, missed="next_window", give_up_hours=2)
    planned.starts.against = (because("no_starter"),)
    planned.clock.at = OCTOBER
    ticker = planned.ticker(schedules)
    await ticker.tick()
    planned.starts.against = ()
    planned.clock.at = OCTOBER + timedelta(hours=1)
    await ticker.tick()
    assert [run.status for run in runs_of(schedules)] == ["started"]

    other = Planned(tmp_path / "other")
    schedules = await october(other, missed="next_window", give_up_hours=2)
    other.starts.against = (because("no_starter"),)
    for hours in (0, 1, 2, 3, 4):
        other.clock.at = OCTOBER + timedelta(hours=hours)
        await other.ticker(schedules).tick()
    [run] = runs_of(schedules)
    assert (run.status, run.why) == ("skipped", "given_up")
    assert other.starts.asked == []


async def test_a_service_that_slept_starts_nothing_late(tmp_path: Path) -> None:
    planned = Planned(tmp_path)
    schedules = await october(planned)
    planned.clock.at = OCTOBER + timedelta(hours=5)
    await planned.ticker(schedules).tick()
    [run] = runs_of(schedules)
    assert (run.status, run.why) == ("asked", "late")
    assert planned.starts.asked == []


async def test_runs_that_fell_into_a_sleep_are_all_seen(tmp_path: Path) -> None:
    planned = Planned(tmp_path)
    planned.clock.at = datetime(2026, 1, 2, tzinfo=UTC)
    schedules = planned.schedules()
    await schedules.add(caller("olga"), spec(missed="skip"))
    planned.clock.at = datetime(2026, 11, 1, tzinfo=UTC)
    for _ in range(2):
        await planned.ticker(schedules).tick()
    assert [(run.status, run.missed) for run in runs_of(schedules)] == [("skipped", True)] * 4


async def test_a_start_whose_end_nobody_heard_of_is_uncertain_and_never_repeated(tmp_path: Path) -> None:
    planned = Planned(tmp_path)
    schedules = await october(planned)

    planned.starts.dies = True
    ticker = planned.ticker(schedules)
    planned.clock.at = OCTOBER
    with pytest.raises(asyncio.CancelledError):
        await ticker.step(runs_of(schedules)[0].id)
    for minutes in (1, 10, 20, 30, 600):
        planned.clock.at = OCTOBER + timedelta(minutes=minutes)
        await planned.ticker(schedules).tick()
    [run] = runs_of(schedules)
    assert run.status == "uncertain"
    assert len(planned.starts.asked) == 1
    with pytest.raises(ConflictError, match="nobody knows"):
        await schedules.decide(caller("olga"), run.id, "run", "it did not start")
    assert (await schedules.decide(caller("olga"), run.id, "skip", "I looked")).status == "skipped"


async def test_somebody_decides_on_a_missed_run(tmp_path: Path) -> None:
    planned = Planned(tmp_path)
    schedules = await october(planned)
    planned.clock.at = OCTOBER + timedelta(hours=5)
    ticker = planned.ticker(schedules)
    await ticker.tick()
    name = runs_of(schedules)[0].id
    with pytest.raises(ForbiddenError):
        await schedules.decide(caller("vera"), name, "run", "please")
    await schedules.decide(caller("omar"), name, "run", "the window is still open")
    await ticker.tick()
    assert runs_of(schedules)[0].status == "started"
    with pytest.raises(ConflictError):
        await schedules.decide(caller("omar"), name, "skip", "too late")


async def test_an_owner_who_may_no_longer_act_starts_nothing(tmp_path: Path) -> None:
    planned = Planned(tmp_path)
    schedules = await october(planned)
    planned.people.gone.add("olga")
    planned.clock.at = OCTOBER
    await planned.ticker(schedules).tick()
    [run] = runs_of(schedules)
    assert (run.status, [reason.code for reason in run.reasons]) == ("asked", ["owner_gone"])


async def test_files_that_are_wrong_are_told_and_tried_again(tmp_path: Path) -> None:
    planned = Planned(tmp_path)
    planned.openings.wrong = True
    schedules = await october(planned)
    ticker = planned.ticker(schedules)
    assert [reason.code for reason in runs_of(schedules)[0].reasons] == ["files_wrong"]
    planned.openings.wrong = False
    planned.clock.at = OCTOBER - timedelta(minutes=49)
    await ticker.tick()
    assert runs_of(schedules)[0].status == "prepared"


async def test_an_edit_takes_back_runs_it_no_longer_has_and_prepares_anew_for_another_aim(tmp_path: Path) -> None:
    planned = Planned(tmp_path)
    schedules = await october(planned)
    [run] = runs_of(schedules)
    _, seq = await schedules.one(caller("vera"), run.schedule)
    aim = {"scenario": "other.yaml", "inventory": "inventory.yaml", "bia": "bia.yaml"}
    await schedules.edit(caller("omar"), run.schedule, spec(aim=aim), seq)
    with pytest.raises(StaleError):
        await schedules.edit(caller("omar"), run.schedule, spec(), seq)
    planned.clock.at = OCTOBER
    for _ in range(2):
        await planned.ticker(schedules).tick()
    assert planned.starts.asked == [("dossier-2", "omar", "schedule")]

    other = Planned(tmp_path / "other")
    schedules = await october(other)
    await schedules.edit(
        caller("olga"), runs_of(schedules)[0].schedule, spec(timing={**spec().timing.model_dump(), "at": "10:00"}), None
    )
    other.clock.at = OCTOBER
    await other.ticker(schedules).tick()
    assert [(run.status, run.due[11:16]) for run in runs_of(schedules)] == [
        ("withdrawn", "09:00"),
        ("prepared", "10:00"),
    ]


async def test_a_time_that_was_taken_away_and_given_back_runs(tmp_path: Path) -> None:
    planned = Planned(tmp_path)
    schedules = await october(planned)
    name = runs_of(schedules)[0].schedule
    ticker = planned.ticker(schedules)
    for at in ("10:00", "09:00"):
        planned.clock.at += timedelta(minutes=10)
        await schedules.edit(caller("olga"), name, spec(timing={**QUARTERLY, "at": at}), None)
        await ticker.tick()
    planned.clock.at = OCTOBER
    await ticker.tick()
    await ticker.tick()
    assert {run.due[11:16]: run.status for run in runs_of(schedules)} == {"09:00": "started", "10:00": "withdrawn"}
    assert len(planned.starts.asked) == 1


@pytest.mark.parametrize("to", ["pause", "end"])
async def test_what_is_paused_or_ended_starts_nothing(tmp_path: Path, to: Any) -> None:
    planned = Planned(tmp_path)
    schedules = await october(planned)
    name = runs_of(schedules)[0].schedule
    await schedules.turn(caller("olga"), name, to, "a release")
    with pytest.raises(ConflictError):
        await schedules.turn(caller("olga"), name, to, "again")
    planned.clock.at = OCTOBER
    await planned.ticker(schedules).tick()
    assert runs_of(schedules)[0].status == "withdrawn"
    assert planned.starts.asked == []


async def test_only_who_may_start_a_service_schedules_it(tmp_path: Path) -> None:
    schedules = Planned(tmp_path).schedules()
    for user in ("vera", "anna", "udo", "root"):
        with pytest.raises(ForbiddenError):
            await schedules.add(caller(user), spec())


async def test_nothing_starts_by_a_clock_that_just_jumped(tmp_path: Path) -> None:
    planned = Planned(tmp_path)
    ticker = planned.ticker()
    assert not ticker.jumped()
    assert not ticker.jumped()
    planned.clock.at += timedelta(hours=3)
    assert ticker.jumped()
    assert not ticker.jumped()
    assert [entry.kind for entry in ticker.schedules.book.entries()] == ["clock_jumped"]
