"""A real Prometheus on loopback that scrapes a service of this process, with the rules that ship."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import uvicorn
from fastapi import FastAPI

from tests.support.ports import free_port

DOCKER: Final = Path(__file__).parents[2] / "docker"
MISSING: Final = shutil.which("prometheus") is None or shutil.which("promtool") is None
_CONFIG: Final = """\
global: {scrape_interval: 500ms, evaluation_interval: 500ms}
rule_files: [RULES]
scrape_configs:
  - job_name: drillproof
    authorization: {credentials_file: TOKEN}
    static_configs: [{targets: ["127.0.0.1:PORT"]}]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A Prometheus that runs."""

    client: httpx.AsyncClient

    async def query(self, expr: str) -> list[dict[str, Any]]:
        """Return what it answers to an expression now; fails with its own words where it refuses."""
        answer = await self.client.get("/api/v1/query", params={"query": expr})
        assert answer.status_code == 200, f"{expr}: {answer.text}"
        found: list[dict[str, Any]] = answer.json()["data"]["result"]
        return found

    async def rules(self) -> list[dict[str, Any]]:
        """Return every rule with how its last evaluation went."""
        groups = (await self.client.get("/api/v1/rules")).json()["data"]["groups"]
        return [rule for group in groups for rule in group["rules"]]

    async def targets(self) -> list[dict[str, Any]]:
        """Return whom it scrapes, and how that went."""
        found: list[dict[str, Any]] = (await self.client.get("/api/v1/targets")).json()["data"]["activeTargets"]
        return found


@contextlib.asynccontextmanager
async def listening(app: FastAPI) -> AsyncGenerator[int, None]:
    """Let an application that lives already be reached on a port of the loopback address."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="off"))
    task = asyncio.create_task(server.serve())
    try:
        yield port
    finally:
        server.should_exit = True
        await task


@contextlib.asynccontextmanager
async def scraping(folder: Path, port: int, token: str) -> AsyncGenerator[Asked, None]:
    """Let a Prometheus run that scrapes the port twice a second."""
    _prepare(folder, port, token)
    own = free_port()
    told = [f"--config.file={folder / 'prometheus.yml'}", f"--storage.tsdb.path={folder / 'data'}"]
    told += [f"--web.listen-address=127.0.0.1:{own}", "--log.level=error", "--enable-feature=exemplar-storage"]
    process = await asyncio.create_subprocess_exec("nice", "-n", "19", "prometheus", *told)
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{own}", timeout=30) as client:
            await _ready(client)
            yield Asked(client=client)
    finally:
        process.kill()
        await process.wait()


def _prepare(folder: Path, port: int, token: str) -> None:
    folder.mkdir()
    (folder / "token").write_text(token)
    known = {"RULES": str(DOCKER / "prometheus/*.rules.yml"), "TOKEN": str(folder / "token"), "PORT": str(port)}
    config = _CONFIG
    for name, value in known.items():
        config = config.replace(name, value)
    (folder / "prometheus.yml").write_text(config)


async def _ready(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(60):
        while True:
            with contextlib.suppress(httpx.TransportError):
                if (await client.get("/-/ready")).status_code == 200:
                    return
            await asyncio.sleep(0.1)
