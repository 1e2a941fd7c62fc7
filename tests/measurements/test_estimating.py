"""How long a plan may take: the critical path under the plan's bounds, and what earlier drills say of each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from measurements.estimating import Estimate, StepEstimate, at_most, estimate, makespan
from measurements.events import DrillClosed, Ending, Outcome, StepCompleted, StepInvoked
from measurements.history import History
from measurements.intervals import Interval
from scenarios.plan import Approve, Manual, Phase, Plan, PlannedStep, Repeat, Run, When
from tests.support.histories import SECOND, STEPS, Story, ns, step, text
from tests.support.histories import plan as planned


def run(name: str, *needs: str, phase: Phase = Phase.SWITCH, hosts: Sequence[str] = ("db-b",)) -> PlannedStep:
    return replace(step(name, phase, Run(script=name), *hosts), needs=needs)


def plan(*steps: PlannedStep) -> Plan:
    return planned(steps=steps)


def seconds(made: Plan, **took: int) -> float:
    return makespan(made, {name: each * SECOND for name, each in took.items()}) / SECOND


def test_the_longest_way_through_what_steps_need_counts() -> None:
    made = plan(run("a"), run("b", "a"), run("c", "a"), run("d", "b", "c"))
    assert seconds(made, a=1, b=2, c=5, d=1) == 7


def test_steps_that_need_nothing_of_each_other_go_together() -> None:
    made = plan(*(run(name) for name in "abcd"))
    assert seconds(made, a=1, b=2, c=3, d=4) == 4


def test_restoring_begins_when_all_else_has_ended() -> None:
    made = plan(run("a"), run("b"), run("home", phase=Phase.RESTORE))
    assert seconds(made, a=1, b=5, home=2) == 7


def test_the_bound_of_the_plan_makes_steps_wait() -> None:
    made = replace(plan(*(run(name) for name in "abcd")), parallel=2)
    assert seconds(made, a=3, b=3, c=3, d=3) == 6
    assert seconds(replace(made, parallel=1), a=3, b=3, c=3, d=3) == 12


def test_a_step_on_more_hosts_than_the_bound_is_alone_and_still_runs() -> None:
    made = replace(plan(run("a", hosts=("h1", "h2", "h3")), run("b")), parallel=2)
    assert seconds(made, a=2, b=2) == 4


def test_a_step_is_no_more_acts_than_it_has_hosts() -> None:
    made = replace(plan(*(replace(run(name), at_once=2) for name in "abcd")), parallel=2)
    assert seconds(made, a=3, b=3, c=3, d=3) == 6


def test_a_group_counts_the_hosts_of_its_steps() -> None:
    steps = [replace(run(name, hosts=("h1", "h2")), group="both") for name in "ab"]
    assert seconds(replace(plan(*steps), groups={"both": 4}), a=3, b=3) == 3
    assert seconds(replace(plan(*steps), groups={"both": 3}), a=3, b=3) == 6


def test_a_step_of_which_nothing_is_known_takes_no_time() -> None:
    assert makespan(plan(run("a"), run("b", "a")), {"b": 7}) == 7


def test_whoever_waits_for_people_takes_no_room() -> None:
    gate = step("gate", Phase.SWITCH, Approve(role="lead", people=1))
    assert seconds(replace(plan(gate, run("a")), parallel=1), gate=3, a=3) == 3


def test_a_group_has_a_bound_of_its_own() -> None:
    steps = [replace(run(name), group="both") for name in "abcd"]
    made = replace(plan(*steps, run("other")), groups={"both": 2})
    assert seconds(made, a=1, b=1, c=1, d=1, other=1) == 2


def test_nothing_takes_no_time() -> None:
    assert makespan(plan(), {}) == 0


def test_the_most_a_step_may_take_counts_rounds_and_tries() -> None:
    plain = replace(run("a", hosts=("h1", "h2", "h3")), within_ns=10 * SECOND)
    assert at_most(plain) == 10 * SECOND
    assert at_most(replace(plain, at_once=2)) == 20 * SECOND
    again = replace(plain, repeat=Repeat(tries=3, pause_ns=SECOND))
    assert at_most(again) == 32 * SECOND
    assert at_most(replace(again, whole_ns=15 * SECOND)) == 15 * SECOND


def drill(*took: float, release: float = 5, ending: Ending = Ending.COMPLETED, scenario: str = "pg-crash") -> History:
    """Return a drill of the usual steps, each taking so long, one after another; the gate takes `release`."""
    story = Story(plan=replace(planned(), scenario=scenario))
    at = 1.0
    for one, each in zip(STEPS, took, strict=False):
        lasting = release if one.id == "release" else each
        story.did(one.id, at, at + lasting, *one.hosts)
        at += lasting
    story.add(DrillClosed(at=ns(at), ending=ending, restored=True, residue=()))
    return story.history()


def found(made: Estimate, name: str) -> StepEstimate:
    return next(one for one in made.steps if one.step == name)


def test_without_an_earlier_run_there_is_only_what_the_plan_allows() -> None:
    made = estimate(planned(), [])
    promote = found(made, "promote")
    assert (promote.runs, promote.median_ns, promote.range_ns) == (0, None, Interval(0, 60 * SECOND))
    assert found(made, "writes").range_ns == Interval(10 * SECOND, 60 * SECOND), "a hold is never shorter"
    assert made.machine_median_ns is None
    assert made.drills == 0
    assert made.people_ns == Interval(0, 60 * SECOND)


def test_earlier_runs_give_median_and_range_and_people_stand_apart() -> None:
    histories = [drill(*([seconds] * 8), release=9 * seconds) for seconds in (3, 1, 2)]
    made = estimate(planned(), histories)
    promote = found(made, "promote")
    assert (promote.runs, promote.median_ns, promote.range_ns) == (3, 2 * SECOND, Interval(SECOND, 3 * SECOND))
    assert found(made, "release").by_people
    assert made.people_ns == Interval(9 * SECOND, 27 * SECOND)
    assert made.drills == 3
    assert made.machine_median_ns is not None
    assert made.machine_ns.contains(made.machine_median_ns)


def test_of_an_even_number_of_runs_the_median_lies_between_the_two_in_the_middle() -> None:
    made = estimate(planned(), [drill(*([seconds] * 8)) for seconds in (8, 1, 4, 2)])
    assert found(made, "promote").median_ns == 3 * SECOND
    odd = estimate(planned(), [drill(*([seconds] * 8)) for seconds in (1, 1.000000001)])
    median = found(odd, "promote").median_ns
    assert (median, type(median)) == (SECOND, int)


def test_steps_that_took_no_time_take_none() -> None:
    made = estimate(planned(), [drill(*([0.0] * 8), release=0)])
    assert (made.machine_median_ns, made.machine_ns, made.people_ns) == (0, Interval(0, 0), Interval(0, 0))


def test_a_manual_step_is_time_at_people() -> None:
    call = step("call", Phase.SWITCH, Manual(instruction=text("call"), role="operator"))
    made = estimate(plan(call, run("a", "call")), [])
    assert made.people_ns.upper == 60 * SECOND
    assert made.machine_ns.upper == 60 * SECOND


def test_other_scenarios_and_open_drills_count_for_nothing() -> None:
    other = drill(*([1.0] * 8), scenario="other")
    unclosed = History([event for event in drill(*([1.0] * 8)).events if not isinstance(event, DrillClosed)])
    made = estimate(planned(), [other, unclosed])
    assert made.drills == 0
    assert all(one.runs == 0 for one in made.steps)


def test_a_step_that_failed_or_was_cut_short_counts_for_nothing() -> None:
    aborted = drill(*([1.0] * 3), ending=Ending.ABORTED)
    assert found(estimate(planned(), [aborted]), "promote").runs == 0
    assert found(estimate(planned(), [aborted]), "noticed").runs == 1
    story = Story(plan=planned()).did("promote", 1, 2, "db-b", outcome=Outcome.FAILED)
    story.add(DrillClosed(at=ns(3), ending=Ending.FAILED, restored=True, residue=()))
    assert found(estimate(planned(), [story.history()]), "promote").runs == 0


def test_a_step_on_other_hosts_is_another_step() -> None:
    moved = tuple(replace(one, hosts=("db-c",)) if one.id == "promote" else one for one in STEPS)
    made = estimate(planned(steps=moved), [drill(*([1.0] * 8))])
    assert found(made, "promote").runs == 0
    assert found(made, "entry").runs == 1


def test_a_repeated_step_counts_from_its_first_try() -> None:
    story = Story(plan=planned())
    story.add(
        StepInvoked(at=ns(1), step="promote", host="db-b", run="r"),
        StepCompleted(at=ns(2), step="promote", host="db-b", outcome=Outcome.FAILED),
        StepInvoked(at=ns(3), step="promote", host="db-b", run="r", attempt=2),
        StepCompleted(at=ns(4), step="promote", host="db-b", outcome=Outcome.OK),
        DrillClosed(at=ns(5), ending=Ending.COMPLETED, restored=True, residue=()),
    )
    assert found(estimate(planned(), [story.history()]), "promote").median_ns == 3 * SECOND


def test_a_step_with_a_condition_may_take_no_time() -> None:
    steps = (run("a"), replace(run("b", "a"), when=When(step="a", was=("failed",))))
    assert found(estimate(plan(*steps), []), "b").range_ns.lower == 0


@st.composite
def plans(draw: st.DrawFn) -> tuple[Plan, dict[str, int]]:
    count = draw(st.integers(1, 12))
    names = [f"s{n}" for n in range(count)]
    steps = [
        run(name, *draw(st.sets(st.sampled_from(names[:n])) if n else st.just(()))) for n, name in enumerate(names)
    ]
    took = {name: draw(st.integers(0, 50)) for name in names}
    return replace(plan(*steps), parallel=draw(st.none() | st.integers(1, 4))), took


@given(plans())
def test_it_lies_between_the_longest_step_and_all_of_them_in_a_row(case: tuple[Plan, dict[str, int]]) -> None:
    made, took = case
    assert max(took.values()) <= makespan(made, took) <= sum(took.values())
    unbounded = makespan(replace(made, parallel=None), took)
    assert unbounded <= makespan(made, took)
    assert makespan(replace(made, parallel=1), took) == sum(took.values())


def test_five_hundred_steps_in_a_row() -> None:
    names = [f"s{n}" for n in range(500)]
    first = run(names[0])
    made = plan(first, *(run(after, before) for before, after in pairwise(names)))
    assert makespan(made, dict.fromkeys(names, SECOND)) == 500 * SECOND
