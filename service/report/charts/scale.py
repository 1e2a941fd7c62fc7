"""From seconds to pixels: a linear scale and the round values at which an axis is marked."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from service.report.charts.svg import SMALL, label, rule

_STEPS: Final = (1, 2, 2.5, 5, 10)
_LEAST_SPAN: Final = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Maps `low`..`high` to `left`..`right`; what lies outside is drawn at the edge."""

    low: float
    high: float
    left: float
    right: float

    @classmethod
    def over(cls, low: float, high: float, left: float, right: float) -> Scale:
        """Return a scale over that range, widened where it would be too small to draw."""
        least = max(_LEAST_SPAN, abs(low) * 1e-9, abs(high) * 1e-9)
        return cls(low=low, high=max(high, low + least), left=left, right=right)

    def __call__(self, value: float) -> float:
        """Return the place of a value."""
        share = (value - self.low) / (self.high - self.low)
        return self.left + min(1.0, max(0.0, share)) * (self.right - self.left)

    def span(self, begin: float, end: float, least: float) -> tuple[float, float]:
        """Return left edge and width of what lasts from `begin` to `end`, at least `least` wide, within the scale."""
        x1, x2 = self(begin), self(end)
        width = max(least, x2 - x1)
        return min(x1, self.right - width), width

    def ticks(self, most: int = 7) -> tuple[float, ...]:
        """Return at most about `most` round values inside the scale."""
        step = _round_up((self.high - self.low) / most)
        first, last = math.ceil(self.low / step), math.floor(self.high / step)
        return tuple(place * step for place in range(first, min(last, first + 2 * most) + 1))

    def axis(self, top: float, bottom: float, *, most: int = 7) -> str:
        """Return grid lines from `top` to `bottom` and their values below."""
        return "".join(
            rule(self(tick), top, self(tick), bottom, "grid")
            + label(self(tick), bottom + 13, mark(tick), anchor="middle", size=SMALL, kind="tick")
            for tick in self.ticks(most)
        )


def mark(value: float) -> str:
    """Return a round value for an axis (a mark, not a figure)."""
    return f"{value:.6g}".replace("-", "−")  # noqa: RUF001  a minus sign


def _round_up(step: float) -> float:
    power = 10.0 ** math.floor(math.log10(step))
    return next((power * factor for factor in _STEPS if power * factor >= step * (1 - 1e-9)), power * 10)
