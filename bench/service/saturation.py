"""How many requests a second the API answers beside a drill, with nobody, fifty and two hundred following it live.

An open loop that rises step by step until 1 in 100 requests takes more than a second or one is refused, twice at the
same rate; then once more between that rate and the last that held. Run: python -m bench.service.saturation
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import aiohttp

from bench.aside import aside
from bench.fanout.targets import targets
from bench.pages import Serving
from bench.service.beats import share
from bench.service.drill import Night, night
from bench.service.house import asked, ended, house, started, under_way
from bench.service.load import Answered, mix, open_loop
from bench.service.page import Wanted
from bench.service.viewers import followed
from service.software import SOFTWARE
from tests.support.serving import BOSS, EASY, Service

RESULTS: Final = Path("bench/results")
VIEWERS: Final = (0, 50, 200)
FIRST: Final = 8.0
FACTOR: Final = 1.5
STEPS: Final = 12
BOUND_S: Final = 1.0
_TARGETS: Final = 4
_ROUNDS: Final = 200
_TRIES: Final = 2
_CALM_S: Final = 2.0
_POLICY: Final = EASY + "access:\n  limits: {caller_per_minute: 1000000, stranger_per_minute: 1000000}\n"
_LIMIT: Final = {"DRILLPROOF_LIMITS__VIEWERS_PER_DRILL": "250", "DRILLPROOF_LIMITS__VIEWERS": "300"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One stretch at one rate; times in ms from when a request was due, `late` of them before it was sent at most."""

    viewers: int
    rate: float
    requests: int
    p50_ms: float
    p99_ms: float
    worst_ms: float
    late_ms: float
    wrong: dict[str, int]
    cpu: float
    """How much of a processor the service used."""
    load: float

    @property
    def held(self) -> bool:
        """Tell whether the rate was sustained: 99 of 100 within the bound, and none refused."""
        return self.p99_ms <= BOUND_S * 1000 and not self.wrong


async def measured(viewers: int, seconds: float, folder: Path) -> list[Row]:
    """Return every stretch with so many viewers, over a service of their own."""
    with ExitStack() as stack:
        (folder / "sshd").mkdir()
        place = stack.enter_context(aside())
        made = stack.enter_context(targets(folder / "sshd", _TARGETS, ()))
        files = stack.enter_context(night(folder, made, _ROUNDS, 2.0))
        wanted = Wanted(targets=_TARGETS, rate=FIRST, seconds=seconds, viewers=viewers, seed=1)
        async with house(wanted, folder, _POLICY) as service, _session(service) as session:
            dossier, drill = await started(session, files)
            await under_way(session, drill)
            base, token = str(service.client.base_url), service.tokens[BOSS]
            watching = asyncio.ensure_future(followed(base, token, place.words, drill, viewers))
            await asyncio.sleep(_CALM_S)
            rows = await _risen(session, Serving(service.client, service.process), wanted, (drill, dossier, files))
            await asked(session, "/api/v1/emergency-stop", {"reason": "the measurement is over"})
            await ended(session, drill)
            await watching
            return rows


@asynccontextmanager
async def _session(service: Service) -> AsyncGenerator[aiohttp.ClientSession]:
    headers = {"Authorization": f"Bearer {service.tokens[BOSS]}"}
    connector, timeout = aiohttp.TCPConnector(limit=0), aiohttp.ClientTimeout(total=30)
    base = str(service.client.base_url)
    async with aiohttp.ClientSession(base, headers=headers, timeout=timeout, connector=connector) as session:
        yield session


async def _risen(
    session: aiohttp.ClientSession, served: Serving, wanted: Wanted, about: tuple[str, str, Night]
) -> list[Row]:
    """Return the stretches: rising until one does not hold, then one between."""
    rows: list[Row] = []
    for number in range(STEPS):
        for _ in range(_TRIES):
            rows.append(await _stretch(session, served, wanted, FIRST * FACTOR**number, about))
            if rows[-1].held:
                break
        else:
            break
    held = max((row.rate for row in rows if row.held), default=0.0)
    if held and not rows[-1].held:
        rows.append(await _stretch(session, served, wanted, (held + rows[-1].rate) / 2, about))
    return rows


