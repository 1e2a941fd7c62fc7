"""How a drill was conducted: findings about steps, gates, faults and undoes, and its timeline."""

from __future__ import annotations

from dataclasses import replace

import pytest

from measurements.conduct import check_conduct
from measurements.course import act_instants, follow
from measurements.events import (
    AbortAsked,
    ClocksExchanged,
    Ending,
    Exchange,
    FaultVerified,
    LeaseRenewed,
    Outcome,
    RunnerHandedOver,
    SafeguardTripped,
    Stamps,
    StepCompleted,
    StepInvoked,
    StepSettled,
    UndoCompleted,
    UndoInvoked,
    UndoProved,
)
from measurements.fault import find_fault
from measurements.findings import KINDS, Code, finding, lowers
from measurements.intervals import Interval
from measurements.people import gate_decisions, hear_people
from measurements.report import TimelineEntry, Value
from measurements.timeline import tell
from scenarios.faults.bandwidth import limit_bandwidth
from scenarios.faults.processes import kill_process
from scenarios.plan import Inject, Phase, Run
from tests.support.drills import approved
from tests.support.histories import SECOND, STEPS, Story, ns, plan, step, text


def found(story: Story) -> dict[str, dict[str, str]]:
    history = story.history()
    course = follow(history, story.plan)
    return {one.code: one.facts for one in check_conduct(history, course, hear_people(course))}


def ran(story: Story) -> dict[str, tuple[str, str, str | None]]:
    """Return outcome, reason and person of each line of the timeline."""
    course = follow(story.history(), story.plan)
    entries = tell(course, hear_people(course), 0)
    return {f"{entry.kind}:{entry.step}": (entry.outcome, entry.reason, entry.person) for entry in entries}


def proofs(story: Story) -> dict[str, list[str]]:
    """Return the kinds of the events that prove each finding."""
    history = story.history()
    course = follow(history, story.plan)
    return {
        one.code: [type(history.events[seq - 1]).__name__ for seq in one.evidence]
        for one in check_conduct(history, course, hear_people(course))
    }


def base() -> Story:
    return Story(plan())


def test_every_finding_of_conduct_names_its_events() -> None:
    story = base().did("promote", 1, 2, "db-b", outcome=Outcome.FAILED, reason="exit 1").did("entry", 3, 4, "db-b")
    story.add(
        StepSettled(at=ns(5), step="entry", host="db-b", outcome=Outcome.OK, by="li", reason="seen"),
        FaultVerified(at=ns(5), step="crash", host="db-a", took=Outcome.FAILED, detail="still answers"),
        LeaseRenewed(at=ns(6), step="crash", host="db-a", outcome=Outcome.FAILED, reason="no route"),
        UndoInvoked(at=ns(7), step="crash", host="db-a", run="r", because="aborted"),
        UndoCompleted(at=ns(8), step="crash", host="db-a", outcome=Outcome.FAILED, reason="no route"),
        AbortAsked(at=ns(9), by="li", reason="enough"),
        SafeguardTripped(at=ns(10), safeguard="bystander", detail="page"),
        RunnerHandedOver(at=ns(11), run="run-1", reason="maintenance"),
    )
    story.started(12, resumed=True, run="run-2").started(13, resumed=True, run="run-3")
    story.closed(14, Ending.ABORTED, restored=False)
    act = ["StepInvoked", "StepCompleted"]
    assert proofs(story) == {
        "step_failed": act,
        "step_settled": [*act, "StepSettled"],
        "fault_not_taken": ["FaultVerified"],
        "lease_not_renewed": ["LeaseRenewed"],
        "undo_failed": ["UndoInvoked", "UndoCompleted"],
        "aborted": ["AbortAsked"],
        "safeguard_tripped": ["SafeguardTripped"],
        "runner_resumed": ["RunnerStarted"],
        "runner_handed_over": ["RunnerHandedOver"],
        "not_completed": ["DrillClosed"],
        "not_restored": ["DrillClosed"],
        "residue": ["DrillClosed"],
    }
    assert found(story) == {
        "step_failed": {"step": "promote", "host": "db-b", "reason": "exit 1"},
        "step_settled": {"step": "entry", "host": "db-b", "reason": "seen", "person": "li", "outcome": "ok"},
        "fault_not_taken": {"step": "crash", "host": "db-a", "reason": "still answers"},
        "lease_not_renewed": {"step": "crash", "host": "db-a", "reason": "no route", "count": "1"},
        "undo_failed": {"step": "crash", "host": "db-a", "reason": "no route"},
        "aborted": {"person": "li", "reason": "enough"},
        "safeguard_tripped": {"safeguard": "bystander", "reason": "page"},
        "runner_resumed": {"count": "1"},
        "runner_handed_over": {"count": "1", "reason": "maintenance"},
        "not_completed": {"ending": "aborted", "reason": ""},
        "not_restored": {"reason": ""},
        "residue": {"item": "crash on db-a"},
    }
    assert proofs(base().did("promote", 1, 2, "db-b")) == {"not_closed": ["StepCompleted"]}


