"""What a long history costs whoever asks the API: 10, 1,000 and 100,000 drills in the book.

Over real HTTP, one request after the other, in rounds of changing order. Run: python -m bench.service.histories
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import httpx

from bench.pages import Asked, ask, founded, serving
from service.software import SOFTWARE
from tests.support.long_past.firm import SERVICES, Filled, Size, fill

RESULTS: Final = Path("bench/results")
SIZES: Final = (10, 1_000, 100_000)
ROUNDS: Final = 60
GOVERNED: Final = 10
"""So many drills left traces in the book beside their heads, in each history: only the number of drills differs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one address cost with so many drills behind; milliseconds, of the processor the median."""

    drills: int
    address: str
    first_ms: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One history: its rows, and how the service came up over it."""

    drills: int
    filled_s: float
    settled_s: float
    mib: float
    load: float
    rows: list[Row]


def addresses(filled: Filled) -> tuple[str, ...]:
    """Return what is asked for."""
    lists, year = "/api/v1/drills", filled.year
    return (
        lists,
        f"{lists}?limit=200",
        f"{lists}?service={SERVICES[3]}",
        f"{lists}?service={SERVICES[3]}&verdict=met",
        f"{lists}?year={year}&status=completed",
        f"{lists}/{filled.closed}",
        f"{lists}/{filled.closed}/report",
        "/api/v1/dashboard",
        "/api/v1/due",
        "/api/v1/improvements",
        "/metrics",
        "/console/",
        "/console/drills",
        "/console/history",
        f"/console/history/{SERVICES[3]}",
    )


async def measured(drills: int, rounds: int, home: Path) -> Past:
    """Fill a firm with so many drills, serve it, and ask for everything."""
    begun, root = time.monotonic(), home.parent / "firm"
    firm = founded(home, root)
    filled = await fill(firm, root, Size(drills=drills, whole=4, governed=GOVERNED))
    firm.journal.close()
    took = time.monotonic() - begun
    async with serving(home, filled.cookie) as served:
        settled, load = await served.settled(), os.getloadavg()[0]
        found = {address: Asked() for address in addresses(filled)}
        for address, one in found.items():
            await ask(served, address, one, "en")
            one.first_ms = one.times.pop()
            one.cpu.clear()
        chance = random.Random(8)
        for number in range(rounds):
            for address in chance.sample(list(found), len(found)):
                await ask(served, address, found[address], ("zh", "en")[number % 2])
        mib = _resident_mib(served.process.pid)
    rows = [_row(drills, address.replace(filled.closed, "NEWEST"), one) for address, one in found.items()]
    return Past(drills=drills, filled_s=took, settled_s=settled, mib=mib, load=load, rows=rows)


def _row(drills: int, address: str, one: Asked) -> Row:
    return Row(
        drills=drills,
        address=str(httpx.URL(address)),
        first_ms=one.first_ms,
        p50_ms=one.at(0.5),
        p99_ms=one.at(0.99),
        cpu_ms=sorted(one.cpu)[len(one.cpu) // 2],
        bytes=one.bytes,
    )


def _resident_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def page(pasts: Sequence[Past], rounds: int) -> str:
    """Return the page."""
    told = [
        "# What a long history costs",
        "",
        f"`make bench-histories`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Linux {platform.release()},",
        f"Python {platform.python_version()}, {SOFTWARE}, SQLite. `drillproof serve` by itself, over HTTP,",
        f"one request after the other by somebody who may see everything, {rounds} rounds of changing order. In each",
        f"history {GOVERNED} drills left traces in the book (dossiers, findings, reports owed), some are whole, and",
        "the others are in the list alone: only their number differs. A cell is p50 / p99 of the time until the last",
        "byte and, in brackets, what the service's threads used of a processor (median), all in ms.",
        "",
        f"| asked | {' | '.join(f'{past.drills:,} drills' for past in pasts)} |",
        "|---|" + "---|" * len(pasts),
    ]
    for rows in zip(*(past.rows for past in pasts), strict=True):
        cells = (f"{row.p50_ms:.0f} / {row.p99_ms:.0f} [{row.cpu_ms:.1f}]" for row in rows)
        told.append(f"| `{rows[0].address}` | {' | '.join(cells)} |")
    for name, cells in (
        ("the service's memory afterwards, MiB", [f"{past.mib:.0f}" for past in pasts]),
        ("from its start until it is at rest, s", [f"{past.settled_s:.0f}" for past in pasts]),
        ("load before the rounds", [f"{past.load:.1f}" for past in pasts]),
    ):
        told.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(told) + "\n"


def main() -> None:
    """Measure and print; with --keep also write the page and the raw rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("drills", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--keep", action="store_true", help=f"write the page and the raw rows to {RESULTS}")
    told = parser.parse_args()
    pasts: list[Past] = []
    for drills in told.drills:
        with TemporaryDirectory(prefix="histories-") as folder:
            pasts.append(asyncio.run(measured(drills, told.rounds, Path(folder) / "home")))
        filled = f"filled in {pasts[-1].filled_s:.0f} s, at rest after {pasts[-1].settled_s:.0f} s"
        print(f"{datetime.now(UTC):%H:%M:%S} {drills:,} drills, {filled}", file=sys.stderr)
    text = page(pasts, told.rounds)
    print(text)
    if told.keep:
        (RESULTS / "service-histories.md").write_text(text, encoding="utf-8")
        rows = (json.dumps(asdict(row)) + "\n" for past in pasts for row in past.rows)
        (RESULTS / "service-histories.jsonl").write_text("".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
