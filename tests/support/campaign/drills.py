"""The drills of a campaign: a service with two hosts each, none of which is more than a name and a web page."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from tests.support.fake_hosts import FakeHosts

SITE: Final = "sh"
_SCENARIO: Final = """\
scenario: campaign-NUMBER
title: {zh: 战役, en: Campaign}
form: live
threats: [hardware_fault]
clauses: [JRT0251-12.2-b]
tasks: [verify_rto_rpo]
services: [svc-NUMBER]
hosts: {server: app-NUMBER, spare: spare-NUMBER}
parameters:
  ticket: {type: integer, default: 0, minimum: 0, maximum: 1000000}
probes:
  entry:
    {kind: http, service: svc-NUMBER, url: "http://127.0.0.1:PORT/app-NUMBER", contains: up, every: 250ms, timeout: 2s}
safeguards: {environments: [test], longest: 4m, lease: 20s, undo_within: 20s}
on_interruption: ASKS
prepare:
  - baseline: {check: {probe: entry, state: up, hold: 500ms}, within: 60s}
  - announce: {run: act announce 200, on: spare, within: 30s}
inject:
  - crash: {fault: kill_process, on: server, pid_file: /nowhere/pid, restart: "true"}
  - starve: {fault: kill_process, on: spare, pid_file: /nowhere/pid, restart: "true"}
detect:
  - noticed: {wait_for: entry, state: down, within: 60s}
switch:
  - move: {run: act move 900, on: spare, within: 30s}
  - promote: {run: act promote 500, on: spare, within: 30s}
  - redirect: {run: act redirect 300, on: server, within: 30s}
restore:
  - refill: {undo: starve}
  - revive: {undo: crash}
  - rebuild: {run: act rebuild 300, on: server, within: 30s}
  - steady: {check: {probe: entry, state: up, hold: 300ms}, within: 60s}
"""
_BIA: Final = """\
services:
  svc-NUMBER:
    title: {zh: 服务, en: Service}
    rto: 60s
    rpo: 0s
    writes: false
    priority: 1
    acceptable: {rate: 80%, p95: 20x, p95_floor: 2s, hold: 500ms}
"""
_INVENTORY: Final = """\
hosts:
  app-NUMBER: &host
    address: 127.0.0.1
    port: PORT_A
    user: drill
    environment: test
    site: SITE
    known_hosts: KNOWN
    key: KEY
    state_dir: /nowhere
  spare-NUMBER:
    address: 127.0.0.1
    port: PORT_B
    user: drill
    environment: test
    site: SITE
    known_hosts: KNOWN
    key: KEY
    state_dir: /nowhere
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """What one of the campaign's services is drilled by."""

    scenario: Path
    bia: Path
    inventory: Path

    def wish(self, ticket: int) -> dict[str, Any]:
        """Return the wish for one more drill, within the next hours; `ticket` is what its hosts know it by."""
        now = datetime.now(UTC)
        window = {"opens": now - timedelta(minutes=1), "closes": now + timedelta(hours=3)}
        files = {name: str(getattr(self, name)) for name in ("scenario", "bia", "inventory")}
        return {**files, "window": window, "parameters": {"ticket": str(ticket)}}


def files_in(folder: Path, number: int, port: int, *, asks: bool) -> Files:
    """Write the files of service `number`, whose page is on `port`; where it `asks`, a person decides on it."""
    place = folder / f"service-{number}"
    place.mkdir(parents=True)
    known, key = place / "known_hosts", place / "key"
    known.touch()
    key.touch(mode=0o600)
    told = {
        "NUMBER": str(number),
        "ASKS": "ask" if asks else "restore",
        "SITE": SITE,
        "KNOWN": str(known),
        "KEY": str(key),
        "PORT_A": str(10_000 + 2 * number),
        "PORT_B": str(10_001 + 2 * number),
        "PORT": str(port),
    }
    made = Files(scenario=place / "scenario.yaml", bia=place / "bia.yaml", inventory=place / "inventory.yaml")
    for path, text in ((made.scenario, _SCENARIO), (made.bia, _BIA), (made.inventory, _INVENTORY)):
        for name, value in told.items():
            text = text.replace(name, value)  # noqa: PLW2901  one name after the other
        path.write_text(text, encoding="utf-8")
    return made


@contextlib.asynccontextmanager
async def pages(hosts: FakeHosts) -> AsyncGenerator[int]:
    """Serve the page of every fake host, 200 while nothing is wrong there and else 503; yield the port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, ValueError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                host = head.split()[1].decode().removeprefix("/")
                is_up = await asyncio.to_thread(hosts.is_up, host)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nup" if is_up else _DOWN)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


_DOWN: Final = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\ndown"