def test_reasons_of_several_hand_overs_are_told_once_each() -> None:
    story = base().started(1)
    for place, reason in enumerate(("maintenance", "moved", "maintenance")):
        story.add(RunnerHandedOver(at=ns(2 + 2 * place), run=f"run-{place}", reason=reason))
        story.started(3 + 2 * place, resumed=True)
    assert found(story)["runner_handed_over"] == {"count": "3", "reason": "maintenance; moved"}
    assert proofs(story)["runner_handed_over"] == ["RunnerHandedOver"] * 3
    assert "runner_resumed" not in found(story)


def test_a_step_that_took_several_attempts_is_one_finding_with_all_of_them() -> None:
    story = base()
    for attempt, outcome in ((1, Outcome.FAILED), (2, Outcome.UNKNOWN), (3, None)):
        invoked = StepInvoked(at=ns(attempt), step="promote", host="db-b", run="run-1", attempt=attempt)
        story.add(invoked)
        if outcome is not None:
            at = ns(attempt + 0.5)
            story.add(StepCompleted(at=at, step="promote", host="db-b", outcome=outcome, reason=f"exit {attempt}"))
    unit = {"step": "promote", "host": "db-b", "reason": "exit 1", "count": "3"}
    assert found(story)["step_repeated"] == {**unit, "outcome": "running"}
    assert proofs(story)["step_repeated"] == ["StepInvoked", "StepCompleted"] * 2 + ["StepInvoked"]
    assert "step_failed" not in found(story)
    story.add(StepCompleted(at=ns(4), step="promote", host="db-b", outcome=Outcome.OK))
    assert found(story)["step_repeated"] == {**unit, "outcome": "ok"}


def test_a_step_that_is_not_essential_may_fail() -> None:
    steps = tuple(replace(one, essential=False) if one.id == "promote" else one for one in STEPS)
    story = Story(plan(steps=steps)).did("promote", 1, 2, "db-b", outcome=Outcome.UNKNOWN, reason="link lost")
    told = found(story.closed(9))
    assert told == {
        "inessential_failed": {"step": "promote", "host": "db-b", "reason": "link lost", "outcome": "unknown"}
    }
    assert proofs(story)["inessential_failed"] == ["StepInvoked", "StepCompleted"]


