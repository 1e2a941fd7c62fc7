"""From a whole history to a report."""

from __future__ import annotations

from dataclasses import replace

import pytest

from measurements import remarks
from measurements.events import (
    AbortAsked,
    Ending,
    Outcome,
    RunnerStarted,
    SafeguardTripped,
)
from measurements.findings import Code
from measurements.history import History
from measurements.judge import judge
from measurements.report import Report, ServiceFigures
from scenarios.plan import Phase, Run
from tests.support.drills import (
    FAULT,
    acknowledged,
    approved,
    good_drill,
    interrupted,
    whole_plan,
    writes,
)
from tests.support.histories import STEPS, Story, beat, ledger, ns, objective, plan, prefixes, probe, step


def service(report: Report) -> ServiceFigures:
    return report.services[0]


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


def facts(report: Report, code: Code) -> dict[str, str]:
    return next(finding.facts for finding in report.findings if finding.code == code)


def judged(story: Story) -> Report:
    return judge(story.history())


def test_a_drill_that_went_well_is_met() -> None:
    report = judge(good_drill().history(), "head")
    one = service(report)
    assert (report.verdict, report.completed, report.restored) == ("met", True, True)
    assert (one.rto.lower_s, one.rto.upper_s, one.rto.stream) == (12.32, 12.361, "orders")
    assert (one.rto.verdict, one.rto.remark) == ("met", None)
    assert (one.rpo.verdict, one.rpo.lower_s, one.rpo.lost, one.rpo.source) == ("met", 0.0, 0, "orders")
    assert one.rpo.remark == remarks.lost_of(0, one.rpo.acknowledged)
    assert one.rpo.unknown == 618
    assert report.recovery_order == ("trading-db",)
    assert report.drill.head == "head"
    assert codes(report) == {"unknown_writes", "no_findings"}


def test_the_read_side_is_reported_beside_the_write_side() -> None:
    read, write = service(judged(good_drill())).streams
    assert (read.stream, read.kind, write.kind) == ("entry", "probe", "ledger")
    assert read.rto is not None
    assert (read.rto.lower_s, read.rto.upper_s) == (12.28, 12.354)
    assert (read.samples, read.missed_beats, read.baseline_p95_s) == (1000, 0, 0.004)


def test_every_figure_names_its_witnesses() -> None:
    history = good_drill().history()
    report = judge(history)
    one = service(report)
    for seqs in (
        one.rto.evidence,
        one.rpo.evidence,
        one.outage.evidence,
        *(entry.evidence for entry in report.timeline),
    ):
        assert seqs
        assert all(1 <= seq <= len(history.events) for seq in seqs)
        assert list(seqs) == sorted(set(seqs))


def test_the_phases_add_up_to_the_rto() -> None:
    one = service(judged(good_drill()))
    parts = (one.phases.detect, one.phases.decide, one.phases.switch, one.phases.verify)
    assert sum(part.lower_s or 0 for part in parts if part) == pytest.approx(one.rto.lower_s)
    assert sum(part.upper_s or 0 for part in parts if part) == pytest.approx(one.rto.upper_s)
    assert one.phases.people is not None
    assert (one.phases.people.lower_s, one.phases.people.upper_s) == (1.9, 1.9)
    assert one.switchover is not None
    assert (one.switchover.lower_s, one.switchover.upper_s) == (7.34, 10.361)


def test_the_drill_s_facts_are_told_in_utc() -> None:
    facts_of = judged(good_drill()).drill
    assert facts_of.started_at == "2026-09-21T14:13:20.000000Z"
    assert facts_of.ended_at == "2026-09-21T14:15:35.000000Z"
    assert (facts_of.duration_s, facts_of.ending, facts_of.head) == (135.0, "completed", "")


def test_a_missed_target_is_a_finding() -> None:
    report = judged(good_drill(objective(rto=12, writes=True, hold=5)))
    assert report.verdict == "missed"
    assert service(report).rto.remark is None
    assert facts(report, Code.RTO_MISSED) == {
        "service": "trading-db",
        "lower": "12.32",
        "upper": "12.361",
        "target": "12.0",
    }


def test_a_target_inside_the_interval_decides_nothing_and_says_what_would_have() -> None:
    report = judged(good_drill(objective(rto=12.36, writes=True, hold=5)))
    assert report.verdict == "inconclusive"
    assert service(report).rto.remark == remarks.TOO_CLOSE
    assert Code.RTO_INCONCLUSIVE in codes(report)


