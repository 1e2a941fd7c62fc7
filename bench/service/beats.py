"""What became of the probe's beats in a stretch of time, read from the drill's journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from measurements.events import SamplesTaken
from measurements.history import History
from measurements.samples import late_beats, missed_beats, of_probe
from runners.journal import Journal

_BEAT_NS: Final = 50_000_000
_TIMEOUT_NS: Final = 500_000_000
_EDGE_NS: Final = 2 * _BEAT_NS


@dataclass(frozen=True, kw_only=True)
class Beats:
    """Looks in a stretch of time; lateness in milliseconds from when a look was due to when it was sent."""

    looks: int
    missed: int
    late: int
    median_ms: float
    p99_ms: float
    worst_ms: float


async def told(database: str, drill: str) -> History:
    """Return the drill's history; raises where its chain is broken."""
    journal = Journal.open(database)
    try:
        return await journal.replay(drill)
    finally:
        journal.close()


def between(history: History, since_ns: int, until_ns: int) -> Beats:
    """Return what became of the beats that were due in between (monotonic ns)."""
    taken = [(n, event) for n, event in enumerate(history.events) if isinstance(event, SamplesTaken)]
    every = of_probe("entry", _BEAT_NS, _TIMEOUT_NS, taken, closed=True)
    kept = [n for n, due in enumerate(every.due) if since_ns + _EDGE_NS <= due <= until_ns - _EDGE_NS]
    if not kept:
        message = f"no beat between {since_ns} and {until_ns}: the probe did not look at all"
        raise SystemExit(message)
    due, sent = [every.due[n] for n in kept], [every.sent[n] for n in kept]
    some = replace(every, due=due, sent=sent)
    late = sorted((sent[n] - due[n]) / 10**6 for n in range(len(kept)))
    return Beats(
        looks=len(kept),
        missed=missed_beats(some),
        late=len(late_beats(some)),
        median_ms=share(late, 0.5),
        p99_ms=share(late, 0.99),
        worst_ms=late[-1],
    )


def share(values: Sequence[float], part: float) -> float:
    """Return the value that so large a part of the sorted `values` does not exceed."""
    return values[min(len(values) - 1, int(part * len(values)))]
