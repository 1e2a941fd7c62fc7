"""Planned times: laid end to end from what the author gave, and never bent by how it went."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from measurements.judge import judge
from measurements.schedule import schedule
from scenarios.plan import SECOND, Plan
from tests.support.stories import crash, crash_plan


def lengthened(plan: Plan, **seconds: int) -> Plan:
    """Return the plan with steps that are planned to take so long."""
    steps = (replace(one, planned_ns=seconds[one.id] * SECOND if one.id in seconds else None) for one in plan.steps)
    return replace(plan, steps=tuple(steps))


def in_a_row(plan: Plan) -> Plan:
    """Return the plan with each step needing the one before."""
    names = [step.id for step in plan.steps]
    steps = (replace(one, needs=tuple(names[:place][-1:])) for place, one in enumerate(plan.steps))
    return replace(plan, steps=tuple(steps))


def test_a_plan_without_lengths_has_no_schedule() -> None:
    assert schedule(crash_plan(), 0) == {}


def test_a_step_begins_when_what_it_needs_was_planned_to_have_ended() -> None:
    plan = in_a_row(crash_plan())
    first, later = (step.id for step in plan.steps[:2])
    planned = schedule(lengthened(plan, **{first: 40, later: 5}), 7)
    assert planned[first] == (7, 7 + 40 * SECOND)
    assert planned[later] == (7 + 40 * SECOND, 7 + 45 * SECOND)


@given(st.data())
def test_nobody_is_planned_before_what_they_need(data: st.DataObject) -> None:
    plan = in_a_row(crash_plan())
    some = data.draw(st.dictionaries(st.sampled_from([one.id for one in plan.steps]), st.integers(0, 900), min_size=1))
    planned = schedule(lengthened(plan, **some), 1_000)
    assert planned.keys() == some.keys()
    before = 1_000
    for begins, ends in planned.values():
        assert begins == before
        before = ends
    assert [ends - begins for begins, ends in planned.values()] == [
        some[one.id] * SECOND for one in plan.steps if one.id in some
    ]


def test_a_report_tells_how_far_a_step_ended_from_its_plan() -> None:
    told = judge(crash(plan=lengthened(crash_plan(), promote=1)).history())
    entry = next(one for one in told.timeline if one.step == "promote")
    assert entry.planned_start_s is not None
    assert entry.planned_end_s is not None
    assert entry.ended_s is not None
    assert entry.planned_end_s - entry.planned_start_s == pytest.approx(1)
    assert entry.deviation_s == pytest.approx(entry.ended_s - entry.planned_end_s, abs=3e-6)
