"""The guard: one judgement for every way to start a drill, and the pass without which none starts."""

from service.guard.asking import Ask, Facts, Held, environments_of, wanted_of
from service.guard.judging import against, judge
from service.guard.passing import Pass

__all__ = ["Ask", "Facts", "Held", "Pass", "against", "environments_of", "judge", "wanted_of"]
