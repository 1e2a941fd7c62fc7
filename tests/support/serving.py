"""A real service on a port of its own, and what its users do."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import httpx

from tests.support.command import start_drillproof
from tests.support.ports import free_port
from tests.support.small_drill import SmallDrill

API = "/api/v1/drills"


@contextlib.asynccontextmanager
async def served(home: Path) -> AsyncGenerator[tuple[httpx.AsyncClient, asyncio.subprocess.Process], None]:
    port = free_port()
    process = await start_drillproof("serve", "--port", str(port), "--db", str(home / "journal.sqlite"))
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            await _answering(client, process)
            yield client, process
    finally:
        if process.returncode is None:
            process.terminate()
        await asyncio.wait_for(process.communicate(), 60)


async def _answering(client: httpx.AsyncClient, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(60):
        while True:
            assert process.returncode is None
            with contextlib.suppress(httpx.TransportError):
                if (await client.get("/healthz")).status_code == 200:
                    return
            await asyncio.sleep(0.05)


def order(drill: SmallDrill, **changed: Any) -> dict[str, Any]:
    files = {"scenario": str(drill.scenario), "inventory": str(drill.inventory), "bia": str(drill.bia)}
    return {**files, "opened_by": "Wang Fang", **changed}


async def until(client: httpx.AsyncClient, drill: str, *statuses: str) -> dict[str, Any]:
    async with asyncio.timeout(90):
        while True:
            card: dict[str, Any] = (await client.get(f"{API}/{drill}")).json()
            if card["status"] in statuses and (card["ended_at"] is None or card["verdict"]):
                return card
            await asyncio.sleep(0.05)
