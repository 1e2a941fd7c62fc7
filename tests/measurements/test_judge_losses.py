"""From a whole history to a report: what is told of lost writes, and what an RPO is decided from."""

from __future__ import annotations

import pytest

from measurements import remarks
from measurements.events import WriteOutcome
from measurements.findings import Code
from measurements.report import Report
from tests.measurements.test_judge import codes, facts, judged, service
from tests.support.drills import FAULT, acknowledged, interrupted, switched, whole_plan, writes
from tests.support.histories import Story, ledger, ns, objective, plan


def test_lost_writes_miss_a_target_of_zero_and_are_listed() -> None:
    rows = writes()
    kept = [number for number in acknowledged(rows) if not 990 <= number < 1000]
    story = Story(whole_plan()).sampled("entry", interrupted()).faulted(*FAULT)
    switched(story).wrote("orders", rows).read(131.5, kept)
    report = judged(story.undone(133).closed(135))
    one = service(report)
    assert (one.rpo.verdict, one.rpo.lost, one.rpo.lower_s, one.rpo.upper_s) == ("missed", 10, 0.199, 0.24)
    assert facts(report, Code.WRITES_LOST)["numbers"] == "990-999"
    (view,) = report.ledgers
    assert sum(view.lost) == 10
    assert sum(view.kept) == len(kept)
    assert sum(view.unknown) == 618
    assert len(view.kept) == len(view.lost) == len(view.unknown)


def lossy(target: float, drop: range, wrong: int | None = None) -> Report:
    rows = writes()
    kept = [number for number in acknowledged(rows) if number not in drop]
    story = Story(whole_plan(objective(rto=30, rpo=target, writes=True, hold=5)))
    story.sampled("entry", interrupted()).faulted(*FAULT)
    payloads = None
    if wrong is not None:
        good = story.read(0, kept).events.pop()
        payloads = ["?" if number == wrong else text for number, text in zip(kept, good.payload, strict=True)]  # type: ignore[union-attr]  # pyright: ignore[reportAttributeAccessIssue]
    switched(story).wrote("orders", rows).read(131.5, kept, payloads=payloads)
    return judged(story.undone(133).closed(135))


def test_a_target_of_some_seconds_is_compared_with_the_window() -> None:
    lost = range(990, 1000)
    assert service(lossy(1.0, lost)).rpo.verdict == "met"
    assert service(lossy(0.1, lost)).rpo.verdict == "missed"
    undecided = service(lossy(0.21, lost)).rpo
    assert undecided.verdict == "inconclusive"
    assert undecided.remark == remarks.TOO_CLOSE


def test_nothing_lost_is_undecided_where_the_beat_of_the_writes_is_too_coarse() -> None:
    figure = service(lossy(0.03, range(0))).rpo
    assert (figure.verdict, figure.lower_s, figure.upper_s) == ("inconclusive", 0.0, 0.04)
    assert figure.remark == remarks.faster(ns(0.01))
    assert service(lossy(0.04, range(0))).rpo.verdict == "met"


def test_all_writes_lost_leaves_the_loss_unbounded() -> None:
    figure = service(lossy(100, range(1, 3000))).rpo
    assert (figure.verdict, figure.upper_s, figure.remark) == ("inconclusive", None, remarks.NONE_KEPT)


@pytest.mark.parametrize("target", [0.0, 1.0])
def test_writes_that_began_after_the_fault_say_nothing_of_it(target: float) -> None:
    rows = [row for row in writes() if row[1] >= 100.25]
    story = Story(whole_plan(objective(rto=30, rpo=target, writes=True, hold=5)))
    story.sampled("entry", interrupted()).faulted(*FAULT)
    switched(story).wrote("orders", rows).read(131.5, acknowledged(rows))
    figure = service(judged(story.undone(133).closed(135))).rpo
    assert (figure.verdict, figure.lost, figure.lower_s, figure.upper_s) == ("inconclusive", 0, None, None)
    assert figure.acknowledged > 0
    assert figure.remark == remarks.NONE_BEFORE


def test_altered_writes_are_never_met() -> None:
    report = lossy(1.0, range(990, 1000), wrong=5)
    assert (service(report).rpo.verdict, service(report).rpo.remark) == ("inconclusive", remarks.ALTERED)
    assert facts(report, Code.ALTERED)["numbers"] == "5"
    assert service(lossy(0.0, range(990, 1000), wrong=5)).rpo.verdict == "missed"


def test_split_brain_alone_misses_a_target_of_zero() -> None:
    rows = writes(down=100.5)
    kept = [number for number in acknowledged(rows) if not 1001 < number < 1030]
    story = Story(whole_plan()).sampled("entry", interrupted()).faulted(*FAULT)
    switched(story).wrote("orders", rows).read(131.5, kept)
    report = judged(story.undone(133).closed(135))
    figure = service(report).rpo
    assert (figure.verdict, figure.lower_s, figure.lost, figure.split_brain) == ("missed", 0.0, 23, 23)
    assert figure.split_brain_span is not None
    assert (figure.split_brain_span.lower_s, figure.split_brain_span.upper_s) == (0.461, 0.481)
    assert facts(report, Code.SPLIT_BRAIN)["upper"] == "0.481"


@pytest.mark.parametrize(("reads", "code"), [(0, Code.READ_BACK_MISSING), (1, Code.READ_BACK_INCOMPLETE)])
def test_without_a_complete_read_back_nothing_is_said_about_losses(reads: int, code: Code) -> None:
    rows = writes()
    story = Story(whole_plan()).sampled("entry", interrupted()).faulted(*FAULT)
    switched(story).wrote("orders", rows)
    for _ in range(reads):
        story.read(131.5, [1], last=False)
    report = judged(story.undone(133).closed(135))
    figure = service(report).rpo
    assert (figure.verdict, figure.remark, figure.source) == ("inconclusive", remarks.NOT_READ, None)
    assert figure.acknowledged == len(acknowledged(rows))
    assert code in codes(report)
    (view,) = report.ledgers
    assert sum(view.unknown) == len(rows)


def test_nothing_acknowledged_decides_nothing() -> None:
    story = Story(whole_plan()).sampled("entry", interrupted()).faulted(*FAULT)
    story.wrote("orders", [(1, 101.0, 101.1, WriteOutcome.FAIL)]).read(131.5, [])
    figure = service(judged(story.closed(135))).rpo
    assert (figure.verdict, figure.remark) == ("inconclusive", remarks.NOT_MEASURED)


def test_among_ledgers_the_one_that_fared_worst_is_the_figure() -> None:
    rows = writes()
    ledgers = [ledger(every=0.02), ledger("audit", every=0.02), ledger("unread", every=0.02)]
    story = Story(plan(ledgers=ledgers, objectives=[objective(writes=True, hold=5)])).faulted(*FAULT)
    story.wrote("orders", rows).wrote("audit", rows).wrote("unread", rows)
    story.read(131, acknowledged(rows)).read(131.1, acknowledged(rows)[:-5], "audit")
    figure = service(judged(story.closed(135))).rpo
    assert (figure.source, figure.lost) == ("audit", 5)
