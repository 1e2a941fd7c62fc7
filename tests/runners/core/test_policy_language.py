"""Policy, case by case, for repeats, bounds, whole times, people and slow bystanders."""

from __future__ import annotations

from dataclasses import replace

import pytest

from measurements.counting import WhyNot
from measurements.events import (
    ApprovalGiven,
    InterruptionDecided,
    ManualReported,
    Outcome,
    SamplesTaken,
    StepInvoked,
    StepSettled,
)
from runners.actions import AskManual, Invoke, Look, Wait
from scenarios.plan import (
    SECOND,
    Approve,
    Bystander,
    CheckCommand,
    Manual,
    Person,
    Phase,
    Plan,
    PlannedStep,
    Repeat,
    Run,
    Text,
    Undo,
)
from tests.support.policing import Drill
from tests.support.scripted_drills import fault, plan, step

OK, FAILED, UNKNOWN = Outcome.OK, Outcome.FAILED, Outcome.UNKNOWN
RUN = Run(script="run")


def work(name: str, *needs: str, on: str = "a", phase: Phase = Phase.SWITCH, **more: object) -> PlannedStep:
    return replace(step(name, phase, RUN, on=list(on), needs=needs), **more)  # pyright: ignore[reportArgumentType]


def again(tries: int = 3, pause: int = SECOND) -> Repeat:
    return Repeat(tries=tries, pause_ns=pause)


def retry(drill: Drill, name: str, attempt: int, host: str = "a") -> Drill:
    return drill.tell(StepInvoked(at=drill.now, step=name, host=host, run="r", attempt=attempt))


def test_what_may_repeat_is_tried_again_after_its_pause_and_holds_up_who_needs_it() -> None:
    drill = Drill(plan(work("one", repeat=again()), work("two", "one"))).do("one", "a", FAILED)
    assert drill.doing == []
    assert any(isinstance(action, Wait) and action.until == SECOND for action in drill.actions)
    assert drill.at(SECOND).doing == ["invoke one@a"]
    assert [action.attempt for action in drill.actions if isinstance(action, Invoke)] == [2]
    assert retry(drill, "one", 2).end("one", "a").doing == ["invoke two@a"]


def test_the_last_try_turns_the_drill_and_an_unknown_end_is_tried_again_too() -> None:
    drill = Drill(plan(work("one", repeat=again(2)), work("two", "one"))).do("one", "a", UNKNOWN).at(SECOND)
    assert drill.doing == ["invoke one@a"]
    assert retry(drill, "one", 2).end("one", "a", FAILED).doing == ["skip two"]


def test_a_drill_that_turned_tries_nothing_again_but_its_restore_steps() -> None:
    home = work("home", phase=Phase.RESTORE, repeat=again())
    drill = (
        Drill(plan(work("one", repeat=again()), work("two", on="b"), home))
        .do("one", "a", FAILED)
        .do("two", "b", FAILED)
    )
    assert drill.at(SECOND).doing == ["invoke home@a"]
    assert drill.do("home", "a", FAILED).at(2 * SECOND).doing == ["invoke home@a"]


def test_a_step_in_doubt_is_called_unknown_and_tried_again_where_that_is_harmless() -> None:
    drill = (
        Drill(plan(work("one", repeat=again(pause=0)), work("two"), asks=True))
        .begin("one", "a")
        .begin("two", "a")
        .crash()
    )
    drill.end("two", "a").tell(InterruptionDecided(at=0, decision="continue", by="li", reason=""))
    assert drill.doing == ["settle one@a unknown"]
    assert drill.end("one", "a", UNKNOWN).doing == ["invoke one@a"]


def test_what_people_settle_is_not_tried_again() -> None:
    drill = Drill(plan(work("one", repeat=again()))).do("one", "a", UNKNOWN)
    drill.tell(StepSettled(at=0, step="one", host="a", outcome=OK, by="li", reason="saw it"))
    assert drill.at(SECOND).doing == ["close completed True "]


def test_nothing_is_tried_again_that_could_not_begin_in_its_whole_time() -> None:
    drill = Drill(plan(work("one", repeat=again(9), whole_ns=2 * SECOND))).do("one", "a", FAILED)
    retry(drill.at(SECOND), "one", 2).end("one", "a", FAILED)
    assert drill.doing == ["close failed True "]


def test_who_waits_in_vain_for_another_try_is_given_up_when_the_whole_time_is_over() -> None:
    slow = work("slow", on="b")
    bounded = replace(plan(work("one", repeat=again(9), whole_ns=2 * SECOND), slow), parallel=1)
    drill = Drill(bounded).do("one", "a", FAILED).begin("slow", "b").at(SECOND)
    assert drill.doing == []
    assert drill.at(2 * SECOND).doing == ["settle one@a failed"]
    assert drill.end("one", "a", FAILED).doing == []
    assert drill.end("slow", "b").doing == ["close failed True "]


