"""The database of a real service goes away in the middle of a real drill: nothing is lost, and nobody has to help."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest

from runners.journal import Journal, check_chain
from tests.support.databases import database_in, start_cluster
from tests.support.postgres import TemporaryPostgres
from tests.support.serving import API, Service, served, until
from tests.support.small_drill import small_drill

Absence = Literal["killed", "stopped", "frozen"]
_BEAT_S = 0.02


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Generator[TemporaryPostgres]:
    """A PostgreSQL that no other test looks at; the databases of folders are in it."""
    monkeypatch.setenv("TEST_DATABASE_SERVER", "")
    remove = start_cluster()
    postgres: Any = remove.__self__  # pyright: ignore[reportFunctionMemberAccess]  the cluster whose end it is
    yield postgres
    remove()


@pytest.mark.slow(40)
@pytest.mark.parametrize("absence", ["killed"])
async def test_a_drill_outlives_its_database(tmp_path: Path, cluster: TemporaryPostgres, absence: Absence) -> None:
    await outlives(tmp_path, cluster, absence, 8.0)


@pytest.mark.slow(40)
@pytest.mark.stack
@pytest.mark.timeout(400)
@pytest.mark.parametrize("absence", ["killed", "stopped", "frozen"])
async def test_a_drill_outlives_a_minute_without_its_database(
    tmp_path: Path, cluster: TemporaryPostgres, absence: Absence
) -> None:
    await outlives(tmp_path, cluster, absence, 60.0)


async def outlives(tmp_path: Path, cluster: TemporaryPostgres, absence: Absence, seconds: float) -> None:
    (tmp_path / "drill").mkdir()
    async with small_drill(tmp_path / "drill", rto="110s", gate="100s") as small, served(tmp_path / "home") as service:
        started = await service.start(small)
        assert started.status_code == 201, started.text
        drill = started.json()["id"]
        await until(service.client, drill, "waiting")
        begun = asyncio.Event()
        follower = asyncio.create_task(_followed(service, drill, begun))
        await asyncio.wait_for(begun.wait(), 30)
        gone = time.monotonic_ns()
        _leave(cluster, absence)
        await _while_it_is_away(service, drill, seconds)
        await asyncio.to_thread(_return, cluster, absence)
        back = time.monotonic_ns()
        await _ready(service, 60)
        given = {"step": "release", "decision": "approve", "reason": "seen"}
        said = await service.client.post(f"{API}/{drill}/approvals", json=given, headers=service.by("anna"))
        assert said.status_code == 202, said.text
        card = await until(service.client, drill, "completed", "failed", "aborted")
        assert (card["status"], card["restored"], card["verdict"]) == ("completed", True, "met")
        _check_journal(tmp_path / "home", drill, gone, back, absence)
        kinds = await asyncio.wait_for(follower, 30)
        assert kinds[-1] == "drill_closed", "who followed the drill lost it"
        told = (await service.client.get("/readyz")).json()
        assert {name for name, part in told["parts"].items() if part["state"] == "failing"} == set()


def _leave(cluster: TemporaryPostgres, absence: Absence) -> None:
    match absence:
        case "killed":
            cluster.kill()
        case "stopped":
            cluster.stop("fast")
        case "frozen":
            cluster.freeze()


def _return(cluster: TemporaryPostgres, absence: Absence) -> None:
    if absence == "frozen":
        cluster.thaw()
    else:
        cluster.start()


async def _while_it_is_away(service: Service, drill: str, seconds: float) -> None:
    """Ask for everything for so long: each answer comes soon, and says what is wrong and when to come again."""
    end = time.monotonic() + seconds
    async with httpx.AsyncClient(base_url=service.client.base_url, timeout=15) as stranger:
        while time.monotonic() < end:
            asked = time.monotonic()
            alive = await stranger.get("/healthz")
            assert alive.status_code == 200
            unready = await service.client.get("/readyz")
            assert time.monotonic() - asked < 10, "health does not answer while the database hangs"
            assert unready.status_code == 503, unready.text
            told = unready.json()["parts"]["database"]
            assert told["state"] == "failing", told
            assert told["text"]["zh"]
            await asyncio.sleep(0.5)
    refused = await service.client.get(f"{API}/{drill}", timeout=60)
    assert refused.status_code in {200, 503}, refused.text
    if refused.status_code == 503:
        assert refused.headers["Retry-After"]
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert "database" in refused.json()["detail"]


async def _ready(service: Service, within_s: float) -> None:
    end = time.monotonic() + within_s
    while (told := await service.client.get("/readyz")).status_code != 200:
        assert time.monotonic() < end, told.text
        await asyncio.sleep(0.2)


async def _followed(service: Service, drill: str, begun: asyncio.Event) -> list[str]:
    kinds = list[str]()
    async with service.client.stream("GET", f"{API}/{drill}/events", timeout=300) as stream:
        async for line in stream.aiter_lines():
            if line.startswith("event: "):
                kinds.append(line.removeprefix("event: "))
                begun.set()
    return kinds


def _check_journal(home: Path, drill: str, gone: int, back: int, absence: Absence) -> None:
    journal = Journal.existing(database_in(home))
    records = journal.records(drill)
    journal.close()
    check_chain(drill, records)
    events = [json.loads(record.text) for record in records]
    waits = [event for event in events if event["kind"] == "journal_returned"]
    if absence != "frozen":
        assert waits, "nobody would know that the journal was away"
        assert waits[0]["until"] - waits[0]["since"] > (back - gone) / 2
    sent = sorted(at for event in events if event["kind"] == "samples_taken" for at in event["sent"])
    inside = [at for at in sent if gone < at < back]
    assert len(inside) > (back - gone) / 1e9 / _BEAT_S / 4, "what was seen meanwhile was lost"
    renewed = [event["at"] for event in events if event["kind"] == "lease_renewed" and gone < event["at"] < back]
    assert len(renewed) >= int((back - gone) / 1e9 // 15), "the lease of the fault was not renewed meanwhile"
