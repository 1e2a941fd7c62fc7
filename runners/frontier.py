"""Which steps have nothing to wait for any more, kept up step by step: a long plan is not searched at each decision."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Sequence

from scenarios.plan import Phase, Plan, PlannedStep


class Frontier:
    """The steps, by phase, that are not settled themselves and whose needs all are."""

    def __init__(self, plan: Plan) -> None:
        """Begin with nothing settled."""
        self._places = {step.id: place for place, step in enumerate(plan.steps)}
        self._open_needs = {step.id: len(set(step.needs)) for step in plan.steps}
        self._settled: set[str] = set()
        self._needers: defaultdict[str, list[PlannedStep]] = defaultdict(list)
        self._ready: defaultdict[Phase, list[PlannedStep]] = defaultdict(list)
        for step in plan.steps:
            for need in set(step.needs):
                self._needers[need].append(step)
            if not step.needs:
                self._ready[step.phase].append(step)

    def ready(self, phase: Phase) -> Sequence[PlannedStep]:
        """Return the ready steps of a phase in the plan's order."""
        return self._ready[phase]

    def settle(self, step: PlannedStep) -> None:
        """Take in that nothing more comes of a step; to be said once a step."""
        self._settled.add(step.id)
        if step in self._ready[step.phase]:
            self._ready[step.phase].remove(step)
        for needer in self._needers[step.id]:
            self._open_needs[needer.id] -= 1
            if not self._open_needs[needer.id] and needer.id not in self._settled:
                insort(self._ready[needer.phase], needer, key=lambda step: self._places[step.id])
