"""What is counted since this process began: sums by label, and spreads with the drill that gave the newest example."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Final

from prometheus_client.core import CounterMetricFamily, Exemplar, HistogramMetricFamily

from service.metrics.catalogue import counter, histogram

_LONGEST: Final = 100
"""An example with a longer drill name is none: OpenMetrics allows 128 characters for all its labels."""


@dataclass(slots=True)
class Sums:
    """A counter by label values. Those of `known` are there from the start, so that the first event shows as a rise."""

    name: str
    known: Iterable[tuple[str, ...]] = ()
    _sums: Counter[tuple[str, ...]] = field(default_factory=Counter[tuple[str, ...]])

    def add(self, *labels: str, count: int = 1) -> None:
        """Add to one of the sums."""
        self._sums[labels] += count

    def family(self) -> CounterMetricFamily:
        """Return it as it stands."""
        made = counter(self.name)
        for labels in sorted({*self.known, *self._sums}):
            made.add_metric(labels, self._sums[labels])
        return made


@dataclass(slots=True)
class _Spread:
    counts: list[int]
    total: float = 0.0
    examples: dict[int, Exemplar] = field(default_factory=dict[int, Exemplar])


@dataclass(slots=True)
class Spreads:
    """A histogram by label values. `bounds` are the upper ends of its buckets in seconds, without infinity."""

    name: str
    bounds: tuple[float, ...]
    known: Iterable[tuple[str, ...]] = ()
    _spreads: dict[tuple[str, ...], _Spread] = field(default_factory=dict[tuple[str, ...], _Spread])

    def __post_init__(self) -> None:
        """Make those that are known."""
        for labels in self.known:
            self._of(labels)

    def _of(self, labels: tuple[str, ...]) -> _Spread:
        return self._spreads.setdefault(labels, _Spread([0] * (len(self.bounds) + 1)))

    def add(self, seconds: float, labels: tuple[str, ...] = (), example: Mapping[str, str] | None = None) -> None:
        """Add one value; `example` names where it was seen."""
        spread, place = self._of(labels), bisect_left(self.bounds, seconds)
        spread.counts[place] += 1
        spread.total += seconds
        if example and sum(len(name) + len(value) for name, value in example.items()) <= _LONGEST:
            spread.examples[place] = Exemplar(dict(example), seconds)

    def family(self) -> HistogramMetricFamily:
        """Return it as it stands."""
        made = histogram(self.name)
        for labels, spread in sorted(self._spreads.items()):
            made.add_metric(labels, list(_buckets(self.bounds, spread)), spread.total)
        return made


def _buckets(bounds: tuple[float, ...], spread: _Spread) -> Iterator[tuple[str, float] | tuple[str, float, Exemplar]]:
    below = 0
    for place, bound in enumerate((*bounds, math.inf)):
        below += spread.counts[place]
        name, example = "+Inf" if bound == math.inf else str(float(bound)), spread.examples.get(place)
        yield (name, below) if example is None else (name, below, example)


def every(*values: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return every combination of label values."""
    return tuple(product(*(tuple(each) for each in values)))
