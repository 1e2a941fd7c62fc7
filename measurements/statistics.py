"""What repeated trials of one scenario support, and no more: order statistics, without any assumed distribution.

Definitions: docs/measurement.md, section 8.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from measurements.reading import Reading

CONFIDENCE: Final = 0.95
_HALVINGS: Final = 60


def median(trials: Sequence[Reading]) -> Reading:
    """Return bounds of the median trial (the lower of the two middle ones of an even number); raises ValueError."""
    return ranked(trials, (len(trials) + 1) // 2)


def maximum(trials: Sequence[Reading]) -> Reading:
    """Return bounds of the longest trial; raises ValueError for no trials."""
    return ranked(trials, len(trials))


def ranked(trials: Sequence[Reading], rank: int) -> Reading:
    """Return bounds of the trial that is `rank`th from the shortest, counted from 1.

    The rank of true values lies between the same ranks of their lower and of their upper bounds. Raises ValueError
    for a rank that no trial has.
    """
    if not 1 <= rank <= len(trials):
        msg = f"{len(trials)} trials have no rank {rank}"
        raise ValueError(msg)
    uppers = sorted(math.inf if trial.upper is None else trial.upper for trial in trials)
    upper = uppers[rank - 1]
    return Reading(
        lower=sorted(trial.lower for trial in trials)[rank - 1], upper=None if upper == math.inf else int(upper)
    )


def rank_for(count: int, share: float, confidence: float = CONFIDENCE) -> int | None:
    """Return the smallest rank whose value bounds the `share` quantile from above with that confidence.

    None where `count` trials are too few. The chance that rank k lies above the quantile is the chance of fewer than
    k of `count` trials falling below it, which is binomial whatever the distribution of trials.
    """
    below = 0.0
    for rank in range(1, count + 1):
        below += _chance(count, rank - 1, share)
        if below >= confidence:
            return rank
    return None


def upper_bound(trials: Sequence[Reading], share: float, confidence: float = CONFIDENCE) -> Reading | None:
    """Return what `share` of all recoveries stay below, with that confidence; None where the trials are too few."""
    rank = rank_for(len(trials), share, confidence)
    return None if rank is None else ranked(trials, rank)


def trials_needed(share: float, confidence: float = CONFIDENCE) -> int:
    """Return how many trials without a miss support "at least `share` meet the target" with that confidence.

    >>> trials_needed(0.95)
    59
    """
    return math.ceil(math.log(1 - confidence) / math.log(share) - 1e-9)


def supported_share(count: int, misses: int = 0, confidence: float = CONFIDENCE) -> float:
    """Return the largest share of recoveries of which `count` trials with `misses` misses say that it meets the target.

    The exact binomial (Clopper-Pearson) lower bound; 0.0 where no trial met it.
    """
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _at_least(count, count - misses, middle) < 1 - confidence:
            low = middle
        else:
            high = middle
    return low if count > misses else 0.0


def _at_least(count: int, met: int, share: float) -> float:
    return math.fsum(_chance(count, number, share) for number in range(met, count + 1))


def _chance(count: int, number: int, share: float) -> float:
    return math.comb(count, number) * share**number * (1 - share) ** (count - number)
