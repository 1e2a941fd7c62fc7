"""The campaign's checker finds each kind of violation in a forged campaign, and nothing in one that went well."""

from __future__ import annotations

import ast
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.campaign import checker
from bench.campaign.checker.invariants import SECOND, Case, Heard, Violation, recovery, violations
from bench.campaign.checker.journals import Tale
from tests.support.forged_campaign import DRILL, acts, case, chained, event, invoked, story, turn, turns

NOTHING = Heard(drills=[], decisions=[], seen=[])


def found(one: Case, heard: Heard = NOTHING) -> list[Violation]:
    return violations([one], heard)


def only(wrong: list[Violation], invariant: str, text: str) -> None:
    assert [one.invariant for one in wrong] == [invariant], wrong
    assert text in wrong[0].text


def without(kind: str, **fields: Any) -> list[dict[str, Any]]:
    return [one for one in story() if one["kind"] != kind or any(one[name] != value for name, value in fields.items())]


def test_a_drill_that_went_well_violates_nothing() -> None:
    one = case()
    tale = one.tale
    seen = [(DRILL, line.seq, line.hash) for line in tale.lines]
    assert found(one, Heard(drills=[DRILL], decisions=[(DRILL, "restore", "so")], seen=seen)) == []
    measured = recovery(one)
    assert measured is not None
    assert measured.holds
    assert measured.truth == ((1_980_000_000, 2_030_000_000),)


# --- each invariant can fail -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 5, -1])
def test_a_record_that_was_changed_breaks_the_chain(number: int) -> None:
    one = case()
    lines = list(one.tale.lines)
    said = json.loads(lines[number].text) | {"at": 1}
    lines[number] = replace(lines[number], text=json.dumps(said))
    wrong = found(replace(one, tale=Tale(DRILL, lines)))
    assert ("chain whole", f"line {number % len(lines) + 1} ") in [
        (each.invariant, each.text[:7]) for each in wrong
    ] or ("does not follow" in wrong[0].text)


def test_a_record_that_is_gone_breaks_the_chain() -> None:
    one = case()
    lines = [line for line in one.tale.lines if line.seq != 6]
    only(found(replace(one, tale=Tale(DRILL, lines))), "chain whole", "line 6 (seq 7)")


def test_a_drill_that_was_never_closed_is_found() -> None:
    only(found(case(without("drill_closed"))), "chain whole", "closed 0 times")


def test_a_report_of_another_journal_is_found() -> None:
    only(found(case(drill={"head": "0" * 64})), "chain whole", "another journal")


def test_a_step_that_was_done_twice_on_its_host_is_found() -> None:
    twice = [*acts(), replace(acts()[1], at=13 * SECOND)]
    only(found(case(done=twice)), "no step twice", "promote was done 2 times on spare-0")


def test_an_intent_that_was_written_twice_is_found() -> None:
    events = story()
    events.insert(8, invoked(11.9, "promote", "spare-0"))
    only(found(case(events)), "no step twice", "the intent of promote")


def test_an_act_without_an_intent_is_found() -> None:
    only(found(case(without("step_invoked", step="promote"))), "no act without intent", "promote")


def test_an_act_before_its_intent_is_found() -> None:
    early = [acts()[0], replace(acts()[1], at=11 * SECOND)]
    only(found(case(done=early)), "no act without intent", "promote was done on spare-0")


def test_a_fault_that_outlives_its_lease_is_found() -> None:
    late = [one for one in turns() if one.after < 15 * SECOND] + [turn(60, "app-0", "alive", value=True)]
    only(found(case(noted=late)), "every fault undone within its lease", "longer than its lease")


def test_a_fault_that_is_never_put_right_is_found() -> None:
    never = [one for one in turns() if one.after < 15 * SECOND]
    only(found(case(noted=never)), "every fault undone within its lease", "never put right")


@pytest.mark.parametrize(("lower", "upper"), [(1.0, 1.9), (2.1, 3.0), (2.1, None), (0.0, 0.0)])
def test_an_interval_that_misses_the_truth_is_found(lower: float, upper: float | None) -> None:
    only(found(case(lower_s_of_rto=lower, upper_s_of_rto=upper)), "no interval misses the truth", "misses the truth")


