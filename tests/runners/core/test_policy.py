"""Policy, case by case: what is done now, and why not something else."""

from __future__ import annotations

from dataclasses import replace

from measurements.events import (
    Ending,
    InterruptionDecided,
    Outcome,
    RunnerHandedOver,
    SafeguardTripped,
    StepSettled,
    UndoInvoked,
    UndoProved,
    WatchReported,
)
from runners.actions import AskInterruption, Close
from runners.policy import decide_from
from runners.state import DrillState
from scenarios.plan import (
    SECOND,
    Approve,
    Bystander,
    CheckCommand,
    CheckStream,
    LedgerAct,
    Phase,
    Plan,
    PlannedStep,
    Run,
    Undo,
    WaitFor,
    When,
)
from tests.support.policing import Drill
from tests.support.scripted_drills import fault, plan, step

OK, FAILED, UNKNOWN = Outcome.OK, Outcome.FAILED, Outcome.UNKNOWN
RUN = Run(script="run")


def forward(name: str, *needs: str, on: str = "") -> PlannedStep:
    return step(name, Phase.SWITCH, RUN, on=list(on), needs=needs)


def test_steps_without_needs_begin_together_and_those_with_wait() -> None:
    drill = Drill(plan(forward("one", on="ab"), forward("two", on="a"), forward("three", "one", on="b")))
    assert drill.doing == ["invoke one@a", "invoke one@b", "invoke two@a"]
    drill.begin("one", "a").begin("one", "b").begin("two", "a").end("one", "a")
    assert drill.doing == []
    assert drill.end("one", "b").doing == ["invoke three@b"]


def test_a_phase_waits_for_all_of_the_earlier_one() -> None:
    drill = Drill(plan(step("one", Phase.PREPARE, RUN, on="a"), step("two", Phase.INJECT, RUN, on="a")))
    assert drill.begin("one", "a").doing == []
    assert drill.end("one", "a").doing == ["invoke two@a"]


def test_waiting_in_one_branch_does_not_stop_another() -> None:
    gate = step("gate", Phase.SWITCH, Approve(role="commander", people=1))
    drill = Drill(plan(gate, forward("work", on="a"), forward("more", "work", on="a"))).begin("gate")
    assert drill.doing == ["invoke work@a"]
    assert drill.do("work", "a").doing == ["invoke more@a"]


def test_a_failed_step_lets_others_end_and_skips_the_rest() -> None:
    drill = Drill(plan(forward("one", on="a"), forward("two", on="b"), forward("three", "two", on="a")))
    drill.begin("one", "a").begin("two", "b").end("one", "a", FAILED)
    assert drill.doing == ["skip three"]
    assert drill.skip("three").doing == []
    assert drill.end("two", "b").doing == ["close failed True "]


def test_an_abort_lets_go_at_once() -> None:
    look = step("seen", Phase.SWITCH, WaitFor(stream="entry", state="down"))
    drill = Drill(plan(forward("one", on="a"), look)).begin("one", "a").begin("seen").abort()
    assert drill.doing == ["settle one@a unknown", "settle seen@ failed"]
    assert drill.end("one", "a", UNKNOWN).end("seen", "", FAILED).doing == ["close aborted True "]


def test_the_first_reason_to_turn_back_names_the_ending() -> None:
    drill = Drill(plan(forward("one", on="a"), step("home", Phase.RESTORE, RUN, on="a")))
    drill.do("one", "a", FAILED).abort()
    assert drill.do("home", "a").doing == ["close failed True "]


def test_an_abort_while_restoring_changes_nothing() -> None:
    drill = Drill(plan(forward("one", on="a"), step("home", Phase.RESTORE, RUN, on="a"))).do("one", "a").abort()
    assert drill.doing == ["invoke home@a"]
    assert drill.do("home", "a").doing == ["close completed True "]


def faulty(*more: PlannedStep) -> Plan:
    return plan(
        step("cut", Phase.INJECT, fault(), on="a"),
        step("kill", Phase.INJECT, fault(), on="ab", needs=["cut"]),
        step("act", Phase.SWITCH, RUN, on="b"),
        *more,
    )


