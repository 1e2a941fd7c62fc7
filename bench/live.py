"""How long after its record a step's result is on the screen: `python -m bench.live`.

A service and whoever writes the journal (as a worker does) in this process, N viewers in another that do what
the drill room's script does, and one real Chromium among them whose drill room is watched. A record counts from before
it is written; the screen from the first frame that shows it. All on the same machine's clock.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import shutil
import sys
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import aiohttp
from playwright.async_api import Page, async_playwright

from measurements.codec import Record
from measurements.events import Event, Outcome, SamplesTaken, StepCompleted, StepInvoked
from runners.journal import Writer
from scenarios.plan import Phase, Run
from service.api.door import COOKIE
from tests.support.browsing import ARGUMENTS, House
from tests.support.histories import Story, ledger, ns, objective, plan, probe, step
from tests.support.living import Living, living

DRILL: Final = "bench-live"
RESULTS: Final = Path("bench/results/live.md")
HEAD: Final = (
    "# How soon a step's result is on the screen: `make bench-live`",
    "",
    "From before its record is written to the first frame of a real Chromium's drill room that shows it; the other",
    "viewers read the same stream and the live part of the page as the room's script does. One turn a line. A viewer",
    "that got a record out of turn would have ended the run.",
    "",
)
_PART_S: Final = 2.0
_STEP_S: Final = (0.3, 0.9)
_TAKES_S: Final = 0.2
_WATCH: Final = """() => {
  window.seen = {};
  const look = () => {
    for (const row of document.querySelectorAll('tr[data-step][data-state="ok"]'))
      window.seen[row.dataset.step] ??= performance.timeOrigin + performance.now();
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


def story(steps: int) -> Story:
    """Return a drill that has just begun, with that many steps to come."""
    to_come = [step(f"step-{number}", Phase.SWITCH, Run(script="true")) for number in range(steps)]
    made = plan(probes=[probe()], ledgers=[ledger()], objectives=[objective(writes=True)], steps=to_come)
    return Story(made).started(0.01)


async def watched(served: Living, folder: Path, steps: int, viewers: int) -> list[float]:
    """Return for each step how many ms after its record it was on Chromium's screen."""
    house, begun_ns = House(served, folder), time.time_ns()
    told = story(steps).history().events
    pen = await asyncio.to_thread(served.app.state.firm.journal.take_pen, DRILL)
    await asyncio.to_thread(pen.store, [replace(told[0], drill=DRILL, utc_ns=begun_ns), *told[1:]])
    async with asyncio.TaskGroup() as group, _chromium(house) as page:
        others = await _viewers(served.url, house, viewers - 1)
        _say("all follow")
        talk = group.create_task(_samples(pen, begun_ns))
        await asyncio.sleep(_PART_S)
        written = await _steps(pen, begun_ns, steps)
        await asyncio.sleep(2)
        _say("all is written")
        talk.cancel()
        seen: dict[str, float] = await page.evaluate("window.seen")
        drift = await page.evaluate("performance.timeOrigin + performance.now()") - time.time_ns() / 1e6
        followed = await _ended(others)
    print(f"clocks differ by {drift:.1f} ms; {len(followed)} viewers more, each read {sorted(set(followed))} records")
    missing = [name for name in written if name not in seen]
    if missing:
        message = f"never on the screen: {missing}"
        raise SystemExit(message)
    return [seen[name] - at for name, at in written.items()]


def _say(what: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {what} (load {os.getloadavg()[0]:.1f})", file=sys.stderr, flush=True)


async def _steps(pen: Writer, begun_ns: int, steps: int) -> dict[str, float]:
    """Do one step after the other; return when each one's result was about to be written, ms since 1970."""
    written: dict[str, float] = {}
    chance = random.Random(7)
    for number in range(steps):
        name = f"step-{number}"
        await _told(pen, StepInvoked(at=time.time_ns() - begun_ns, step=name, host="", run="run-1"))
        await asyncio.sleep(_TAKES_S)
        written[name] = time.time_ns() / 1e6
        done = StepCompleted(at=time.time_ns() - begun_ns, step=name, host="", outcome=Outcome.OK, stdout="done\n" * 20)
        await _told(pen, done)
        await asyncio.sleep(chance.uniform(*_STEP_S))
    return written


async def _told(pen: Writer, event: Event) -> list[Record]:
    return await pen.append_many([event])


async def _samples(pen: Writer, begun_ns: int) -> None:
    """Write a batch of samples every second, as a prober with a beat of 50 ms does."""
    for batch in range(100_000):
        now = time.time_ns() - begun_ns
        sent = tuple(now - ns(1 - place * 0.05) for place in range(20))
        received = tuple(each + ns(0.004) for each in sent)
        taken = SamplesTaken(
            at=now, stream="entry", batch=batch, due=sent, sent=sent, received=received, ok=(True,) * 20
        )
        await _told(pen, taken)
        await asyncio.sleep(1)


@asynccontextmanager
async def _chromium(house: House) -> AsyncGenerator[Page]:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if found is None:
        message = "no Chromium on this machine: install the package chromium"
        raise SystemExit(message)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        context = await browser.new_context(base_url=house.url)
        await context.add_cookies([{"name": COOKIE, "value": house.session_of("olga").cookie, "url": house.url}])
        page = await context.new_page()
        await page.goto(f"/console/drills/{DRILL}")
        await page.evaluate(_WATCH)
        yield page
        await browser.close()


async def _viewers(base: str, house: House, many: int) -> list[asyncio.subprocess.Process]:
    """Let viewers follow in a process of their own, with the session of somebody else."""
    if many < 1:
        return []
    command = (sys.executable, "-m", "bench.live", "--view", base, str(many))
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None  # noqa: S101  it was started with a pipe
    process.stdin.write(house.session_of("omar").cookie.encode() + b"\n")
    await process.stdin.drain()
    assert process.stdout is not None  # noqa: S101  it was started with a pipe
    await process.stdout.readline()
    return [process]


async def _ended(others: Sequence[asyncio.subprocess.Process]) -> list[int]:
    """Tell the viewers that it is over; return how many records each has read."""
    read: list[int] = []
    for process in others:
        told, _ = await process.communicate(b"over\n")
        read += json.loads(told)
    return read


async def viewing(base: str, many: int, cookie: str) -> list[int]:
    """Follow with `many` viewers until a line comes in; return the last number that each has read without a hole."""
    connector = aiohttp.TCPConnector(limit=0)
    jar = aiohttp.DummyCookieJar()
    headers = {"Cookie": f"{COOKIE}={cookie}"}
    last = [0] * many
    async with aiohttp.ClientSession(base, connector=connector, cookie_jar=jar, headers=headers) as session:
        tasks = [asyncio.create_task(_view(session, last, place)) for place in range(many)]
        while not all(last):
            await asyncio.sleep(0.05)
            for task in tasks:
                if task.done():
                    task.result()
        print("all follow", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        for task in tasks:
            task.cancel()
        for done in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(done, Exception):
                raise done
    return last


async def _view(session: aiohttp.ClientSession, last: list[int], place: int) -> None:
    """Do what the room's script does: read records, and ask for the part of the page now and then."""
    await asyncio.sleep(place * _PART_S / len(last))
    timeout = aiohttp.ClientTimeout(total=None)
    asked = time.monotonic()
    async with session.get(f"/api/v1/drills/{DRILL}/events", timeout=timeout) as answer:
        answer.raise_for_status()
        async for line in answer.content:
            if not line.startswith(b"id: "):
                continue
            number = int(line[4:])
            if number != last[place] + 1:
                message = f"a viewer got record {number} after {last[place]}"
                raise RuntimeError(message)
            last[place] = number
            if time.monotonic() - asked >= _PART_S:
                asked = time.monotonic()
                async with session.get(f"/console/drills/{DRILL}/live") as part:
                    await part.read()


def report(late: Sequence[float], viewers: int, load: tuple[float, float]) -> str:
    """Return the figures as one line."""
    ordered = sorted(late)
    p95 = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    middle = ordered[len(ordered) // 2]
    return (
        f"{len(late)} steps, {viewers} viewers: on the screen after {middle:.0f} ms (median), {p95:.0f} ms (p95), "
        f"{ordered[-1]:.0f} ms (worst); load {load[0]:.1f} before, {load[1]:.1f} after, {os.cpu_count()} cores"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--viewers", type=int, default=50, help="Chromium is one of them")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--keep", action="store_true", help=f"write what it prints to {RESULTS}")
    parser.add_argument("--view", nargs=2, metavar=("BASE", "MANY"), help=argparse.SUPPRESS)
    asked: Any = parser.parse_args(arguments)
    if asked.view:
        cookie = sys.stdin.readline().strip()
        print(json.dumps(asyncio.run(viewing(asked.view[0], int(asked.view[1]), cookie))))
        return
    told = [turn(asked.steps, asked.viewers) for _ in range(asked.turns)]
    if asked.keep:
        RESULTS.write_text("\n".join([*HEAD, f"{datetime.now(UTC):%Y-%m-%d}", "", *told, ""]), encoding="utf-8")


def turn(steps: int, viewers: int) -> str:
    """Measure once, on a service of its own; print and return the figures."""
    before = os.getloadavg()[0]
    with TemporaryDirectory(prefix="live-") as folder, contextlib.ExitStack() as stack:
        served = stack.enter_context(living(Path(folder)))
        late = asyncio.run(watched(served, Path(folder), steps, viewers))
    told = f"- {report(late, viewers, (before, os.getloadavg()[0]))}"
    print(told, flush=True)
    return told


if __name__ == "__main__":
    main()
