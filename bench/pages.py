"""How long the console's pages take when many drills lie behind, and how large they are; `drillproof serve`, over HTTP.

Every page by the application's own routes, both languages, in rounds of changing order, one request after the other.
Beside them a scrape and the first byte of a drill's events. Run: python -m bench.pages [DRILLS]; ends with 1 where a
page is over its bound.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import random
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import httpx

from service.api.app import create_app
from service.api.door import COOKIE
from service.dossiers.files import SHIPPED
from service.firm import Firm, open_firm
from service.policy import read_policy
from tests.support.command import start_drillproof
from tests.support.databases import database_in, journal_in
from tests.support.firms import enlist
from tests.support.long_past.addresses import asked, is_paper
from tests.support.long_past.firm import POLICY, RUNNING, Filled, Size, begin_running, fill
from tests.support.ports import free_port

RESULTS: Final = Path("bench/results/pages.md")
ROUNDS: Final = 40
LONGEST_MS: Final = 100.0
LARGEST_KB: Final = 200.0
_FILES: Final = "/console/static/"
_SELDOM: Final = 3
"""Rounds in which papers, which take seconds, and files, which browsers keep for good, are asked for."""
_EVENTS: Final = f"/api/v1/drills/{RUNNING}/events"
_METRICS: Final = "/metrics"
_LIST_PAGES: Final = ("/console/", "/console/drills", "/console/history", "/console/evidence", "/console/wall")
"""What is asked where there are too many drills for everything else to be there."""
_BLOCKED: Final = "event loop blocked"
_MANY: Final = 2_000
"""With more drills than this only lists are asked for: people left no traces around the older ones."""
_FEW: Final = 300
_LINE: Final = 500
_LINES: Final = 20
_SETTLED_S: Final = 180.0
_LOOK_S: Final = 3.0
_IDLE: Final = 0.15
"""Of a processor: who works less than this has done what begins with a start."""


@dataclass(slots=True)
class Asked:
    """What asking for one address gave: milliseconds until the last byte, the processor's share of it, bytes."""

    first_ms: float = 0.0
    times: list[float] = field(default_factory=list[float])
    cpu: list[float] = field(default_factory=list[float])
    bytes: int = 0

    def at(self, share: float) -> float:
        """Return what so many of the requests took at most."""
        return sorted(self.times)[min(len(self.times) - 1, int(len(self.times) * share))]

    @property
    def is_over(self) -> bool:
        """Tell whether it is slower or larger than a page may be."""
        return self.at(0.95) > LONGEST_MS or self.bytes / 1000 > LARGEST_KB


@dataclass(slots=True)
class Serving:
    """A service in a process of its own, and what it logged of its event loop."""

    client: httpx.AsyncClient
    process: asyncio.subprocess.Process
    blocked: list[str] = field(default_factory=list[str])

    def cpu_ms(self) -> float:
        """Return how much of a processor its threads have used so far."""
        return sum(map(_used_ns, Path(f"/proc/{self.process.pid}/task").glob("*/schedstat"))) / 1e6

    async def listen(self) -> None:
        """Take what it logs, to the end, so that its pipe never fills."""
        if self.process.stderr is not None:
            async for line in self.process.stderr:
                if _BLOCKED.encode() in line:
                    self.blocked.append(line.decode(errors="replace").strip())

    async def settled(self) -> float:
        """Return after how many seconds the chores of the start were done: nothing to speak of is worked at then."""
        begun, used = time.monotonic(), self.cpu_ms()
        while time.monotonic() - begun < _SETTLED_S:
            await asyncio.sleep(_LOOK_S)
            before, used = used, self.cpu_ms()
            if used - before < _IDLE * _LOOK_S * 1000:
                break
        return time.monotonic() - begun


def founded(home: Path, root: Path) -> Firm:
    """Return a new firm with people, whose files will lie in `root`."""
    home.mkdir()
    (home / "policy.yaml").write_text(POLICY, encoding="utf-8")
    firm = open_firm(journal_in(home), home, read_policy(home / "policy.yaml"), (root,))
    enlist(firm.access)
    return firm


async def filled_at(home: Path, drills: int) -> tuple[Filled, tuple[str, ...]]:
    """Fill a new firm, and return what is called how in it, and its pages."""
    root = home.parent / "firm"
    firm = founded(home, root)
    filled = await fill(firm, root, Size(drills=drills, governed=drills if drills <= _MANY else _FEW))
    pages = asked(create_app(firm.journal, home), filled)
    firm.journal.close()
    return filled, pages


@asynccontextmanager
async def serving(home: Path, cookie: str) -> AsyncGenerator[Serving]:
    """Let `drillproof serve` live over a filled firm; a drill begins once it answers."""
    port, root = free_port(), home.parent / "firm"
    told = ["--port", str(port), "--db", database_in(home), "--home", str(home), "--policy", str(home / "policy.yaml")]
    process = await start_drillproof("serve", *told, "--root", str(root), "--root", str(SHIPPED), anew=True)
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{port}", timeout=60, cookies={COOKIE: cookie}, headers={"Accept": "text/html"}
    ) as client:
        served = Serving(client, process)
        listening = asyncio.create_task(served.listen())
        try:
            await _answering(served)
            yield served
        finally:
            process.terminate()
            await process.wait()
            await listening


def _used_ns(task: Path) -> int:
    """Return for how long a thread had a processor; 0 for one that has ended meanwhile."""
    try:
        return int(task.read_text("ascii").split()[0])
    except OSError:
        return 0


async def _answering(served: Serving) -> None:
    async with asyncio.timeout(120):
        while True:
            if served.process.returncode is not None:
                msg = "the service ended"
                raise RuntimeError(msg)
            try:
                if (await served.client.get("/healthz")).status_code == HTTPStatus.OK:
                    return
            except httpx.TransportError:
                await asyncio.sleep(0.05)


