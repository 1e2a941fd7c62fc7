"""What one run gave, and the page that tells it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, TypeAlias

from bench.service.beats import Beats, share
from bench.service.drill import BEAT_MS
from bench.service.load import Answered

Way: TypeAlias = Literal["here", "queue"]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is to be measured: so many targets, requests a second, seconds of each stretch, viewers."""

    targets: int
    rate: float
    seconds: float
    viewers: int
    seed: int
    runners: Way = "here"


@dataclass(frozen=True, kw_only=True)
class Stopped:
    """The emergency stop: how long its answer took, who heard when, when the last fault was undone."""

    answered_s: float
    runners: list[dict[str, Any]]
    drills: list[dict[str, Any]]
    recorded_s: float
    closed_s: float
    restored: bool
    residue: list[str]


@dataclass(frozen=True, kw_only=True)
class Result:
    """Everything that one run gave; `load` is the machine's (1 minute) before and after.

    `until_ns` is when the drill was closed, on the clock of the requests (monotonic; one machine).
    """

    wanted: Wanted
    commands: int
    alone: Beats
    loaded: Beats
    answered: list[Answered]
    until_ns: int
    seen: list[int]
    stop: Stopped
    lag_s: float
    blocks: float
    load: tuple[float, float]
    place: str = ""
    """How the targets and viewers are kept aside."""


_WHO: Final = {
    "here": "The drill runs in the process of the API, on SQLite",
    "queue": "The drill runs in a worker, beside the API, on PostgreSQL (fsync on)",
}


def report(result: Result) -> str:
    """Return the page."""
    running = [one for one in result.answered if one.due_ns < result.until_ns]
    after = [one for one in result.answered if one.due_ns >= result.until_ns]
    names = dict.fromkeys(one.name for one in running)
    lines = [
        f"## `runners: {result.wanted.runners}`",
        "",
        *_head(result),
        "",
        "| | looks | missed | late (> 50 ms) | lateness, ms: median | p99 | worst |",
        "|---|---|---|---|---|---|---|",
        _beats("the drill alone", result.alone),
        _beats("with requests and viewers", result.loaded),
        "",
        "| request | asked | p50, ms | p99, ms | worst, ms | wrong answers |",
        "|---|---|---|---|---|---|",
        _kind("**while the drill runs**", running),
        *(_kind(name, [one for one in running if one.name == name]) for name in names),
        _kind("**after it was stopped and closed**", after),
        "",
        *_told(result),
        "",
    ]
    return "\n".join(lines)


def _head(result: Result) -> Iterator[str]:
    wanted, load = result.wanted, result.load
    yield f"{_WHO[wanted.runners]}. It has a {BEAT_MS} ms beat and commands on {wanted.targets}"
    yield f"OpenSSH targets at a time; {result.commands} were run. {wanted.rate:g} requests a second, open loop, for"
    yield f"{wanted.seconds:g} s and around the emergency stop, {wanted.viewers} viewers. A time counts from when the"
    yield "request was due. Targets and viewers take only what nobody else wants of the processors"
    yield f"({result.place}): in a firm they are other machines."
    yield f"All on this machine: {os.cpu_count()} cores, {platform.system()} {platform.release()},"
    yield f"Python {platform.python_version()}; load {load[0]:.1f} before and {load[1]:.1f} after."
    yield f"{datetime.now(UTC):%Y-%m-%d}."


def _told(result: Result) -> Iterator[str]:
    stop, seen = result.stop, result.seen
    yield f"{len(seen)} viewers read {min(seen, default=0)} to {max(seen, default=0)} events each, none was missing."
    late = max(one.late for one in result.answered) * 1000
    yield f"Who asks was late by {late:.0f} ms at most, which is in the times."
    yield f"Event loop: longest lag {result.lag_s * 1000:.0f} ms, blocked for over 50 ms {result.blocks:g} times."
    yield ""
    yield f"Emergency stop under that load: answered after {stop.answered_s:.2f} s, in the drill's journal after"
    yield f"{stop.recorded_s:.2f} s; drill closed after {stop.closed_s:.1f} s, everything restored: {stop.restored},"
    yield f"left behind: {', '.join(stop.residue) or 'nothing'}. Who heard: `{json.dumps(stop.runners)}`."


def _beats(name: str, beats: Beats) -> str:
    late = f"{beats.median_ms:.2f} | {beats.p99_ms:.1f} | {beats.worst_ms:.1f}"
    return f"| {name} | {beats.looks} | {beats.missed} | {beats.late} | {late} |"


def _kind(name: str, some: Sequence[Answered]) -> str:
    times = sorted(one.seconds * 1000 for one in some)
    wrong = sorted({one.status for one in some if not one.right})
    told = f"{share(times, 0.5):.0f} | {share(times, 0.99):.0f} | {times[-1]:.0f}"
    return f"| {name} | {len(some)} | {told} | {', '.join(map(str, wrong))} |"