@pytest.mark.parametrize(
    ("ending", "restored", "code"),
    [
        (Ending.ABORTED, True, Code.NOT_COMPLETED),
        (Ending.FAILED, True, Code.NOT_COMPLETED),
        (Ending.COMPLETED, False, Code.NOT_RESTORED),
    ],
)
def test_what_was_not_completed_and_restored_is_never_met(ending: Ending, code: Code, *, restored: bool) -> None:
    story = good_drill()
    story.events.pop()
    report = judged(story.closed(135, ending, restored=restored))
    one = service(report)
    assert (report.verdict, one.rto.verdict, one.rpo.verdict) == ("inconclusive", "inconclusive", "inconclusive")
    assert one.rto.remark == one.rpo.remark == remarks.NOT_SOUND
    assert code in codes(report)
    assert report.residue == (() if restored else ("crash on db-a",))
    assert (Code.RESIDUE in codes(report)) is not restored


def test_a_missed_target_stays_missed_in_an_aborted_drill() -> None:
    story = good_drill(objective(rto=5, writes=True, hold=5))
    story.events.pop()
    assert judged(story.closed(135, Ending.ABORTED)).verdict == "missed"


def test_a_drill_that_still_runs_is_not_met() -> None:
    story = good_drill()
    story.events.pop()
    report = judged(story)
    assert (report.verdict, report.completed, report.restored) == ("inconclusive", False, False)
    assert Code.NOT_CLOSED in codes(report)
    assert (report.drill.ended_at, report.drill.duration_s) == (None, None)


def test_a_service_that_writes_needs_a_ledger() -> None:
    story = Story(plan(probes=[probe()], objectives=[objective(writes=True)])).faulted(*FAULT)
    report = judged(story.sampled("entry", interrupted()).closed(135))
    assert (report.verdict, service(report).rto.verdict) == ("inconclusive", "met")
    assert service(report).rpo.remark == remarks.NO_LEDGER
    assert service(report).rto.stream == "entry"
    assert Code.LEDGER_MISSING in codes(report)


def test_a_service_that_does_not_write_is_judged_by_its_rto_alone() -> None:
    story = Story(plan(probes=[probe()])).faulted(*FAULT)
    report = judged(story.sampled("entry", interrupted()).closed(135))
    assert report.verdict == "met"
    assert service(report).rpo.remark == remarks.NOT_WRITTEN
    assert Code.RPO_NOT_MEASURED in codes(report)


def test_among_probes_the_last_to_recover_decides() -> None:
    probes = [probe(), probe("port"), probe("page", None)]
    story = Story(plan(probes=probes)).faulted(*FAULT).sampled("entry", interrupted())
    story.sampled("port", interrupted(up=113.35)).sampled("page", interrupted(up=120))
    report = judged(story.closed(135))
    assert service(report).rto.stream == "port"
    assert [stream.stream for stream in service(report).streams] == ["entry", "port"]
    assert [strip.stream for strip in report.strips] == ["entry", "port", "page"]
    assert [len(strip.bounds) for strip in report.strips] == [0, 2, 0]


def test_a_probe_that_saw_nothing_leaves_it_open() -> None:
    story = Story(plan(probes=[probe(), probe("port")])).faulted(*FAULT).sampled("entry", interrupted())
    report = judged(story.closed(135))
    assert service(report).rto.stream == "port"
    assert service(report).rto.remark == remarks.UNBOUNDED
    assert (service(report).outage.lower_s, service(report).outage.upper_s) == (None, None)
    assert Code.NO_SAMPLES in codes(report)


def test_a_ledger_alone_decides_for_a_service_that_does_not_write() -> None:
    rows = writes()
    story = Story(plan(ledgers=[ledger(every=0.02)], objectives=[objective(hold=5)])).faulted(*FAULT)
    report = judged(story.wrote("orders", rows).read(131, acknowledged(rows)).closed(135))
    assert service(report).rto.stream == "orders"


@pytest.mark.parametrize(("writes_data", "stream"), [(True, "orders"), (False, "entry")])
def test_the_side_that_counts_decides_even_where_the_other_came_back_later(stream: str, *, writes_data: bool) -> None:
    late, soon = (110.0, 105.0) if writes_data else (105.0, 110.0)
    one = plan(probes=[probe()], ledgers=[ledger(every=0.02)], objectives=[objective(writes=writes_data, hold=5)])
    story = Story(one).faulted(*FAULT).sampled("entry", interrupted(up=late)).wrote("orders", writes(up=soon))
    assert service(judged(story.closed(135))).rto.stream == stream


def test_a_service_without_a_stream_is_named() -> None:
    report = judged(Story(plan()).faulted(*FAULT).closed(135))
    assert service(report).rto.remark == remarks.NOT_MEASURED
    assert (service(report).outage.count, service(report).outage.lower_s) == (0, None)
    assert service(report).phases.detect is None
    assert Code.NO_STREAM in codes(report)


