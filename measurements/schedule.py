"""When each step was planned to begin and to end: from the plan's own lengths, laid end to end after the opening."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from scenarios.plan import Plan

Span: TypeAlias = tuple[int, int]
"""From when to when, ns on the controller's clock."""


def schedule(plan: Plan, opened_at: int) -> Mapping[str, Span]:
    """Return from when to when each step with a planned length was planned, by its id.

    A step begins when everything that it needs was planned to have ended. One without a length of its own takes no
    time in this schedule and is not in it, so the lengths that an author gives carry the whole. Pure.
    """
    spans: dict[str, Span] = {}
    for step in plan.steps:
        begins = max((spans[need][1] for need in step.needs if need in spans), default=opened_at)
        spans[step.id] = (begins, begins + (step.planned_ns or 0))
    return {step.id: spans[step.id] for step in plan.steps if step.planned_ns is not None}
