"""How long lists take when many drills lie behind: pages, filters, the dashboard, metrics; on SQLite, over HTTP.

Beside it, what the database alone needs for a page. Run: python -m bench.service_lists [DRILLS]
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from service.index import Wanted
from tests.support import listed
from tests.support.firms import Served, firm_served
from tests.support.troubles import drill, missed

ROUNDS = 200
ADDRESSES = (
    "/api/v1/drills",
    "/api/v1/drills?limit=200",
    "/api/v1/drills?service=service-3&verdict=met",
    "/api/v1/drills?year=2025&status=completed",
    "/api/v1/dashboard",
    "/api/v1/improvements",
    "/api/v1/improvements?status=open&severity=serious",
    "/metrics",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What some rounds took, in milliseconds: half of them, nineteen in twenty, and the processor's share of one."""

    p50: float
    p95: float
    cpu: float


async def taken(work: Callable[[], Awaitable[object]], rounds: int = ROUNDS) -> Taken:
    """Return how long some rounds took. The processor's share does not depend on what else the machine does."""
    times: list[float] = []
    used = time.process_time()
    for _ in range(rounds):
        begun = time.perf_counter()
        await work()
        times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    share = (time.process_time() - used) / rounds * 1000
    return Taken(p50=times[rounds // 2], p95=times[int(rounds * 0.95)], cpu=share)


async def measure(drills: int, folder: Path) -> None:
    """Print one line for each list."""
    async with firm_served(folder) as served:
        await prepare(served, drills)
        firm = served.app.state.firm
        print(f"{drills} drills in history, {ROUNDS} rounds, in ms:{'':>8} p50     p95     cpu")
        row("a page from the database alone", await taken(lambda: page(firm)))
        async with served.client("udo") as client:
            for address in ADDRESSES:

                async def ask(address: str = address) -> None:
                    (await client.get(address)).raise_for_status()

                row(address, await taken(ask))


async def prepare(served: Served, drills: int) -> None:
    """Let `drills` drills lie behind, and sixty findings."""
    firm = served.app.state.firm
    await asyncio.to_thread(listed.fill, firm.book, drills)
    for number in range(60):
        told = missed()
        await firm.ears.tell(drill(f"late-{number}", datetime.now(UTC) + timedelta(minutes=number), told))


async def page(firm: Any) -> None:
    """Ask for one page without HTTP."""
    await asyncio.to_thread(firm.book.heads, Wanted(limit=50).query())


def row(name: str, measured: Taken) -> None:
    """Print one line."""
    print(f"  {name:<50} {measured.p50:7.1f} {measured.p95:7.1f} {measured.cpu:7.1f}")


def main() -> None:
    """Measure a history of a thousand drills, or of as many as are asked for."""
    drills = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    with TemporaryDirectory() as folder:
        asyncio.run(measure(drills, Path(folder)))


if __name__ == "__main__":
    main()
