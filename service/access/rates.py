"""How many requests somebody may make: a bucket each that fills steadily. Pure but for its own memory."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from math import ceil
from typing import Final

_MINUTE_NS: Final = 60 * 10**9
_MOST: Final = 10_000
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class _Bucket:
    level: float
    at_ns: int


class Rates:
    """Buckets by name, in this process alone. Of more than ten thousand names, the longest unused is forgotten."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, name: str, per_minute: int, now_ns: int) -> int:
        """Take one of `per_minute`; return 0, or in how many seconds there is one again (nothing was taken then)."""
        bucket = self._buckets.pop(name, _Bucket(per_minute, now_ns))
        passed = max(0, now_ns - bucket.at_ns)
        level = min(per_minute, bucket.level + per_minute * passed / _MINUTE_NS + _ROUNDING)
        enough = level >= 1
        self._buckets[name] = _Bucket(level - 1 if enough else level, now_ns)
        if len(self._buckets) > _MOST:
            self._buckets.popitem(last=False)
        return 0 if enough else max(1, ceil((1 - level) * 60 / per_minute))