def test_a_line_of_the_timeline_in_full() -> None:
    story = base().faulted(100, 100.02)
    story.add(
        StepInvoked(at=ns(102), step="promote", host="db-b", run="run-1", attempt=2),
        StepCompleted(
            at=ns(103.5), step="promote", host="db-b", outcome=Outcome.OK, reason="", captured=(("lsn", "0/1"),)
        ),
    )
    story.skipped(104, "entry").undone(105)
    course = follow(story.history(), story.plan)
    crash, promote, entry, undoing = tell(course, hear_people(course), ns(100))
    assert replace(promote, planned_start_s=None, planned_end_s=None, deviation_s=None) == TimelineEntry(
        step="promote",
        host="db-b",
        phase="switch",
        kind="run",
        title=text("promote"),
        started_s=2.0,
        ended_s=3.5,
        outcome="ok",
        reason="",
        person=None,
        attempt=1,
        is_last=True,
        captured=(Value(name="lsn", value="0/1"),),
        evidence=(4, 5),
    )
    assert (crash.step, crash.started_s, crash.ended_s, crash.evidence) == ("crash", 0.0, 0.02, (2, 3))
    assert replace(entry, planned_start_s=None, planned_end_s=None, deviation_s=None) == TimelineEntry(
        step="entry",
        host="",
        phase="switch",
        kind="run",
        title=text("entry"),
        started_s=4.0,
        ended_s=4.0,
        outcome="skipped",
        reason="turned to restoring",
        person=None,
        evidence=(6,),
    )
    assert undoing == TimelineEntry(
        step="crash",
        host="db-a",
        phase="restore",
        kind="undo",
        title=text("crash"),
        started_s=5.0,
        ended_s=5.0,
        outcome="ok",
        reason="restore",
        person=None,
        evidence=(7, 8, 9),
    )


def test_an_undo_of_a_fault_that_the_plan_does_not_know_is_called_by_its_name() -> None:
    course = follow(undo(step_id="stray").history(), base().plan)
    (entry,) = tell(course, hear_people(course), 0)
    assert (entry.title, entry.ended_s, entry.evidence) == (text("stray"), None, (2,))


def test_a_quiet_drill_has_no_findings() -> None:
    assert found(base().faulted(100, 100.02).closed(135)) == {}


def test_failed_and_unknown_steps_are_findings() -> None:
    story = base().did("promote", 1, 2, "db-b", outcome=Outcome.FAILED, reason="exit 1")
    story.did("entry", 3, 4, "db-b", outcome=Outcome.UNKNOWN, reason="link lost").closed(135)
    assert found(story) == {
        "step_failed": {"step": "promote", "host": "db-b", "reason": "exit 1"},
        "step_unknown": {"step": "entry", "host": "db-b", "reason": "link lost"},
    }
    assert ran(story)["run:promote"] == ("failed", "exit 1", None)


def test_a_drill_that_was_handed_over_was_not_interrupted() -> None:
    left = RunnerHandedOver(at=ns(2), run="run-1", reason="maintenance")
    handed = base().started(1).add(left).started(3, resumed=True, run="run-2")
    assert "runner_resumed" not in found(handed)
    assert found(handed)["runner_handed_over"] == {"count": "1", "reason": "maintenance"}
    died = handed.started(5, resumed=True, run="run-3")
    assert found(died)["runner_resumed"] == {"count": "1"}
    assert "runner_handed_over" in found(died)


def test_who_left_with_something_unfinished_interrupted_the_drill() -> None:
    left = RunnerHandedOver(at=ns(2), run="run-1", reason="maintenance", unfinished=("promote on db-b",))
    interrupted = found(base().started(1).add(left).started(3, resumed=True))
    assert interrupted["runner_resumed"] == {"count": "1"}
    assert "runner_handed_over" not in interrupted


def test_a_step_whose_runner_died_is_unknown() -> None:
    running = base().did("promote", 1, None, "db-b").started(0.5)
    assert ran(running)["run:promote"] == ("running", "", None)
    resumed = base().did("promote", 1, None, "db-b").started(2, resumed=True)
    assert ran(resumed)["run:promote"] == ("unknown", "", None)
    assert ran(base().did("promote", 1, None, "db-b").closed(9))["run:promote"] == ("unknown", "", None)
    assert found(resumed)["step_unknown"] == {"step": "promote", "host": "db-b", "reason": ""}


def test_what_a_person_settled_holds() -> None:
    story = base().did("promote", 1, 2, "db-b", outcome=Outcome.UNKNOWN)
    story.add(
        StepSettled(at=3 * SECOND, step="promote", host="db-b", outcome=Outcome.OK, by="li", reason="it is primary")
    )
    assert "step_unknown" not in found(story)
    assert found(story)["step_settled"]["person"] == "li"
    assert ran(story)["run:promote"] == ("ok", "it is primary", "li")


