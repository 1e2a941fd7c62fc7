"""What another clock says about controller time: offset bounds, instants of remote acts, stepped clocks.

Definitions: docs/measurement.md, section 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from measurements.events import Exchange, Stamps
from measurements.intervals import Interval

DRIFT_PPM: Final = 100
"""How fast two clocks are allowed to part: 100 microseconds in a second."""


@dataclass(frozen=True, slots=True)
class ClockStep:
    """A clock jumped by about `size` ns before its exchange number `index`."""

    index: int
    size: int


def drift(distance: int, ppm: int = DRIFT_PPM) -> int:
    """Return by how much two clocks may part over `distance` ns, rounded up."""
    return -(-distance * ppm // 1_000_000)


def offset_of(exchange: Exchange) -> Interval:
    """Return host clock minus controller clock at the moment when the host answered."""
    return Interval(exchange.remote - exchange.c2, exchange.remote + exchange.granularity - exchange.c1)


def offset_during(exchanges: Sequence[Exchange], when: Interval, ppm: int = DRIFT_PPM) -> Interval | None:
    """Return bounds of host clock minus controller clock that hold all through `when`.

    Every exchange bounds it, wider with its distance from `when`; all of them hold, so they intersect. None where
    there is no exchange, or where they contradict each other: the clock was stepped.
    """
    if not exchanges:
        return None
    bounds = [_carried(exchange, when, ppm) for exchange in exchanges]
    lower, upper = max(bound.lower for bound in bounds), min(bound.upper for bound in bounds)
    return Interval(lower, upper) if lower <= upper else None


def _carried(exchange: Exchange, when: Interval, ppm: int) -> Interval:
    # The host read its clock at c1 at the earliest (largest offset) or at c2 at the latest (smallest offset), so
    # each side drifts from its own end.
    from_c1 = max(abs(when.lower - exchange.c1), abs(when.upper - exchange.c1))
    from_c2 = max(abs(when.lower - exchange.c2), abs(when.upper - exchange.c2))
    offset = offset_of(exchange)
    return Interval(offset.lower - drift(from_c2, ppm), offset.upper + drift(from_c1, ppm))


def instant(stamps: Stamps, exchanges: Sequence[Exchange]) -> tuple[Interval, Interval]:
    """Return when a remote act started and when it ended, in controller time.

    Both lie between sending and answer; where the host stamped the act and its clock can be trusted, the mapped stamps
    narrow that. Stamps that contradict each other tell nothing.
    """
    outer = Interval(stamps.sent, stamps.received)
    offset = offset_during(exchanges, outer)
    start = _mapped(stamps.remote_start, stamps.granularity, offset, outer)
    end = _mapped(stamps.remote_end, stamps.granularity, offset, outer)
    if start.lower > end.upper:
        return outer, outer
    return Interval(start.lower, min(start.upper, end.upper)), Interval(max(start.lower, end.lower), end.upper)


def _mapped(remote: int | None, granularity: int, offset: Interval | None, outer: Interval) -> Interval:
    if remote is None or offset is None:
        return outer
    return Interval(remote - offset.upper, remote + granularity - offset.lower).meet(outer) or outer


def find_steps(exchanges: Iterable[Exchange], ppm: int = DRIFT_PPM) -> list[ClockStep]:
    """Return where a clock was stepped: each exchange that no allowed drift reconciles with the ones before it."""
    steps: list[ClockStep] = []
    known: Interval | None = None
    before: Exchange | None = None
    for index, exchange in enumerate(exchanges):
        own = _carried(exchange, Interval(exchange.c1, exchange.c2), ppm)
        carried = own if known is None or before is None else _grown(known, drift(exchange.c2 - before.c1, ppm))
        known, before = own.meet(carried), exchange
        if known is None:
            steps.append(ClockStep(index, (own.lower + own.upper - carried.lower - carried.upper) // 2))
            known = own
    return steps


def _grown(bound: Interval, by: int) -> Interval:
    return Interval(bound.lower - by, bound.upper + by)
