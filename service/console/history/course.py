"""What drills of one service came to over time: counts, ranges, and a direction only where it is proved; pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal, TypeAlias

from measurements.report import VerdictName
from service.papers.outcomes import FIGURES, DrillOutcome, FigureName, Measured
from service.papers.verified import STANDINGS, Standing
from service.report.charts.trend import Trend, TrendPoint
from service.report.figures import day
from service.words import say

FEWEST: Final = 10
"""Below so many drills of one scenario nothing is said of a direction: the normal approximation of Mann-Kendall's S
is not taken for fewer."""
_CERTAIN: Final = 1.96
"""Two-sided, 5 %."""
Direction: TypeAlias = Literal["shorter", "longer", "none", "too_few"]
Proof: TypeAlias = Literal["proved", "contradicted", "inconclusive"]
_PROOFS: Final[dict[VerdictName, Proof]] = {"met": "proved", "missed": "contradicted", "inconclusive": "inconclusive"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one completed drill measured of one objective of the service."""

    drill: DrillOutcome
    measured: Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One figure of one service over drills, the earliest first. Drills that measured nothing of it are not in it."""

    service: str
    figure: FigureName
    readings: tuple[Reading, ...]

    @property
    def counts(self) -> dict[Proof, int]:
        """Return how many drills proved its target, contradicted it, or decided nothing."""
        found = Counter(_proof(one) for one in self.readings)
        return {proof: found[proof] for proof in ("proved", "contradicted", "inconclusive")}

    @property
    def span(self) -> tuple[float | None, float | None]:
        """Return from the least lower bound to the greatest upper bound, in seconds: all values lie between them.

        None where a drill left that end open, or there is none: then nothing bounds it.
        """
        measured = [one.measured for one in self.readings if one.measured.is_measured]
        lows = [one.lower_s for one in measured if one.lower_s is not None]
        highs = [one.upper_s for one in measured if one.upper_s is not None]
        low = min(lows) if lows and len(lows) == len(measured) else None
        return low, (max(highs) if highs and len(highs) == len(measured) else None)

    @property
    def targets(self) -> tuple[float, ...]:
        """Return every target that was held against, in seconds, ascending."""
        return tuple(sorted({one.measured.target_s for one in self.readings}))

    @property
    def directions(self) -> tuple[tuple[str, Leaning], ...]:
        """Return for each scenario with what was measured in which direction it goes; scenarios are not mixed."""
        scenarios = dict.fromkeys(one.drill.scenario for one in self.readings)
        return tuple(
            (name, leaning([o.measured for o in self.readings if o.drill.scenario == name])) for name in scenarios
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaning:
    """In which direction drills of one scenario go: of `count` bounded ones so many pairs are certainly in order.

    Two intervals that overlap are in no order.
    """

    direction: Direction
    count: int
    shorter: int = 0
    longer: int = 0
    undecided: int = 0


def leaning(measured: Sequence[Measured]) -> Leaning:
    """Return the direction by Mann and Kendall's S over intervals, the earliest first; overlapping pairs count as ties.

    Ties make S smaller and its variance (n(n-1)(2n+5)/18) is taken without them, so a direction is told too seldom
    rather than too often.
    """
    spans = [(one.lower_s, one.upper_s) for one in measured if one.lower_s is not None and one.upper_s is not None]
    count = len(spans)
    signs = Counter(_sign(before, after) for before, after in combinations(spans, 2))
    shorter, longer, undecided = signs[-1], signs[1], signs[0]
    if count < FEWEST:
        return Leaning(direction="too_few", count=count, shorter=shorter, longer=longer, undecided=undecided)
    s = longer - shorter
    z = (abs(s) - 1) / math.sqrt(count * (count - 1) * (2 * count + 5) / 18)
    direction: Direction = "none" if z < _CERTAIN else "longer" if s > 0 else "shorter"
    return Leaning(direction=direction, count=count, shorter=shorter, longer=longer, undecided=undecided)


def courses(service: str, drills: Sequence[DrillOutcome]) -> Iterator[Course]:
    """Yield the course of each figure that a completed drill measured of a service."""
    ordered = sorted(drills, key=lambda one: (one.started_ns, one.drill))
    for figure in FIGURES:
        readings = tuple(_readings(service, figure, ordered))
        if readings:
            yield Course(service=service, figure=figure, readings=readings)


def trend_of(course: Course) -> Trend:
    """Return a course as the chart module draws it: every drill an interval, with the target that it was held to."""
    return Trend(
        of=f"{course.service}:{course.figure}",
        title=say("console.history.chart", figure=course.figure.upper()),
        points=tuple(_point(one) for one in course.readings),
    )


def newest_decision(course: Course) -> Standing:
    """Return what the newest drill that decided anything says of the target; nothing measured is never verified."""
    if not any(one.measured.is_measured for one in course.readings):
        return STANDINGS[-1]
    for one in reversed(course.readings):
        match _proof(one):
            case "proved":
                return "verified"
            case "contradicted":
                return "contradicted"
            case "inconclusive":
                continue
    return "undecided"


def _proof(one: Reading) -> Proof:
    """Return what a drill says: one that is not proved to be restored proves nothing, and still contradicts."""
    proof = _PROOFS[one.measured.verdict]
    return "inconclusive" if proof == "proved" and not one.drill.restored else proof


def _readings(service: str, figure: FigureName, drills: Sequence[DrillOutcome]) -> Iterator[Reading]:
    for drill in drills:
        if drill.status != "completed" or not drill.measures:
            continue
        for one in drill.services:
            measured = one.of(figure)
            if one.service == service and measured is not None:
                yield Reading(drill=drill, measured=measured)


def _sign(before: tuple[float, float], after: tuple[float, float]) -> int:
    if after[1] < before[0]:
        return -1
    return 1 if after[0] > before[1] else 0


def _point(one: Reading) -> TrendPoint:
    measured = one.measured
    return TrendPoint(
        drill=one.drill.drill,
        day=day(one.drill.started_ns).en,
        target_s=measured.target_s,
        lower_s=measured.lower_s,
        upper_s=measured.upper_s,
        verdict=measured.verdict,
    )