async def measured(served: Serving, pages: Sequence[str], rounds: int) -> dict[str, Asked]:
    """Ask for everything, first in both languages and then in rounds of changing order and language."""
    found = {address: Asked() for address in (*pages, _METRICS, _EVENTS)}
    for address, one in found.items():
        await ask(served, address, one, "zh")
        one.first_ms = one.times.pop()
        await ask(served, address, one, "en")
        one.times.clear()
        one.cpu.clear()
    chance = random.Random(8)
    for number in range(rounds):
        order = [one for one in found if number < _SELDOM or not (is_paper(one) or one.startswith(_FILES))]
        chance.shuffle(order)
        for address in order:
            await ask(served, address, found[address], ("zh", "en")[number % 2])
    return found


async def ask(served: Serving, address: str, one: Asked, lang: str) -> None:
    """Ask once; of events only the first byte is waited for."""
    used, begun = served.cpu_ms(), time.perf_counter()
    params = dict(httpx.URL(address).params) | ({} if address == _METRICS else {"lang": lang})
    async with served.client.stream("GET", httpx.URL(address).path, params=params) as answer:
        if answer.is_error or "/login" in answer.headers.get("location", ""):
            msg = f"{address}: {answer.status_code} {(await answer.aread())[:500]!r}"
            raise RuntimeError(msg)
        size = await _size(answer.aiter_bytes(), whole=address != _EVENTS)
    one.times.append((time.perf_counter() - begun) * 1000)
    one.cpu.append(served.cpu_ms() - used)
    one.bytes = max(one.bytes, size)


async def _size(parts: AsyncIterator[bytes], *, whole: bool) -> int:
    size = 0
    async for part in parts:
        size += len(part)
        if not whole:
            return size
    return size


def rows(found: dict[str, Asked]) -> list[str]:
    """Return the table, the slowest first."""
    told = ["| page | kB | first, ms | median, ms | p95, ms | processor, ms | |", "|---|--:|--:|--:|--:|--:|---|"]
    for address, one in sorted(found.items(), key=lambda each: -each[1].at(0.95)):
        cpu = sorted(one.cpu)[len(one.cpu) // 2]
        over = "**over**" if one.is_over else ""
        told.append(
            f"| `{address}` | {one.bytes / 1000:.1f} | {one.first_ms:.0f} | {one.at(0.5):.1f} | {one.at(0.95):.1f} "
            f"| {cpu:.1f} | {over} |"
        )
    return told


async def run(drills: int, rounds: int) -> tuple[list[str], bool]:
    """Measure a history of so many drills; return its part of the page, and whether every page keeps its bounds."""
    with TemporaryDirectory() as place:
        home = Path(place) / "home"
        begun = time.monotonic()
        filled, pages = await filled_at(home, drills)
        took = time.monotonic() - begun
        async with serving(home, filled.cookie) as served:
            journal = journal_in(home)
            begin_running(open_firm(journal, home, read_policy(home / "policy.yaml")))
            journal.close()
            settled, at_start, load = await served.settled(), len(served.blocked), os.getloadavg()[0]
            kept = [one for one in pages if drills <= _MANY or one.partition("?")[0] in _LIST_PAGES]
            found = await measured(served, kept, rounds)
    told = [f"## {drills:,} drills in history", ""]
    told += [f"Filled in {took:.0f} s. After the start its chores took {settled:.0f} s; {rounds} rounds began then."]
    told += [f"Load {load:.1f} before them, {os.getloadavg()[0]:.1f} after.", "", *_parts(found)]
    told += [
        f"The event loop was held for over 50 ms {len(served.blocked)} times, {at_start} of them at the start:",
        "",
    ]
    told += [f"- `{line[:_LINE]}`" for line in served.blocked[:_LINES]]
    return told, not any(one.is_over for name, one in found.items() if not is_paper(name))


def _parts(found: dict[str, Asked]) -> list[str]:
    """Return the tables: pages, and papers apart."""
    papers = {name: one for name, one in found.items() if is_paper(name)}
    told = [*rows({name: one for name, one in found.items() if name not in papers}), ""]
    if papers:
        told += ["Papers are documents that are made on demand in a process beside; they have no bound:", ""]
        told += [*rows(papers), ""]
    return told


def heading() -> list[str]:
    """Return what stands above the figures."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False).stdout
    machine = f"{os.cpu_count()} cores, Linux {platform.release()}, Python {platform.python_version()}"
    return [
        "# The console's pages over a long history: `make bench-pages`",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {machine}, SQLite, commit {commit.strip()}.",
        "`drillproof serve` in a process of its own, real HTTP on this machine, one request after the other, by",
        "somebody who may see everything; both languages in turn. *First* is the first time that the new process is",
        "asked. Times are to the last byte, of `events` to the first. *Processor* is what the service's threads used",
        "(median): it does not depend on what else the machine does as much as the clock.",
        f"A page may take {LONGEST_MS:.0f} ms (p95) and be {LARGEST_KB:.0f} kB large, uncompressed, without pictures.",
        "",
    ]


def main() -> int:
    """Measure histories of the asked lengths, write the page, and return 1 where a page is over its bounds."""
    asked_for = argparse.ArgumentParser(description=__doc__)
    asked_for.add_argument("drills", nargs="*", type=int, default=[1_000])
    asked_for.add_argument("--rounds", type=int, default=ROUNDS)
    asked_for.add_argument("--to", type=Path, default=RESULTS)
    told = asked_for.parse_args()
    parts, held = heading(), True
    for drills in told.drills:
        part, is_held = asyncio.run(run(drills, told.rounds))
        parts += [*part, ""]
        held = held and is_held
    text = "\n".join(parts)
    told.to.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
