"""What people said, who was told, irregular streams and doubts, in full: every field, every fact, its events."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

import pytest

from measurements.codec import UnreadableEventError, decode
from measurements.course import follow
from measurements.drawing import ledger_view, strip
from measurements.events import (
    DrillGoverned,
    Governance,
    JournalReturned,
    NoticeSent,
    Outcome,
    SamplesTaken,
    WatchReported,
    WriteOutcome,
)
from measurements.history import History
from measurements.judge import SCHEMA, judge
from measurements.losses import find_loss
from measurements.people import gate_decisions, hear_people, manual_acts, manual_reports
from measurements.remarks import faster, lost_of
from measurements.report import GateDecision, LedgerView, ManualAct, ManualReport, Notice, Report
from measurements.stages import stages
from measurements.taken import Taken
from measurements.utc import utc_text
from measurements.writes import gather_writes
from scenarios.plan import Approve, Notify, Phase, Text
from tests.support.drills import FAULT, interrupted
from tests.support.histories import UTC, Story, beat, ledger, ns, objective, picture, plan, probe, step, text
from tests.support.speaking import CALL, PEOPLE, approves, said
from tests.support.streams import samples, taken

TELL = step("tell", Phase.DECIDE, Notify(groups=("duty", "board"), subject=text("a"), text=text("b")))


def told(history: History, code: str) -> tuple[dict[str, str], list[str]]:
    """Return facts and kinds of the proofs of the one finding of that code."""
    return proved(judge(history), history, code)


def proved(report: Report, history: History, code: str) -> tuple[dict[str, str], list[str]]:
    (finding,) = (one for one in report.findings if one.code == code)
    return finding.facts, kinds(history, finding.evidence)


def kinds(history: History, evidence: Iterable[int]) -> list[str]:
    return [type(history.events[seq - 1]).__name__ for seq in evidence]


def sent(at: float, group: str, outcome: Outcome, channel: str = "mail") -> NoticeSent:
    return NoticeSent(at=ns(at), step="tell", group=group, channel=channel, outcome=outcome, detail=f"{channel} 500")


def test_a_notice_and_a_group_that_was_not_reached() -> None:
    story = Story(plan(steps=(TELL,))).did("tell", 1, 3).add(sent(1.5, "duty", Outcome.OK))
    story.add(sent(2, "board", Outcome.FAILED), sent(2.5, "board", Outcome.FAILED, "wecom"))
    history = story.closed(9).history()
    report = judge(history)
    assert report.notices[0] == Notice(
        step="tell", group="duty", channel="mail", outcome="ok", detail="mail 500", at_s=1.5, evidence=(3,)
    )
    assert [one.evidence for one in report.notices] == [(3,), (4,), (5,)]
    assert proved(report, history, "group_not_reached") == (
        {"step": "tell", "group": "board", "reason": "mail: mail 500; wecom: wecom 500"},
        ["StepInvoked", "NoticeSent", "NoticeSent", "StepCompleted"],
    )


GATE = step("release", Phase.DECIDE, Approve(role="operator", people=2))
GOVERNANCE = Governance(
    dossier="d", digest="0", prepared_by=("li",), started_by="li", opens_ns=0, closes_ns=1, needed=2
)
PLAN = replace(plan(steps=(GATE, step("call", Phase.SWITCH, CALL))), people=PEOPLE)


def spoken() -> Story:
    story = Story(PLAN).did("release", 1, 5).did("call", 6, 9.5)
    story.add(approves(2, "王芳"), approves(3, "nobody"), approves(4, "李明"))
    return story.add(said(7, "李明"), said(8, "来宾", "confirmed"), said(9, "王芳", "confirmed")).closed(12)


def test_words_at_a_gate_and_at_a_manual_step() -> None:
    history = spoken().history()
    course = follow(history, PLAN)
    heard = hear_people(course)
    words = gate_decisions(course, heard, ns(1))
    assert words[1] == GateDecision(
        step="release",
        person="nobody",
        decision="approve",
        reason="seen",
        channel="console",
        waived=False,
        at_s=2.0,
        counted=False,
        why_not="stranger",
        evidence=words[1].evidence,
    )
    assert [(one.counted, one.why_not) for one in words] == [(True, None), (False, "stranger"), (True, None)]
    assert [kinds(history, one.evidence) for one in words] == [["ApprovalGiven"]] * 3
    reports = manual_reports(course, heard, ns(1))
    assert reports[1] == ManualReport(
        step="call",
        attempt=1,
        person="来宾",
        what="confirmed",
        note="seen",
        channel="console",
        waived=False,
        at_s=7.0,
        counted=False,
        why_not="wrong_role",
        evidence=reports[1].evidence,
    )
    assert [(one.counted, one.why_not) for one in reports] == [(True, None), (False, "wrong_role"), (True, None)]
    assert [kinds(history, one.evidence) for one in reports] == [["ManualReported"]] * 3
    (act,) = manual_acts(heard)
    assert act == ManualAct(
        step="call",
        attempt=1,
        role="operator",
        confirm_role="checker",
        manual="OM-12 v3",
        done_by="li.ming",
        confirmed_by="wang.fang",
        waived=False,
        outcome="ok",
        waited_s=3.5,
        evidence=act.evidence,
    )
    assert kinds(history, act.evidence) == ["StepInvoked", "StepCompleted"]


def test_a_report_holds_every_word_and_every_stage_and_which_form_it_has() -> None:
    story = spoken()
    story.opened = 0.5
    history = story.add(sent(10, "duty", Outcome.OK)).history()
    report = judge(history)
    course = follow(history, PLAN)
    heard = hear_people(course)
    assert report.schema == SCHEMA
    assert report.gates == gate_decisions(course, heard, ns(0.5))
    assert report.said == manual_reports(course, heard, ns(0.5))
    assert report.manuals == manual_acts(heard)
    assert report.stages == stages(history, PLAN)
    assert [(one.group, one.at_s) for one in report.notices] == [("duty", 9.5)]
    assert (report.drill.duration_s, report.drill.started_at[-9:]) == (11.5, "0.000000Z")
    assert (report.governance, report.reconciliations, report.markers, report.ledgers) == (None, (), (), ())
    governed = History([history.events[0], DrillGoverned(at=ns(0.5), governance=GOVERNANCE), *history.events[1:]])
    assert judge(governed).governance == GOVERNANCE


def test_a_plan_that_cannot_be_read_says_where() -> None:
    history = Story(PLAN).history()
    opened = history.opened
    assert opened is not None
    broken = json.loads(json.dumps(opened.plan).replace('"within_ns": ', '"title": 1, "within_ns": "x", "": '))
    report = judge(History([replace(opened, plan=broken)]))
    found = next(one for one in report.findings if one.code == "plan_unreadable")
    assert found.facts["reason"].startswith("steps.0.within_ns: Input should be a valid integer")
    assert found.evidence == (1,)
    assert (report.drill.scenario, report.drill.title) == ("pg-crash", Text(zh="", en=""))


def test_words_that_do_not_count_and_steps_that_nobody_carried() -> None:
    history = spoken().history()
    report = judge(history)
    assert proved(report, history, "word_of_stranger") == ({"step": "release", "person": "nobody"}, ["ApprovalGiven"])
    assert proved(report, history, "word_without_role") == ({"step": "call", "person": "来宾"}, ["ManualReported"])
    story = Story(PLAN).did("release", 1, 5).did("call", 6, 9)
    story.add(
        replace(approves(2, "--yes"), waived=True), approves(3, "王芳", refuse=True), said(7, "--yes", waived=True)
    )
    bare = story.closed(12).history()
    assert told(bare, "gate_waived") == ({"step": "release", "person": "--yes", "reason": "seen"}, ["ApprovalGiven"])
    assert told(bare, "manual_waived") == ({"step": "call", "person": "--yes", "reason": "seen"}, ["ManualReported"])
    refused = Story(PLAN).did("release", 1, 5).add(approves(2, "王芳", refuse=True)).closed(12).history()
    assert told(refused, "gate_refused") == (
        {"step": "release", "person": "王芳", "reason": "seen"},
        ["ApprovalGiven"],
    )
    assert told(refused, "passed_unlawfully") == ({"step": "release"}, ["StepInvoked", "StepCompleted"])


def test_a_watch_and_a_journal_that_were_away() -> None:
    story = Story(plan()).add(
        WatchReported(at=ns(1), stream="entry", what="stalled", detail="no look for 5 s"),
        WatchReported(at=ns(2), stream="entry", what="lost", detail="pid 7 is gone"),
        JournalReturned(at=ns(3), since=ns(1), until=ns(2), why="refused"),
    )
    history = story.history()
    assert told(history, "watch_stalled") == ({"stream": "entry", "detail": "no look for 5 s"}, ["WatchReported"])
    assert told(history, "watch_lost") == ({"stream": "entry", "detail": "pid 7 is gone"}, ["WatchReported"])
    assert told(history, "journal_away") == ({"seconds": "1.0", "reason": "refused"}, ["JournalReturned"])


NAMES = {"service": "trading-db", "stream": "entry"}


def watched(rows: list[tuple[float, float, bool]], rate: int = 300) -> History:
    one = objective()
    one = replace(one, acceptable=replace(one.acceptable, rate_permille=rate))
    story = Story(plan(objectives=[one], probes=[probe()])).faulted(*FAULT).sampled("entry", rows, size=1)
    return story.undone(139).closed(140).history()


def test_doubts_about_a_baseline_name_the_first_sample_and_about_a_load_what_bounds_the_return() -> None:
    short = watched([*beat(95, 97), *beat(97, 97.1, ok=False), *interrupted(start=98)])
    report = judge(short)
    first = next(seq for seq, event in enumerate(short.events, 1) if isinstance(event, SamplesTaken))
    by_code = {one.code: one for one in report.findings}
    assert by_code["baseline_short"].facts == {**NAMES, "seconds": "4.95", "hold": "10.0"}
    assert by_code["baseline_failures"].facts == {**NAMES, "count": "2"}
    assert by_code["baseline_short"].evidence == by_code["baseline_failures"].evidence == (first,)
    thin = {one.code: one for one in judge(watched(interrupted(start=99.8))).findings}
    assert thin["baseline_thin"].facts == {**NAMES, "count": "4", "least": "10"}
    assert len(thin["baseline_thin"].evidence) == 1
    missing = {one.code: one for one in judge(watched(interrupted(start=100))).findings}
    assert missing["baseline_missing"].facts == NAMES
    assert len(missing["baseline_missing"].evidence) == 1
    lighter = watched([*beat(80, 100), *beat(100, 112, ok=False), *beat(112, 135, every=0.1)])
    assert told(lighter, "unequal_load") == ({**NAMES, "before": "20.0", "after": "10.0"}, ["SamplesTaken"] * 2)


def test_what_followed_a_recovery_names_its_failures() -> None:
    rows = [*interrupted(100, 101, end=101.5), *interrupted(101.5, 102, start=101.5, end=115)]
    rows += [*interrupted(115, 115.1, start=115, end=125), *interrupted(139.5, 139.7, start=125, end=139.9)]
    history = watched(rows)
    flapping, proofs = told(history, "flapping")
    assert (flapping, set(proofs)) == ({**NAMES, "count": "2"}, {"SamplesTaken"})
    assert told(history, "relapse") == ({**NAMES, "count": "2", "first": "15.0"}, ["SamplesTaken"] * 2)
    while_restoring = {**NAMES, "count": "4", "first": "39.5"}
    assert told(history, "interrupted_while_restoring") == (while_restoring, ["SamplesTaken"] * 4)


def test_a_return_that_was_cut_short_or_below_the_level_names_what_bounds_it() -> None:
    cut = watched(interrupted(end=115))
    assert told(cut, "recovery_cut_short") == ({**NAMES, "held": "2.6", "hold": "10.0"}, ["SamplesTaken"])
    never = watched(interrupted(up=130, end=130))
    assert told(never, "not_recovered") == (NAMES, ["SamplesTaken"])
    slow = watched([*beat(80, 100), *beat(100, 102, ok=False), *beat(102, 106, took=0.02), *beat(106, 125)])
    assert told(slow, "below_level") == ({**NAMES, "seconds": "3.5"}, ["SamplesTaken"] * 2)
    calm = watched(beat(80, 130))
    assert told(calm, "no_interruption_seen") == (NAMES, ["SamplesTaken"])


def test_remarks_are_told_in_both_languages() -> None:
    assert faster(ns(0.03)) == Text(
        zh="目标值落在实测区间之内；探测或写入节拍不大于 0.03 秒时可以判定",
        en="the target lies inside the measured interval; a beat of at most 0.03 s would have decided it",
    )
    assert lost_of(2, 7) == Text(
        zh="已确认 7 笔写入，丢失 2 笔",
        en="2 of 7 acknowledged writes were lost",
    )


def test_the_latest_answer_of_a_stream_is_that_of_a_look_whose_way_was_broken_too() -> None:
    stream = Taken()
    stream.take(1, taken([(1.0, 9.0, None)]))
    stream.take_all([(2, taken([(2.0, 5.0, True)], batch=1))])
    assert stream.latest == ns(9.0)
    assert (stream.misnumbered, len(stream.sent)) == ([], 1)


def test_an_instant_is_rounded_down_to_its_microsecond() -> None:
    assert utc_text(UTC + 1_999) == "2026-09-21T14:13:20.000001Z"


def test_a_text_that_is_no_event_is_refused_with_its_place() -> None:
    with pytest.raises(UnreadableEventError, match=r"^not an event of this version: runner_started\.pid: .*integer"):
        decode('{"kind":"runner_started","at":1,"run":"r","pid":"x","boot_id":"b","resumed":false}')


def test_a_ledger_is_drawn_in_bins() -> None:
    rows = [
        (1, 0.0, 0.0005, WriteOutcome.OK),
        (2, 0.0019, None, WriteOutcome.INFO),
        (3, 0.003, 0.0031, WriteOutcome.FAIL),
    ]
    events = [one for _, one in Story(plan()).wrote("orders", rows).history().told()]
    writes = gather_writes((seq, one) for seq, one in enumerate(events, 1) if one.kind == "ledger_written")
    view = ledger_view(find_loss("d", ledger(), writes, None, None), ns(-1))
    assert view == LedgerView(
        ledger="orders", bin_s=0.001, start_s=1.0, kept=(0, 0, 0, 0), lost=(0, 0, 0, 0), unknown=(1, 1, 0, 0)
    )


def test_a_bin_that_just_ends_with_the_last_write_is_the_last() -> None:
    told = Story(plan()).wrote("orders", [(1, 0.0, None, WriteOutcome.INFO), (2, 0.001999999, None, WriteOutcome.INFO)])
    writes = gather_writes((1, one) for one in told.events if one.kind == "ledger_written")
    assert ledger_view(find_loss("d", ledger(), writes, None, None), 0).unknown == (1, 1)


def test_silence_of_just_four_beats_is_no_gap_in_a_drawing() -> None:
    assert strip(samples(picture("U...D")), (), 0).runs == ((0.0, 4.0, "up"), (4.0, 4.1, "down"))
    assert [run[2] for run in strip(samples(picture("U....D")), (), 0).runs] == ["up", "unknown", "down"]


def test_what_is_drawn_coarser_keeps_its_place() -> None:
    rows = [*picture("U" * 2000), *picture("UD" * 1001, start=2000)]
    drawn = strip(samples([(at + 7, end + 7, ok) for at, end, ok in rows]), (), 0)
    (start, end, state), *_ = drawn.runs
    assert (start, state) == (7.0, "up")
    assert 2000 < end - 7 <= 2004
    assert 4008 <= drawn.runs[-1][1] <= 4012
