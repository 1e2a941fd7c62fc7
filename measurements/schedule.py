"""When each step was planned to begin and to end: from the plan's own lengths, laid end to end after the opening."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from scenarios.plan import Plan

Span: TypeAlias = tuple[int, int]
"""From when to when, ns on the controller's clock."""


def schedule(plan: Plan, opened_at: int) -> Mapping[str, Span]:
    """Return from when to when each step was planned, by its id; empty where the plan gives no step a length.

    A step begins when everything that it needs was planned to have ended. One without a length of its own is planned
    to take no time, so the lengths that an author gives carry the whole schedule. Pure.
    """
    planned: dict[str, Span] = {}
    if all(step.planned_ns is None for step in plan.steps):
        return planned
    for step in plan.steps:
        begins = max((planned[need][1] for need in step.needs if need in planned), default=opened_at)
        planned[step.id] = (begins, begins + (step.planned_ns or 0))
    return planned
