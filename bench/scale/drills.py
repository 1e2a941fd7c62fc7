"""Simulated drills for many at once: each of a service of its own, on hosts that are files, beside a web page."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

STEP_MS: Final = 200
"""So long takes a step on a host that is a file."""
SITE: Final = "sh"
_PHASES: Final = ("prepare", "detect", "switch", "verify", "restore")
_HEAD: Final = """\
scenario: scale-NUMBER
title: {zh: 规模, en: Scale}
form: simulated
services: [svc-NUMBER]
hosts: {server: app-NUMBER, spare: spare-NUMBER}
parameters:
  ticket: {type: integer, default: 0, minimum: 0, maximum: 1000000}
probes:
  entry:
    {kind: http, service: svc-NUMBER, url: "http://127.0.0.1:PAGE/app-NUMBER", contains: up, every: 250ms, timeout: 2s}
safeguards: {environments: [test], longest: 10m, lease: 60s, undo_within: 30s}
on_interruption: restore
inject:
  - crash: {fault: kill_process, on: server, pid_file: /nowhere/pid, restart: "true"}
"""
_BIA: Final = """\
services:
  svc-NUMBER:
    title: {zh: 服务, en: Service}
    rto: 300s
    rpo: 0s
    writes: false
    priority: 1
    acceptable: {rate: 80%, p95: 20x, p95_floor: 5s, hold: 500ms}
"""
_HOST: Final = """\
  NAME:
    {address: 127.0.0.1, port: PORT, user: drill, environment: test, site: SITE, known_hosts: known_hosts, key: key,
     state_dir: /nowhere}
"""
_UP: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nup"
_DOWN: Final = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\ndown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What one of the services is drilled by."""

    number: int
    scenario: Path
    bia: Path
    inventory: Path

    def wish(self, ticket: int) -> dict[str, Any]:
        """Return the wish for one more drill; `ticket` is what its hosts know it by."""
        opens = datetime.now(UTC) - timedelta(minutes=1)
        window = {"opens": opens.isoformat(), "closes": (opens + timedelta(hours=3)).isoformat()}
        files = {name: str(getattr(self, name)) for name in ("scenario", "bia", "inventory")}
        return {**files, "window": window, "parameters": {"ticket": str(ticket)}}


def files_in(folder: Path, number: int, page: int, steps: int) -> Files:
    """Write the files of service `number`, whose drill has so many steps of nothing beside a fault and its end."""
    place = folder / f"service-{number}"
    place.mkdir(parents=True)
    (place / "known_hosts").touch()
    (place / "key").touch(mode=0o600)
    made = Files(
        number=number, scenario=place / "scenario.yaml", bia=place / "bia.yaml", inventory=place / "inventory.yaml"
    )
    hosts = "".join(_host(f"{name}-{number}", 10_000 + 2 * number + n) for n, name in enumerate(("app", "spare")))
    texts = {made.scenario: _HEAD + "".join(_phases(steps)), made.bia: _BIA, made.inventory: f"hosts:\n{hosts}"}
    for path, text in texts.items():
        path.write_text(text.replace("NUMBER", str(number)).replace("PAGE", str(page)), encoding="utf-8")
    return made


def _host(name: str, port: int) -> str:
    return _HOST.replace("NAME", name).replace("PORT", str(port)).replace("SITE", SITE)


def _phases(steps: int) -> Iterator[str]:
    """Yield the phases around the fault: steps on one host after the other, and what waits for the page."""
    each = max(1, steps // len(_PHASES))
    for phase in _PHASES:
        yield f"{phase}:\n"
        if phase == "detect":
            yield "  - noticed: {wait_for: entry, state: down, within: 120s}\n"
        if phase == "restore":
            yield "  - revive: {undo: crash}\n"
        for number in range(each):
            name, host = f"{phase}_{number}", ("spare", "server")[number % 2]
            yield f"  - {name}: {{run: act {name} {STEP_MS}, on: {host}, within: 120s}}\n"
    yield "  - steady: {check: {probe: entry, state: up, hold: 300ms}, within: 120s}\n"


@dataclass(slots=True)
class Pages:
    """The page of every service: 503 while the fault of the drill that it is in stands on its host."""

    hosts: Path
    tickets: dict[int, int]
    """Which drill each service is in now."""
    port: int = 0

    def is_up(self, number: int) -> bool:
        """Tell whether no fault stands on the service's host."""
        return not (self.hosts / "faults" / f"{self.tickets.get(number, 0)} crash@app-{number}" / "stands").exists()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one probe's connection until it ends."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                number = int(head.split()[1].decode().removeprefix("/app-"))
                writer.write(_UP if self.is_up(number) else _DOWN)
                await writer.drain()
        writer.close()


@contextlib.asynccontextmanager
async def pages(hosts: Path) -> AsyncGenerator[Pages]:
    """Serve the pages of all services as long as the block lasts."""
    made = Pages(hosts, {})
    server = await asyncio.start_server(made.answer, "127.0.0.1", 0, backlog=512)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
