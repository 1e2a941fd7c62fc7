"""A campaign against the embedded default: one process with SQLite, killed at any moment and started again."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from runners.journal import Journal
from service.firm import open_firm
from service.policy import read_policy
from tests.support.campaign.drills import files_in, pages
from tests.support.campaign.driver import Driver, Flight
from tests.support.campaign.judge import Takeover, cases, wrongs
from tests.support.campaign.processes import Blow, Supervised
from tests.support.fake_hosts import FakeHosts
from tests.support.firms import enlist
from tests.support.ports import free_port

POLICY: Final = """\
preparation:
  turned_off: {plan: fake, scheme: fake, review: fake, training: fake, safeguards: fake}
approval:
  free_environments: {test: these hosts are files}
guarding:
  open_findings: allow
access:
  limits: {caller_per_minute: 1000000, stranger_per_minute: 1000000}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a campaign came to."""

    flights: list[Flight]
    blows: list[Blow]
    takeovers: list[Takeover]
    wrongs: list[str]
    errors: list[str]
    starts: dict[str, int]


def founded(where: str, home: Path, roots: tuple[Path, ...]) -> str:
    """Make the service's people and return the token of one who may do everything."""
    home.mkdir(exist_ok=True)
    (home / "policy.yaml").write_text(POLICY, encoding="utf-8")
    journal = Journal.open(where)
    try:
        return enlist(open_firm(journal, home, read_policy(home / "policy.yaml"), roots).access)["boss"]
    finally:
        journal.close()


@asynccontextmanager
async def client_of(port: int, token: str) -> AsyncGenerator[httpx.AsyncClient]:
    """Yield a client of the API on a port of this machine."""
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30, headers=headers) as client:
        yield client


async def embedded(root: Path, *, drills: int, services: int, seed: int, every_s: tuple[float, float]) -> Outcome:
    """Run `drills` drills while the one process is killed again and again; return what came of it."""
    hosts, home, where = FakeHosts(root / "hosts"), root / "home", str(root / "home" / "journal.sqlite")
    token, port = founded(where, home, (root,)), free_port()
    told = ["--port", str(port), "--db", where, "--policy", str(home / "policy.yaml"), "--root", str(root)]
    serve = Supervised(name="serve", home=root / "machine", argv=[str(hosts.root), "serve", *told])
    journal = Journal.open(where)
    async with pages(hosts) as page, client_of(port, token) as client:
        files = [files_in(root / "files", number, page, asks=number % 2 == 1) for number in range(services)]
        driver = Driver(client, journal, files, drills)
        living = asyncio.create_task(serve.run())
        killing = asyncio.create_task(_killed(serve, random.Random(seed), every_s))  # noqa: S311  no secret
        try:
            async with asyncio.timeout(60 + 60 * drills):
                await driver.run()
        finally:
            killing.cancel()
            living.cancel()
            await asyncio.wait([living, killing])
    found = cases(driver.flights, journal, hosts)
    return Outcome(
        flights=driver.flights,
        blows=serve.blows,
        takeovers=[one for case in found for one in case.takeovers(serve.blows)],
        wrongs=wrongs(found, journal, hosts),
        errors=driver.errors,
        starts={serve.name: len(serve.starts)},
    )


async def _killed(serve: Supervised, chance: random.Random, every_s: tuple[float, float]) -> None:
    while True:
        await asyncio.sleep(chance.uniform(*every_s))
        await serve.kill()
