"""The service, its workers and its PostgreSQL as processes, with hosts that are files."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import psycopg

from bench.scale.drills import SITE
from tests.support.campaign.processes import Supervised
from tests.support.campaign.setting import client_of, founded, is_up
from tests.support.ports import free_port
from tests.support.postgres import TemporaryPostgres

_SETTINGS: Final = ("-c", "max_connections=400", "-c", "fsync=on", "-c", "full_page_writes=on")
_UP_S: Final = 180.0
_OF_SERVICE: Final = {
    "DRILLPROOF_RUNNERS": "queue",
    "DRILLPROOF_LIMITS__DRILLS": "200",
    "DRILLPROOF_LIMITS__REQUESTS": "1000",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A service without workers, alive: `where` is its database, `hosts` the folder that its hosts are."""

    root: Path
    where: str
    hosts: Path
    policy: Path
    serve: Supervised
    server: int
    """The postmaster."""
    client: httpx.AsyncClient

    def worker(self, name: str, drills: int) -> Supervised:
        """Return a worker that takes so many drills at once; it does not live yet."""
        machine = self.root / name
        told = ["--db", self.where, "--policy", str(self.policy), "--home", str(machine / "home")]
        argv = [str(self.hosts), "worker", "--site", SITE, "--drills", str(drills), "--name", name, *told]
        return Supervised(name=name, home=machine, argv=argv)

    def asked(self, query: str, *given: object) -> list[tuple[object, ...]]:
        """Return what the database says."""
        with psycopg.connect(self.where) as connection:
            return connection.execute(query.encode(), given).fetchall()


@contextlib.asynccontextmanager
async def house(root: Path) -> AsyncGenerator[House]:
    """Let a service live over a new PostgreSQL that waits for its disk."""
    postgres = TemporaryPostgres(_SETTINGS)
    try:
        await asyncio.to_thread(postgres.start)
        home, hosts, port = root / "home", root / "hosts", free_port()
        token, policy = founded(postgres.dsn, home, (root,)), home / "policy.yaml"
        told = ["--db", postgres.dsn, "--policy", str(policy), "--home", str(home), "--root", str(root)]
        argv = [str(hosts), "serve", "--port", str(port), *told]
        serve = Supervised(name="serve", home=root / "machine-api", argv=argv, env=_OF_SERVICE)
        server = int((postgres.directory / "data" / "postmaster.pid").read_text("ascii").splitlines()[0])
        async with client_of(port, token) as client, living([serve]):
            await until_up(client)
            yield House(
                root=root, where=postgres.dsn, hosts=hosts, policy=policy, serve=serve, server=server, client=client
            )
    finally:
        await asyncio.to_thread(postgres.remove)


async def until_up(client: httpx.AsyncClient) -> None:
    """Return once the service answers."""
    async with asyncio.timeout(_UP_S):
        while not await is_up(client):  # noqa: ASYNC110  it is another process
            await asyncio.sleep(0.1)


@contextlib.asynccontextmanager
async def living(processes: Sequence[Supervised]) -> AsyncGenerator[None]:
    """Let processes live as long as the block lasts, and end them in order."""
    lives = [asyncio.create_task(each.run()) for each in processes]
    try:
        yield
    finally:
        for life in lives:
            life.cancel()
        await asyncio.wait(lives)


@contextlib.asynccontextmanager
async def workers(place: House, turn: str, many: int, drills: int) -> AsyncGenerator[tuple[int, ...]]:
    """Let so many workers live, each of which takes so many drills; yield their processes once all are entered."""
    made = [place.worker(f"{turn}-{number}", drills) for number in range(many)]
    async with living(made):
        async with asyncio.timeout(_UP_S):
            while await asyncio.to_thread(_entered, place) < many:  # noqa: ASYNC110  they are other processes
                await asyncio.sleep(0.2)
        yield tuple(each.pid or 0 for each in made)


def _entered(place: House) -> int:
    return len(place.asked("SELECT name FROM workers WHERE NOT leaving"))