def test_a_whole_time_skips_the_hosts_that_had_no_turn_and_turns_the_drill() -> None:
    drill = Drill(plan(work("one", on="ab", at_once=1, whole_ns=SECOND), work("two", "one"))).do("one", "a").at(SECOND)
    assert drill.doing == ["skip one"]
    assert drill.skip("one").doing == ["skip two"]


def test_a_look_ends_with_the_whole_time() -> None:
    look = replace(step("look", Phase.SWITCH, CheckCommand(script="x"), on="a"), whole_ns=SECOND)
    drill = Drill(plan(look)).begin("look", "a")
    assert next(action.until for action in drill.actions if isinstance(action, Look)) == SECOND


def test_hosts_have_their_turn_and_groups_and_the_whole_drill_their_bounds() -> None:
    one = work("one", on="ab", at_once=1)
    assert Drill(plan(one)).doing == ["invoke one@a"]
    grouped = replace(plan(work("one", group="g"), work("two", group="g"), work("three")), groups={"g": 1})
    assert Drill(grouped).doing == ["invoke one@a", "invoke three@a"]
    assert Drill(replace(grouped, parallel=1)).doing == ["invoke one@a"]
    assert Drill(replace(grouped, parallel=1)).do("one", "a").doing == ["invoke two@a"]


def guarded(most: int, *steps: PlannedStep) -> Plan:
    made = plan(*steps)
    return replace(made, safeguards=replace(made.safeguards, most_hosts_at_once=most))


def test_only_so_many_hosts_are_busy_at_one_time() -> None:
    drill = Drill(guarded(1, work("one", on="ab"), work("two", on="a"), work("here", on="")))
    assert drill.doing == ["invoke one@a", "invoke two@a", "invoke here@"]
    assert drill.do("one", "a").doing == ["invoke one@b", "invoke here@"]


def test_looks_gates_and_manual_steps_take_no_room() -> None:
    look = step("look", Phase.SWITCH, CheckCommand(script="x"), on="b")
    gate = step("gate", Phase.SWITCH, Approve(role="commander", people=1))
    made = replace(guarded(1, work("one"), look, gate, manual(dual=False)), parallel=1)
    assert Drill(made).doing == ["invoke one@a", "invoke look@b", "invoke gate@", "invoke call@"]


def test_an_undo_is_not_held_back_and_its_host_counts() -> None:
    cut = step("cut", Phase.INJECT, fault(), on="ab")
    uncut = step("uncut", Phase.RESTORE, Undo(fault="cut"))
    home = work("home", on="ab", phase=Phase.RESTORE)
    drill = Drill(replace(guarded(1, cut, uncut, home), parallel=1))
    drill.do("cut", "a").took("cut").do("cut", "b").took("cut", "b").begin("home", "a")
    assert drill.doing == ["invoke uncut@"]
    assert drill.begin("uncut").doing == ["undofault cut@a", "undofault cut@b"]


def test_what_is_not_essential_may_fail_forward_and_restoring() -> None:
    made = plan(
        work("one", essential=False),
        work("two", "one"),
        work("home", phase=Phase.RESTORE, essential=False),
        work("end", "home", phase=Phase.RESTORE),
    )
    drill = Drill(made).do("one", "a", UNKNOWN)
    assert drill.doing == ["invoke two@a"]
    assert drill.do("two", "a").do("home", "a", FAILED).doing == ["invoke end@a"]
    assert drill.do("end", "a").doing == ["close completed True "]


def sampled(drill: Drill, *took_ms: int) -> Drill:
    sent = tuple(drill.now + place * SECOND for place in range(len(took_ms)))
    received = tuple(at + ms * 1_000_000 for at, ms in zip(sent, took_ms, strict=True))
    drill.now = sent[-1] + SECOND
    batch, drill.batches = drill.batches, drill.batches + 1
    ok = (True,) * len(sent)
    return drill.tell(
        SamplesTaken(at=drill.now, stream="page", batch=batch, due=sent, sent=sent, received=received, ok=ok)
    )


def test_a_bystander_that_answers_too_slowly_suffers_too() -> None:
    slow = Bystander(probe="page", stop_after=3, slower_than_ns=500_000_000)
    drill = sampled(Drill(plan(work("one"), bystanders=[slow])), 501, 600, 500, 900, 900)
    assert drill.doing == ["invoke one@a"]
    assert sampled(drill, 700).doing == ["trip bystander"]
    plain = sampled(Drill(plan(work("one"), bystanders=[Bystander(probe="page", stop_after=3)])), 900, 900, 900)
    assert plain.doing == ["invoke one@a"]


