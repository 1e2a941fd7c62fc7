"""The laws of policy, in a world where everything may fail: any plan, any outcome, any order, any crash."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from measurements.events import (
    AbortAsked,
    ApprovalGiven,
    DrillClosed,
    Ending,
    FaultVerified,
    InterruptionDecided,
    ManualReported,
    Outcome,
    RunnerStarted,
    SafeguardTripped,
    StepCompleted,
    StepInvoked,
    StepSettled,
    StepSkipped,
    UndoCompleted,
    UndoInvoked,
    UndoProved,
)
from measurements.history import History
from runners.actions import Action, Invoke, Prove, UndoFault
from runners.acts import has_effect
from runners.policy import decide, decide_from
from scenarios.identity import identity_of
from scenarios.plan import Approve, Inject, Manual, Phase, Undo
from tests.support.worlds import Key, World, drawn_plan

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
def test_only_a_step_that_may_repeat_is_invoked_twice_and_each_try_ends_once(rnd: Random, kindness: float) -> None:
    world = lived(rnd, kindness)
    tries: dict[Key, list[StepInvoked]] = {}
    ends: dict[Key, list[StepCompleted | StepSettled]] = {}
    for event in world.events:
        if isinstance(event, StepInvoked):
            assert event.attempt == len(tries.setdefault((event.step, event.host), [])) + 1
            tries[event.step, event.host].append(event)
        if isinstance(event, StepCompleted | StepSettled):
            ends.setdefault((event.step, event.host), []).append(event)
    assert set(ends) == set(tries)
    for key, begun in tries.items():
        repeat = world.plan.step(key[0]).repeat
        assert len(begun) <= (1 if repeat is None else repeat.tries)
        given_up = [end for end in ends[key] if end.reason.startswith("not tried again")]
        assert len(ends[key]) == len(begun) + len(given_up)
        assert len(given_up) <= 1
        for end, after in zip(ends[key], begun[1:], strict=False):
            assert repeat is not None
            assert end.outcome is not Outcome.OK
            assert after.at >= end.at + repeat.pause_ns


@given(RANDOMS, KINDNESS)
@LAWS
def test_nothing_of_a_step_begins_past_its_whole_time(rnd: Random, kindness: float) -> None:
    world = lived(rnd, kindness)
    first: dict[str, int] = {}
    for event in world.events:
        if isinstance(event, StepInvoked):
            whole = world.plan.step(event.step).whole_ns
            begun = first.setdefault(event.step, event.at)
            assert whole is None or event.at < begun + whole


def busy(world: World, open_: set[Key], undoing: set[Key]) -> tuple[int, set[str]]:
    acting = {key for key in open_ if has_effect(world.plan.step(key[0]))}
    return len(acting), {host for _, host in acting | undoing if host}


@given(RANDOMS, KINDNESS)
@LAWS
def test_bounds_are_never_exceeded(rnd: Random, kindness: float) -> None:
    """What is under way is counted from the history alone; only putting right may go past a bound."""
    world = lived(rnd, kindness)
    plan, open_, undoing = world.plan, set[Key](), set[Key]()
    for event in world.events:
        match event:
            case StepInvoked() if not isinstance(plan.step(event.step).action, Undo):
                step = plan.step(event.step)
                acts_before, hosts_before = busy(world, open_, undoing)
                open_.add((event.step, event.host))
                acts, hosts = busy(world, open_, undoing)
                assert step.at_once is None or sum(key[0] == step.id for key in open_) <= step.at_once
                if step.group is not None and plan.groups:
                    assert sum(plan.step(key[0]).group == step.group for key in open_) <= plan.groups[step.group]
                assert acts == acts_before or plan.parallel is None or acts <= plan.parallel
                most = plan.safeguards.most_hosts_at_once
                assert hosts == hosts_before or most is None or len(hosts) <= most
            case StepCompleted() | StepSettled():
                open_.discard((event.step, event.host))
            case UndoInvoked():
                undoing.add((event.step, event.host))
            case UndoCompleted():
                undoing.discard((event.step, event.host))
            case RunnerStarted():
                undoing.clear()
            case _:
                pass


def healing(actions: tuple[Action, ...]) -> list[Action]:
    return [action for action in actions if isinstance(action, UndoFault | Prove)]


@given(RANDOMS, KINDNESS)
@settings(max_examples=60, deadline=None)
def test_an_undo_is_never_held_back_by_a_bound(rnd: Random, kindness: float) -> None:
    world = World(rnd=rnd, plan=drawn_plan(rnd), kindness=kindness)
    plan = world.plan
    free = replace(plan, groups={}, parallel=None, safeguards=replace(plan.safeguards, most_hosts_at_once=None))
    loose = replace(free, steps=tuple(replace(step, at_once=None) for step in free.steps))
    for _ in range(25):
        world.live(turns=10)
        bound = decide_from(plan, world.state, world.now)
        unbound = decide(loose, History(world.events), world.now)
        assert healing(bound) == healing(unbound)
        undos = [step.id for step in plan.steps if isinstance(step.action, Undo)]
        begun = [action for action in bound if isinstance(action, Invoke) and action.step in undos]
        assert begun == [action for action in unbound if isinstance(action, Invoke) and action.step in undos]


@given(RANDOMS, KINDNESS)
@LAWS
def test_what_two_people_have_to_do_is_never_done_by_one(rnd: Random, kindness: float) -> None:
    world = lived(rnd, kindness)
    people = world.plan.people
    said: dict[str, list[tuple[str, str | None]]] = {}
    for event in world.events:
        match event:
            case ManualReported():
                said.setdefault(event.step, []).append((event.what, identity_of(people, event.person)))
            case ApprovalGiven():
                said.setdefault(event.step, []).append((event.decision, identity_of(people, event.person)))
            case StepCompleted(outcome=Outcome.OK):
                words = said.get(event.step, [])
                match world.plan.step(event.step).action:
                    case Manual(dual_control=True):
                        doers = {who for what, who in words if what == "done" and who}
                        assert any(what == "confirmed" and who and doers - {who} for what, who in words)
                    case Approve(people=wanted):
                        assert len({who for what, who in words if what == "approve" and who}) >= wanted
                    case _:
                        pass
            case _:
                pass


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


def is_the_end(world: World, event: StepCompleted, place: int) -> bool:
    """Tell whether this outcome turns the drill by itself: not good, essential, and without another try to come."""
    step = world.plan.step(event.step)
    tries = sum(
        isinstance(earlier, StepInvoked) and (earlier.step, earlier.host) == (event.step, event.host)
        for earlier in world.events[:place]
    )
    is_last = step.repeat is None or tries >= step.repeat.tries or given_up(event)
    return event.outcome is not Outcome.OK and is_forward(world, event.step) and step.essential and is_last


@given(RANDOMS, KINDNESS)
@LAWS
def test_after_a_failure_no_forward_step_begins(rnd: Random, kindness: float) -> None:
    world = lived(rnd, kindness)
    has_stopped = False
    for place, event in enumerate(world.events):
        if isinstance(event, StepInvoked) and is_forward(world, event.step):
            assert not has_stopped
        has_stopped |= (
            (isinstance(event, StepCompleted) and is_the_end(world, event, place))
            or (isinstance(event, FaultVerified) and event.took is not Outcome.OK)
            or isinstance(event, AbortAsked | SafeguardTripped)
            or (isinstance(event, InterruptionDecided) and event.decision == "restore")
        )


def given_up(event: StepCompleted | StepSettled) -> bool:
    return event.reason.startswith("not tried again")


@given(RANDOMS, KINDNESS)
@LAWS
def test_a_step_begins_after_its_needs_and_its_phase_after_the_earlier_ones(rnd: Random, kindness: float) -> None:
    world = lived(rnd, kindness)
    phases = list(Phase)
    order = [
        event for event in world.events if isinstance(event, StepInvoked | StepCompleted | StepSettled | StepSkipped)
    ]
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
        still_open.subtract(
            e.step for e in order[:place] if isinstance(e, StepCompleted | StepSettled) and not given_up(e)
        )
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
    late = any(
        isinstance(event, StepCompleted) and event.reason.startswith("stopped waiting") for event in world.events
    )
    if not refused and not tripped and not late:
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