def test_a_fault_is_verified_before_anything_else_is_done() -> None:
    drill = Drill(faulty()).do("cut", "a")
    assert drill.doing == ["verify cut@a"]
    assert drill.took("cut").doing == ["invoke kill@a", "invoke kill@b"]


def test_a_fault_that_did_not_take_stops_the_drill() -> None:
    drill = Drill(faulty()).do("cut", "a").took("cut", took=FAILED)
    assert drill.doing == ["skip kill", "skip act"]
    drill.skip("kill").skip("act")
    assert drill.doing == ["undofault cut@a"]
    assert drill.undo("cut").doing == ["close failed True "]


def test_faults_are_undone_latest_first_on_all_hosts_and_proved() -> None:
    drill = Drill(faulty()).do("cut", "a").took("cut").do("kill", "a").begin("kill", "b").end("kill", "b", UNKNOWN)
    assert drill.skip("act").doing == ["undofault kill@b", "undofault kill@a"]
    drill.undo("kill", "a", proved=None)
    assert drill.doing == ["undofault kill@b", "prove kill@a"]
    drill.tell(UndoProved(at=0, step="kill", host="a", proved=OK, detail=""))
    assert drill.undo("kill", "b").doing == ["undofault cut@a"]
    assert drill.undo("cut").doing == ["close failed True "]


