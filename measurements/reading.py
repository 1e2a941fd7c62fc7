"""A reading: what a figure is bounded by, in nanoseconds, and the events that bound it."""

from __future__ import annotations

from dataclasses import dataclass

from measurements.intervals import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An instant or a duration in nanoseconds; `upper` is None where nothing bounds it above.

    `evidence` are the numbers of the events that bound it.
    """

    lower: int
    upper: int | None
    evidence: tuple[int, ...] = ()

    def since(self, start: Interval) -> Reading:
        """Return the duration from `start` to this instant, never below 0."""
        lower = max(0, self.lower - start.upper)
        upper = None if self.upper is None else max(0, self.upper - start.lower)
        return Reading(lower=lower, upper=upper, evidence=self.evidence)

    def widened(self, by: int) -> Reading:
        """Return this with both ends `by` further out."""
        upper = None if self.upper is None else self.upper + by
        return Reading(lower=self.lower - by, upper=upper, evidence=self.evidence)

    def proved_by(self, *evidence: int) -> Reading:
        """Return this with more witnesses, each named once and in order."""
        return Reading(lower=self.lower, upper=self.upper, evidence=tuple(sorted({*self.evidence, *evidence})))
