"""The acceptable level of service: the baseline before the fault, and what the BIA allows against it."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress, count, islice, starmap
from operator import sub
from typing import Final

from measurements.columns import Column, between, ranked
from measurements.samples import Samples, latencies
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
    slow: Column


def percentile_95(values: Column) -> int | None:
    """Return the nearest-rank 95th percentile: the smallest value that 95 % do not exceed; None of nothing."""
    return ranked(values, -(-len(values) * 19 // 20) - 1) if len(values) else None


def find_baseline(samples: Samples, start: int, end: int) -> Baseline:
    """Return what was usual among the samples that were sent from `start` on and answered before `end`."""
    first, last = bisect_left(samples.sent, start), bisect_left(samples.sent, end)
    inside = sum(map(end.__ge__, between(samples.received, first, last)))
    took = samples.room()
    took.extend(starmap(sub, _good(samples, first, last, end)))
    begun = [at for _, at in islice(_good(samples, first, last, end), 1)]
    newest = [at for _, at in deque(_good(samples, first, last, end), maxlen=1)]
    return Baseline(
        beats=max(0, len(took) - 1),
        span_ns=newest[0] - begun[0] if newest else 0,
        p95_ns=percentile_95(took),
        failures=inside - len(took),
    )


def _good(samples: Samples, first: int, last: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield answer and sending of each success from place `first` up to `last` that was answered by `end`."""
    received, sent, ok = (between(column, first, last) for column in (samples.received, samples.sent, samples.ok))
    in_time = map(end.__ge__, between(samples.received, first, last))
    return compress(zip(received, sent, strict=True), map(int.__and__, ok, in_time))


def find_level(samples: Samples, acceptable: Acceptable, baseline: Baseline) -> Level:
    """Return the level that `acceptable` asks for against that baseline; latency is not judged without one."""
    limit = None
    if baseline.p95_ns is not None:
        limit = max(acceptable.p95_floor_ns, baseline.p95_ns * acceptable.p95_permille // _PERMILLE)
    slow = samples.room()
    if limit is not None:
        slow.extend(compress(count(), map(limit.__lt__, latencies(samples))))
    return Level(
        hold_ns=acceptable.hold_ns,
        rate_permille=acceptable.rate_permille,
        baseline=baseline,
        limit_ns=limit,
        slow=slow,
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
