"""One turn: all drills are started at once with so many workers, and seen to their end."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from bench.scale.crew import House, workers
from bench.scale.drills import Files, Pages
from bench.scale.usage import Peaks, Used, used

_CREATED: Final = 201
_LOOK_S: Final = 0.5
_LONGEST_S: Final = 600.0
_FLUSHED_S: Final = 1.5
"""So long a backend of PostgreSQL may keep its counts to itself."""
_TIMES: Final = """
SELECT drill, min(at), max(at) FILTER (WHERE kind = 'drill_closed'), count(*) FILTER (WHERE kind = 'step_completed'),
count(*) FROM events WHERE drill = ANY(%s) GROUP BY drill
"""
_COUNTS: Final = "SELECT active_time, xact_commit FROM pg_stat_database WHERE datname = current_database()"
_LEFT: Final = "SELECT count(*) FROM runs WHERE drill = ANY(%s) AND filed_ns IS NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one turn gave; times in seconds, lists with a value for each drill."""

    turn: int
    workers: int
    each: int
    load: float
    walls: list[float]
    waits: list[float]
    """From asking for the start to the first record."""
    answers: list[float]
    """From asking for the start to the service's answer."""
    steps: int
    records: int
    whole_s: float
    """From the first start to the last record."""
    filed_s: float
    """From the last record until everything was judged and filed."""
    database_s: float
    """How long PostgreSQL worked at statements, all connections together."""
    transactions: int
    cpu: dict[str, float]
    memory: dict[str, float]

    @property
    def steps_per_s(self) -> float:
        """Return how many steps were over in a second, from the first start to the last record."""
        return self.steps / self.whole_s


async def run(place: House, pages: Pages, files: Sequence[Files], turn: int, many: int) -> Row:
    """Start a drill of each service at once with so many workers, and return how it went once all is filed."""
    each = -(-len(files) // many)
    load = os.getloadavg()[0]
    dossiers = [await _opened(place, pages, one, turn * 1000 + one.number) for one in files]
    async with workers(place, f"t{turn}w{many}", many, each) as pids:
        roles = {"API": (place.serve.pid or 0,), "workers": pids, "PostgreSQL": (place.server,)}
        peaks = Peaks(roles)
        watching = asyncio.create_task(peaks.watch())
        before, counts = _used(roles), await _counts(place)
        asked: dict[str, tuple[int, int]] = {}
        async with asyncio.TaskGroup() as group:
            for dossier in dossiers:
                group.create_task(_started(place, dossier, asked))
        filed_ns = await _until_filed(place, list(asked))
        watching.cancel()
        after, counts_after = _used(roles), await _counts(place)
    times = await asyncio.to_thread(place.asked, _TIMES, list(asked))
    worked = {"load": load, "memory": peaks.seen, "cpu": _cpu(before, after)}
    worked |= {"database_s": (counts_after[0] - counts[0]) / 1000, "transactions": int(counts_after[1] - counts[1])}
    return _row(times, asked, filed_ns, turn=turn, workers=many, each=each, **worked)


def _row(times: Sequence[tuple[Any, ...]], asked: dict[str, tuple[int, int]], filed_ns: int, **facts: Any) -> Row:
    last = max(closed for _, _, closed, _, _ in times)
    return Row(
        walls=[(closed - first) / 1e9 for _, first, closed, _, _ in times],
        waits=[(first - asked[drill][0]) / 1e9 for drill, first, *_ in times],
        answers=[(answered - at) / 1e9 for at, answered in asked.values()],
        steps=sum(steps for *_, steps, _ in times),
        records=sum(records for *_, records in times),
        whole_s=(last - min(at for at, _ in asked.values())) / 1e9,
        filed_s=(filed_ns - last) / 1e9,
        **facts,
    )


async def _opened(place: House, pages: Pages, files: Files, ticket: int) -> str:
    pages.tickets[files.number] = ticket
    answer = await place.client.post("/api/v1/dossiers", json=files.wish(ticket))
    if answer.status_code != _CREATED:
        raise SystemExit(answer.text[:2000])
    return answer.json()["id"]


async def _started(place: House, dossier: str, asked: dict[str, tuple[int, int]]) -> None:
    at = time.monotonic_ns()
    answer = await place.client.post("/api/v1/drills", json={"dossier": dossier}, timeout=_LONGEST_S)
    if answer.status_code != _CREATED:
        raise SystemExit(answer.text[:2000])
    asked[answer.json()["id"]] = (at, time.monotonic_ns())


async def _until_filed(place: House, drills: list[str]) -> int:
    """Return when every drill is judged and filed (monotonic ns)."""
    async with asyncio.timeout(_LONGEST_S):
        while (await asyncio.to_thread(place.asked, _LEFT, drills))[0][0]:  # noqa: ASYNC110  other processes file
            await asyncio.sleep(_LOOK_S)
    return time.monotonic_ns()


async def _counts(place: House) -> tuple[float, float]:
    await asyncio.sleep(_FLUSHED_S)
    found: Any = (await asyncio.to_thread(place.asked, _COUNTS))[0]
    return float(found[0]), float(found[1])


def _used(roles: dict[str, tuple[int, ...]]) -> dict[str, list[Used]]:
    return {role: [used(pid) for pid in pids] for role, pids in roles.items()}


def _cpu(before: dict[str, list[Used]], after: dict[str, list[Used]]) -> dict[str, float]:
    """Return processor seconds by role; what a service and workers started is told apart."""
    told: dict[str, float] = {}
    for role, ends in after.items():
        each = [end.since(begin) for begin, end in zip(before[role], ends, strict=True)]
        told[role] = sum(one.own for one in each)
        told[f"{role}, beside"] = sum(one.children for one in each)
    return told
