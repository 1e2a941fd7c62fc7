"""The acceptable level of service: the baseline before the fault, and what the BIA allows against it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress, count
from operator import sub
from typing import Final

from measurements.samples import Samples
from scenarios.plan import Acceptable

_PERMILLE: Final = 1000
_MOST_SLOW: Final = 20
"""At most one sample in so many may be slower than the 95th percentile allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What was usual before the fault. Successes came `beats` times in `span_ns`; both are 0 with fewer than two."""

    beats: int
    span_ns: int
    p95_ns: int | None
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The level to be reached again, against one stream. `slow` are the places of the samples above `limit_ns`."""

    hold_ns: int
    rate_permille: int
    baseline: Baseline
    limit_ns: int | None
    slow: list[int]


def percentile_95(values: Sequence[int]) -> int | None:
    """Return the nearest-rank 95th percentile: the smallest value that 95 % do not exceed; None of nothing."""
    return sorted(values)[-(-len(values) * 19 // 20) - 1] if values else None


def find_baseline(samples: Samples, start: int, end: int) -> Baseline:
    """Return what was usual among the samples that were sent from `start` on and answered before `end`."""
    first, last = bisect_left(samples.sent, start), bisect_left(samples.sent, end)
    inside = [place for place in range(first, last) if samples.received[place] <= end]
    good = [place for place in inside if samples.ok[place]]
    return Baseline(
        beats=max(0, len(good) - 1),
        span_ns=samples.sent[good[-1]] - samples.sent[good[0]] if good else 0,
        p95_ns=percentile_95([samples.received[place] - samples.sent[place] for place in good]),
        failures=len(inside) - len(good),
    )


def find_level(samples: Samples, acceptable: Acceptable, baseline: Baseline) -> Level:
    """Return the level that `acceptable` asks for against that baseline; latency is not judged without one."""
    limit = None
    if baseline.p95_ns is not None:
        limit = max(acceptable.p95_floor_ns, baseline.p95_ns * acceptable.p95_permille // _PERMILLE)
    slower = () if limit is None else map(limit.__lt__, map(sub, samples.received, samples.sent))
    return Level(
        hold_ns=acceptable.hold_ns,
        rate_permille=acceptable.rate_permille,
        baseline=baseline,
        limit_ns=limit,
        slow=list(compress(count(), slower)),
    )


def is_fast(level: Level, start: int, end: int) -> bool:
    """Tell whether the 95th percentile from place `start` up to `end` is within the limit.

    That is so exactly when at most 5 % of the samples are slower than it.
    """
    slow = bisect_left(level.slow, end) - bisect_left(level.slow, start)
    return slow * _MOST_SLOW <= end - start


def is_frequent(level: Level, start: int, end: int) -> bool:
    """Tell whether successes from place `start` up to `end`, over the hold time, come at the acceptable rate."""
    needed = level.baseline.beats * level.rate_permille * level.hold_ns
    return (end - start) * level.baseline.span_ns * _PERMILLE >= needed