def manual(*, dual: bool = True) -> PlannedStep:
    action = Manual(instruction=Text(zh="打", en="call"), role="operator", dual_control=dual, confirm_role="checker")
    return step("call", Phase.SWITCH, action, within=5 * SECOND)


PEOPLE = tuple(
    Person(id=name, title=Text(zh=name, en=name), names=(), accounts=(f"{name}@firm",), roles=roles, deputy=deputy)
    for name, roles, deputy in [
        ("li", ("operator", "checker", "commander"), "wu"),
        ("wang", ("checker", "commander"), None),
        ("wu", (), None),
    ]
)


def called(*, dual: bool = True) -> Drill:
    return Drill(replace(plan(manual(dual=dual)), people=PEOPLE)).begin("call")


def word(person: str, what: str, *, waived: bool = False) -> ManualReported:
    return ManualReported(at=0, step="call", person=person, what=what, note="", channel="t", waived=waived)  # pyright: ignore[reportArgumentType]


def asked(drill: Drill) -> list[tuple[str, str, str]]:
    return [(one.what, one.role, one.doer) for one in drill.actions if isinstance(one, AskManual)]


def test_a_manual_step_is_done_by_one_and_confirmed_by_another() -> None:
    drill = called()
    assert asked(drill) == [("do", "operator", "")]
    assert asked(drill.tell(word("LI@firm", "done"))) == [("confirm", "checker", "li")]
    assert drill.tell(word("Li", "confirmed")).doing == []
    assert drill.tell(word("WANG", "confirmed")).doing == ["settle call@ ok"]


def test_a_confirmation_before_the_doing_does_not_count() -> None:
    assert called().tell(word("wang", "confirmed")).tell(word("li", "done")).doing == []


def test_a_deputy_may_act_for_whom_he_stands_in() -> None:
    assert called().tell(word("wu", "done")).tell(word("wang", "confirmed")).doing == ["settle call@ ok"]


@pytest.mark.parametrize(
    ("words", "end"),
    [
        ([word("li", "failed")], "failed"),
        ([word("li", "done"), word("wang", "refused")], "failed"),
        ([word("wang", "failed")], None),
        ([word("nobody", "done")], None),
        ([word("--yes", "done", waived=True)], "ok"),
    ],
)
def test_how_a_manual_step_may_end(words: list[ManualReported], end: str | None) -> None:
    assert called().tell(*words).doing == ([f"settle call@ {end}"] if end else [])


def test_a_manual_step_that_nobody_does_fails_at_its_deadline() -> None:
    assert called().at(5 * SECOND).doing == ["settle call@ failed"]
    assert called().tell(word("li", "done")).at(5 * SECOND).doing == ["settle call@ failed"]
    assert called(dual=False).tell(word("li", "done")).doing == ["settle call@ ok"]


def test_a_manual_step_goes_on_after_a_restart_with_what_was_said() -> None:
    drill = Drill(replace(plan(manual(), asks=True), people=PEOPLE)).begin("call").tell(word("li", "done")).crash()
    drill.tell(InterruptionDecided(at=0, decision="continue", by="li", reason=""))
    assert asked(drill) == [("confirm", "checker", "li")]


def test_why_a_word_would_not_count_is_told_before_it_is_said() -> None:
    drill = called()
    assert drill.state.why_not(word("nobody", "done")) is WhyNot.STRANGER
    assert drill.state.why_not(word("wang", "done")) is WhyNot.WRONG_ROLE
    assert drill.state.why_not(word("wang", "confirmed")) is WhyNot.OUT_OF_TURN
    assert drill.state.why_not(word("li", "done")) is None
    drill.tell(word("li", "done"))
    assert drill.state.why_not(word("li@firm", "confirmed")) is WhyNot.SAME_PERSON
    assert drill.end("call").state.why_not(word("wang", "confirmed")) is WhyNot.OUT_OF_TURN


def test_an_approval_that_was_given_before_the_gate_stood_open_does_not_count() -> None:
    gate = step("gate", Phase.DECIDE, Approve(role="commander", people=2))
    drill = Drill(replace(plan(gate), people=PEOPLE)).say("li").begin("gate").say("wang").say("WANG@FIRM").say("wu")
    assert drill.doing == ["settle gate@ ok"]
    early = ApprovalGiven(at=0, step="other", person="li", decision="approve", reason="", channel="t")
    assert drill.state.why_not(early) is WhyNot.OUT_OF_TURN


def test_a_long_plan_is_not_searched_in_vain() -> None:
    """However many steps may begin, what is decided at once is bounded by what may be under way."""
    names = [f"s{number}" for number in range(500)]
    drill = Drill(plan(*(work(name) for name in names)))
    assert len(drill.doing) == 64
    for name in names[:64]:
        drill.begin(name, "a")
    assert drill.doing == []
    assert len(drill.actions) < 70
