"""When clients found a service down: down intervals between successes, each with bounds of its true length.

Definitions: docs/measurement.md, section 3.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple, TypeAlias

from measurements.columns import between
from measurements.reading import Reading
from measurements.samples import Samples, failures_within

Run: TypeAlias = tuple[int, int]
"""First and last place of failures that follow each other."""


class Down(NamedTuple):
    """One down interval, from the failure at place `first` to that at place `last`, and bounds of its length.

    `before` and `after` are the places of what bounds it above. Millions of these may be made, so it is a plain tuple.
    """

    first: int
    last: int
    before: int
    after: int | None
    lower: int
    upper: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outages:
    """All down intervals of one stream, and their lengths together."""

    downs: tuple[Down, ...]
    total: Reading


def first_answer(samples: Samples, start: int) -> int:
    """Return the place of the success that was answered first in the run of successes from `start` on.

    A sample that hung is overtaken by later ones; only what was sent before the first answer can have been faster.
    """
    sent, received, ok = samples.sent, samples.received, samples.ok
    best, soonest = start, received[start]
    for place in range(start, len(sent)):
        if not ok[place] or sent[place] >= soonest:
            break
        if received[place] < soonest:
            best, soonest = place, received[place]
    return best


def find_outages(samples: Samples, since: int) -> Outages:
    """Return the down intervals from the first failure that was answered at `since` or later.

    A down interval is at least as long as from the answer of its first failure to the sending of its last, and at
    most from the sending of the last success before it (or `since`) to the answer of the first one after it. With no
    success after it, nothing bounds it above. Two down intervals are told apart only if a success lies between them
    for certain: samples overlap, so a slow success may have been sent in the middle of an outage.
    """
    first_failure = failure_since(samples, since)
    failed = () if first_failure is None else failures_within(samples, first_failure, len(samples))
    downs = tuple(_down(samples, runs, since) for runs in _groups(samples, failed))
    return Outages(downs=downs, total=_together(samples, downs))


def _groups(samples: Samples, failed: Iterable[int]) -> Iterator[list[Run]]:
    """Yield the runs of failures of each down interval."""
    group: list[Run] = []
    earliest = 0
    for first, last in _runs(failed):
        if group and _is_parted(samples, group[-1][1] + 1, first, earliest, samples.sent[last]):
            yield group
            group = []
        answered = samples.received[first] if first == last else min(between(samples.received, first, last + 1))
        earliest = min(earliest, answered) if group else answered
        group.append((first, last))
    if group:
        yield group


def _runs(failed: Iterable[int]) -> Iterator[Run]:
    first: int | None = None
    last = 0
    for place in failed:
        if first is not None and place != last + 1:
            yield first, last
            first = None
        first, last = place if first is None else first, place
    if first is not None:
        yield first, last


def _is_parted(samples: Samples, start: int, end: int, earliest: int, latest: int) -> bool:
    """Tell whether a success from place `start` up to `end` was sent and answered between those instants."""
    sent, received = samples.sent, samples.received
    if sent[end - 1] >= earliest and received[end - 1] <= latest:  # nearly always
        return True
    return any(received[place] <= latest for place in range(bisect_left(sent, earliest, lo=start, hi=end), end))


def _down(samples: Samples, runs: Sequence[Run], since: int) -> Down:
    sent, received, first, last = samples.sent, samples.received, runs[0][0], runs[-1][1]
    before = max(0, first - 1)
    start = sent[before] if samples.ok[before] else since
    after = first_answer(samples, last + 1) if last + 1 < len(sent) else None
    upper = None if after is None else received[after] - start
    lower = sum([sent[end] - received[begin] for begin, end in runs if sent[end] > received[begin]])
    return Down(first, last, before, after, lower, upper)


def _together(samples: Samples, downs: Sequence[Down]) -> Reading:
    uppers = [down.upper for down in downs if down.upper is not None]
    bounds = chain.from_iterable((down.before, down.first, down.last, down.after) for down in downs)
    return Reading(
        lower=sum(down.lower for down in downs),
        upper=sum(uppers) if len(uppers) == len(downs) else None,
        evidence=tuple(sorted({samples.evidence[place] for place in bounds if place is not None})),
    )


def failure_since(samples: Samples, since: int) -> int | None:
    """Return the place of the first failure that was answered at `since` or later, None where there is none."""
    start = bisect_left(samples.sent, since)
    failed = (place for place in samples.failed if place >= start or samples.received[place] >= since)
    return next(failed, None)