def test_waived_and_refused_gates_are_findings() -> None:
    story = base().did("release", 1, 3).add(approved(2, "li", refuse=True), approved(2.5, "auto", waived=True))
    assert found(story)["gate_refused"] == {"step": "release", "person": "li", "reason": "seen"}
    assert found(story)["gate_waived"]["person"] == "auto"
    assert ran(story)["approve:release"] == ("ok", "", "li, auto")
    course = follow(story.history(), story.plan)
    decisions = gate_decisions(course, hear_people(course), SECOND)
    assert [(one.person, one.decision, one.waived, one.at_s) for one in decisions] == [
        ("li", "refuse", False, 1.0),
        ("auto", "approve", True, 1.5),
    ]
    assert ran(base().did("release", 1, None))["approve:release"] == ("running", "", None)


@pytest.mark.parametrize(
    ("took", "code"),
    [(Outcome.OK, None), (Outcome.FAILED, Code.FAULT_NOT_TAKEN), (Outcome.UNKNOWN, Code.FAULT_UNVERIFIED)],
)
def test_a_fault_that_did_not_take_is_a_finding(took: Outcome, code: Code | None) -> None:
    story = base().add(FaultVerified(at=1, step="crash", host="db-a", took=took, detail="still answers"))
    assert found(story.closed(9)).keys() == ({code.value} if code else set())


def test_leases_that_were_not_renewed_are_counted() -> None:
    story = base().closed(9)
    for at, outcome in ((1, Outcome.OK), (2, Outcome.UNKNOWN), (3, Outcome.FAILED)):
        story.add(LeaseRenewed(at=at, step="crash", host="db-a", outcome=outcome, reason=f"try {at}"))
    assert found(story)["lease_not_renewed"] == {"step": "crash", "host": "db-a", "reason": "try 2", "count": "2"}


def undo(*, completed: Outcome | None = None, proved: Outcome | None = None, step_id: str = "crash") -> Story:
    story = base().add(UndoInvoked(at=ns(1), step=step_id, host="db-a", run="r", because="aborted"))
    if completed is not None:
        story.add(UndoCompleted(at=ns(2), step=step_id, host="db-a", outcome=completed, reason="no route"))
    if proved is not None:
        story.add(UndoProved(at=ns(3), step=step_id, host="db-a", proved=proved, detail="chain is still there"))
    return story


@pytest.mark.parametrize(
    ("story", "line"),
    [
        (undo(), ("running", "aborted", None)),
        (undo().closed(9), ("unknown", "aborted", None)),
        (undo(completed=Outcome.OK), ("ok", "no route", None)),
        (undo(completed=Outcome.OK).closed(9), ("unknown", "no route", None)),
        (undo(completed=Outcome.FAILED).closed(9), ("failed", "no route", None)),
        (undo(completed=Outcome.OK, proved=Outcome.OK).closed(9), ("ok", "no route", None)),
        (undo(completed=Outcome.OK, proved=Outcome.FAILED), ("failed", "chain is still there", None)),
    ],
)
def test_an_undo_is_as_good_as_its_proof(story: Story, line: tuple[str, str, None]) -> None:
    assert ran(story)["undo:crash"] == line


def test_an_undo_that_failed_is_a_finding() -> None:
    assert found(undo(completed=Outcome.FAILED).closed(9))["undo_failed"]["reason"] == "no route"
    assert "undo_failed" not in found(undo(completed=Outcome.OK).closed(9))
    assert "undo_failed" not in found(undo().closed(9))
    assert ran(undo(step_id="stray"))["undo:stray"] == ("running", "aborted", None)


def test_skipped_steps_stand_in_the_timeline() -> None:
    assert ran(base().skipped(5, "promote"))["run:promote"] == ("skipped", "turned to restoring", None)


