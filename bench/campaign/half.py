"""One half of a campaign: drills of one form of the service under blows, and what is kept of them for the checker."""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bench.campaign.adversary import Adversary
from bench.campaign.blows import KINDS, Scene
from bench.campaign.crew import Crew, Form, crew
from bench.campaign.ground import Ground, NameServer, Pair, ground
from bench.campaign.written import PairFiles, write_files
from runners.journal import Journal, JournalError
from service.lab.spaces import SpaceError
from tests.support.campaign.driver import Driver
from tests.support.campaign.setting import is_up

_LOOK_S: Final = 1.0
_STANDING_NS: Final = 20 * 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How hard a half is."""

    form: Form
    seconds: float
    seed: int
    pairs: int
    drills: int
    """No more than so many."""
    every_s: tuple[float, float]
    kinds: frozenset[str]
    first: int
    """Tickets begin above it."""


@dataclass(slots=True)
class Ears:
    """What the service said to its caller, as it said it."""

    heard: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    async def hear(self, response: httpx.Response) -> None:
        """Note an acknowledgement."""
        if response.request.method == "POST" and response.is_success:
            await response.aread()
            asked = json.loads(response.request.content or b"{}")
            self.heard.append({"path": response.request.url.path, "asked": asked, "answer": response.json()})


async def half(told: Told, place: Path, out: Path) -> None:
    """Run it in `place` and leave in `out` what is to be checked."""
    _make(place, out)
    async with ground(place / "space", told.pairs) as here:
        names = NameServer(place, here.space.directory / "names")
        names.start()
        names.redirect()
        try:
            roots = (place / "files",)
            async with crew(told.form, place / "us", roots) as ours:
                await _fought(told, here, names, ours, place, out)
        finally:
            names.end()


def _make(*folders: Path) -> None:
    for folder in folders:
        folder.mkdir(parents=True)


async def _fought(told: Told, here: Ground, names: NameServer, ours: Crew, place: Path, out: Path) -> None:
    files = [write_files(place / "files", here, pair) for pair in here.pairs]
    journal, ears = Journal.open(ours.where), Ears()
    chance = random.Random(told.seed)
    scene = Scene(
        crew=ours, ground=here, names=names, journal=journal, chance=chance, standing=lambda: _standing(journal, here)
    )
    kinds = [kind for kind in KINDS if told.form in kind.forms and (not told.kinds or kind.name in told.kinds)]
    adversary = Adversary(scene, kinds, told.every_s)
    seen: list[dict[str, Any]] = []
    async with _client(ours, ears) as client:
        await _until_up(client)
        driver = Driver(
            client, journal, files, told.drills, ready=lambda one: _ready(here, one), first=told.first, look_s=1.5
        )
        began = time.monotonic()
        try:
            await _lived(told, driver, adversary, journal, seen)
        finally:
            driver.errors.append(f"{time.monotonic() - began:.0f} s")
            await asyncio.to_thread(_keep, out, here, ours, journal)
            _write(out / "acks.jsonl", ears.heard)
            _write(out / "seen.jsonl", seen)
            _write(out / "flights.jsonl", [asdict(flight) for flight in driver.flights])
            _write(out / "blows.jsonl", [asdict(blow) for blow in adversary.dealt])
            missed = [{"kind": kind, "why": why, "times": times} for (kind, why), times in adversary.missed.items()]
            _write(out / "missed.jsonl", missed)
            _write(out / "errors.jsonl", [{"error": error} for error in driver.errors])
            journal.close()


async def _lived(
    told: Told, driver: Driver[PairFiles], adversary: Adversary, journal: Journal, seen: list[dict[str, Any]]
) -> None:
    """Drill and strike until the time is up; then let the drills under way end, unstruck."""
    async with asyncio.TaskGroup() as group:
        watching = group.create_task(_watch(driver, journal, seen))
        striking = group.create_task(adversary.run())
        driving = group.create_task(driver.run())
        await asyncio.wait([driving, striking], timeout=told.seconds, return_when=asyncio.FIRST_COMPLETED)
        driver.enough()
        adversary.enough()
        await asyncio.wait([striking])
        _, late = await asyncio.wait([driving], timeout=240)
        for task in (*late, watching):
            task.cancel()


@asynccontextmanager
async def _client(ours: Crew, ears: Ears) -> AsyncGenerator[httpx.AsyncClient]:
    hooks = {"response": [ears.hear]}
    headers = {"Authorization": f"Bearer {ours.token}"}
    base = f"http://127.0.0.1:{ours.port}"
    async with httpx.AsyncClient(base_url=base, timeout=60, headers=headers, event_hooks=hooks) as client:
        yield client


async def _until_up(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(120):
        while not await is_up(client):  # noqa: ASYNC110  another process tells nobody
            await asyncio.sleep(0.2)


async def _ready(here: Ground, files: PairFiles) -> None:
    """Put a pair as its drill expects it, however long it takes."""
    while True:
        with suppress(SpaceError):
            if await asyncio.to_thread(here.settle, files.pair):
                return
        await asyncio.sleep(_LOOK_S)


async def _watch(driver: Driver[PairFiles], journal: Journal, seen: list[dict[str, Any]]) -> None:
    """Note the newest record of each drill again and again: none may ever be gone."""
    while True:
        await asyncio.sleep(_LOOK_S)
        for flight in list(driver.flights):
            if flight.drill and not flight.card.get("verdict"):
                with suppress(JournalError, SQLAlchemyError):
                    last = await asyncio.to_thread(journal.last, flight.drill)
                    if last is not None:
                        seen.append({"drill": flight.drill, "seq": last.seq, "hash": last.hash})


def _standing(journal: Journal, here: Ground) -> Sequence[Pair]:
    """Return the pairs on which a fault was seen to have taken and is not being undone."""
    wanted = text(
        "select drill from events where kind = 'fault_verified' and at > :since and drill not in "
        "(select drill from events where kind = 'undo_invoked' and at > :since)"
    )
    try:
        with journal.engine.connect() as session:
            rows = session.execute(wanted, {"since": time.monotonic_ns() - _STANDING_NS}).all()
    except SQLAlchemyError:
        return []
    numbers = {int(str(row[0]).split("-")[1]) for row in rows}
    return [pair for pair in here.pairs if pair.number in numbers]


def _keep(out: Path, here: Ground, ours: Crew, journal: Journal) -> None:
    """Copy what the checker reads: the journal's rows, the reports, the hosts' logs; and our own logs beside them."""
    with journal.engine.connect() as session, (out / "journal.jsonl").open("w", encoding="utf-8") as file:
        for drill, seq, said, prev, link in session.execute(
            text("select drill, seq, text, prev, hash from events order by drill, seq")
        ):
            file.write(json.dumps({"drill": drill, "seq": seq, "text": said, "prev": prev, "hash": link}) + "\n")
    (out / "reports").mkdir()
    for report in (ours.home / "drills").glob("*/report.json"):
        shutil.copy(report, out / "reports" / f"{report.parent.name}.json")
    here.logs(out / "hosts")
    for one in ours.everybody:
        if one.log.exists():
            shutil.copy(one.log, out / f"{one.name}.log")


def _write(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row, default=str) + "\n" for row in rows), encoding="utf-8")
