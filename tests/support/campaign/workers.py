"""A campaign against workers: two of them, an API and PostgreSQL; all are killed, the workers frozen too."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, Literal

from runners.journal import Journal
from service.running.holding import AWAY
from service.running.roster import Roster
from tests.support.campaign.drills import SITE, Files, files_in, pages
from tests.support.campaign.driver import Driver
from tests.support.campaign.judge import Presence, Seen, cases, queue_wrongs, wrongs
from tests.support.campaign.moves import let_it_tell, moves_in
from tests.support.campaign.processes import Blow, Supervised
from tests.support.campaign.setting import Outcome, client_of, founded
from tests.support.fake_hosts import FakeHosts
from tests.support.ports import free_port
from tests.support.postgres import TemporaryPostgres

_SETTINGS: Final = ("-c", "max_connections=200")
_FROZEN_S: Final = (2.0, 15.0)
_DOWN_S: Final = (0.5, 3.0)
_KILLED: Final = 0.5
_WHILE_STARTING: Final = 0.02
"""The share of seconds in which one that only starts is struck all the same."""
_ALONE: Final = 0.25
"""The share of blows for which nobody waits until another one is up: then nobody is there to take over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """How hard it is: so many drills of so many services, a blow to a worker every so many seconds."""

    drills: int
    services: int
    seed: int
    every_s: tuple[float, float]
    within_s: float
    workers: int = 2
    each: int = 3


