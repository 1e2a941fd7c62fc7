"""Prometheus with its blackbox exporter, really started, as firms watch their services: one probe a second.

Both run on free ports of the loopback address and look at the same targets in the same run. What they say of an outage
is read back through Prometheus' own API, from the samples of `probe_success`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import shutil
import subprocess
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

from bench.truth.observers import Looks, Watched
from tests.support.ports import free_port

_EXPORTER: Final = "prometheus-blackbox-exporter"
_MODULES: Final = "modules: {http_2xx: {prober: http, http: {preferred_ip_protocol: ip4}}}\n"
_CONFIG: Final = """\
global: {scrape_interval: 1s, scrape_timeout: 1s}
scrape_configs:
  - job_name: blackbox
    metrics_path: /probe
    params: {module: [http_2xx]}
    file_sd_configs: [{files: [FOLDER/targets.json], refresh_interval: 1s}]
    relabel_configs:
      - {source_labels: [__address__], target_label: __param_target}
      - {source_labels: [__param_target], target_label: instance}
      - {target_label: __address__, replacement: "127.0.0.1:PORT"}
"""
_PATIENCE_S: Final = 120.0


def is_there() -> bool:
    """Tell whether both can be started here."""
    return shutil.which("prometheus") is not None and shutil.which(_EXPORTER) is not None


def versions() -> list[str]:
    """Return names and versions."""
    return [f"{name} {_version(name)}" for name in ("prometheus", _EXPORTER)]


def _version(name: str) -> str:
    told = subprocess.run([name, "--version"], capture_output=True, text=True, check=True)
    return (told.stdout + told.stderr).split("version ", 1)[1].split(" ", 1)[0].rstrip(",")


@dataclass(slots=True, kw_only=True)
class Blackbox:
    """A Prometheus that runs. Only those of `order` are probed that are drilled now or soon."""

    folder: Path
    client: httpx.AsyncClient
    order: Sequence[Watched]
    ahead: int
    title: str = "Prometheus blackbox exporter, 1 s"
    _now: set[str] = field(default_factory=set[str])
    _begun: int = 0

    def __post_init__(self) -> None:
        self._announce()

    @contextlib.asynccontextmanager
    async def watching(self, target: Watched) -> AsyncGenerator[None]:
        """Wait until the target's samples come, and probe it as long as the block lasts."""
        self._now.add(target.name)
        self._begun += 1
        self._announce()
        async with asyncio.timeout(_PATIENCE_S):
            while target.name not in await self._seen():  # noqa: ASYNC110  Prometheus tells nobody
                await asyncio.sleep(0.5)
        try:
            yield
        finally:
            self._now.discard(target.name)

    async def looks(self) -> Mapping[str, Looks]:
        """Return every sample that Prometheus kept."""
        found = await self._asked("probe_success[2h]")
        return {
            one["metric"]["outage"]: [(round(at * 1000) * 1_000_000, value == "1") for at, value in one["values"]]
            for one in found
        }

    async def _seen(self) -> set[str]:
        return {one["metric"]["outage"] for one in await self._asked("probe_success == 1")}

    async def _asked(self, query: str) -> list[dict[str, Any]]:
        answer = await self.client.get("/api/v1/query", params={"query": query})
        found: list[dict[str, Any]] = answer.raise_for_status().json()["data"]["result"]
        return found

    def _announce(self) -> None:
        """Write down whom to probe: who is drilled, and who comes next, since Prometheus takes seconds to notice."""
        soon = self.order[self._begun :][: self.ahead]
        wanted = [one for one in self.order if one.name in self._now or one in soon]
        told = [{"targets": [f"http://127.0.0.1:{one.port}/"], "labels": {"outage": one.name}} for one in wanted]
        (self.folder / "targets.new").write_text(json.dumps(told), encoding="ascii")
        (self.folder / "targets.new").rename(self.folder / "targets.json")


@contextlib.asynccontextmanager
async def blackbox(folder: Path, order: Sequence[Watched], ahead: int) -> AsyncGenerator[Blackbox]:
    """Let Prometheus and the exporter run; `order` is in what order the targets are drilled."""
    exporter, own = free_port(), free_port()
    _prepare(folder, exporter)
    async with (
        _running(_EXPORTER, f"--config.file={folder}/blackbox.yml", f"--web.listen-address=127.0.0.1:{exporter}"),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{own}", timeout=60) as client,
    ):
        made = Blackbox(folder=folder, client=client, order=order, ahead=ahead)
        told = [f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data"]
        async with _running("prometheus", *told, f"--web.listen-address=127.0.0.1:{own}"):
            await _ready(client)
            yield made


def _prepare(folder: Path, exporter: int) -> None:
    folder.mkdir()
    (folder / "blackbox.yml").write_text(_MODULES, encoding="ascii")
    config = _CONFIG.replace("FOLDER", str(folder)).replace("PORT", str(exporter))
    (folder / "prometheus.yml").write_text(config, encoding="ascii")


@contextlib.asynccontextmanager
async def _running(*command: str) -> AsyncGenerator[None]:
    process = await asyncio.create_subprocess_exec(*command, "--log.level=error", stderr=asyncio.subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        await process.wait()


async def _ready(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while True:
            with contextlib.suppress(httpx.TransportError):
                if (await client.get("/-/ready")).status_code == 200:
                    return
            await asyncio.sleep(0.1)
