"""Our engine over plans that do nothing: every intent and every outcome durable and chained before the next."""

from __future__ import annotations

import asyncio
import os
import time
from collections import deque
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import psycopg
from psycopg import sql

from bench.engine.plans import shaped
from measurements.codec import GENESIS, extend
from measurements.events import Outcome, StepCompleted, StepInvoked
from runners.approvals import Inbox
from runners.clock import SystemClock
from runners.engine import run_drill
from runners.intents import event_of, is_lawful
from runners.journal import FILE_NAME, Journal
from runners.opening import opening
from runners.policy import decide_from
from runners.scripted import Exits, ScriptedRemote, scripted_faults
from runners.scripted_watch import ScriptedWatch
from runners.state import DrillState
from scenarios.plan import Plan
from tests.support.postgres import TemporaryPostgres

DURABLE: Final = ("-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on")
_MEMORY: Final = Path("/dev/shm")  # noqa: S108  a folder of the test's own is made in it
_AT_ONCE: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a run cost: seconds by the wall, and of the processor."""

    wall_s: float
    cpu_s: float


async def _drilled(wanted: Plan, journal: Journal) -> None:
    clock = SystemClock()
    history = await run_drill(
        wanted,
        "bench",
        journal=journal,
        remote=ScriptedRemote(clock, lambda _host, _command: Exits()),
        watch=ScriptedWatch(drill="bench", probes=(), clock=clock),
        clock=clock,
        mask=str,
        faults=scripted_faults,
        approvals=Inbox(),
    )
    if history.closed is None or not history.closed.restored:
        raise SystemExit(str(history.closed))


async def _records_alone(journal: Journal, steps: int, together: int) -> None:
    writer = await journal.writer("bench")
    for number in range(0, 2 * steps, together):
        await writer.append_many([StepInvoked(at=number, step="s", host="a", run="r")] * together)


def drilled(shape: str, steps: int, where: str) -> Cost:
    """Return what a drill of that shape cost; `where` is a folder, or a `postgresql://…`."""
    wanted = shaped(shape, steps)
    return _timed(where, lambda journal: _drilled(wanted, journal))


def beyond(run: Callable[[int], Cost], steps: int) -> Cost:
    """Return what that many steps cost beyond a run of one, which is made before and after: starts differ by 50 ms."""
    before, whole, after = (run(many) for many in (1, steps + 1, 1))
    return Cost(
        wall_s=whole.wall_s - (before.wall_s + after.wall_s) / 2, cpu_s=whole.cpu_s - (before.cpu_s + after.cpu_s) / 2
    )


def stepped(shape: str, steps: int, where: Callable[[], str]) -> Cost:
    """Return what that many steps cost beyond a drill of one step, which is taken off as it is from the peers'."""
    return beyond(lambda many: drilled(shape, many, where()), steps)


def recorded(steps: int, where: str, together: int) -> Cost:
    """Return what two records for each step cost without any engine, so many in each transaction."""
    return _timed(where, lambda journal: _records_alone(journal, steps, together))


def _timed(where: str, work: Callable[[Journal], Awaitable[None]]) -> Cost:
    if where.startswith("postgresql:"):
        return _run(Journal.open(where), work)
    with TemporaryDirectory(dir=where, prefix=".bench-") as directory:
        return _run(Journal.at(Path(directory) / FILE_NAME), work)


def _run(journal: Journal, work: Callable[[Journal], Awaitable[None]]) -> Cost:
    async def once() -> None:
        await work(journal)

    used, began = time.process_time(), time.perf_counter()
    asyncio.run(once())
    cost = Cost(wall_s=time.perf_counter() - began, cpu_s=time.process_time() - used)
    journal.close()
    return cost


@contextmanager
def postgres() -> Generator[Callable[[], str]]:
    """Give what makes an empty database on a server of its own, which waits for its disk."""
    server, numbers = TemporaryPostgres(DURABLE), count(1)
    server.start()

    def made() -> str:
        name = f"bench_{next(numbers)}"
        with psycopg.connect(server.dsn, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return f"{server.dsn.rpartition('/')[0]}/{name}"

    try:
        yield made
    finally:
        server.remove()


def memory() -> str | None:
    """Return a folder that lies in memory, None where there is none."""
    return str(_MEMORY) if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) else None


def chained(steps: int) -> float:
    """Return the seconds that making two records for each step takes: canonical text, hash over the one before."""
    prev, began = GENESIS, time.perf_counter()
    for number in range(steps):
        for seq, event in enumerate(
            (
                StepInvoked(at=number, step="s", host="a", run="r"),
                StepCompleted(at=number, step="s", host="a", outcome=Outcome.OK),
            ),
            start=2 * number + 1,
        ):
            prev = extend(prev, seq, event).hash
    return time.perf_counter() - began


def decided(wanted: Plan) -> float:
    """Return the seconds that deciding alone takes, from the first intent to the close, some answers at a time."""
    state, now, flying = DrillState(wanted), 0, deque[StepInvoked]()
    begun = opening(wanted, "bench", SystemClock(), "", "")
    began = time.perf_counter()
    state.apply(begun)
    while state.closed is None:
        now = state.newest_at + 1
        for action in decide_from(wanted, state, now):
            event = event_of(action, state.steps, "run", now)
            if event is not None and is_lawful(event, state):
                state.apply(event)
                flying.extend([event] if isinstance(event, StepInvoked) else [])
        for one in [flying.popleft() for _ in range(min(_AT_ONCE, len(flying)))]:
            state.apply(StepCompleted(at=now, step=one.step, host=one.host, outcome=Outcome.OK))
    return time.perf_counter() - began
