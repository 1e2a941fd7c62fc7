"""Nanoseconds as seconds that a person reads: rounded outward to whole microseconds."""

from __future__ import annotations

from typing import Final

from measurements.reading import Reading
from measurements.report import Seconds

MICROSECOND: Final = 1_000
SECOND: Final = 1_000_000_000
UNBOUNDED: Final = "∞"


def down(ns: int) -> int:
    """Return whole microseconds, in nanoseconds, not above `ns`."""
    return ns // MICROSECOND * MICROSECOND


def up(ns: int) -> int:
    """Return whole microseconds, in nanoseconds, not below `ns`."""
    return -(-ns // MICROSECOND) * MICROSECOND


def lower_s(ns: int) -> float:
    """Return seconds, rounded down to the microsecond; its `repr` shows no more digits than that."""
    return ns // MICROSECOND / 1_000_000


def upper_s(ns: int) -> float:
    """Return seconds, rounded up to the microsecond; its `repr` shows no more digits than that."""
    return -(-ns // MICROSECOND) / 1_000_000


def outward(reading: Reading) -> Reading:
    """Return the reading as it is shown, so that whoever sees only the shown digits comes to the same verdict."""
    upper = None if reading.upper is None else up(reading.upper)
    return Reading(lower=down(reading.lower), upper=upper, evidence=reading.evidence)


def to_seconds(reading: Reading) -> Seconds:
    """Return the reading in seconds, rounded outward."""
    upper = None if reading.upper is None else upper_s(reading.upper)
    return Seconds(lower_s=lower_s(reading.lower), upper_s=upper, evidence=reading.evidence)


def lower_text(ns: int) -> str:
    """Return a lower bound as the digits that are shown everywhere."""
    return repr(lower_s(ns))


def upper_text(ns: int | None) -> str:
    """Return an upper bound as the digits that are shown everywhere; infinity where there is none."""
    return UNBOUNDED if ns is None else repr(upper_s(ns))
