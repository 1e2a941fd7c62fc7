"""How long a plan may take, from how long its steps took before; an estimate, and never a verdict.

Steps are placed as the policy would begin them: when everything they need has ended, at most `parallel` acts and at
most `groups[g]` acts of a group at one time; what restores begins when all else has ended.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from measurements.events import Outcome, StepCompleted, StepInvoked
from measurements.history import History
from measurements.intervals import Interval
from scenarios.plan import Approve, CheckStream, Manual, Phase, Plan, PlannedStep, WaitFor, plan_from_json

_LOOKING: Final = (CheckStream, WaitFor, Approve, Manual)
"""Actions that occupy no act: they look, or wait for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepEstimate:
    """How long a step took in `runs` earlier drills; without one, `range_ns` runs to the most that it may take.

    `median_ns` is None where it never ran. `by_people` says that a person decides how long it takes.
    """

    step: str
    runs: int
    median_ns: int | None
    range_ns: Interval
    by_people: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """The whole plan: what machines need, and apart from it what people may add if they are waited for one by one."""

    steps: tuple[StepEstimate, ...]
    machine_ns: Interval
    machine_median_ns: int | None
    """None where some step that machines do never ran."""
    people_ns: Interval
    drills: int


def estimate(plan: Plan, histories: Sequence[History]) -> Estimate:
    """Return the estimate for a plan from drills of the same scenario; other histories count for nothing."""
    told = [times for history in histories if (times := step_times(plan, history)) is not None]
    steps = tuple(_step(step, [times[step.id] for times in told if step.id in times]) for step in plan.steps)
    low, high = ({one.step: 0 if one.by_people else bound(one) for one in steps} for bound in (_least, _most))
    machines = [one for one in steps if not one.by_people]
    medians = {one.step: one.median_ns or 0 for one in machines}
    return Estimate(
        steps=steps,
        machine_ns=Interval(*sorted((makespan(plan, low), makespan(plan, high)))),
        machine_median_ns=makespan(plan, medians) if all(one.runs for one in machines) else None,
        people_ns=Interval(sum(map(_least, _people(steps))), sum(map(_most, _people(steps)))),
        drills=len(told),
    )


def _people(steps: Sequence[StepEstimate]) -> Iterator[StepEstimate]:
    return (one for one in steps if one.by_people)


def _least(one: StepEstimate) -> int:
    return one.range_ns.lower


def _most(one: StepEstimate) -> int:
    return one.range_ns.upper


def step_times(plan: Plan, history: History) -> dict[str, int] | None:
    """Return how long each step took that ended well: from its first intent to its last outcome, on all its hosts.

    None for a history of another scenario, or of a drill that has not closed. A step that did something else, or on
    other hosts, is left out.
    """
    opened = history.opened
    if opened is None or history.closed is None or opened.scenario != plan.scenario:
        return None
    before = {step.id: (step.action.kind, step.hosts) for step in plan_from_json(opened.plan).steps}
    same = {step.id: step for step in plan.steps if before.get(step.id) == (step.action.kind, step.hosts)}
    begun: dict[str, int] = {}
    for event in history.of(StepInvoked):
        begun.setdefault(event.step, event.at)
    ended: dict[str, dict[str, StepCompleted]] = {}
    for done in history.of(StepCompleted):
        ended.setdefault(done.step, {})[done.host] = done
    return {name: _took(begun[name], ended[name]) for name, step in same.items() if _well(step, begun, ended)}


def _well(step: PlannedStep, begun: Mapping[str, int], ended: Mapping[str, Mapping[str, StepCompleted]]) -> bool:
    outcomes = ended.get(step.id, {})
    whole = len(outcomes) >= max(1, len(step.hosts))
    return step.id in begun and whole and all(one.outcome is Outcome.OK for one in outcomes.values())


def _took(begun: int, ended: Mapping[str, StepCompleted]) -> int:
    return max(max(one.at for one in ended.values()) - begun, 0)


