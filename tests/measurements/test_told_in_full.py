"""Figures and findings told in full: every field of some worked drills, and which events prove each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from measurements import remarks
from measurements.codec import canonical, digest
from measurements.events import LedgerReplayed, WriteOutcome
from measurements.history import History
from measurements.judge import judge
from measurements.report import (
    DrillFacts,
    Finding,
    GateDecision,
    Reconciliation,
    Replay,
    Report,
    RpoFigure,
    RtoFigure,
)
from scenarios.plan import Phase, Reconcile, plan_to_json
from tests.support.drills import FAULT, acknowledged, good_drill, interrupted, switched, whole_plan, writes
from tests.support.histories import DRILL, Story, ns, objective, plan, probe, step, text

LOST = (995, 996, 997, 998, 999)
"""The last writes before the fault at 100 s."""
KEPT = [number for number in acknowledged(writes()) if number not in LOST]
UNMEASURED = RpoFigure(
    target_s=0.0,
    lower_s=None,
    upper_s=None,
    verdict="inconclusive",
    source=None,
    basis=None,
    acknowledged=0,
    lost=0,
    holes=0,
    split_brain=0,
    split_brain_span=None,
    duplicated=0,
    altered=0,
    resurrected=0,
    recovered_unknown=0,
    reordered=0,
    unknown=0,
)


def witnesses(history: History, evidence: Iterable[int]) -> dict[str, int]:
    """Return how many events of each kind are named."""
    return Counter(type(history.events[seq - 1]).__name__ for seq in evidence)


def told(report: Report, code: str) -> Finding:
    (finding,) = (one for one in report.findings if one.code == code)
    return finding


def test_the_facts_of_a_drill() -> None:
    assert judge(good_drill().history(), "head").drill == DrillFacts(
        id=DRILL,
        scenario="pg-crash",
        title=text("crash"),
        form="live",
        plan_sha256=digest(canonical(plan_to_json(whole_plan()))),
        software="0.1.0",
        opened_by="lead",
        started_at="2026-09-21T14:13:20.000000Z",
        ended_at="2026-09-21T14:15:35.000000Z",
        duration_s=135.0,
        ending="completed",
        events=77,
        head="head",
    )


def test_the_facts_of_nothing() -> None:
    report = judge(History([]))
    assert (report.drill.id, report.drill.plan_sha256, report.drill.opened_by, report.drill.software) == ("",) * 4
    assert (report.drill.started_at, report.drill.ending, report.drill.events) == ("", None, 0)
    assert told(report, "plan_unreadable").facts == {"reason": "the history has no opening event"}


def test_the_figures_of_a_drill_that_went_well() -> None:
    history = good_drill().history()
    report = judge(history)
    (one,) = report.services
    assert one.rto == RtoFigure(
        target_s=12.4,
        lower_s=12.32,
        upper_s=12.361,
        verdict="met",
        stream="orders",
        evidence=one.rto.evidence,
        remark=None,
    )
    assert witnesses(history, one.rto.evidence) == {"StepInvoked": 1, "StepCompleted": 1, "LedgerWritten": 1}
    assert one.rpo == RpoFigure(
        target_s=0.0,
        lower_s=0.0,
        upper_s=0.04,
        verdict="met",
        source="orders",
        basis="ledger",
        acknowledged=1882,
        lost=0,
        holes=0,
        split_brain=0,
        split_brain_span=None,
        duplicated=0,
        altered=0,
        resurrected=0,
        recovered_unknown=0,
        reordered=0,
        unknown=618,
        evidence=one.rpo.evidence,
        remark=remarks.lost_of(0, 1882),
    )
    proofs = {"StepInvoked": 1, "StepCompleted": 1, "LedgerWritten": 1, "LedgerRead": 1}
    assert witnesses(history, one.rpo.evidence) == proofs
    unknown = told(report, "unknown_writes")
    assert unknown.evidence == one.rpo.evidence
    assert unknown.facts == {
        "service": "trading-db",
        "ledger": "orders",
        "count": "618",
        "numbers": "1000-1617",
        "recovered": "0",
    }


def test_a_word_at_a_gate() -> None:
    history = good_drill().history()
    (word,) = judge(history).gates
    assert word == GateDecision(
        step="release",
        person="wang",
        decision="approve",
        reason="seen",
        channel="cli",
        waived=False,
        at_s=1.9,
        counted=True,
        why_not=None,
        evidence=word.evidence,
    )
    assert witnesses(history, word.evidence) == {"ApprovalGiven": 1}


def test_a_loss_that_nothing_measured_counts_nothing() -> None:
    for writes_data, remark in ((True, remarks.NO_LEDGER), (False, remarks.NOT_WRITTEN)):
        story = Story(plan(probes=[probe()], objectives=[objective(writes=writes_data)])).faulted(*FAULT)
        report = judge(story.sampled("entry", interrupted()).closed(135).history())
        assert report.services[0].rpo == replace(UNMEASURED, remark=remark)


def test_a_ledger_that_nobody_read_counts_what_its_writer_knew() -> None:
    rows = writes()
    story = Story(whole_plan()).sampled("entry", interrupted()).faulted(*FAULT)
    history = switched(story).wrote("orders", rows).undone(133).closed(135).history()
    report = judge(history)
    figure = report.services[0].rpo
    assert figure == replace(
        UNMEASURED,
        acknowledged=len(acknowledged(rows)),
        unknown=618,
        evidence=figure.evidence,
        remark=remarks.NOT_READ,
    )
    assert witnesses(history, figure.evidence) == {"StepInvoked": 1, "StepCompleted": 1}
    missing = told(report, "read_back_missing")
    assert (missing.facts, missing.evidence) == ({"service": "trading-db", "ledger": "orders"}, figure.evidence)


def made_up(*, again: bool, read: bool) -> tuple[History, Report]:
    """Return a drill that lost five writes, wrote them again (or not) and read them back (or not)."""
    planned = whole_plan()
    reconcile = step("made_up", Phase.VERIFY, Reconcile(ledger="orders", replay=True))
    story = Story(replace(planned, steps=(*planned.steps, reconcile))).started(0.1)
    switched(story.sampled("entry", interrupted()).faulted(*FAULT)).wrote("orders", writes()).did("made_up", 131, 134)
    story.read(131.5, KEPT)
    if again:
        at = (ns(132),) * len(LOST)
        outcome = (WriteOutcome.OK,) * len(LOST)
        story.add(
            LedgerReplayed(
                at=ns(132),
                ledger="orders",
                step="made_up",
                number=LOST,
                invoked=at,
                completed=at,
                outcome=outcome,
            )
        )
    if read:
        back = Story(planned).read(133, [*KEPT, *LOST]).events.pop()
        story.add(replace(back, replayed=True, step="made_up"))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    history = story.undone(134.5).closed(135).history()
    return history, judge(history)


def test_what_was_lost_in_full() -> None:
    history, report = made_up(again=False, read=False)
    lost = told(report, "writes_lost")
    assert lost.facts == {
        "service": "trading-db",
        "ledger": "orders",
        "count": "5",
        "numbers": "995-999",
        "acknowledged": "1882",
    }
    proofs = {"StepInvoked": 1, "StepCompleted": 1, "LedgerWritten": 1, "LedgerRead": 1}
    assert witnesses(history, lost.evidence) == proofs
    (made,) = report.reconciliations
    assert made == Reconciliation(
        ledger="orders",
        step="made_up",
        state="not_replayed",
        lost=5,
        lost_numbers=((995, 999),),
        replay=None,
        replayed=0,
        still_missing=5,
        still_missing_numbers=((995, 999),),
        altered_numbers=(),
        duplicated_numbers=(),
        evidence=made.evidence,
    )
    assert witnesses(history, made.evidence) == {"LedgerRead": 1}
    missing = told(report, "still_missing")
    assert missing.facts == {"ledger": "orders", "count": "5", "numbers": "995-999"}
    assert missing.evidence == made.evidence


def test_what_was_written_again_and_not_read_in_full() -> None:
    history, report = made_up(again=True, read=False)
    (made,) = report.reconciliations
    assert (made.state, made.replayed, made.still_missing, made.still_missing_numbers) == (
        "not_read_again",
        5,
        5,
        ((995, 999),),
    )
    assert witnesses(history, made.evidence) == {"LedgerRead": 1, "LedgerReplayed": 1}
    unproved = told(report, "replay_unproved")
    assert (unproved.facts, unproved.evidence) == ({"ledger": "orders", "count": "5"}, made.evidence)


def test_what_was_made_up_for_in_full() -> None:
    history, report = made_up(again=True, read=True)
    (made,) = report.reconciliations
    assert made == Reconciliation(
        ledger="orders",
        step="made_up",
        state="complete",
        lost=5,
        lost_numbers=((995, 999),),
        replay=Replay(ok=((995, 999),), failed=(), unknown=()),
        replayed=5,
        still_missing=0,
        still_missing_numbers=(),
        altered_numbers=(),
        duplicated_numbers=(),
        evidence=made.evidence,
    )
    assert witnesses(history, made.evidence) == {"LedgerRead": 2, "LedgerReplayed": 1}
    done = told(report, "made_up_for")
    assert (done.facts, done.evidence) == ({"ledger": "orders", "count": "5"}, made.evidence)


def test_a_step_that_writes_another_ledger_again_is_not_this_ones() -> None:
    planned = whole_plan()
    other = step("made_up", Phase.VERIFY, Reconcile(ledger="audit", replay=True))
    story = Story(replace(planned, steps=(*planned.steps, other))).sampled("entry", interrupted()).faulted(*FAULT)
    switched(story).wrote("orders", writes()).did("made_up", 131, 134).read(131.5, KEPT)
    assert judge(story.undone(134.5).closed(135).history()).reconciliations == ()


def test_what_was_unknown_and_written_again_is_due_too() -> None:
    planned = whole_plan()
    reconcile = step("made_up", Phase.VERIFY, Reconcile(ledger="orders", replay=True))
    story = Story(replace(planned, steps=(*planned.steps, reconcile))).sampled("entry", interrupted()).faulted(*FAULT)
    switched(story).wrote("orders", writes()).did("made_up", 131, 134).read(131.5, KEPT)
    again = LedgerReplayed(
        at=ns(132),
        ledger="orders",
        step="made_up",
        number=(*LOST, 1000),
        invoked=(ns(132),) * 6,
        completed=(ns(132),) * 6,
        outcome=(WriteOutcome.OK,) * 6,
    )
    back = Story(planned).read(133, [*KEPT, *LOST]).events.pop()
    story.add(again, replace(back, replayed=True, step="made_up"))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    (made,) = judge(story.undone(134.5).closed(135).history()).reconciliations
    assert (made.state, made.still_missing_numbers) == ("still_missing", ((1000, 1000),))


def test_a_service_with_nothing_to_look_at_it() -> None:
    one = replace(objective(writes=True, priority=3), title=text("the database"))
    report = judge(Story(plan(objectives=[one])).faulted(*FAULT).closed(135).history())
    (figures,) = report.services
    assert (figures.title, figures.priority, figures.writes) == (text("the database"), 3, True)
    nothing = {"service": "trading-db", "lower": "0.0", "upper": "∞"}
    assert told(report, "rto_inconclusive").facts == {**nothing, "target": "30.0"}
    assert told(report, "rpo_inconclusive").facts == {**nothing, "target": "0.0"}
    assert told(report, "no_stream").facts == told(report, "ledger_missing").facts == {"service": "trading-db"}
    calm = judge(Story(plan(probes=[probe()])).faulted(*FAULT).sampled("entry", interrupted()).closed(135).history())
    assert told(calm, "rpo_not_measured").facts == {"service": "trading-db"}
    assert "rpo_inconclusive" not in {finding.code for finding in calm.findings}


def test_a_target_that_was_missed_is_told_with_its_figure_and_its_witnesses() -> None:
    planned = whole_plan(objective(rto=5, writes=False, hold=5))
    story = switched(Story(planned).sampled("entry", interrupted()).faulted(*FAULT)).wrote("orders", writes())
    report = judge(story.read(131.5, KEPT).undone(133).closed(135).history())
    (one,) = report.services
    rto, rpo = told(report, "rto_missed"), told(report, "rpo_missed")
    assert (rto.evidence, rpo.evidence) == (one.rto.evidence, one.rpo.evidence)
    assert rto.facts == {"service": "trading-db", "lower": "12.28", "upper": "12.354", "target": "5.0"}
    assert rpo.facts == {"service": "trading-db", "lower": "0.099", "upper": "0.14", "target": "0.0"}
    assert "rpo_not_measured" not in {finding.code for finding in report.findings}
