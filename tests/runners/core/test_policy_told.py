"""Policy told in full: every action with its reason, its instants and what is waited for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from measurements.counting import WhyNot
from measurements.events import (
    AbortAsked,
    ApprovalGiven,
    Ending,
    InterruptionDecided,
    ManualReported,
    Outcome,
    RunnerHandedOver,
    SafeguardTripped,
    StepCompleted,
    StepInvoked,
)
from runners.actions import (
    Action,
    AskApproval,
    AskInterruption,
    AskManual,
    Close,
    DecideRestore,
    Invoke,
    Look,
    Settle,
    Skip,
    Trip,
    UndoFault,
    Verify,
    Wait,
)
from runners.frontier import Frontier
from runners.seamless import was_seamless
from scenarios.plan import (
    SECOND,
    Approve,
    Bystander,
    CheckCommand,
    LedgerAct,
    Manual,
    Phase,
    PlannedStep,
    Reconcile,
    Repeat,
    Run,
    Text,
    Undo,
    WaitFor,
    When,
)
from tests.support.policing import Drill
from tests.support.scripted_drills import fault, plan, step

OK, FAILED, UNKNOWN = Outcome.OK, Outcome.FAILED, Outcome.UNKNOWN
RUN = Run(script="run")
LONGEST = Wait(until=60 * SECOND, for_what="the longest that this drill may take")


def work(name: str, *needs: str, on: str = "a", phase: Phase = Phase.SWITCH, **more: object) -> PlannedStep:
    return replace(step(name, phase, RUN, on=list(on), needs=needs), **more)  # pyright: ignore[reportArgumentType]


def told(drill: Drill) -> tuple[Action, ...]:
    """Return what is to be done, without the bound of the whole drill."""
    return tuple(action for action in drill.actions if action != LONGEST)


def test_the_longest_counts_from_the_opening() -> None:
    opened = Drill(plan(work("one")))
    assert opened.actions[-1] == LONGEST
    opened.state.opened_at = 5
    assert opened.actions[-1] == Wait(until=60 * SECOND + 5, for_what="the longest that this drill may take")
    assert told(opened.at(60 * SECOND + 4)) != ()
    assert not any(isinstance(one, Trip) for one in opened.actions)
    assert opened.at(60 * SECOND + 5).actions == (
        Trip(safeguard="longest", detail="the drill has taken the 60 s that it may"),
    )


def test_a_bystander_is_named_with_what_it_suffered() -> None:
    plain, slow = Bystander(probe="page", stop_after=2), Bystander(probe="page", stop_after=2, slower_than_ns=1_500_000)
    rest = "2 times in a row, and it has no part in this drill"
    for bystander, how in ((plain, "failed"), (slow, "failed or took longer than 1.5 ms")):
        drill = Drill(plan(work("one"), bystanders=[bystander])).samples("DD", "page")
        assert drill.actions == (Trip(safeguard="bystander", detail=f"page {how} {rest}"),)


def test_a_step_says_what_released_it_and_what_is_waited_for() -> None:
    drill = Drill(plan(work("one"), work("two", on="b"), work("three", "one", "two")))
    assert told(drill) == (
        Invoke(step="one", host="a", reason="phase switch began"),
        Wait(until=None, for_what="room for one"),
        Invoke(step="two", host="b", reason="phase switch began"),
        Wait(until=None, for_what="room for two"),
    )
    drill.begin("one", "a").do("two", "b")
    assert told(drill) == (Wait(until=None, for_what="one on a to end"),)
    assert told(drill.end("one", "a"))[0] == Invoke(step="three", host="a", reason="one, two ended")


def test_a_whole_time_is_told_where_it_is_waited_for_and_where_it_is_over() -> None:
    drill = Drill(plan(work("one", on="ab", at_once=1, whole_ns=1_500_000_000))).at(SECOND).begin("one", "a")
    until = 2_500_000_000
    assert told(drill) == (Wait(until=until, for_what="room for one"), Wait(until=until, for_what="one on a to end"))
    over = "the 1.5 s that one may take in all are over"
    reason = f"stopped waiting: {over}; it may have taken effect"
    assert told(drill.at(until)) == (
        Skip(step="one", reason=over),
        Settle(step="one", host="a", outcome=UNKNOWN, reason=reason),
    )


def test_another_try_says_how_the_one_before_ended() -> None:
    one = work("one", repeat=Repeat(tries=3, pause_ns=SECOND), whole_ns=5 * SECOND)
    drill = Drill(replace(plan(one, work("slow", on="b")), parallel=1)).do("one", "a", FAILED)
    assert told(drill)[0] == Wait(until=SECOND, for_what="another try of one on a")
    assert told(drill.at(SECOND))[0] == Invoke(step="one", host="a", reason="try 1 of 3 ended failed", attempt=2)
    drill.begin("slow", "b")
    assert told(drill)[0] == Wait(until=5 * SECOND, for_what="room for another try of one on a")
    over = "not tried again: the 5 s that one may take in all are over"
    assert told(drill.at(5 * SECOND))[0] == Settle(step="one", host="a", outcome=FAILED, reason=over)
    drill.at(SECOND).tell(StepInvoked(at=SECOND, step="one", host="a", run="r", attempt=2))
    third = Invoke(step="one", host="a", reason="try 2 of 3 ended unknown", attempt=3)
    assert told(drill.end("one", "a", UNKNOWN).end("slow", "b").at(2 * SECOND)) == (third,)


def test_a_step_that_has_nothing_to_do_says_why() -> None:
    restoring = (
        step("uncut", Phase.RESTORE, Undo(fault="cut")),
        step("read", Phase.RESTORE, LedgerAct(ledger="orders", act="read")),
        step("drop", Phase.RESTORE, LedgerAct(ledger="orders", act="drop")),
        step("again", Phase.RESTORE, Reconcile(ledger="orders", replay=True)),
        work("home", phase=Phase.RESTORE, when=When(step="act", was=("failed", "unknown"))),
    )
    drill = Drill(plan(step("cut", Phase.INJECT, fault(), on="a"), work("act"), *restoring))
    drill.skip("cut").do("act", "a")
    assert told(drill) == (
        Skip(step="uncut", reason="the fault cut was never begun"),
        Skip(step="read", reason="the ledger orders was never opened"),
        Skip(step="drop", reason="the ledger orders was never opened"),
        Skip(step="again", reason="the ledger orders was never opened"),
        Skip(step="home", reason="act ended ok, and this step is for failed or unknown"),
    )


def test_a_step_waits_for_the_one_that_decides_on_it() -> None:
    drill = Drill(plan(work("act"), work("other", on="b", when=When(step="act", was=("ok",))))).begin("act", "a")
    assert told(drill) == (
        Wait(until=None, for_what="act on a to end"),
        Wait(until=None, for_what="the end of act, which decides on other"),
    )
    assert told(drill.end("act", "a"))[0] == Invoke(step="other", host="b", reason="phase switch began")


def test_a_restore_step_says_which_need_went_wrong() -> None:
    first = work("first", phase=Phase.RESTORE)
    drill = Drill(plan(work("one"), first, work("second", "first", phase=Phase.RESTORE)))
    drill.do("one", "a").do("first", "a", FAILED)
    assert told(drill) == (Skip(step="second", reason="it needs first, which ended failed"),)
    assert told(drill.skip("second")) == (
        Close(ending=Ending.COMPLETED, restored=False, residue=(), reason="restore steps not ok: first, second"),
    )


def test_a_fault_is_verified_with_its_reason_and_turns_the_drill_with_what_was_seen() -> None:
    drill = Drill(plan(step("cut", Phase.INJECT, fault(), on="a"), work("act"))).do("cut", "a")
    why = "nothing is done on a fault that did not take"
    assert told(drill) == (Verify(step="cut", host="a", reason=why),)
    reason = "the fault cut on a was not seen to take (failed): "
    assert told(drill.took("cut", took=FAILED)) == (
        Skip(step="act", reason=f"the drill turned to restoring: {reason}"),
    )
    drill.skip("act")
    within = plan().safeguards.undo_within_ns
    assert told(drill) == (UndoFault(step="cut", host="a", until=within * 2 // 3, because=reason),)
    drill.undo("cut")
    assert told(drill) == (Close(ending=Ending.FAILED, restored=True, residue=(), reason=reason),)


def test_a_look_says_until_when_it_goes_on_and_why_it_ended() -> None:
    command = step("look", Phase.SWITCH, CheckCommand(script="x"), on="a", within=5 * SECOND)
    seen = step("seen", Phase.SWITCH, WaitFor(stream="entry", state="down"), within=5 * SECOND)
    drill = Drill(plan(command, seen)).at(SECOND).begin("look", "a").begin("seen")
    assert told(drill) == (
        Look(step="look", host="a", until=6 * SECOND, reason="until it is true, or its time is up"),
        Wait(until=6 * SECOND, for_what="what seen looks for"),
    )
    late = Settle(step="seen", host="", outcome=FAILED, reason="not seen within 5 s")
    assert told(drill.at(6 * SECOND))[1] == late
    assert told(drill.at(6 * SECOND - 1))[1] == Wait(until=6 * SECOND, for_what="what seen looks for")
    assert told(drill.samples("D"))[1] == Settle(step="seen", host="", outcome=OK, reason="")


def gate(people: int = 2) -> Drill:
    one = step("gate", Phase.DECIDE, Approve(role="commander", people=people), within=5 * SECOND)
    return Drill(plan(one)).at(SECOND).begin("gate")


def test_a_gate_says_whom_it_asks_and_who_ended_it() -> None:
    assert told(gate()) == (
        AskApproval(step="gate", role="commander", people=2, until=6 * SECOND),
        Wait(until=6 * SECOND, for_what="2 to approve gate"),
    )
    ended = {
        "approved by li, wang": gate().say("wang").say("li"),
        "waived": gate().say("--yes", waived=True),
        "refused by wang": gate().say("li").say("wang", "refuse"),
        "1 of 2 approved within 5 s": gate().say("li").at(6 * SECOND),
    }
    for reason, drill in ended.items():
        outcome = OK if reason.startswith(("approved", "waived")) else FAILED
        assert told(drill) == (Settle(step="gate", host="", outcome=outcome, reason=reason),)


def called(*words: tuple[str, str]) -> Drill:
    action = Manual(instruction=Text(zh="打", en="call"), role="operator", dual_control=True, confirm_role="checker")
    drill = Drill(plan(step("call", Phase.SWITCH, action, within=5 * SECOND))).at(SECOND).begin("call")
    for person, what in words:
        drill.tell(said(person, what))
    return drill


def said(person: str, what: str, *, waived: bool = False) -> ManualReported:
    return ManualReported(at=0, step="call", person=person, what=what, note="", channel="t", waived=waived)  # pyright: ignore[reportArgumentType]


def test_a_manual_step_says_whom_it_asks_for_what_and_who_ended_it() -> None:
    kind, until = called().plan.steps[0].action.kind, 6 * SECOND
    assert kind == "manual"
    assert told(called()) == (
        AskManual(step="call", role="operator", what="do", until=until, doer=""),
        Wait(until=until, for_what="operator to do manual step call"),
    )
    assert told(called(("li", "done"))) == (
        AskManual(step="call", role="checker", what="confirm", until=until, doer="li"),
        Wait(until=until, for_what="checker to confirm manual step call"),
    )
    ended = {
        "done by li, confirmed by wang": (OK, called(("li", "done"), ("wang", "confirmed"))),
        "waived": (OK, called().tell(said("--yes", "done", waived=True))),
        "li says that it cannot be done": (FAILED, called(("li", "failed"))),
        "done by li, and wang did not confirm it": (FAILED, called(("li", "done"), ("wang", "refused"))),
        "nobody of role operator reported it within 5 s": (FAILED, called().at(until)),
        "nobody of role checker confirmed it within 5 s": (FAILED, called(("li", "done")).at(until)),
    }
    for reason, (outcome, drill) in ended.items():
        assert told(drill) == (Settle(step="call", host="", outcome=outcome, reason=reason),)


def test_what_an_abort_a_safeguard_and_a_word_leave_is_told_to_the_end() -> None:
    words = {
        "li asked: enough": (AbortAsked(at=0, by="li", reason="enough"), Ending.ABORTED),
        "longest: too long": (SafeguardTripped(at=0, safeguard="longest", detail="too long"), Ending.ABORTED),
        "better so": (InterruptionDecided(at=0, decision="restore", by="li", reason="better so"), Ending.INTERRUPTED),
    }
    look = step("seen", Phase.SWITCH, WaitFor(stream="entry", state="down"))
    for reason, (word, ending) in words.items():
        drill = Drill(plan(work("one"), look, work("two", "one"))).begin("one", "a").begin("seen").tell(word)
        left = f"not waited for any longer: {reason}"
        assert drill.actions == (
            Settle(step="one", host="a", outcome=UNKNOWN, reason=left),
            Settle(step="seen", host="", outcome=FAILED, reason=left),
            Skip(step="two", reason=f"the drill turned to restoring: {reason}"),
        )
        drill.end("one", "a", UNKNOWN).end("seen", "", FAILED).skip("two")
        assert drill.actions == (Close(ending=ending, restored=True, residue=(), reason=reason),)


def test_a_step_that_ended_badly_is_the_reason_for_turning_back() -> None:
    drill = Drill(plan(work("one"), work("two", on="b"))).begin("two", "b").begin("one", "a")
    drill.tell(StepCompleted(at=0, step="one", host="a", outcome=FAILED, reason="exit 1"))
    assert drill.actions == (Wait(until=None, for_what="two on b to end"),)
    drill.end("two", "b")
    assert drill.actions == (
        Close(ending=Ending.FAILED, restored=True, residue=(), reason="one on a: failed (exit 1)"),
    )
    here = Drill(plan(work("one", on=""))).begin("one").end("one", "", UNKNOWN)
    assert here.actions == (Close(ending=Ending.FAILED, restored=True, residue=(), reason="one: unknown"),)


def test_a_step_that_could_not_begin_everywhere_says_on_how_many_hosts() -> None:
    drill = Drill(plan(work("one", on="ab", at_once=1))).do("one", "a").skip("one")
    assert drill.actions == (
        Close(ending=Ending.FAILED, restored=True, residue=(), reason="one did not begin on 1 of its hosts: "),
    )


def interrupted(*, asks: bool) -> Drill:
    return Drill(plan(work("one"), work("two", "one"), asks=asks)).begin("one", "a").crash()


def test_an_interruption_is_told_with_what_is_in_doubt() -> None:
    assert interrupted(asks=False).actions == (
        DecideRestore(reason="the runner was interrupted, and the scenario says: restore"),
        LONGEST,
    )
    assert interrupted(asks=True).actions == (
        AskInterruption(in_doubt=(("one", "a"),)),
        Wait(until=None, for_what="somebody to decide on the interrupted drill"),
        LONGEST,
    )
    drill = interrupted(asks=True).tell(InterruptionDecided(at=0, decision="continue", by="li", reason=""))
    reason = "the runner was interrupted between its intent and its outcome; it may have taken effect"
    assert told(drill) == (Settle(step="one", host="a", outcome=UNKNOWN, reason=reason),)
    drill.end("one", "a", UNKNOWN).skip("two")
    assert drill.actions == (Close(ending=Ending.INTERRUPTED, restored=True, residue=(), reason="one on a: unknown"),)


@pytest.mark.parametrize(
    ("gone", "leases", "unfinished", "seamless"),
    [
        (99, (300,), (), True),
        (100, (300,), (), False),
        (99, (300, 290), (), False),
        (33, (100,), (), False),
        (32, (100,), (), True),
        (10**9, (), (), True),
        (0, (), ("one on a",), False),
    ],
)
def test_a_hand_over_is_seamless_while_a_third_of_each_lease_has_not_passed(
    gone: int, leases: tuple[int, ...], unfinished: tuple[str, ...], *, seamless: bool
) -> None:
    left = RunnerHandedOver(at=7, run="r", reason="serviced", unfinished=unfinished)
    assert was_seamless(left, 7 + gone, leases) is seamless


def test_a_fault_that_is_still_begun_is_waited_for_before_it_is_undone() -> None:
    uncut = step("uncut", Phase.INJECT, Undo(fault="cut"))
    drill = Drill(plan(step("cut", Phase.INJECT, fault(), on="a"), uncut)).begin("cut", "a")
    assert Invoke(step="uncut", host="", reason="phase inject began") in told(drill)
    assert Wait(until=None, for_what="cut on a to end before it is undone") in told(drill.begin("uncut"))


def test_commands_under_way_are_waited_for_when_a_fault_did_not_take() -> None:
    drill = Drill(plan(step("cut", Phase.INJECT, fault(), on="a"), work("act", on="b", phase=Phase.INJECT)))
    drill.begin("act", "b").do("cut", "a").took("cut", took=FAILED)
    assert drill.actions == (Wait(until=None, for_what="act on b to end"),)


def test_what_is_under_way_on_a_host_leaves_room_there_and_nowhere_else() -> None:
    made = plan(work("one"), work("two", on="ab"))
    made = replace(made, safeguards=replace(made.safeguards, most_hosts_at_once=1))
    assert Drill(made).begin("one", "a").doing == ["invoke two@a"]


def test_a_word_about_a_step_that_asks_nobody_is_out_of_turn() -> None:
    drill = Drill(plan(work("call", on=""), work("gate", on=""))).begin("call").begin("gate")
    approval = ApprovalGiven(at=0, step="gate", person="li", decision="approve", reason="", channel="t")
    assert drill.state.why_not(said("li", "done")) is WhyNot.OUT_OF_TURN
    assert drill.state.why_not(approval) is WhyNot.OUT_OF_TURN
    assert drill.tell(said("li", "done"), approval).doing == []


def test_a_step_that_was_skipped_before_what_it_needs_ended_is_not_ready_afterwards() -> None:
    one, two = work("one"), work("two", "one")
    frontier = Frontier(plan(one, two))
    assert list(frontier.ready(Phase.SWITCH)) == [one]
    frontier.settle(two)
    frontier.settle(one)
    assert list(frontier.ready(Phase.SWITCH)) == []


def test_a_table_that_was_dropped_is_no_residue() -> None:
    opened = step("open", Phase.PREPARE, LedgerAct(ledger="orders", act="open"))
    read = step("read", Phase.VERIFY, LedgerAct(ledger="orders", act="read"))
    drop = step("drop", Phase.RESTORE, LedgerAct(ledger="orders", act="drop"))
    drill = Drill(plan(opened, read, drop)).do("open").do("read").do("drop")
    assert drill.actions == (Close(ending=Ending.COMPLETED, restored=True, residue=(), reason=""),)
    left = Drill(plan(opened, read)).do("open").do("read")
    assert left.actions == (Close(ending=Ending.COMPLETED, restored=False, residue=("ledger:orders",), reason=""),)


def test_bounds_let_through_exactly_as_many_as_they_say() -> None:
    assert Drill(plan(work("one", on="abc", at_once=2))).doing == ["invoke one@a", "invoke one@b"]
    grouped = replace(plan(*(work(name, group="g") for name in ("one", "two", "three"))), groups={"g": 2})
    assert Drill(grouped).doing == ["invoke one@a", "invoke two@a"]
    assert Drill(grouped).begin("one", "a").doing == ["invoke two@a"]


def test_a_host_where_a_fault_is_undone_may_be_worked_on_and_no_other_where_only_one_may_be() -> None:
    cut, uncut = step("cut", Phase.INJECT, fault(), on="a"), step("uncut", Phase.RESTORE, Undo(fault="cut"))
    made = plan(cut, uncut, work("here", phase=Phase.RESTORE), work("there", phase=Phase.RESTORE, on="b"))
    made = replace(made, safeguards=replace(made.safeguards, most_hosts_at_once=1))
    drill = Drill(made).do("cut", "a").took("cut").begin("uncut")
    assert drill.doing == ["undofault cut@a", "invoke here@a"]


def test_a_word_before_its_gate_changes_nothing() -> None:
    drill = Drill(plan(step("gate", Phase.DECIDE, Approve(role="commander", people=1), within=5 * SECOND)))
    drill.tell(ApprovalGiven(at=0, step="gate", person="li", decision="approve", reason="", channel="t")).begin("gate")
    assert told(drill)[0] == AskApproval(step="gate", role="commander", people=1, until=5 * SECOND)
