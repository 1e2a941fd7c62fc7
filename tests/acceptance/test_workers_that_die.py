"""Workers that are killed in a real PostgreSQL failover: in its inject phase, and in its switch phase."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from measurements.codec import decode
from measurements.events import DrillClosed, RunnerStarted, StepInvoked, UndoProved
from runners.journal import Journal
from service.lab.state import LabState
from service.lab.status import lab_status
from tests.support.campaign.processes import REAL, Supervised
from tests.support.campaign.setting import client_of, founded, is_up
from tests.support.command import ROOT
from tests.support.ports import free_port
from tests.support.postgres import TemporaryPostgres

pytestmark = [pytest.mark.lab, pytest.mark.slow, pytest.mark.timeout(600)]

LIBRARY: Final = ROOT / "scenarios" / "library"
SCENARIO: Final = "pg-crash-async"
WITHIN_S: Final = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """An API, two workers and their database."""

    client: httpx.AsyncClient
    journal: Journal
    root: Path


@asynccontextmanager
async def house(root: Path, lab: LabState) -> AsyncGenerator[House]:
    postgres = TemporaryPostgres()
    postgres.start()
    home, port, where = root / "home", free_port(), postgres.dsn
    roots, sites = (root, lab.directory, LIBRARY), ",".join(host.site for host in lab.hosts)
    token = founded(where, home, roots)
    both = ["--db", where, "--policy", str(home / "policy.yaml")]
    names = [option for each in roots for option in ("--root", str(each))]
    everybody = [
        Supervised(
            name="serve",
            home=root / "api",
            argv=["serve", "--port", str(port), "--home", str(home), *names, *both],
            env={"DRILLPROOF_RUNNERS": "queue"},
            program=REAL,
        )
    ]
    for name in ("one", "two"):
        argv = ["worker", "--site", "lab", "--reaches", sites, "--home", str(root / name / "home"), *both]
        everybody.append(Supervised(name=name, home=root / name, argv=argv, program=REAL))
    journal = Journal.open(where)
    lives = [asyncio.create_task(one.run()) for one in everybody]
    try:
        async with client_of(port, token) as client, asyncio.timeout(WITHIN_S):
            while not await is_up(client):  # noqa: ASYNC110  another process tells nobody
                await asyncio.sleep(0.1)
            yield House(client=client, journal=journal, root=root)
    finally:
        for life in lives:
            life.cancel()
        await asyncio.wait(lives)
        journal.close()
        postgres.remove()


def wish(lab: LabState) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "scenario": str(LIBRARY / f"{SCENARIO}.yaml"),
        "inventory": str(lab.inventory),
        "bia": str(LIBRARY / "lab-bia.yaml"),
        "parameters": dict(lab.parameters(SCENARIO)),
        "window": {
            "opens": (now - timedelta(minutes=1)).isoformat(),
            "closes": (now + timedelta(hours=3)).isoformat(),
        },
    }


async def started(at: House, lab: LabState) -> str:
    """Start the drill as soon as there are workers for it."""
    opened = await at.client.post("/api/v1/dossiers", json=wish(lab))
    assert opened.status_code == 201, opened.text
    while True:
        answer = await at.client.post("/api/v1/drills", json={"dossier": opened.json()["id"]})
        if answer.status_code == 201:
            return answer.json()["id"]
        assert "no_worker" in answer.text or "no_worker_came" in answer.text, answer.text
        await asyncio.sleep(0.5)


async def killed_at(at: House, drill: str, step: str) -> int:
    """Kill the worker that has the drill as soon as it has begun a step; return when. Whoever is asked says yes."""
    while True:
        told = [decode(one.text) for one in await at.journal.read(drill)]
        if any(isinstance(event, StepInvoked) and event.step == step for event in told):
            [runner] = [event for event in told if isinstance(event, RunnerStarted)]
            os.kill(runner.pid, signal.SIGKILL)
            return time.monotonic_ns()
        card = (await at.client.get(f"/api/v1/drills/{drill}")).json()
        for question in card["questions"]:
            said = {"step": question["step"], "decision": "approve", "reason": "go on"}
            await at.client.post(f"/api/v1/drills/{drill}/approvals", json=said)
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("step", ["crash", pytest.param("promote", marks=pytest.mark.stack)])
async def test_a_killed_worker_s_drill_is_taken_over_and_heals(lab: LabState, tmp_path: Path, step: str) -> None:
    async with house(tmp_path, lab) as at:
        drill = await started(at, lab)
        died = await killed_at(at, drill, step)
        while not (history := await at.journal.replay(drill)).closed:  # noqa: ASYNC110  another process writes it
            await asyncio.sleep(0.2)
        invoked = [(event.step, event.host) for event in history.of(StepInvoked)]
        assert len(invoked) == len(set(invoked)), "no step is begun twice"
        first, second = list(history.of(RunnerStarted))
        assert first.pid != second.pid
        assert (second.at - died) / 1e9 < 30, "far above the ten seconds that hold on a quiet machine"
        assert {proof.step for proof in history.of(UndoProved) if proof.proved == "ok"} == {"starve", "crash"}
        closed = next(history.of(DrillClosed))
        assert (closed.ending, closed.restored) == ("interrupted", True), closed
    status = await lab_status(lab.directory)
    assert status is not None
    assert status.healthy, status
