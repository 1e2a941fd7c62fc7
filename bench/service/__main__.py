"""The API under an ops night's load beside a drill with a 50 ms beat on 200 SSH targets: python -m bench.service.

Once with the drill in the API's process, once in a worker. The drill runs alone first, then with requests in an open
loop and viewers; in the end an emergency stop under the load.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import aiohttp

from bench.aside import aside
from bench.fanout.targets import targets
from bench.service.beats import between, told
from bench.service.drill import Night, night
from bench.service.house import asked, database, ended, house, started, under_way
from bench.service.load import Answered, Asked, mix, open_loop
from bench.service.page import Result, Stopped, Wanted, Way, report
from bench.service.viewers import followed
from measurements.events import AbortAsked, StepCompleted
from measurements.history import History
from tests.support.databases import database_in
from tests.support.serving import BOSS

RESULTS: Final = Path("bench/results")
_ROUND_S: Final = 3.0
_STOP_S: Final = 20.0
"""So long the load goes on around the emergency stop."""
_REASON: Final = "the exchange reports trouble of its own"


async def measured(wanted: Wanted, folder: Path) -> Result:
    """Run the night once."""
    load = os.getloadavg()[0]
    rounds = int((2 * wanted.seconds + _STOP_S + 60) / _ROUND_S) + 1
    with ExitStack() as stack:
        (folder / "sshd").mkdir()
        place = stack.enter_context(aside())  # in a firm they are other machines
        made = stack.enter_context(targets(folder / "sshd", wanted.targets, place.words))
        files = stack.enter_context(night(folder, made, rounds, 2.0))
        stack.enter_context(database(wanted))
        async with house(wanted, folder) as service:
            timeout = aiohttp.ClientTimeout(total=60)
            base, token = str(service.client.base_url), service.tokens[BOSS]
            headers = {"Authorization": f"Bearer {token}"}
            connector = aiohttp.TCPConnector(limit=0)
            async with aiohttp.ClientSession(base, headers=headers, timeout=timeout, connector=connector) as session:
                following = partial(followed, base, token, place.words)
                result = await _through(session, wanted, files, database_in(service.home), load, following)
                return replace(result, place=place.told)


async def _through(
    session: aiohttp.ClientSession,
    wanted: Wanted,
    files: Night,
    database: str,
    load: float,
    following: Callable[[str, int], Awaitable[list[int]]],
) -> Result:
    dossier, drill = await started(session, files)
    await under_way(session, drill)
    _say("the drill alone")
    alone = time.monotonic_ns()
    await asyncio.sleep(wanted.seconds)
    _say("requests and viewers")
    begun = time.monotonic_ns()
    viewers = asyncio.ensure_future(following(drill, wanted.viewers))
    kinds = mix(drill, dossier, files)
    answered = await open_loop(session, kinds, wanted.rate, wanted.seconds, wanted.seed)
    ended = time.monotonic_ns()
    _say("emergency stop")
    stop, more, lag, blocks = await _stopped(session, kinds, wanted, drill)
    seen = await viewers
    history = await told(database, drill)
    return Result(
        wanted=wanted,
        commands=sum(1 for _ in history.of(StepCompleted)),
        alone=between(history, alone, begun),
        loaded=between(history, begun, ended),
        answered=[*answered, *more],
        until_ns=0 if history.closed is None else history.closed.at,
        seen=seen,
        stop=_completed(stop, history),
        lag_s=lag,
        blocks=blocks,
        load=(load, os.getloadavg()[0]),
    )


async def _stopped(
    session: aiohttp.ClientSession, kinds: Sequence[Asked], wanted: Wanted, drill: str
) -> tuple[dict[str, Any], list[Answered], float, float]:
    """Order the emergency stop in the midst of the load; return how it went, once the drill is closed."""
    async with asyncio.TaskGroup() as group:
        loop = group.create_task(open_loop(session, kinds, wanted.rate, _STOP_S, wanted.seed + 1))
        await asyncio.sleep(_STOP_S / 4)
        ordered = time.monotonic_ns()
        stop = await asked(session, "/api/v1/emergency-stop", {"reason": _REASON})
        stop |= {"ordered_ns": ordered, "answered_s": (time.monotonic_ns() - ordered) / 10**9}
        lag, blocks = await _of_metrics(session, "drillproof_loop_lag_seconds", "drillproof_loop_blocks_total")
        await ended(session, drill)
    async with session.get(f"/api/v1/emergency-stop/{stop['stop']}") as answer:
        stop["after"] = await answer.json()
    return stop, loop.result(), lag, blocks


async def _of_metrics(session: aiohttp.ClientSession, *names: str) -> list[float]:
    async with session.get("/metrics") as answer:
        lines = (await answer.text()).splitlines()
    return [next((float(line.split()[-1]) for line in lines if line.startswith(name)), 0.0) for name in names]


def _completed(stop: dict[str, Any], history: History) -> Stopped:
    asked = next((event.at for event in history.of(AbortAsked)), 0)
    closed = history.closed
    drills = [each for each in stop["after"]["drills"] if each["closed"]]
    return Stopped(
        answered_s=stop["answered_s"],
        runners=stop["runners"],
        drills=stop["drills"],
        recorded_s=(asked - stop["ordered_ns"]) / 10**9,
        closed_s=((0 if closed is None else closed.at) - stop["ordered_ns"]) / 10**9,
        restored=bool(drills) and all(each["restored"] for each in drills),
        residue=[left for each in drills for left in each["residue"]],
    )


def _say(what: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {what} (load {os.getloadavg()[0]:.1f})", file=sys.stderr, flush=True)


def _keep(results: Sequence[Result]) -> None:
    text = "\n".join(["# The API beside a drill", "", *map(report, results)])
    (RESULTS / "service.md").write_text(text, encoding="utf-8")
    rows = [{"runners": one.wanted.runners, **asdict(row)} for one in results for row in one.answered]
    (RESULTS / "service.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def main() -> None:
    """Measure once and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--targets", type=int, default=200)
    parser.add_argument("--rate", type=float, default=8.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--viewers", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help=f"write the page and the raw rows to {RESULTS}")
    parser.add_argument("--runners", choices=("here", "queue"), action="append", help="one way of running only")
    asked = vars(parser.parse_args())
    keep, only = asked.pop("keep"), asked.pop("runners")
    ways: list[Way] = only or ["here", "queue"]
    results: list[Result] = []
    for way in ways:
        with TemporaryDirectory(prefix="night-") as folder:
            results.append(asyncio.run(measured(Wanted(**asked, runners=way), Path(folder))))
        print(report(results[-1]))
    if keep:
        _keep(results)


if __name__ == "__main__":
    main()