def test_events_of_unknown_steps_and_without_an_intent_are_left_out() -> None:
    story = base().did("stranger", 1, 2)
    story.add(
        StepCompleted(at=1, step="promote", host="db-b", outcome=Outcome.OK),
        StepSettled(at=1, step="promote", host="db-b", outcome=Outcome.OK, by="li", reason=""),
        UndoCompleted(at=1, step="crash", host="db-a", outcome=Outcome.OK),
        UndoProved(at=1, step="crash", host="db-a", proved=Outcome.OK, detail=""),
    )
    assert ran(story) == {}


BOTH = (
    step("starve", Phase.PREPARE, Inject(fault=limit_bandwidth(kbit=400), lease_ns=1), "db-b"),
    step("warn", Phase.INJECT, Run(script="x"), "db-a"),
    step("crash", Phase.INJECT, Inject(fault=kill_process(restart="x"), lease_ns=1), "db-a", "db-c"),
    step("later", Phase.INJECT, Inject(fault=kill_process(restart="x"), lease_ns=1), "db-a"),
)


def fault_of(story: Story) -> Interval | None:
    fault = find_fault(follow(story.history(), story.plan))
    return None if fault is None else fault.instant


def test_the_interruption_begins_with_the_first_fault_of_the_inject_phase() -> None:
    story = Story(plan(steps=BOTH)).did("starve", 10, 11, "db-b").did("warn", 90, 91, "db-a")
    assert fault_of(Story(plan(steps=BOTH)).did("starve", 10, 11, "db-b")) is None
    assert fault_of(story) == Interval(ns(90), ns(91))
    story.faulted(100, 100.02).faulted(100.01, 100.05, host="db-c").faulted(105, 106, "later")
    assert fault_of(story) == Interval(ns(100), ns(100.05))


def test_the_setting_is_settled_when_the_last_prepared_fault_is() -> None:
    story = Story(plan(steps=BOTH)).did("starve", 10, 11, "db-b")
    assert follow(story.history(), story.plan).settled_at == ns(11)
    assert follow(base().history(), base().plan).settled_at == 0


def test_stamps_narrow_the_fault_and_the_exchange_is_its_witness() -> None:
    exchange = Exchange(c1=ns(99), remote=ns(1099.0005), c2=ns(99.001))
    far = Exchange(c1=ns(1), remote=ns(1001.0005), c2=ns(1.001))
    stamps = Stamps(sent=ns(100), opened=ns(100), received=ns(100.5), remote_start=ns(1100.2), remote_end=ns(1100.25))
    story = base().add(
        ClocksExchanged(at=ns(1.1), host="db-a", exchanges=(far,)),
        ClocksExchanged(at=ns(99.1), host="db-a", exchanges=(exchange,)),
    )
    story.did("crash", 100, 100.5, "db-a", stamps=stamps)
    fault = find_fault(follow(story.history(), story.plan))
    assert fault is not None
    assert fault.instant.width < ns(0.052)
    assert fault.instant.contains(ns(100.2))
    assert fault.evidence == (3, 4, 5)


@pytest.mark.parametrize(
    ("story", "end"),
    [
        (base().did("crash", 100, None, "db-a").did("promote", 101, 102, "db-b"), 102),  # it runs: until now
        (base().did("crash", 100, None, "db-a").undone(103), 103),
        (base().did("crash", 100, 101, "db-a", outcome=Outcome.UNKNOWN), 101),
        (base().did("crash", 100, 101, "db-a", outcome=Outcome.UNKNOWN).undone(103), 103),
        (base().did("crash", 100, 101, "db-a"), 101),
    ],
)
def test_an_act_without_stamps_lies_between_intent_and_its_latest_effect(story: Story, end: float) -> None:
    course = follow(story.history(), story.plan)
    assert act_instants(course, course.acts[0]) == (Interval(ns(100), ns(end)),) * 2


def test_every_code_has_a_kind_and_knows_its_facts() -> None:
    assert set(KINDS) == set(Code)
    with pytest.raises(KeyError, match="colour"):
        finding(Code.NO_FAULT, (), colour="red")
    assert lowers([finding(Code.NO_SAMPLES, (), service="a", stream="b")])
    assert not lowers([finding(Code.NO_FAULT)])
    assert STEPS[0].id == StepInvoked(at=0, step="crash", host="", run="").step
