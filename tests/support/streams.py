"""Samples and levels of a stream made from a picture or from rows, without a whole drill around them."""

from __future__ import annotations

from collections.abc import Iterable

from measurements.events import SamplesTaken
from measurements.intervals import Interval
from measurements.level import Level, find_baseline, find_level
from measurements.samples import Samples, of_probe
from scenarios.plan import Acceptable
from tests.support.histories import ns

Row = tuple[float, float, bool]
Look = tuple[float, float, bool | None]
"""Of which the last is None where the way was broken."""


def taken(rows: Iterable[Look], *, batch: int = 0, stream: str = "entry") -> SamplesTaken:
    columns = [(ns(sent), ns(received), ok) for sent, received, ok in rows]
    return SamplesTaken(
        at=max((received for _, received, _ in columns), default=0),
        stream=stream,
        batch=batch,
        due=tuple(sent for sent, _, _ in columns),
        sent=tuple(sent for sent, _, _ in columns),
        received=tuple(received for _, received, _ in columns),
        ok=tuple(ok for _, _, ok in columns),
    )


def samples(rows: Iterable[Look], every: float = 1.0) -> Samples:
    """Return a closed stream; the evidence number of each sample is its place counted from 1."""
    events = [(place, taken([row])) for place, row in enumerate(rows, start=1)]
    return of_probe("entry", ns(every), ns(1), events, closed=True)


def level(stream: Samples, fault: Interval, hold: float = 2.0, floor: float = 0.0) -> Level:
    baseline = find_baseline(stream, 0, fault.lower)
    return find_level(stream, Acceptable(hold_ns=ns(hold), p95_floor_ns=ns(floor)), baseline)


def between(lower: float, upper: float) -> Interval:
    return Interval(ns(lower), ns(upper))