async def _stretch(
    session: aiohttp.ClientSession, served: Serving, wanted: Wanted, rate: float, about: tuple[str, str, Night]
) -> Row:
    await asyncio.sleep(_CALM_S)  # what the last stretch left is done
    load, used = os.getloadavg()[0], served.cpu_ms()
    begun = asyncio.get_running_loop().time()
    answered = await open_loop(session, mix(*about), rate, wanted.seconds, wanted.seed)
    passed = asyncio.get_running_loop().time() - begun
    row = _row(wanted.viewers, rate, answered, cpu=(served.cpu_ms() - used) / 1000 / passed, load=load)
    print(f"{datetime.now(UTC):%H:%M:%S} {_line(row)}", file=sys.stderr, flush=True)
    return row


def _row(viewers: int, rate: float, answered: Sequence[Answered], *, cpu: float, load: float) -> Row:
    times = sorted(one.seconds * 1000 for one in answered)
    wrong: dict[str, int] = {}
    for one in answered:
        if not one.right:
            wrong[str(one.status)] = wrong.get(str(one.status), 0) + 1
    return Row(
        viewers=viewers,
        rate=rate,
        requests=len(answered),
        p50_ms=share(times, 0.5),
        p99_ms=share(times, 0.99),
        worst_ms=times[-1],
        late_ms=max(one.late for one in answered) * 1000,
        wrong=wrong,
        cpu=cpu,
        load=load,
    )


def page(rows: Sequence[Row], seconds: float) -> str:
    """Return the page."""
    told = [
        "# Up to saturation",
        "",
        f"`make bench-saturation`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Linux {platform.release()},",
        f"Python {platform.python_version()}, {SOFTWARE}, SQLite. The mix of `make bench-service` (a fifth writes)",
        f"in an open loop, {seconds:g} s at each rate, beside a drill with a 50 ms beat in the API's process; viewers",
        "follow it over SSE. A rate is sustained where 99 of 100 requests take no more than",
        f"{BOUND_S:g} s from when they were due and none is refused. Who asks is one more process on the same cores.",
        "",
        "| viewers | highest rate sustained, requests/s |",
        "|---|---|",
    ]
    for viewers in dict.fromkeys(row.viewers for row in rows):
        best = max((row.rate for row in rows if row.viewers == viewers and row.held), default=0.0)
        told.append(f"| {viewers} | {best:.0f} |")
    told += ["", "| viewers | requests/s | asked | p50, ms | p99, ms | worst, ms | wrong | processors | load before |"]
    told += ["|---|---|---|---|---|---|---|---|---|"]
    told += [_line(row) for row in sorted(rows, key=lambda row: (row.viewers, row.rate))]
    told += ["", f"Who asks was late by {max(row.late_ms for row in rows):.0f} ms at most, which is in the times."]
    return "\n".join(told) + "\n"


def _line(row: Row) -> str:
    wrong = ", ".join(f"{status}: {count}" for status, count in sorted(row.wrong.items()))
    times = f"{row.p50_ms:.0f} | {row.p99_ms:.0f} | {row.worst_ms:.0f}"
    return f"| {row.viewers} | {row.rate:.0f} | {row.requests} | {times} | {wrong} | {row.cpu:.2f} | {row.load:.1f} |"


def main() -> None:
    """Measure and print; with --keep also write the page and the raw rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, nargs="+", default=list(VIEWERS))
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--keep", action="store_true", help=f"write the page and the raw rows to {RESULTS}")
    told = parser.parse_args()
    os.environ.update(_LIMIT)
    rows: list[Row] = []
    for viewers in told.viewers:
        with TemporaryDirectory(prefix="saturation-") as folder:
            rows += asyncio.run(measured(viewers, told.seconds, Path(folder)))
    text = page(rows, told.seconds)
    print(text)
    if told.keep:
        (RESULTS / "service-saturation.md").write_text(text, encoding="utf-8")
        raw = "".join(json.dumps(asdict(row)) + "\n" for row in rows)
        (RESULTS / "service-saturation.jsonl").write_text(raw, encoding="utf-8")


if __name__ == "__main__":
    main()