def test_without_a_fault_there_is_no_instant_to_count_from() -> None:
    rows = writes()
    story = Story(whole_plan()).sampled("entry", interrupted()).wrote("orders", rows)
    report = judged(story.read(131, acknowledged(rows)).closed(135))
    one = service(report)
    assert (one.rto.lower_s, one.rto.remark, one.rpo.remark) == (None, remarks.NO_FAULT, remarks.NO_FAULT)
    assert one.rpo.acknowledged == len(acknowledged(rows))
    assert (one.switchover, one.phases.people) == (None, None)
    assert one.outage.count == 1
    assert Code.NO_FAULT in codes(report)
    assert all(strip.bounds == () for strip in report.strips)
    assert report.recovery_order == ()


def test_no_interruption_is_said_to_be_none() -> None:
    story = Story(plan(probes=[probe()])).faulted(*FAULT).sampled("entry", beat(80, 130))
    report = judged(story.closed(135))
    figure = service(report).rto
    assert (figure.lower_s, figure.upper_s, figure.verdict) == (0.0, 0.054, "met")
    assert Code.NO_INTERRUPTION_SEEN in codes(report)
    assert report.recovery_order == ()


def test_a_return_that_the_samples_cut_short_is_open() -> None:
    story = Story(plan(probes=[probe()])).faulted(*FAULT).sampled("entry", interrupted(end=115))
    report = judged(story.closed(135))
    assert (service(report).rto.upper_s, service(report).rto.remark) == (None, remarks.UNBOUNDED)
    assert facts(report, Code.RECOVERY_CUT_SHORT)["held"] == "2.6"
    (strip,) = report.strips
    assert len(strip.bounds) == 1


def test_a_service_that_never_came_back_is_a_finding() -> None:
    story = Story(plan(probes=[probe()])).faulted(*FAULT).sampled("entry", interrupted(up=130, end=130))
    report = judged(story.closed(135))
    assert Code.NOT_RECOVERED in codes(report)
    assert (service(report).outage.count, service(report).outage.upper_s) == (1, None)


def test_flapping_relapse_and_restoration_are_told_apart() -> None:
    rows = [*interrupted(100, 101, end=101.5), *interrupted(101.5, 102, start=101.5, end=115)]
    rows += [*interrupted(115, 115.1, start=115, end=125), *interrupted(125, 125.2, start=125)]
    story = Story(plan(probes=[probe()])).faulted(*FAULT).sampled("entry", rows)
    report = judged(story.undone(124.9).closed(135))
    assert service(report).outage.count == 4
    assert facts(report, Code.FLAPPING)["count"] == "2"
    assert facts(report, Code.RELAPSE) == {"service": "trading-db", "stream": "entry", "count": "2", "first": "15.0"}
    assert facts(report, Code.INTERRUPTED_WHILE_RESTORING)["count"] == "4"


def test_a_level_below_the_acceptable_is_told() -> None:
    rows = [*beat(80, 100), *beat(100, 102, ok=False), *beat(102, 106, took=0.02), *beat(106, 125)]
    report = judged(Story(plan(probes=[probe()])).faulted(*FAULT).sampled("entry", rows).closed(135))
    assert facts(report, Code.BELOW_LEVEL)["seconds"] == "3.5"


def test_a_short_or_broken_baseline_is_told() -> None:
    rows = [*beat(95, 97), *beat(97, 97.1, ok=False), *interrupted(start=98)]
    report = judged(Story(plan(probes=[probe()])).faulted(*FAULT).sampled("entry", rows).closed(135))
    assert facts(report, Code.BASELINE_SHORT)["seconds"] == "4.95"
    assert facts(report, Code.BASELINE_FAILURES)["count"] == "2"


def test_without_a_baseline_nothing_is_met() -> None:
    story = Story(plan(probes=[probe()])).faulted(*FAULT).sampled("entry", interrupted(start=100))
    report = judged(story.closed(135))
    assert service(report).rto.remark == remarks.DOUBTED
    assert report.verdict == "inconclusive"
    assert Code.BASELINE_MISSING in codes(report)


def two_services(first_up: float, second_up: float) -> Report:
    objectives = [objective("a", priority=1), objective("b", priority=2), objective("c", priority=3)]
    probes = [probe("one", "a"), probe("two", "b"), probe("three", "c")]
    story = Story(plan(objectives=objectives, probes=probes)).faulted(*FAULT)
    story.sampled("one", interrupted(up=first_up)).sampled("two", interrupted(up=second_up))
    return judged(story.sampled("three", interrupted(up=130, end=130)).closed(135))


