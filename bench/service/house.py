"""A service of the bench alive over its database, with a worker where drills run in one, and its drill under way."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import aiohttp

from bench.service.drill import SITE, Night
from bench.service.page import Wanted
from tests.support.command import start_drillproof
from tests.support.databases import database_in, on_postgres
from tests.support.serving import EASY, Service, served

_TRIES: Final = 60
_CREATED: Final = 201
_RUNNERS: Final = "DRILLPROOF_RUNNERS"
_DURABLE: Final = ("-c", "fsync=on", "-c", "full_page_writes=on", "-c", "autovacuum=on")
_LONG: Final = aiohttp.ClientTimeout(total=300)


@contextmanager
def database(wanted: Wanted) -> Generator[None]:
    """Let the service's database be what the way of running needs."""
    if wanted.runners == "here":
        yield
        return
    os.environ[_RUNNERS] = "queue"
    try:
        with on_postgres(_DURABLE):
            yield
    finally:
        del os.environ[_RUNNERS]


@asynccontextmanager
async def house(wanted: Wanted, folder: Path, policy: str = EASY) -> AsyncGenerator[Service]:
    """Let the service live, and a worker where drills run in workers."""
    async with (
        served(folder / "service", policy_text=policy) as service,
        _logged(service.process, folder / "service.log"),
    ):
        if wanted.runners == "here":
            yield service
            return
        home = folder / "worker"
        told = ["--db", database_in(service.home), "--home", str(home), "--policy", str(service.home / "policy.yaml")]
        worker = await start_drillproof("worker", "--site", SITE, *told)
        try:
            async with _logged(worker, folder / "worker.log"):
                yield service
        finally:
            worker.terminate()
            await asyncio.wait_for(worker.wait(), 60)


@asynccontextmanager
async def _logged(process: asyncio.subprocess.Process, file: Path) -> AsyncGenerator[None]:
    """Keep what a process logs, so that it never waits for somebody to read it; the file is told at the end."""
    stream = process.stderr
    assert stream is not None  # noqa: S101  it was started with a pipe
    with file.open("wb") as log:

        async def keep() -> None:
            async for line in stream:
                log.write(line)

        task = asyncio.create_task(keep())
        try:
            yield
        finally:
            task.cancel()
    shutil.copy(file, Path(tempfile.gettempdir()) / "bench-service.log")


async def started(session: aiohttp.ClientSession, files: Night) -> tuple[str, str]:
    """Open the dossier of the night and start its drill."""
    opens = datetime.now(UTC) - timedelta(minutes=1)
    window = {"opens": opens.isoformat(), "closes": (opens + timedelta(hours=5)).isoformat()}
    named = {"scenario": str(files.scenario), "inventory": str(files.inventory), "bia": str(files.bia)}
    dossier = await asked(session, "/api/v1/dossiers", {**named, "window": window})
    answered = ""
    for _ in range(_TRIES):
        async with session.post("/api/v1/drills", json={"dossier": dossier["id"]}) as answer:
            answered = await answer.text()
        if answer.status == _CREATED:
            return str(dossier["id"]), str(json.loads(answered)["id"])
        if "no_worker" not in answered:
            break
        await asyncio.sleep(0.5)  # the worker comes up
    message = f"the drill was not started: {answered[:2000]}"
    raise SystemExit(message)


async def asked(session: aiohttp.ClientSession, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Return what was answered; raises SystemExit where it was refused."""
    async with session.post(path, json=body) as answer:
        found: dict[str, Any] = await answer.json(content_type=None)
        if answer.status >= 400:
            message = f"{path}: {answer.status}: {json.dumps(found, ensure_ascii=False)[:2000]}"
            raise SystemExit(message)
        return found


async def card(session: aiohttp.ClientSession, drill: str) -> dict[str, Any]:
    """Return a drill's card."""
    async with session.get(f"/api/v1/drills/{drill}") as answer:
        found: dict[str, Any] = await answer.json()
        return found


async def under_way(session: aiohttp.ClientSession, drill: str) -> None:
    """Return once commands run on all targets; raises SystemExit where the drill ends before its time."""
    async with session.get(f"/api/v1/drills/{drill}/events", timeout=_LONG) as answer:
        async for line in answer.content:
            if b'"step":"round-0"' in line:
                return
    message = f"the drill ended before its time: {await card(session, drill)}"
    raise SystemExit(message)


async def ended(session: aiohttp.ClientSession, drill: str) -> None:
    """Return once the drill is closed: its events end then."""
    async with session.get(f"/api/v1/drills/{drill}/events", params={"after": 1}, timeout=_LONG) as answer:
        async for _ in answer.content:
            pass
