"""A campaign against the embedded default: one process with SQLite, killed at any moment and started again."""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path
from typing import Final

import httpx

from runners.journal import Journal
from tests.support.campaign.drills import files_in, pages
from tests.support.campaign.driver import Driver
from tests.support.campaign.judge import Seen, cases, wrongs
from tests.support.campaign.processes import Supervised
from tests.support.campaign.setting import Outcome, client_of, founded, is_up
from tests.support.fake_hosts import FakeHosts
from tests.support.ports import free_port

_WHILE_STARTING: Final = 0.15


async def embedded(
    root: Path, *, drills: int, services: int, seed: int, every_s: tuple[float, float], within_s: float
) -> Outcome:
    """Run `drills` drills while the one process is killed again and again; return what came of it."""
    began = time.monotonic()
    hosts, home, where = FakeHosts(root / "hosts"), root / "home", str(root / "home" / "journal.sqlite")
    token, port = founded(where, home, (root,)), free_port()
    told = ["--port", str(port), "--db", where, "--policy", str(home / "policy.yaml"), "--root", str(root)]
    serve = Supervised(name="serve", home=root / "machine", argv=[str(hosts.root), "serve", *told])
    journal = Journal.open(where)
    async with pages(hosts) as page, client_of(port, token) as client:
        files = [files_in(root / "files", number, page, asks=number % 2 == 1) for number in range(services)]
        driver = Driver(client, journal, files, drills)
        living = asyncio.create_task(serve.run())
        killing = asyncio.create_task(_killed(serve, client, random.Random(seed), every_s))  # noqa: S311  no secret
        try:
            async with asyncio.timeout(within_s):
                await driver.run()
        except TimeoutError:
            driver.errors.append(f"it is not over after {within_s:g} s")
        finally:
            killing.cancel()
            living.cancel()
            await asyncio.wait([living, killing])
    found = cases(driver.flights, journal, hosts)
    return Outcome(
        flights=driver.flights,
        blows=serve.blows,
        takeovers=[one for case in found for one in case.takeovers(Seen(blows=serve.blows))],
        wrongs=wrongs(found, journal, hosts),
        errors=driver.errors,
        stories=[case.story() for case in found if len(case.runners) > 1],
        starts={serve.name: len(serve.starts)},
        ends={serve.name: serve.ends},
        seconds=time.monotonic() - began,
    )


async def _killed(
    serve: Supervised, client: httpx.AsyncClient, chance: random.Random, every_s: tuple[float, float]
) -> None:
    """Kill it again and again: mostly some time after it came up, now and then while it starts."""
    while True:
        if chance.random() > _WHILE_STARTING:
            while not await is_up(client):  # noqa: ASYNC110  another process tells nobody
                await asyncio.sleep(0.1)
        await asyncio.sleep(chance.uniform(*every_s))
        await serve.kill()