def test_services_that_came_back_in_the_wrong_order_are_findings() -> None:
    wrong = two_services(112, 110)
    assert wrong.recovery_order == ("b", "a")
    assert facts(wrong, Code.PRIORITY_INVERSION) == {
        "service": "a",
        "priority": "1",
        "lower": "11.95",
        "upper": "12.004",
        "other": "b",
        "other_priority": "2",
        "other_lower": "9.95",
        "other_upper": "10.004",
    }
    right = two_services(110, 112)
    assert right.recovery_order == ("a", "b")
    assert Code.PRIORITY_INVERSION not in codes(right)
    assert Code.PRIORITY_INVERSION not in codes(two_services(110, 110))


def test_interruptions_of_the_drill_itself_are_findings() -> None:
    story = good_drill().started(103, resumed=True, run="run-2")
    story.add(
        AbortAsked(at=ns(126), by="li", reason="enough"),
        SafeguardTripped(at=ns(126), safeguard="bystander page", detail="3 failures in a row"),
    )
    report = judged(story)
    assert {Code.RUNNER_RESUMED, Code.ABORTED, Code.SAFEGUARD_TRIPPED} <= codes(report)
    assert [finding.severity for finding in report.findings] == sorted(
        (finding.severity for finding in report.findings), key=["serious", "warning", "info"].index
    )


def test_a_reboot_in_between_widens_every_figure_after_the_fault() -> None:
    report = judged(good_drill().started(103, resumed=True, gap=0.5))
    one = service(report)
    assert (one.rto.lower_s, one.rto.upper_s) == (11.82, 12.861)
    assert one.outage.lower_s == pytest.approx(service(judged(good_drill())).outage.lower_s - 0.5)  # type: ignore[operator]  # pyright: ignore[reportOptionalOperand]
    assert service(judged(good_drill().started(120, resumed=True, gap=0.5))).rto.upper_s == 12.361


def test_the_plan_must_be_readable() -> None:
    history = good_drill().history()
    opened = history.opened
    assert opened is not None
    for broken in (History(history.events[1:]), History([replace(opened, plan={}), *history.events[1:]])):
        report = judge(broken)
        assert report.services == ()
        assert report.verdict == "inconclusive"
        assert Code.PLAN_UNREADABLE in codes(report)


def test_any_beginning_of_a_history_can_be_judged() -> None:
    story = good_drill().add(approved(101.5, "li", refuse=True)).skipped(126, "writes")
    for beginning in prefixes(story.history()):
        report = judge(beginning)
        assert report.drill.events == len(beginning.events)
        if len(beginning.events) < len(story.history().events):
            assert report.verdict != "met"


def test_the_same_history_gives_the_same_report() -> None:
    assert judge(good_drill().history()) == judge(good_drill().history())


def test_an_announced_interruption_counts_from_its_first_step() -> None:
    steps = (step("announce", Phase.INJECT, Run(script="stop")), step("more", Phase.INJECT, Run(script="stop")))
    story = Story(plan(probes=[probe()], steps=steps)).did("announce", 100, 100.02).did("more", 101, 102)
    report = judged(story.sampled("entry", interrupted()).closed(135))
    assert (service(report).rto.lower_s, service(report).rto.upper_s) == (12.28, 12.354)


def test_an_unknown_fault_reaches_to_its_undo() -> None:
    story = Story(plan(probes=[probe()])).did("crash", 100, 100.5, "db-a", outcome=Outcome.UNKNOWN)
    report = judged(story.undone(101).sampled("entry", interrupted()).closed(135))
    assert service(report).rto.lower_s == 11.3
    assert isinstance(story.started(0.1).events[-1], RunnerStarted)


def test_without_a_watch_a_service_was_noticed_by_its_first_failure() -> None:
    story = Story(plan(probes=[probe()], steps=STEPS[:1])).faulted(*FAULT).sampled("entry", interrupted())
    detect = service(judged(story.closed(135))).phases.detect
    assert detect is not None
    assert (detect.lower_s, detect.upper_s) == (0.0, 0.004)


def test_a_baseline_is_asked_only_of_what_was_measured() -> None:
    unharmed = Story(plan(probes=[probe()])).sampled("entry", interrupted()).closed(135)
    unseen = Story(plan(probes=[probe()])).faulted(*FAULT).closed(135)
    for story in (unharmed, unseen):
        assert Code.BASELINE_MISSING not in codes(judged(story))


def test_a_single_success_at_the_end_held_for_no_time() -> None:
    rows = [*interrupted(end=115), *beat(115, 116, ok=False), *beat(116, 116.05)]
    report = judged(Story(plan(probes=[probe()])).faulted(*FAULT).sampled("entry", rows).closed(135))
    assert facts(report, Code.RECOVERY_CUT_SHORT)["held"] == "0.0"