def _step(step: PlannedStep, times: Sequence[int]) -> StepEstimate:
    by_people = isinstance(step.action, Approve | Manual)
    ordered = sorted(times)
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) // 2 if ordered else None
    seen = Interval(ordered[0], ordered[-1]) if ordered else Interval(*sorted((_at_least(step), at_most(step))))
    if step.when is not None:
        seen = Interval(0, seen.upper)
    return StepEstimate(step=step.id, runs=len(times), median_ns=middle, range_ns=seen, by_people=by_people)


def _at_least(step: PlannedStep) -> int:
    return step.action.hold_ns if isinstance(step.action, CheckStream) and step.when is None else 0


def at_most(step: PlannedStep) -> int:
    """Return the longest that a step may take: every try on every round of hosts, and never more than its whole."""
    rounds = -(-max(len(step.hosts), 1) // (step.at_once or max(len(step.hosts), 1)))
    tries, pause = (1, 0) if step.repeat is None else (step.repeat.tries, step.repeat.pause_ns)
    most = rounds * (tries * step.within_ns + (tries - 1) * pause)
    return most if step.whole_ns is None else min(most, step.whole_ns)


def makespan(plan: Plan, took: Mapping[str, int]) -> int:
    """Return when the last step ends if each takes so long (ns) and the first begins at 0: the critical path.

    The bounds of the plan are kept; without any it is the longest way through what the steps need.
    """
    forward = [step for step in plan.steps if step.phase is not Phase.RESTORE]
    restoring = [step for step in plan.steps if step.phase is Phase.RESTORE]
    ended = _placed(plan, forward, took, 0)
    return _placed(plan, restoring, took, ended)


def _placed(plan: Plan, steps: Sequence[PlannedStep], took: Mapping[str, int], start: int) -> int:
    """Return when the last of `steps` ends, none beginning before `start`."""
    here = {step.id for step in steps}
    waits = {step.id: len(here.intersection(step.needs)) for step in steps}
    needers: dict[str, list[PlannedStep]] = {step.id: [] for step in steps}
    for step in steps:
        for need in here.intersection(step.needs):
            needers[need].append(step)
    places = {step.id: place for place, step in enumerate(steps)}
    ready = [step for step in steps if not waits[step.id]]
    floor, now = _Floor(plan), start
    running: list[tuple[int, int, PlannedStep]] = []
    while ready or running:
        ready = list(_begin(floor, ready, running, places, took, now))
        now, _, done = heapq.heappop(running)
        floor.leave(done)
        for step in needers[done.id]:
            waits[step.id] -= 1
            if not waits[step.id]:
                ready.append(step)
        ready.sort(key=lambda step: places[step.id])
    return now


def _begin(
    floor: _Floor,
    ready: Sequence[PlannedStep],
    running: list[tuple[int, int, PlannedStep]],
    places: Mapping[str, int],
    took: Mapping[str, int],
    now: int,
) -> Iterator[PlannedStep]:
    """Begin every step that there is room for, and yield the others."""
    for step in ready:
        if floor.enter(step):
            heapq.heappush(running, (now + took.get(step.id, 0), places[step.id], step))
        else:
            yield step


class _Floor:
    """How many acts are under way, in all and in each group; whoever is alone may always enter."""

    def __init__(self, plan: Plan) -> None:
        self._bounds, self._parallel = plan.groups, plan.parallel
        self._acts = 0
        self._groups = dict.fromkeys(plan.groups, 0)

    def enter(self, step: PlannedStep) -> bool:
        """Return whether there is room for the step, and take it."""
        acts = _acts(step)
        full = self._parallel is not None and self._acts and self._acts + acts > self._parallel
        group = self._groups.get(step.group or "", 0)
        crowded = group and group + acts > self._bounds[step.group or ""]
        if acts and (full or crowded):
            return False
        self._count(step, 1)
        return True

    def leave(self, step: PlannedStep) -> None:
        """Give the step's room back."""
        self._count(step, -1)

    def _count(self, step: PlannedStep, by: int) -> None:
        acts = _acts(step)
        self._acts += by * acts
        if step.group in self._groups:
            self._groups[step.group] += by * acts


def _acts(step: PlannedStep) -> int:
    """Return how many acts a step has under way at one time."""
    if isinstance(step.action, _LOOKING):
        return 0
    return min(max(len(step.hosts), 1), step.at_once or len(step.hosts) or 1)
