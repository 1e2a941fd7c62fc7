"""Every text of every event is masked, and only then cut."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from measurements.codec import encode
from measurements.events import (
    AbortAsked,
    ApprovalGiven,
    DrillClosed,
    Ending,
    Event,
    FaultVerified,
    InterruptionDecided,
    LeaseRenewed,
    LedgerWritten,
    Outcome,
    SafeguardTripped,
    SamplesTaken,
    StepCompleted,
    StepInvoked,
    StepSettled,
    StepSkipped,
    UndoCompleted,
    UndoInvoked,
    UndoProved,
    WatchReported,
    WriteOutcome,
)
from runners.redaction import bounded, redacted

SECRET = "hunter2"
OK = Outcome.OK
LEAKS: list[Event] = [
    StepInvoked(at=1, step="s", host="a", run="r", detail=SECRET),
    StepCompleted(at=1, step="s", host="a", outcome=OK, reason=SECRET, stdout=SECRET, stderr=SECRET),
    StepSkipped(at=1, step="s", reason=SECRET),
    StepSettled(at=1, step="s", host="a", outcome=OK, by="li", reason=SECRET),
    FaultVerified(at=1, step="s", host="a", took=OK, detail=SECRET),
    LeaseRenewed(at=1, step="s", host="a", outcome=OK, reason=SECRET),
    UndoInvoked(at=1, step="s", host="a", run="r", because=SECRET),
    UndoCompleted(at=1, step="s", host="a", outcome=OK, reason=SECRET, stdout=SECRET, stderr=SECRET),
    UndoProved(at=1, step="s", host="a", proved=OK, detail=SECRET),
    SamplesTaken(
        at=1, stream="p", batch=0, due=(1,), sent=(1,), received=(1,), ok=(False,), details=((0, f"no {SECRET}"),)
    ),
    LedgerWritten(
        at=1,
        ledger="l",
        batch=0,
        due=(1,),
        number=(1,),
        invoked=(1,),
        completed=(None,),
        outcome=(WriteOutcome.INFO,),
        details=((0, SECRET),),
    ),
    WatchReported(at=1, stream="p", what="lost", detail=SECRET),
    ApprovalGiven(at=1, step="g", person="li", decision="approve", reason=SECRET, channel="api"),
    AbortAsked(at=1, by="li", reason=SECRET),
    SafeguardTripped(at=1, safeguard="bystander", detail=SECRET),
    InterruptionDecided(at=1, decision="restore", by="li", reason=SECRET),
    DrillClosed(at=1, ending=Ending.FAILED, restored=True, residue=(), reason=SECRET),
]


def mask(text: str) -> str:
    return text.replace(SECRET, "***")


@pytest.mark.parametrize("event", LEAKS, ids=lambda event: event.kind)
def test_a_secret_in_any_text_is_masked_and_nothing_else_is_changed(event: Event) -> None:
    text = encode(redacted(event, mask))
    assert SECRET not in text
    assert text == encode(event).replace(SECRET, "***")


@pytest.mark.parametrize("event", LEAKS, ids=lambda event: event.kind)
def test_a_long_text_is_cut_after_masking(event: Event) -> None:
    words = dataclasses.asdict(event)
    assert any(SECRET in str(value) for value in words.values())
    flooded = encode(redacted(event, lambda text: text.replace(SECRET, "x" * 1_000_000)))
    assert len(flooded) < 300_000


@given(st.text(max_size=300), st.integers(0, 100))
@settings(deadline=None)
def test_what_is_cut_keeps_both_ends_and_says_how_much_is_missing(text: str, limit: int) -> None:
    cut = bounded(text, limit)
    if len(text) <= limit:
        assert cut == text
        return
    half = limit // 2
    assert cut.startswith(text[:half])
    assert f"{len(text) - 2 * half} characters left out" in cut
    assert cut.endswith(text[len(text) - half :])