def test_a_loss_that_was_not_told_is_found() -> None:
    kept = {"app-0": {1: (1, 1), 2: (1, 1)}, "spare-0": {1: (1, 1), 4: (1, 1)}}
    wrong = found(case(kept=kept))
    assert {one.invariant for one in wrong} == {"no interval misses the truth", "no false met"}
    assert "0 writes are told lost, and 1 were: [2]" in wrong[0].text


def test_a_loss_that_never_was_is_found() -> None:
    only(
        found(case(lost_of_rpo=1, verdict_of_rpo="missed", verdict="missed")),
        "no interval misses the truth",
        "1 writes",
    )


def test_an_acknowledgement_that_nobody_gave_is_found() -> None:
    events = [event(9.5, "ledger_written", ledger="writes", number=[9], outcome=["ok"])]
    wrong = found(case([*story()[:2], *events, *story()[2:]], lost_of_rpo=1, verdict_of_rpo="missed", verdict="missed"))
    only(wrong, "no interval misses the truth", "no host has kept: [9]")


def test_a_false_met_is_found() -> None:
    only(found(case(target_s_of_rto=1.0)), "no false met", "RTO is told met")


def test_a_met_of_a_service_that_never_came_back_is_found() -> None:
    down = [one for one in turns() if one.host == "app-0" or one.name != "entry"]
    wrong = found(case(noted=down, lower_s_of_rto=1.95, upper_s_of_rto=2.05))
    assert {one.invariant for one in wrong} == {"no interval misses the truth", "no false met"}


def test_a_whole_that_is_better_than_its_parts_is_found() -> None:
    only(found(case(verdict_of_rpo="missed")), "no false met", "the whole")


def test_an_acknowledged_start_without_a_journal_is_found() -> None:
    heard = Heard(drills=[DRILL, "campaign-1-gone"], decisions=[], seen=[])
    only(found(case(), heard), "nothing acknowledged lost", "no journal")


def test_an_acknowledged_word_without_a_record_is_found() -> None:
    heard = Heard(drills=[], decisions=[(DRILL, "continue", "it is green")], seen=[])
    only(found(case(), heard), "nothing acknowledged lost", "the word to continue")


@pytest.mark.parametrize(("reason", "lost"), [("it is green", 0), ("it is red", 1)])
def test_a_word_that_the_guard_turned_into_one_to_restore_is_told_with_what_was_said(reason: str, lost: int) -> None:
    turned = {"decision": "restore", "by": "guard", "reason": "anna said to go on (it is green); the guard does not"}
    told = [*story()[:-1], {"kind": "interruption_decided", "at": story()[-1]["at"], **turned}, story()[-1]]
    heard = Heard(drills=[], decisions=[(DRILL, "continue", reason)], seen=[])
    some = [one for one in found(case(told), heard) if one.invariant == "nothing acknowledged lost"]
    assert len(some) == lost


def test_a_record_that_was_seen_and_is_another_now_is_found() -> None:
    heard = Heard(drills=[], decisions=[], seen=[(DRILL, 3, "0" * 64)])
    only(found(case(), heard), "nothing acknowledged lost", "record 3")


# --- laws ------------------------------------------------------------------------------------------------------------


@given(st.floats(0, 6), st.floats(0, 6))
def test_an_interval_holds_the_truth_exactly_where_they_meet(one: float, other: float) -> None:
    lower, upper = sorted((round(one, 6), round(other, 6)))
    measured = recovery(case(lower_s_of_rto=lower, upper_s_of_rto=upper))
    assert measured is not None
    assert measured.holds == (lower <= 2.035 and upper >= 1.975)


@given(st.data())
def test_whatever_line_is_left_out_the_chain_is_broken_or_the_end_is_missing(data: st.DataObject) -> None:
    tale = chained(story())
    gone = data.draw(st.integers(0, len(tale.lines) - 1))
    lines = [line for number, line in enumerate(tale.lines) if number != gone]
    broken = replace(case(), tale=Tale(DRILL, lines)) if gone else None
    assert broken is None or any(one.invariant == "chain whole" for one in found(broken))


def test_the_checker_imports_nothing_of_the_product() -> None:
    for path in Path(checker.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [name.name for name in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                assert name.split(".")[0] not in {"service", "runners", "measurements", "scenarios", "tests"}, path
