"""Whether a measured interval keeps a promise, and what would have decided it where it does not say.

Definitions: docs/measurement.md, section 8.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from measurements import remarks
from measurements.reading import Reading
from measurements.report import Verdict, VerdictName
from measurements.seconds import down, outward
from scenarios.plan import Text

_NAMES: Final[dict[Verdict, VerdictName]] = {
    Verdict.MET: "met",
    Verdict.INCONCLUSIVE: "inconclusive",
    Verdict.MISSED: "missed",
}


def name(verdict: Verdict) -> VerdictName:
    """Return the word for a verdict as reports store it."""
    return _NAMES[verdict]


def judged(reading: Reading | None, target_ns: int) -> Verdict:
    """Return whether a figure keeps its target: INCONCLUSIVE where the target lies inside, or nothing was measured.

    The figure is judged as it is shown, rounded outward.
    """
    if reading is None:
        return Verdict.INCONCLUSIVE
    shown = outward(reading)
    if shown.lower > target_ns:
        return Verdict.MISSED
    return Verdict.MET if shown.upper is not None and shown.upper <= target_ns else Verdict.INCONCLUSIVE


def capped(verdict: Verdict, *, is_sound: bool) -> Verdict:
    """Return the verdict, never MET unless what it rests on is sound."""
    return verdict if is_sound else max(verdict, Verdict.INCONCLUSIVE)


def whole(parts: Iterable[Verdict]) -> Verdict:
    """Return the verdict of a drill from those of its figures; of nothing it is INCONCLUSIVE."""
    return max(parts, default=Verdict.INCONCLUSIVE)


def needed_beat(reading: Reading, target_ns: int, beat_ns: int, likely: int) -> int | None:
    """Return the beat that would have decided it if the truth is `likely`, None where no beat would.

    A faster beat narrows only its own share of the interval; round trip, lateness and the width of the fault stay.
    """
    if reading.upper is None:
        return None
    rest = reading.upper - reading.lower - beat_ns
    needed = down(abs(target_ns - likely) - max(0, rest))
    return needed if needed > 0 else None


def why_undecided(reading: Reading | None, target_ns: int, beat_ns: int, likely: int | None = None) -> Text:
    """Return why a figure decides nothing, with the beat that would have; `likely` defaults to its middle."""
    if reading is None:
        return remarks.NOT_MEASURED
    if reading.upper is None:
        return remarks.UNBOUNDED
    middle = (reading.lower + reading.upper) // 2 if likely is None else likely
    beat = needed_beat(reading, target_ns, beat_ns, middle)
    return remarks.TOO_CLOSE if beat is None else remarks.faster(beat)
