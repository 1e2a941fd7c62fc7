"""The laws of policy, in a world where everything may fail: any plan, any outcome, any order, any crash."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from measurements.events import (
    AbortAsked,
    DrillClosed,
    Ending,
    FaultVerified,
    InterruptionDecided,
    Outcome,
    SafeguardTripped,
    StepCompleted,
    StepInvoked,
    StepSkipped,
    UndoInvoked,
    UndoProved,
)
from measurements.history import History
from runners.policy import decide, decide_from
from scenarios.plan import Inject, Phase
from tests.support.worlds import World, drawn_plan

LAWS = settings(max_examples=150, deadline=None)
RANDOMS = st.integers(0, 2**32).map(Random)
"""One number stands for a whole life, so that hypothesis has one choice to make and not thousands."""
KINDNESS = st.sampled_from([0.5, 0.9, 1.0])


def lived(rnd: Random, kindness: float) -> World:
    world = World(rnd=rnd, plan=drawn_plan(rnd), kindness=kindness)
    world.live()
    return world


def is_forward(world: World, step: str) -> bool:
    return world.plan.step(step).phase is not Phase.RESTORE


@given(RANDOMS, KINDNESS)
@LAWS
def test_every_drill_is_closed_and_nothing_follows(rnd: Random, kindness: float) -> None:
    world = lived(rnd, kindness)
    assert isinstance(world.events[-1], DrillClosed)
    assert decide_from(world.plan, world.state, world.now) == ()


@given(RANDOMS, KINDNESS)
@LAWS
def test_no_step_is_invoked_twice_on_a_host_and_each_ends_once(rnd: Random, kindness: float) -> None:
    world = lived(rnd, kindness)
    invoked = Counter((event.step, event.host) for event in world.events if isinstance(event, StepInvoked))
    ended = Counter((event.step, event.host) for event in world.events if isinstance(event, StepCompleted))
    assert set(invoked.values()) <= {1}
    assert set(ended.values()) <= {1}
    assert set(ended) <= set(invoked)


@given(RANDOMS, KINDNESS)
@LAWS
def test_every_begun_fault_is_undone_before_the_close_and_proved_or_called_residue(
    rnd: Random, kindness: float
) -> None:
    world = lived(rnd, kindness)
    closed = world.state.closed
    assert closed is not None
    for event in world.events:
        if isinstance(event, StepInvoked) and isinstance(world.plan.step(event.step).action, Inject):
            about = (event.step, event.host)
            assert any(isinstance(e, UndoInvoked) and (e.step, e.host) == about for e in world.events)
            proofs = [e.proved for e in world.events if isinstance(e, UndoProved) and (e.step, e.host) == about]
            assert (proofs[-1] is Outcome.OK) != (f"{event.step}@{event.host}" in closed.residue)
    assert not (closed.restored and closed.residue)


@given(RANDOMS, KINDNESS)
@LAWS
def test_after_a_failure_no_forward_step_begins(rnd: Random, kindness: float) -> None:
    world = lived(rnd, kindness)
    has_stopped = False
    for event in world.events:
        if isinstance(event, StepInvoked) and is_forward(world, event.step):
            assert not has_stopped
        has_stopped |= (
            (isinstance(event, StepCompleted) and event.outcome is not Outcome.OK and is_forward(world, event.step))
            or (isinstance(event, FaultVerified) and event.took is not Outcome.OK)
            or isinstance(event, AbortAsked | SafeguardTripped)
            or (isinstance(event, InterruptionDecided) and event.decision == "restore")
        )


@given(RANDOMS, KINDNESS)
@LAWS
def test_a_step_begins_after_its_needs_and_its_phase_after_the_earlier_ones(rnd: Random, kindness: float) -> None:
    world = lived(rnd, kindness)
    phases = list(Phase)
    order = [event for event in world.events if isinstance(event, StepInvoked | StepCompleted | StepSkipped)]
    for place, event in enumerate(order):
        if not isinstance(event, StepInvoked):
            continue
        own = world.plan.step(event.step)
        before = {earlier.step for earlier in order[:place] if not isinstance(earlier, StepInvoked)}
        waited_for = {
            other.id for other in world.plan.steps if phases.index(other.phase) < phases.index(own.phase)
        } | set(own.needs)
        assert waited_for <= before
        still_open = Counter(e.step for e in order[:place] if isinstance(e, StepInvoked))
        still_open.subtract(e.step for e in order[:place] if isinstance(e, StepCompleted))
        assert not [step for step in waited_for if still_open[step] > 0]


@given(RANDOMS, KINDNESS)
@LAWS
def test_every_step_is_invoked_or_skipped_and_restore_runs_on_every_way_out(rnd: Random, kindness: float) -> None:
    world = lived(rnd, kindness)
    told = {event.step for event in world.events if isinstance(event, StepInvoked | StepSkipped)}
    assert told == {step.id for step in world.plan.steps}


@given(RANDOMS)
@LAWS
def test_in_a_kind_world_the_drill_completes_and_is_restored(rnd: Random) -> None:
    world = World(rnd=rnd, plan=drawn_plan(rnd), kindness=1.0)
    world.live()
    closed = world.state.closed
    assert closed is not None
    refused = any(own.ended == "failed" for own in world.state.steps.values())
    tripped = any(isinstance(event, SafeguardTripped) for event in world.events)
    if not refused and not tripped:
        assert (closed.ending, closed.restored, closed.residue[:1] in {(), ("ledger:orders",)}) == (
            Ending.COMPLETED,
            not closed.residue,
            True,
        )


@given(RANDOMS, KINDNESS)
@settings(max_examples=60, deadline=None)
def test_folding_the_whole_history_is_folding_it_event_by_event(rnd: Random, kindness: float) -> None:
    world = World(rnd=rnd, plan=drawn_plan(rnd), kindness=kindness)
    for _ in range(20):
        world.live(turns=10)
        whole = decide(world.plan, History(world.events), world.now)
        assert whole == decide_from(world.plan, world.state, world.now)


@given(RANDOMS, KINDNESS)
@settings(max_examples=100, deadline=None)
def test_faults_without_a_place_are_undone_latest_first(rnd: Random, kindness: float) -> None:
    world = lived(rnd, kindness)
    if any(step.phase is Phase.RESTORE for step in world.plan.steps):
        return
    begun = [
        event.step
        for event in world.events
        if isinstance(event, StepInvoked) and isinstance(world.plan.step(event.step).action, Inject)
    ]
    forward_end = max(
        (place for place, event in enumerate(world.events) if isinstance(event, StepCompleted | StepSkipped)), default=0
    )
    undone: list[str] = []
    for event in world.events[forward_end:]:
        if isinstance(event, UndoInvoked) and event.step not in undone:
            undone.append(event.step)
    expected = [step for step in dict.fromkeys(reversed(begun)) if step in undone]
    assert undone == expected
