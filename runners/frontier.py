"""Which steps have nothing to wait for any more, kept up step by step: a long plan is not searched at each decision."""

from __future__ import annotations

from collections import defaultdict

from scenarios.plan import Phase, Plan, PlannedStep


class Frontier:
    """The steps, by phase, that are not settled themselves and whose needs all are."""

    def __init__(self, plan: Plan) -> None:
        """Begin with nothing settled."""
        self._places = {step.id: place for place, step in enumerate(plan.steps)}
        self._open_needs = {step.id: len(set(step.needs)) for step in plan.steps}
        self._settled: set[str] = set()
        self._needers: defaultdict[str, list[PlannedStep]] = defaultdict(list)
        self._ready: defaultdict[Phase, dict[str, PlannedStep]] = defaultdict(dict)
        for step in plan.steps:
            for need in set(step.needs):
                self._needers[need].append(step)
            if not step.needs:
                self._ready[step.phase][step.id] = step

    def ready(self, phase: Phase) -> list[PlannedStep]:
        """Return the ready steps of a phase in the plan's order."""
        return sorted(self._ready[phase].values(), key=lambda step: self._places[step.id])

    def settle(self, step: PlannedStep) -> None:
        """Take in that nothing more comes of a step; to be said once a step."""
        self._settled.add(step.id)
        self._ready[step.phase].pop(step.id, None)
        for needer in self._needers[step.id]:
            self._open_needs[needer.id] -= 1
            if not self._open_needs[needer.id] and needer.id not in self._settled:
                self._ready[needer.phase][needer.id] = needer
