"""The pair of databases: what a crash costs, and that no command makes a second primary or a bad copy."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any, cast

import asyncpg  # pyright: ignore[reportMissingTypeStubs]
import pytest

from runners.postgres_entry import REFUSALS
from service.lab.down import lab_down
from service.lab.errors import CommandFailedError
from service.lab.shell import run_at
from service.lab.state import LabState
from service.lab.status import lab_status
from service.lab.up import lab_up
from tests.support.labs import at, new_place, no_trace
from tests.support.processes import freeze

STREAMS = 'for i in $(seq 200); do [ "$(pg-replicating)" != streaming ] || exit 0; sleep 0.1; done; exit 1'
pytestmark = [pytest.mark.lab, pytest.mark.slow]


@pytest.fixture(scope="module")
def shared() -> Iterator[list[LabState]]:
    """Return the labs raised so far; the last is up."""
    place = new_place()
    with no_trace(place) as labs:
        labs.append(asyncio.run(lab_up(place)))
        yield labs


@pytest.fixture
def lab(shared: list[LabState]) -> LabState:
    """Return the lab that all tests here share; a test that failed leaves a broken one, which is raised anew."""
    if not is_healthy(shared[-1]):
        place = shared[-1].directory
        asyncio.run(lab_down(place))
        place.mkdir(mode=0o755, exist_ok=True)
        shared.append(asyncio.run(lab_up(place)))
    return shared[-1]


async def crash(lab: LabState, *, starved: bool) -> tuple[int, int, int]:
    """Write, kill the primary, fail over; return how many writes were acknowledged, how many lost, how many found."""
    a, b = lab.hosts
    dsn = (lab.directory / "secrets" / "entry_dsn").read_text(encoding="utf-8").strip()
    acknowledged: list[int] = []
    async with asyncio.TaskGroup() as group:
        writing = group.create_task(write(dsn, acknowledged))
        await asyncio.sleep(0.5)
        if starved:
            lab.link.write_text("64\n", encoding="ascii")
        await asyncio.sleep(2)
        await run_at(lab, a, 'kill -9 "$(head -n 1 "$PGDATA/postmaster.pid")"')
        await writing
    await run_at(lab, a, "pg-fence")
    await run_at(lab, b, "pg-promote")
    await run_at(lab, b, 'move-entry "$LAB_HOST"')
    lab.link.write_text("0\n", encoding="ascii")
    there = await numbers(dsn)
    return len(acknowledged), len(set(acknowledged) - there), len(there)


async def write(dsn: str, acknowledged: list[int]) -> None:
    """Write numbers until the database is gone; note what it acknowledged."""
    connection = await connect(dsn)
    await connection.execute("drop table if exists numbers; create table numbers (n bigint)")
    try:
        for number in range(10**9):
            await connection.execute(f"insert into numbers values ({number})")  # noqa: S608  a number
            acknowledged.append(number)
            await asyncio.sleep(0.002)
    except REFUSALS:
        connection.terminate()


async def numbers(dsn: str) -> set[int]:
    """Return what the database has."""
    connection = await connect(dsn)
    try:
        return {row[0] for row in await connection.fetch("select n from numbers")}
    finally:
        await connection.close()


async def connect(dsn: str) -> Any:
    return cast("Any", await asyncpg.connect(dsn, timeout=20))  # pyright: ignore[reportUnknownMemberType]


def go_home(lab: LabState) -> None:
    """Rebuild the old primary and switch back, as the scenarios do."""
    a, b = lab.hosts
    assert at(lab, a, "pg-rebuild").endswith("following db-b")
    assert at(lab, b, "pg-step-down") == "stepped down"
    assert "server promoted" in at(lab, a, "pg-promote")
    at(lab, a, 'move-entry "$LAB_HOST"')
    at(lab, a, "lab-sync off")
    assert at(lab, b, "pg-rebuild").endswith("following db-a")
    assert is_healthy(lab)


def is_healthy(lab: LabState) -> bool:
    status = asyncio.run(lab_status(lab.directory))
    return status is not None and status.healthy and at(lab, lab.hosts[0], "pg-replicating") == "streaming"


def test_an_asynchronous_standby_on_a_slow_link_loses_acknowledged_writes(lab: LabState) -> None:
    acknowledged, lost, found = asyncio.run(crash(lab, starved=True))
    assert 0 < lost < acknowledged
    assert found > 0
    go_home(lab)


def test_a_synchronous_standby_loses_nothing(lab: LabState) -> None:
    assert at(lab, lab.hosts[0], "lab-sync on") == "synchronous"
    acknowledged, lost, _ = asyncio.run(crash(lab, starved=False))
    assert acknowledged > 0
    assert lost == 0
    go_home(lab)


def test_a_synchronous_primary_waits_for_its_standby(lab: LabState) -> None:
    a, b = lab.hosts
    at(lab, a, "lab-sync on")
    at(lab, b, "pg-stop")
    assert at(lab, a, "timeout 1 psql -Xqc 'create table waits (n int)' || echo $?") == "124", "nobody acknowledges"
    at(lab, b, "pg-start")
    at(lab, a, "lab-sync off; psql -Xqc 'drop table if exists waits'")
    at(lab, b, 'for i in $(seq 100); do [ "$(pg-replicating)" != streaming ] || exit 0; sleep 0.1; done; exit 1')
    assert is_healthy(lab)


def test_a_standby_is_not_promoted_beside_a_living_primary(lab: LabState) -> None:
    with pytest.raises(CommandFailedError, match="fence it first"):
        at(lab, lab.hosts[1], "pg-promote")
    assert is_healthy(lab)


def test_a_fenced_host_starts_nothing_until_it_is_rebuilt(lab: LabState) -> None:
    a, _ = lab.hosts
    assert at(lab, a, "pg-fence") == "fenced"
    assert at(lab, a, "pg-status") == "fenced"
    with pytest.raises(CommandFailedError, match="fenced"):
        at(lab, a, "pg-start")
    assert at(lab, a, "pg-rebuild") == "started as primary", "nobody was promoted, so it is what it was"
    assert at(lab, a, "pg-rebuild; pg-start").endswith("already running")
    at(lab, a, 'for i in $(seq 100); do [ "$(pg-replicating)" != streaming ] || exit 0; sleep 0.1; done; exit 1')
    assert is_healthy(lab)


def test_an_old_primary_without_a_fence_is_not_started_beside_the_new_one(lab: LabState) -> None:
    a, b = lab.hosts
    at(lab, a, "pg-stop")
    at(lab, b, "pg-promote")
    with pytest.raises(CommandFailedError, match="db-b is primary now"):
        at(lab, a, "pg-start")
    at(lab, b, 'move-entry "$LAB_HOST"')
    go_home(lab)


def test_a_frozen_primary_is_fenced_too(lab: LabState) -> None:
    a, b = lab.hosts
    pid = int((lab.data(a) / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0])
    freeze(pid)
    assert at(lab, a, "pg-fence") == "fenced"
    at(lab, b, "pg-promote")
    at(lab, b, 'move-entry "$LAB_HOST"')
    go_home(lab)


def test_what_cannot_be_rewound_is_copied(lab: LabState) -> None:
    a, b = lab.hosts
    at(lab, a, "pg-fence")
    at(lab, b, "pg-promote")
    at(lab, b, 'move-entry "$LAB_HOST"')
    at(lab, a, 'rm "$PGDATA/global/pg_control"')
    assert at(lab, a, "pg-rebuild") == "copied, following db-b"
    go_home(lab)


def test_commands_of_a_switch_may_be_repeated(lab: LabState) -> None:
    a, b = lab.hosts
    assert at(lab, b, "pg-step-down") == "already a standby"
    assert at(lab, a, "pg-promote").startswith("already primary")
    assert at(lab, b, "pg-rebuild") == "already following db-a"
    assert at(lab, a, "move-entry db-a") == "entry leads to db-a"
    assert is_healthy(lab)


def test_the_entry_is_moved_to_hosts_only(lab: LabState) -> None:
    with pytest.raises(CommandFailedError, match="usage"):
        at(lab, lab.hosts[0], "move-entry elsewhere")