def test_an_undo_is_tried_again_until_its_time_is_over_and_then_left_as_residue() -> None:
    drill = Drill(plan(step("cut", Phase.INJECT, fault(), on="a"))).do("cut", "a", UNKNOWN)
    tries = 0
    while drill.doing == ["undofault cut@a"]:
        tries += 1
        drill.undo("cut", proved=FAILED)
        assert drill.doing in ([], ["close failed False cut@a"])
        drill.at(drill.now + SECOND // 4)
    assert drill.doing == ["close failed False cut@a"]
    assert 4 < tries <= 8


def test_an_undo_step_has_its_place_and_the_others_come_first() -> None:
    drill = Drill(
        faulty(
            step("home", Phase.RESTORE, RUN, on="a"),
            step("uncut", Phase.RESTORE, Undo(fault="cut"), needs=["home"]),
        )
    )
    drill.do("cut", "a").took("cut").do("kill", "a").do("kill", "b").took("kill").took("kill", "b").do("act", "b")
    assert drill.doing == ["undofault kill@b", "undofault kill@a"]
    assert drill.undo("kill").undo("kill", "b").doing == ["invoke home@a"]
    assert drill.do("home", "a").doing == ["invoke uncut@"]
    assert drill.begin("uncut").doing == ["undofault cut@a"]
    assert drill.undo("cut").doing == ["settle uncut@ ok"]
    assert drill.end("uncut").doing == ["close completed True "]


def test_what_an_undo_step_could_not_reach_is_undone_at_last() -> None:
    drill = Drill(
        plan(
            step("cut", Phase.INJECT, fault(), on="a"),
            step("home", Phase.RESTORE, RUN, on="a"),
            step("uncut", Phase.RESTORE, Undo(fault="cut"), needs=["home"]),
            step("other", Phase.RESTORE, RUN, on="b"),
        )
    )
    drill.do("cut", "a").took("cut").do("home", "a", FAILED)
    assert drill.doing == ["skip uncut", "invoke other@b"]
    assert drill.skip("uncut").do("other", "b").doing == ["undofault cut@a"]
    assert drill.undo("cut").doing == ["close completed False "]


def test_a_fault_that_was_given_up_gets_its_time_once_more_at_last() -> None:
    undo = step("uncut", Phase.RESTORE, Undo(fault="cut"))
    drill = Drill(plan(step("cut", Phase.INJECT, fault(), on="a"), undo)).do("cut", "a").took("cut").begin("uncut")
    while "settle uncut@ failed" not in drill.doing:
        drill.undo("cut", proved=FAILED).at(drill.now + SECOND // 4)
    assert drill.end("uncut", "", FAILED).doing == ["undofault cut@a"]
    assert drill.undo("cut").doing == ["close completed True "]


def test_an_undo_step_without_a_begun_fault_is_skipped_and_its_followers_run() -> None:
    undo = step("uncut", Phase.RESTORE, Undo(fault="cut"))
    then = step("then", Phase.RESTORE, RUN, on="a", needs=["uncut"])
    drill = Drill(plan(step("cut", Phase.INJECT, fault(), on="a"), undo, then)).abort()
    assert drill.doing == ["skip cut"]
    assert drill.skip("cut").doing == ["skip uncut"]
    assert drill.skip("uncut").doing == ["invoke then@a"]
    assert drill.do("then", "a").doing == ["close aborted True "]


def test_a_condition_decides_on_a_step() -> None:
    when = When(step="act", was=("failed",))
    drill = Drill(plan(forward("act", on="a"), step("home", Phase.RESTORE, RUN, on="a", when=when)))
    assert drill.do("act", "a").doing == ["skip home"]
    drill = Drill(plan(forward("act", on="a"), step("home", Phase.RESTORE, RUN, on="a", when=when)))
    assert drill.do("act", "a", FAILED).doing == ["invoke home@a"]


def test_a_ledger_is_dropped_whatever_went_wrong_before_and_else_left_as_residue() -> None:
    drill = Drill(
        plan(
            step("open", Phase.PREPARE, LedgerAct(ledger="orders", act="open")),
            step("home", Phase.RESTORE, RUN, on="a"),
            step("drop", Phase.RESTORE, LedgerAct(ledger="orders", act="drop"), needs=["home"]),
        )
    )
    drill.do("open").do("home", "a", FAILED)
    assert drill.doing == ["invoke drop@"]
    assert drill.do("drop", "", UNKNOWN).doing == ["close completed False ledger:orders"]


def test_a_ledger_that_was_never_opened_is_neither_read_nor_dropped() -> None:
    drill = Drill(plan(step("drop", Phase.RESTORE, LedgerAct(ledger="orders", act="drop"))))
    assert drill.doing == ["skip drop"]
    assert drill.skip("drop").doing == ["close completed True "]


def test_a_wait_is_met_by_failures_seen_before_it_began() -> None:
    drill = Drill(plan(step("seen", Phase.DETECT, WaitFor(stream="entry", state="down", in_a_row=2))))
    assert drill.samples("UDD").begin("seen").doing == ["settle seen@ ok"]


def test_a_wait_is_met_even_if_the_state_changed_again_in_the_same_batch() -> None:
    drill = Drill(plan(step("seen", Phase.DETECT, WaitFor(stream="entry", state="down", in_a_row=2)))).begin("seen")
    assert drill.samples("UDU").doing == []
    assert drill.samples("UDDU").doing == ["settle seen@ ok"]


def test_waiting_for_a_return_wants_a_sample_sent_after_it_began() -> None:
    drill = Drill(plan(step("back", Phase.VERIFY, WaitFor(stream="entry", state="up")))).samples("U").begin("back")
    assert drill.doing == []
    assert drill.samples("U").doing == ["settle back@ ok"]


def test_a_wait_fails_at_its_deadline() -> None:
    look = step("seen", Phase.DETECT, WaitFor(stream="entry", state="down"), within=5 * SECOND)
    drill = Drill(plan(look)).begin("seen")
    assert drill.at(5 * SECOND - 1).doing == []
    assert drill.at(5 * SECOND).doing == ["settle seen@ failed"]


def test_a_check_holds_over_batches_and_not_over_a_break_in_watching() -> None:
    check = step("steady", Phase.VERIFY, CheckStream(stream="entry", state="up", hold_ns=5))
    drill = Drill(plan(check)).begin("steady").samples("UUU")
    drill.tell(WatchReported(at=drill.now, stream="entry", what="stalled"))
    assert drill.samples("UUU").doing == []
    assert drill.samples("UUU").doing == ["settle steady@ ok"]


def gated(people: int = 2) -> Drill:
    gate = step("gate", Phase.DECIDE, Approve(role="commander", people=people), within=5 * SECOND)
    return Drill(plan(gate)).begin("gate")


def test_a_gate_wants_different_people() -> None:
    drill = gated().say("li").say("li")
    assert drill.doing == []
    assert drill.say("wang").doing == ["settle gate@ ok"]


def test_one_refusal_or_a_waiver_or_the_deadline_ends_a_gate() -> None:
    assert gated().say("li").say("wang", "refuse").doing == ["settle gate@ failed"]
    assert gated().say("--yes", waived=True).doing == ["settle gate@ ok"]
    assert gated().say("li").at(5 * SECOND).doing == ["settle gate@ failed"]


def test_a_drill_may_not_take_longer_than_its_longest() -> None:
    drill = Drill(plan(forward("one", on="a"))).begin("one", "a")
    assert drill.at(60 * SECOND).doing == ["trip longest"]
    drill.tell(SafeguardTripped(at=drill.now, safeguard="longest", detail=""))
    assert drill.doing == ["settle one@a unknown"]


def test_a_bystander_that_suffers_ends_the_drill_even_if_it_recovered_since() -> None:
    guarded = plan(forward("one", on="a"), bystanders=[Bystander(probe="page", stop_after=3)])
    drill = Drill(guarded).samples("UDDUDD", "page")
    assert drill.doing == ["invoke one@a"]
    assert drill.samples("DU", "page").doing == ["trip bystander"]


def interrupted(*, asks: bool) -> Drill:
    look = step("seen", Phase.SWITCH, CheckCommand(script="look"), on="a")
    drill = Drill(plan(forward("one", on="a"), look, forward("two", "one", on="a"), asks=asks))
    return drill.begin("one", "a").begin("seen", "a").at(SECOND).crash()


def test_an_interrupted_drill_is_restored_where_its_scenario_says_so() -> None:
    drill = interrupted(asks=False)
    assert [type(action).__name__ for action in drill.actions] == ["DecideRestore", "Wait"]
    drill.tell(InterruptionDecided(at=SECOND, decision="restore", by="policy", reason=""))
    assert drill.doing == ["settle one@a unknown", "settle seen@a failed", "skip two"]
    drill.end("one", "a", UNKNOWN).end("seen", "a", FAILED).skip("two")
    assert drill.doing == ["close interrupted True "]


def test_an_interrupted_drill_asks_and_then_goes_on_with_what_people_say() -> None:
    drill = interrupted(asks=True)
    assert drill.actions[0] == AskInterruption(in_doubt=(("one", "a"),))
    drill.tell(StepSettled(at=SECOND, step="one", host="a", outcome=OK, by="li", reason="saw it"))
    drill.tell(InterruptionDecided(at=SECOND, decision="continue", by="li", reason=""))
    assert drill.doing == ["look seen@a", "invoke two@a"]


def test_a_step_in_doubt_that_nobody_settled_turns_a_continued_drill_back() -> None:
    drill = interrupted(asks=True)
    drill.tell(InterruptionDecided(at=SECOND, decision="continue", by="li", reason=""))
    assert "settle one@a unknown" in drill.doing
    assert drill.end("one", "a", UNKNOWN).doing == ["settle seen@a failed", "skip two"]


def test_every_further_interruption_asks_again() -> None:
    drill = interrupted(asks=True)
    drill.tell(InterruptionDecided(at=SECOND, decision="continue", by="li", reason=""))
    assert drill.crash().doing == ["ask"]


def test_a_word_to_go_on_answers_no_later_interruption_than_it_was_said_to() -> None:
    drill = interrupted(asks=True).crash("second")
    late = InterruptionDecided(at=SECOND, decision="continue", by="li", reason="", interruption="second")
    assert drill.crash("third").tell(late).doing == ["ask"]
    drill.tell(replace(late, interruption="third"))
    assert drill.doing != ["ask"]


def test_a_word_to_restore_is_as_good_at_a_later_interruption() -> None:
    drill = interrupted(asks=True).crash("second")
    said = InterruptionDecided(at=SECOND, decision="restore", by="li", reason="", interruption="second")
    assert "skip two" in drill.crash("third").tell(said).doing


def test_a_hand_over_in_order_leaves_the_answer_as_it_was() -> None:
    drill = interrupted(asks=True).crash("second")
    drill.tell(RunnerHandedOver(at=SECOND, run="second", reason="serviced")).crash("third")
    assert drill.doing == ["ask"]
    drill.tell(InterruptionDecided(at=SECOND, decision="continue", by="li", reason="", interruption="second"))
    assert drill.doing != ["ask"]


def test_an_interruption_before_anything_began_or_while_restoring_is_no_matter() -> None:
    home = step("home", Phase.RESTORE, CheckCommand(script="look"), on="a")
    drill = Drill(plan(forward("one", on="a"), home)).crash()
    assert drill.doing == ["invoke one@a"]
    drill.do("one", "a").begin("home", "a").crash()
    assert drill.doing == ["look home@a"]


def test_an_interrupted_undo_begins_afresh() -> None:
    drill = Drill(plan(step("cut", Phase.INJECT, fault(), on="a"))).do("cut", "a", UNKNOWN)
    drill.tell(UndoInvoked(at=0, step="cut", host="a", run="r", because=""))
    assert drill.doing == []
    assert drill.at(3600 * SECOND).crash().doing == ["undofault cut@a"]


def test_a_word_about_a_step_that_is_not_in_doubt_has_no_effect() -> None:
    drill = Drill(plan(forward("one", on="a"), forward("two", "one", on="a"))).do("one", "a")
    for name in ("one", "two", "three"):
        drill.tell(StepSettled(at=0, step=name, host="a", outcome=FAILED, by="li", reason=""))
    assert drill.doing == ["invoke two@a"]


def test_a_closed_drill_and_an_unopened_one_do_nothing() -> None:
    one = plan(forward("one", on="a"))
    assert decide_from(one, DrillState(one), 0) == ()
    assert Drill(plan()).doing == ["close completed True "]


def test_a_restore_step_is_not_begun_where_what_it_needs_was_skipped_without_an_excuse() -> None:
    first, second = (step(name, Phase.RESTORE, RUN, on="a") for name in ("first", "second"))
    drill = Drill(plan(first, replace(second, needs=("first",)))).skip("first")
    assert drill.doing == ["skip second"]


def test_a_look_begins_even_where_no_more_may_be_done_at_once() -> None:
    seen = step("seen", Phase.SWITCH, WaitFor(stream="entry", state="down"))
    crowded = replace(plan(forward("one", on="a"), forward("two", on="b"), seen), parallel=1)
    assert Drill(crowded).begin("one", "a").doing == ["invoke seen@"]


def test_what_turned_the_drill_and_what_went_wrong_after_it_are_told_together() -> None:
    drill = Drill(plan(forward("one", on="a"), step("home", Phase.RESTORE, RUN, on="a")))
    drill.do("one", "a", FAILED).do("home", "a", FAILED)
    reason = "one on a: failed; restore steps not ok: home"
    assert drill.actions == (Close(ending=Ending.FAILED, restored=False, residue=(), reason=reason),)


def test_before_any_interruption_a_word_is_about_the_first_run() -> None:
    assert DrillState(plan()).interruption == ""
    assert Drill(plan()).state.interruption == "r"


def test_a_command_that_has_a_time_of_its_own_is_waited_for_no_longer_when_another_failed() -> None:
    slow = replace(forward("slow", on="b"), whole_ns=SECOND)
    drill = Drill(plan(forward("one", on="a"), slow)).begin("slow", "b").do("one", "a", FAILED)
    assert drill.at(SECOND - 1).doing == []
    assert drill.at(SECOND).doing == ["settle slow@b unknown"]
