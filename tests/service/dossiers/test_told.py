"""What a governed drill's journal and report tell of its dossier, and what they say where there is none."""

from __future__ import annotations

import json
import re

import pytest

from measurements.codec import decode, encode
from measurements.events import (
    Attached,
    Decided,
    DrillGoverned,
    Governance,
    Overridden,
    Participant,
    Prepared,
    TurnedOff,
)
from measurements.history import History
from measurements.judge import judge
from measurements.report import Report
from service.report.document import document
from service.report.form import as_data
from service.report.html import page
from tests.support.stories import aborted, crash

ASKED = 1_800_000_000 * 10**9
GOVERNANCE = Governance(
    dossier="pg-crash-20261107-5a5a5a5a",
    digest="5a" * 32,
    prepared_by=("olga",),
    started_by="omar",
    opens_ns=ASKED,
    closes_ns=ASKED + 8 * 3600 * 10**9,
    needed=2,
    records=(
        Prepared(
            record="review",
            by="olga",
            utc_ns=ASKED,
            text="two remarks <b>taken in</b>",
            held_on="2026-11-02",
            attachments=(Attached(name="minutes.pdf", sha256="9f" * 32),),
        ),
    ),
    turned_off=(TurnedOff(record="training", reason="monthly anyway"),),
    approvals=(
        Decided(by="anna", decision="approve", reason="seen", utc_ns=ASKED + 90 * 10**9, asked_ns=ASKED),
        Decided(by="amir", decision="approve", reason="seen too", utc_ns=ASKED + 7200 * 10**9, asked_ns=ASKED),
    ),
    overrides=(
        Overridden(
            codes=("blackout",),
            reason="moved to Sunday",
            asked_by="omar",
            given=(Decided(by="aldo", decision="approve", reason="notice 118", utc_ns=ASKED, asked_ns=ASKED),),
        ),
    ),
    participants=(
        Participant(name="Li Wei", account="li.wei", department="运维部", role="recorder", signed_in_ns=ASKED),
        Participant(name="Supplier", external=True),
    ),
    tasks=("verify_rto_rpo", "understanding"),
)


@pytest.fixture(scope="module")
def report() -> Report:
    first, *rest = crash().history().events
    return judge(History([first, DrillGoverned(at=first.at, governance=GOVERNANCE), *rest]))


def test_a_governed_drill_s_second_event_reads_back_as_it_was() -> None:
    told = DrillGoverned(at=1, governance=GOVERNANCE)
    assert decode(encode(told)) == told


def test_the_report_carries_governance_and_it_changes_no_figure(report: Report) -> None:
    plain = judge(crash().history())
    assert report.governance == GOVERNANCE
    assert plain.governance is None
    assert (report.verdict, [one.rto.lower_s for one in report.services]) == (
        plain.verdict,
        [one.rto.lower_s for one in plain.services],
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_prints_all_that_stood_in_the_dossier(report: Report, lang: str) -> None:
    text = page(document(report, crash().plan), "zh" if lang == "zh" else "en", other="#")
    for word in (
        GOVERNANCE.dossier,
        "anna",
        "amir",
        "seen too",
        "7200.0 s",
        "monthly anyway",
        "blackout",
        "notice 118",
    ):
        assert word in text, word
    assert "运维部" in text
    assert "9f" * 32 in re.sub(r"<[^>]*>", "", text), "broken over lines, and whole"
    assert "<b>taken in</b>" not in text, "what people wrote is text, never markup"


def test_an_ungoverned_drill_says_so_in_one_line() -> None:
    told = crash()
    whole = document(judge(told.history()), told.plan)
    assert json.dumps(as_data(whole), ensure_ascii=False).count("This drill has no dossier") == 1


def test_the_six_stages_stand_in_order_and_end_with_the_restoration() -> None:
    stages = judge(crash().history()).stages
    assert [one.stage for one in stages] == [
        "system_preparation",
        "start",
        "execution",
        "recording",
        "end",
        "restoration",
    ]
    ready, start, execution, recording, end, restoration = stages
    begun = [one.begun_at or "" for one in (ready, start, end, restoration)]
    assert begun == sorted(begun)
    assert "" not in begun
    assert (execution.begun_at, execution.ended_at) == (start.begun_at, end.begun_at)
    assert recording.evidence == (1, len(crash().history().events))
    assert restoration.ended_at == recording.ended_at


def test_a_drill_that_is_under_way_has_no_end_yet() -> None:
    whole = aborted().history().events
    for length in range(1, len(whole)):
        stages = {one.stage: one for one in judge(History(whole[:length])).stages}
        assert stages["recording"].ended_at is None
        assert stages["restoration"].ended_at is None
    assert not judge(History([])).stages
