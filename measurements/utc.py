"""UTC as the controller knew it: its bounds beside the monotonic clock, and how an instant of it is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from measurements.clock import offset_during
from measurements.events import ClockRead, Exchange
from measurements.history import History
from measurements.intervals import Interval
from measurements.seconds import MICROSECOND

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def utc_text(utc_ns: int) -> str:
    """Return an instant as ISO 8601 in UTC with microseconds and Z, rounded down.

    What no calendar holds stays digits.
    """
    try:
        at = _EPOCH + timedelta(microseconds=utc_ns // MICROSECOND)
    except OverflowError:
        return str(utc_ns)
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def utc_during(history: History, when: Interval) -> Interval | None:
    """Return bounds of UTC all through `when` (an interval of the controller's clock), by its readings of both clocks.

    None where it read none, or where they contradict each other: the wall clock was stepped.
    """
    reads = [Exchange(c1=read.before, remote=read.utc_ns, c2=read.at) for read in history.of(ClockRead)]
    offset = offset_during(reads, when)
    return None if offset is None else when.plus(offset)