@dataclass(slots=True)
class _Adversary:
    told: Campaign
    driver: Driver[Files]
    postgres: TemporaryPostgres
    serve: Supervised
    workers: Sequence[Supervised]
    chance: random.Random
    roster: Roster
    blows: list[Blow] = field(default_factory=list[Blow])
    seen: list[Presence] = field(default_factory=list[Presence])

    async def run(self) -> None:
        """Do all of it at once, for ever."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._strike(group))
            group.create_task(self._watch())
            group.create_task(self._when(1 / 3, partial(self._restart, "fast")))
            group.create_task(self._when(2 / 3, partial(self._restart, "immediate")))
            group.create_task(self._when(1 / 2, self.serve.kill))

    async def _strike(self, group: asyncio.TaskGroup) -> None:
        """Strike one worker after the other: mostly one that is up beside another, now and then one that starts."""
        while True:
            await asyncio.sleep(self.chance.uniform(*self.told.every_s))
            wanted, worker = 1 if self.chance.random() < _ALONE else 2, self.chance.choice(self.workers)
            while self.chance.random() > _WHILE_STARTING and not await asyncio.to_thread(self._is_up, worker, wanted):
                await asyncio.sleep(1)
                worker = self.chance.choice(self.workers)
            if self.chance.random() < _KILLED:
                await worker.kill()
            else:
                group.create_task(worker.freeze(self.chance.uniform(*_FROZEN_S)))

    async def _watch(self) -> None:
        """Take note of who is up, four times a second."""
        while True:
            living = {worker.pid for worker in self.workers if not worker.is_frozen}
            room: dict[str, int] | None = None
            with suppress(*AWAY):
                entered = await asyncio.to_thread(self.roster.all)
                room = {one.name: one.drills_max for one in entered if one.pid in living}
            self.seen.append(Presence(at=time.monotonic_ns(), room=room))
            await asyncio.sleep(0.25)

    def _is_up(self, worker: Supervised, wanted: int) -> bool:
        """Tell whether it is one of so many workers that are up and awake."""
        awake = {one.pid for one in self.workers if not one.is_frozen or one is worker}
        try:
            up = awake & {one.pid for one in self.roster.all()}
        except AWAY:
            return False
        return worker.pid in up and len(up) >= wanted

    async def _when(self, share: float, blow: Callable[[], Awaitable[None]]) -> None:
        """Strike once that share of the drills is over."""
        while self.driver.over < share * self.told.drills:  # noqa: ASYNC110  it has no event
            await asyncio.sleep(0.2)
        await blow()

    async def _restart(self, mode: Literal["fast", "immediate"]) -> None:
        at, down = time.monotonic_ns(), self.chance.uniform(*_DOWN_S)
        await asyncio.to_thread(self.postgres.stop, mode)
        await asyncio.sleep(down)
        await asyncio.to_thread(self.postgres.start)
        self.blows.append(Blow(at=at, name="postgres", pid=0, kind=mode, seconds=(time.monotonic_ns() - at) / 1e9))


async def with_workers(root: Path, told: Campaign) -> Outcome:
    """Run the drills while workers are killed and frozen and PostgreSQL is restarted; return what came of it."""
    postgres = TemporaryPostgres(_SETTINGS)
    try:
        postgres.start()
        return await _fought(root, told, postgres)
    finally:
        postgres.remove()


async def _fought(root: Path, told: Campaign, postgres: TemporaryPostgres) -> Outcome:
    began, where = time.monotonic(), postgres.dsn
    hosts, home = FakeHosts(root / "hosts"), root / "home"
    token, port = founded(where, home, (root,)), free_port()
    both = ["--db", where, "--policy", str(home / "policy.yaml")]
    serve = Supervised(
        name="serve",
        home=root / "machine-api",
        argv=[str(hosts.root), "serve", "--port", str(port), "--home", str(home), "--root", str(root), *both],
        env={"DRILLPROOF_RUNNERS": "queue"},
    )
    workers = [_worker(root, hosts, number, told, both) for number in range(told.workers)]
    journal, chance = Journal.open(where), random.Random(told.seed)  # noqa: S311  no secret
    let_it_tell(journal.engine)
    async with pages(hosts) as page, client_of(port, token) as client:
        files = [files_in(root / "files", number, page, asks=number % 3 == 2) for number in range(told.services)]
        driver = Driver(client, journal, files, told.drills)
        adversary = _Adversary(told, driver, postgres, serve, workers, chance, Roster(journal.engine))
        await _fight(adversary, journal)
    return _outcome(driver, adversary, journal, hosts, time.monotonic() - began)


async def _fight(adversary: _Adversary, journal: Journal) -> None:
    """Let everybody live and be struck until every drill is over and filed, or the time is up."""
    told, driver = adversary.told, adversary.driver
    lives = [asyncio.create_task(each.run()) for each in (adversary.serve, *adversary.workers)]
    striking = asyncio.create_task(adversary.run())
    try:
        async with asyncio.timeout(told.within_s):
            await driver.run()
            while not await asyncio.to_thread(_is_tidy, journal):  # noqa: ASYNC110  the last ends are being filed
                await asyncio.sleep(0.5)
    except TimeoutError:
        driver.errors.append(f"it is not over after {told.within_s:g} s")
    finally:
        striking.cancel()
        await asyncio.wait([striking])
        for life in lives:
            life.cancel()
        await asyncio.wait(lives)


def _is_tidy(journal: Journal) -> bool:
    try:
        return not queue_wrongs(journal)
    except AWAY:
        return False


def _worker(root: Path, hosts: FakeHosts, number: int, told: Campaign, both: Sequence[str]) -> Supervised:
    machine = root / f"machine-{number}"
    argv = [str(hosts.root), "worker", "--site", SITE, "--drills", str(told.each), "--name", f"w{number}"]
    return Supervised(name=f"worker-{number}", home=machine, argv=[*argv, "--home", str(machine / "home"), *both])


def _outcome(
    driver: Driver[Files], adversary: _Adversary, journal: Journal, hosts: FakeHosts, seconds: float
) -> Outcome:
    everybody = (adversary.serve, *adversary.workers)
    blows = sorted((blow for one in everybody for blow in one.blows), key=lambda blow: blow.at)
    seen = Seen(blows=[*blows, *adversary.blows], looks=adversary.seen, moves=moves_in(journal.engine))
    found = cases(driver.flights, journal, hosts)
    try:
        return Outcome(
            flights=driver.flights,
            blows=list(seen.blows),
            takeovers=[one for case in found for one in case.takeovers(seen)],
            wrongs=[*wrongs(found, journal, hosts), *queue_wrongs(journal)],
            errors=driver.errors,
            stories=[case.story() for case in found if len(case.runners) > 1],
            starts={one.name: len(one.starts) for one in everybody},
            ends={one.name: one.ends for one in everybody},
            seconds=seconds,
        )
    finally:
        with suppress(Exception):
            journal.close()
