"""A night of the wall screen: heap, links and clocks while drills come and go: `python -m bench.wall_night [minutes]`.

The records of simulated drills are written as time passes, one drill after the other, as a worker writes them; the
service that tells of them is ended and started anew every few drills. One Chromium shows /console/wall the whole time
and is never touched. Once a minute its garbage is collected and its heap, nodes and listeners are counted; every clock
on it is held against this machine's.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from playwright.async_api import Page, async_playwright

from service.api.door import COOKIE
from tests.support.browsing import ARGUMENTS, WALL
from tests.support.drills import good_drill
from tests.support.histories import ns
from tests.support.living import Living, living, unhurried
from tests.support.ports import free_port

_MINUTE: Final = 60
_DRILLS_A_LIFE: Final = 4
_PAUSE_S: Final = 8
_AWAY_S: Final = 6
_COUNTED: Final = ("JSHeapUsedSize", "Nodes", "JSEventListeners", "Documents")
_MOST_GROWTH: Final = 0.05
"""The heap may grow by so much over the second half of the night."""
_EARLIER_S: Final = 95.0
"""The fault of the story is at 100 s; what was before is written at once."""
_WATCH: Final = """() => {
  window.night = { ticks: [], elapsed: [], states: [], links: 0 };
  const { night } = window;
  const clock = document.getElementById("clock");
  new MutationObserver(() => {
    const now = Date.now(), [h, m, s] = clock.textContent.split(":").map(Number);
    const day = new Date(now + 8 * 3600e3);
    const real = ((day.getUTCHours() * 60 + day.getUTCMinutes()) * 60 + day.getUTCSeconds()) * 1000 + now % 1000;
    night.ticks.push(real - ((h * 60 + m) * 60 + s) * 1000);
    const runs = document.querySelector('.clock[data-since]:not([data-since=""])[data-stopped=""]');
    const shown = runs?.querySelector(".elapsed").textContent.match(/^(\\d+):(\\d+)\\.(\\d)$/);
    if (!shown) return;
    night.elapsed.push(now - Number(runs.dataset.since) - (shown[1] * 60000 + shown[2] * 1000 + shown[3] * 100));
  }).observe(clock, { childList: true, characterData: true, subtree: true });
  const link = document.getElementById("link");
  const noted = new MutationObserver(() => night.states.push([Date.now(), link.dataset.how]));
  noted.observe(link, { attributeFilter: ["data-how"] });
}"""
_TOLD: Final = """() => {
  const { ticks, elapsed, states } = window.night;
  Object.assign(window.night, { ticks: [], elapsed: [], states: [] });
  return { ticks, elapsed, states };
}"""


@dataclass(slots=True)
class Night:
    """What was counted: a row a minute; how far each clock was off in ms; drills; when the link was said to be what."""

    rows: list[dict[str, float]] = field(default_factory=list[dict[str, float]])
    ticks: list[float] = field(default_factory=list[float])
    elapsed: list[float] = field(default_factory=list[float])
    states: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    shown: list[str] = field(default_factory=list[str])
    drills: list[str] = field(default_factory=list[str])
    lives: int = 0
    errors: list[str] = field(default_factory=list[str])


async def night(folder: Path, minutes: float) -> Night:
    """Let drills come and go for so long, before a wall that is only looked at."""
    found, until, port = Night(), time.monotonic() + minutes * _MINUTE, free_port()
    with living(folder, unhurried(), port=port) as served:
        cookie = served.app.state.firm.access.sessions.open("vera", "127.0.0.1", "password").cookie
    async with asyncio.TaskGroup() as group, _wall(f"http://127.0.0.1:{port}", cookie, found) as page:
        looking = None
        while time.monotonic() < until:
            with living(folder, unhurried(), people=False, port=port) as served:
                found.lives += 1
                if looking is None:
                    await page.goto("/console/wall?lang=en")
                    await page.evaluate(_WATCH)
                    looking = group.create_task(_look(page, found, until))
                await _drills(served, page, found, until)
            await asyncio.sleep(_AWAY_S)
        if looking is not None:
            await looking
    return found


async def _drills(served: Living, page: Page, found: Night, until: float) -> None:
    """Write one drill after the other, and note which of them the wall has shown."""
    for _ in range(_DRILLS_A_LIFE):
        if time.monotonic() > until:
            return
        name = f"night-{len(found.drills) + 1}"
        found.drills.append(name)
        await _drilled(served, name)
        shown = await page.locator(f'#live [data-seq][data-drill="{name}"]').count()
        found.shown += [name] * shown
        await asyncio.sleep(_PAUSE_S)


async def _drilled(served: Living, name: str) -> None:
    """Write the records of a drill as time passes, from shortly before its fault on."""
    firm, begun_ns = served.app.state.firm, time.time_ns() - ns(_EARLIER_S)
    events = list(good_drill().history().events)
    pen = await asyncio.to_thread(firm.journal.take_pen, name)
    past = [event for event in events if event.at <= ns(_EARLIER_S)]
    await asyncio.to_thread(pen.store, [replace(past[0], drill=name, utc_ns=begun_ns), *past[1:]])
    await firm.index.fill()
    to_come = events[len(past) :]
    while to_come:
        now = time.time_ns() - begun_ns
        due = [event for event in to_come if event.at <= now]
        if due:
            await pen.append_many(due)
        to_come = to_come[len(due) :]
        await asyncio.sleep(0.5)


async def _look(page: Page, found: Night, until: float) -> None:
    """Count once a minute."""
    session: Any = await page.context.new_cdp_session(page)  # its own types leave what it answers open
    await session.send("Performance.enable")
    began = time.monotonic()
    while time.monotonic() < until:
        row = {"minute": (time.monotonic() - began) / _MINUTE, "drills": len(found.drills), "lives": found.lives}
        found.rows.append({**row, **await _counted(session)})
        told = await page.evaluate(_TOLD)
        found.ticks += told["ticks"]
        found.elapsed += told["elapsed"]
        found.states += [(at, how) for at, how in told["states"]]
        print(_row(found.rows[-1]), file=sys.stderr, flush=True)
        await asyncio.sleep(_MINUTE)


async def _counted(session: Any) -> dict[str, float]:
    await session.send("HeapProfiler.collectGarbage")
    told: dict[str, Any] = await session.send("Performance.getMetrics")
    return {one["name"]: one["value"] for one in told["metrics"] if one["name"] in _COUNTED}


@asynccontextmanager
async def _wall(url: str, cookie: str, found: Night) -> AsyncGenerator[Page]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        message = "no Chromium on this machine: install the package chromium"
        raise SystemExit(message)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        size = {"width": WALL[0], "height": WALL[1]}
        context = await browser.new_context(base_url=url, viewport=size)  # pyright: ignore[reportArgumentType]
        await context.add_cookies([{"name": COOKIE, "value": cookie, "url": url}])
        page = await context.new_page()
        page.on("pageerror", lambda error: found.errors.append(str(error)))
        yield page
        await browser.close()


def _row(row: dict[str, float]) -> str:
    heap = row["JSHeapUsedSize"] / 1e6
    return (
        f"| {row['minute']:.0f} | {row['drills']:.0f} | {row['lives']:.0f} | {heap:.2f} | {row['Nodes']:.0f} "
        f"| {row['JSEventListeners']:.0f} |"
    )


def _growth(rows: Sequence[dict[str, float]]) -> float:
    """Return by which part the least heap of the last quarter is above that of the second quarter."""
    heaps = [row["JSHeapUsedSize"] for row in rows]
    quarter = max(1, len(heaps) // 4)
    return min(heaps[-quarter:]) / min(heaps[quarter : 2 * quarter] or heaps) - 1


def _away(states: Sequence[tuple[float, str]]) -> list[float]:
    """Return for how many seconds each time the wall said that it is not up to date."""
    found: list[float] = []
    lost: float | None = None
    for at, how in states:
        if how == "alive" and lost is not None:
            found.append((at - lost) / 1000)
        lost = None if how == "alive" else lost or at
    return found


def _print(found: Night) -> None:
    print(
        f"{len(found.drills)} drills, {len(found.shown)} seen on the wall; the service was started {found.lives} times"
    )
    away = ", ".join(f"{one:.0f}" for one in _away(found.states))
    print(f"the wall said that it was not up to date for (s): {away or 'never'}; page errors: {len(found.errors)}")
    for name, off in (("time of day", found.ticks), ("elapsed", found.elapsed)):
        if off:
            first, last = sorted(off[: len(off) // 4 or 1]), sorted(off[-(len(off) // 4 or 1) :])
            print(
                f"{name}, behind by ms: {min(off):.0f} to {max(off):.0f}; median of the first quarter "
                f"{first[len(first) // 2]:.0f}, of the last {last[len(last) // 2]:.0f} ({len(off)} readings)"
            )
    print("\n| minute | drills | lives | heap, MB | nodes | listeners |\n|---|---|---|---|---|---|")
    print("\n".join(_row(row) for row in found.rows))
    print(f"\nheap, last quarter against second: {_growth(found.rows):+.1%}")


def main() -> int:
    """Spend a night, print what it came to, and say by the exit code whether something piled up."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0
    with TemporaryDirectory(prefix="drillproof-night-") as folder:
        found = asyncio.run(night(Path(folder), minutes))
    _print(found)
    return int(_growth(found.rows) > _MOST_GROWTH or len(found.shown) < len(found.drills) or bool(found.errors))


if __name__ == "__main__":
    raise SystemExit(main())
