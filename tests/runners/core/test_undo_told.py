"""Undoing told in full: when a fault is undone, looked at, tried again, given up, and what an undo step says of it."""

from __future__ import annotations

import pytest

from measurements.events import Ending, Outcome, UndoInvoked
from runners.actions import Close, Prove, Settle, UndoFault, Wait
from scenarios.plan import SECOND, Phase, Run, Undo
from tests.support.policing import Drill
from tests.support.scripted_drills import fault, plan, step

OK, FAILED, UNKNOWN = Outcome.OK, Outcome.FAILED, Outcome.UNKNOWN
WITHIN = plan().safeguards.undo_within_ns
SHARE = WITHIN // 8
RUN = Run(script="run")
HOME = "every step before the restore phase is done"


def cut() -> Drill:
    return Drill(plan(step("cut", Phase.INJECT, fault(), on="a"))).do("cut", "a").took("cut").at(SECOND)


def test_a_fault_is_undone_looked_at_and_tried_again_within_its_time() -> None:
    drill = cut()
    assert drill.actions == (UndoFault(step="cut", host="a", until=SECOND + WITHIN * 2 // 3, because=HOME),)
    drill.undo("cut", proved=None)
    assert drill.actions == (Prove(step="cut", host="a", until=SECOND + WITHIN, reason="it was undone"),)
    assert drill.at(SECOND + WITHIN).actions == (
        Prove(step="cut", host="a", until=SECOND + WITHIN + SHARE, reason="it was undone"),
    )
    drill = cut().undo("cut", proved=FAILED)
    again = Wait(until=SECOND + SHARE, for_what="another try at undoing cut on a")
    assert drill.actions == drill.at(SECOND + SHARE - 1).actions == (again,)
    left = SECOND + WITHIN - (SECOND + SHARE)
    until = SECOND + SHARE + left * 2 // 3
    assert drill.at(SECOND + SHARE).actions == (UndoFault(step="cut", host="a", until=until, because=HOME),)
    late = SECOND + WITHIN - SHARE
    assert drill.at(late).actions == (UndoFault(step="cut", host="a", until=late + SHARE, because=HOME),)


def test_a_fault_that_would_not_go_is_given_up_when_no_further_try_has_its_time() -> None:
    last = SECOND + WITHIN - SHARE
    assert cut().undo("cut", proved=FAILED).at(last - 1).undo("cut", proved=FAILED).doing == []
    drill = cut().undo("cut", proved=FAILED).at(last).undo("cut", proved=FAILED)
    assert drill.actions == (Close(ending=Ending.COMPLETED, restored=False, residue=("cut@a",), reason=""),)


def test_a_fault_that_is_still_begun_or_undone_is_waited_for() -> None:
    drill = Drill(plan(step("cut", Phase.INJECT, fault(), on="a"), step("uncut", Phase.RESTORE, Undo(fault="cut"))))
    drill.do("cut", "a").took("cut").begin("uncut")
    because = UndoFault(step="cut", host="a", until=WITHIN * 2 // 3, because="step uncut undoes it")
    assert drill.actions == (because,)
    drill.tell(UndoInvoked(at=drill.now, step="cut", host="a", run="r", because=""))
    assert drill.actions == (Wait(until=None, for_what="the undo of cut on a"),)
    drill.undo("cut")
    assert drill.actions == (Settle(step="uncut", host="", outcome=OK, reason=""),)


@pytest.mark.parametrize(("proved", "outcome"), [(FAILED, FAILED), (UNKNOWN, UNKNOWN)])
def test_an_undo_step_whose_fault_stayed_says_for_how_long_it_was_looked(proved: Outcome, outcome: Outcome) -> None:
    drill = Drill(plan(step("cut", Phase.INJECT, fault(), on="a"), step("uncut", Phase.RESTORE, Undo(fault="cut"))))
    drill.do("cut", "a").took("cut").begin("uncut").undo("cut", proved=proved).at(WITHIN).undo("cut", proved=proved)
    reason = "cut was not seen to be gone within 2 s"
    assert drill.actions == (Settle(step="uncut", host="", outcome=outcome, reason=reason),)


def test_an_undo_step_on_a_host_where_nothing_was_begun_says_so() -> None:
    uncut = step("uncut", Phase.RESTORE, Undo(fault="cut"), on="ab")
    drill = Drill(plan(step("cut", Phase.INJECT, fault(), on="ab"), uncut)).do("cut", "a").took("cut").skip("cut")
    drill.begin("uncut", "a").begin("uncut", "b")
    assert Settle(step="uncut", host="b", outcome=OK, reason="cut was never begun on b") in drill.actions


def test_what_is_to_be_undone_goes_before_the_rest() -> None:
    home, uncut = step("home", Phase.RESTORE, RUN, on="a"), step("uncut", Phase.RESTORE, Undo(fault="cut"))
    drill = Drill(plan(step("cut", Phase.INJECT, fault(), on="a"), home, uncut)).do("cut", "a").took("cut")
    assert drill.doing == ["invoke uncut@", "invoke home@a"]


def test_what_no_undo_step_could_reach_is_undone_at_last_and_says_why() -> None:
    uncut = step("uncut", Phase.RESTORE, Undo(fault="cut"))
    drill = Drill(plan(step("cut", Phase.INJECT, fault(), on="a"), uncut)).do("cut", "a").took("cut").skip("uncut")
    assert drill.actions == (UndoFault(step="cut", host="a", until=WITHIN * 2 // 3, because=HOME),)
