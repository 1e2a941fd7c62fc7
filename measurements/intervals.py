"""Closed intervals of integer nanoseconds: how sure an instant or a duration is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """All values from `lower` to `upper`, both included, in nanoseconds.

    An instant is an interval on the controller's monotonic clock; a duration is an
    interval of lengths. Raises ValueError if `lower` is above `upper`.
    """

    lower: int
    upper: int

    def __post_init__(self) -> None:
        """Refuse an interval that contains nothing."""
        if self.lower > self.upper:
            msg = f"an interval cannot run from {self.lower} down to {self.upper} ns"
            raise ValueError(msg)

    @classmethod
    def at(cls, instant: int) -> Interval:
        """Return the interval that holds one instant only."""
        return cls(instant, instant)

    @property
    def width(self) -> int:
        """Return how uncertain this is, in nanoseconds."""
        return self.upper - self.lower

    def contains(self, value: int) -> bool:
        """Tell whether `value` lies inside, ends included."""
        return self.lower <= value <= self.upper

    def since(self, start: Interval) -> Interval:
        """Return the duration from `start` to this instant (interval subtraction)."""
        return Interval(self.lower - start.upper, self.upper - start.lower)

    def not_below_zero(self) -> Interval:
        """Return this duration with everything negative cut to 0."""
        return Interval(max(0, self.lower), max(0, self.upper))

    def plus(self, other: Interval) -> Interval:
        """Return the sum of two durations, or an instant moved by a duration."""
        return Interval(self.lower + other.lower, self.upper + other.upper)

    def meet(self, other: Interval) -> Interval | None:
        """Return what lies in both, or None where they are apart."""
        lower, upper = max(self.lower, other.lower), min(self.upper, other.upper)
        return Interval(lower, upper) if lower <= upper else None

    def hull(self, other: Interval) -> Interval:
        """Return the smallest interval that holds both."""
        return Interval(min(self.lower, other.lower), max(self.upper, other.upper))
