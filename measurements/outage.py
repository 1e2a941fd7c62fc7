"""When clients found a service down: down intervals between successes, each with bounds of its true length.

Definitions: docs/measurement.md, section 3.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from measurements.reading import Reading
from measurements.samples import Samples, failures_within


class Down(NamedTuple):
    """One down interval: failures at places `first` to `last` with no success between them, and bounds of its length.

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
    best = place = start
    while place < len(samples) and samples.ok[place] and samples.sent[place] < samples.received[best]:
        best = place if samples.received[place] < samples.received[best] else best
        place += 1
    return best


def find_outages(samples: Samples, since: int) -> Outages:
    """Return the down intervals from the first failure that was answered at `since` or later.

    A down interval is at least as long as from the answer of its first failure to the sending of its last, and at
    most from the sending of the last success before it (or `since`) to the answer of the first one after it. With no
    success after it, nothing bounds it above.
    """
    first_failure = failure_since(samples, since)
    failed = [] if first_failure is None else failures_within(samples, first_failure, len(samples))
    downs = tuple(_down(samples, first, last, since) for first, last in _runs(failed))
    return Outages(downs=downs, total=_together(samples, downs))


def _runs(failed: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last place of each run of failures; only a success parts two runs."""
    start = 0
    for here in range(1, len(failed) + 1):
        if here == len(failed) or failed[here] != failed[here - 1] + 1:
            yield failed[start], failed[here - 1]
            start = here


def _down(samples: Samples, first: int, last: int, since: int) -> Down:
    before = max(0, first - 1)
    start = samples.sent[before] if samples.ok[before] else since
    after = first_answer(samples, last + 1) if last + 1 < len(samples) else None
    upper = None if after is None else samples.received[after] - start
    lower = max(0, samples.sent[last] - samples.received[first])
    return Down(first, last, before, after, lower, upper)


def _together(samples: Samples, downs: Sequence[Down]) -> Reading:
    uppers = [down.upper for down in downs if down.upper is not None]
    places = {place for down in downs for place in (down.before, down.first, down.last, down.after)}
    return Reading(
        lower=sum(down.lower for down in downs),
        upper=sum(uppers) if len(uppers) == len(downs) else None,
        evidence=tuple(sorted({samples.evidence[place] for place in places if place is not None})),
    )


def failure_since(samples: Samples, since: int) -> int | None:
    """Return the place of the first failure that was answered at `since` or later, None where there is none."""
    start = bisect_left(samples.sent, since)
    failed = (place for place in samples.failed if place >= start or samples.received[place] >= since)
    return next(failed, None)
