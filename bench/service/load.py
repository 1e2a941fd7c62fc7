"""What people and programs ask in an ops night: an open loop of requests.

A request is sent when it is due, however slow the ones before it are, and its time counts from when it was due.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import aiohttp

from bench.service.drill import Night

_LIVE: Final = "/api/v1/drills"
_DOSSIERS: Final = "/api/v1/dossiers"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One kind of request, and how often of a hundred it is asked. `expects` are the answers that are right."""

    name: str
    share: int
    method: str
    path: str
    body: dict[str, Any] | None = None
    expects: tuple[int, ...] = (200,)


@dataclass(frozen=True, kw_only=True)
class Answered:
    """How one request went: seconds from when it was due, `late` of them until it was sent; status 0: no answer."""

    name: str
    due_ns: int
    late: float
    seconds: float
    status: int
    right: bool


def mix(drill: str, dossier: str, told: Night) -> tuple[Asked, ...]:
    """Return what is asked: four reads to one write."""
    opens = datetime.now(UTC) - timedelta(minutes=1)
    window = {"opens": opens.isoformat(), "closes": (opens + timedelta(hours=3)).isoformat()}
    files = {"scenario": str(told.other), "inventory": str(told.other_inventory), "bia": str(told.bia)}
    word = {"step": "round-0", "decision": "approve", "role": "commander", "people": 1}
    return (
        Asked(name="list of drills", share=18, method="GET", path=_LIVE),
        Asked(name="the drill's card", share=20, method="GET", path=f"{_LIVE}/{drill}"),
        Asked(name="dashboard", share=8, method="GET", path="/api/v1/dashboard"),
        Asked(name="dossiers", share=8, method="GET", path=_DOSSIERS),
        Asked(name="the drill's dossier", share=8, method="GET", path=f"{_DOSSIERS}/{dossier}"),
        Asked(name="metrics", share=6, method="GET", path="/metrics"),
        Asked(name="readyz", share=6, method="GET", path="/readyz", expects=(200, 503)),
        Asked(name="report of the running drill", share=3, method="GET", path=f"{_LIVE}/{drill}/report"),
        Asked(name="what is due", share=3, method="GET", path="/api/v1/due"),
        Asked(
            name="open a dossier", share=7, method="POST", path=_DOSSIERS, body={**files, "window": window},
            expects=(201,),
        ),
        Asked(name="make a token", share=6, method="POST", path="/api/v1/tokens", body={"label": "n"}, expects=(201,)),
        Asked(
            name="a word that is refused", share=7, method="POST", path=f"{_LIVE}/{drill}/approvals", body=word,
            expects=(409, 422),
        ),
    )  # fmt: skip


async def open_loop(
    session: aiohttp.ClientSession, kinds: Sequence[Asked], per_second: float, seconds: float, seed: int
) -> list[Answered]:
    """Return how every request went that was due within `seconds`."""
    draw = random.Random(seed)
    begun, count = time.monotonic(), int(per_second * seconds)
    async with asyncio.TaskGroup() as group:
        tasks: list[asyncio.Task[Answered]] = []
        for number in range(count):
            due = begun + number / per_second
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            kind = draw.choices(kinds, weights=[one.share for one in kinds])[0]
            tasks.append(group.create_task(_ask(session, kind, due)))
    return [task.result() for task in tasks]


async def _ask(session: aiohttp.ClientSession, kind: Asked, due: float) -> Answered:
    status, late = 0, time.monotonic() - due
    try:
        async with session.request(kind.method, kind.path, json=kind.body) as answer:
            await answer.read()
            status = answer.status
    except (aiohttp.ClientError, TimeoutError):
        pass
    taken = time.monotonic() - due
    right = status in kind.expects
    return Answered(name=kind.name, due_ns=int(due * 10**9), late=late, seconds=taken, status=status, right=right)
