"""Histories that were judged wrongly once, or easily could be, as they stood in a journal."""

from __future__ import annotations

from pathlib import Path

from measurements.codec import decode
from measurements.history import History
from measurements.judge import judge
from measurements.report import Report

HISTORIES = Path(__file__).parents[1] / "histories"


def judged(name: str) -> Report:
    lines = (HISTORIES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return judge(History([decode(line) for line in lines]))


def test_a_drill_that_was_stopped_at_the_gate_verified_for_an_unknown_time() -> None:
    """It was told as 0.0 to 0.0 s, as if verifying had been quick; nothing had recovered, and nobody had verified."""
    phases = judged("stopped-at-the-gate").services[0].phases
    assert (phases.switch, phases.verify) == (None, None)
    assert phases.decide is not None
    assert phases.decide.upper_s is None


def test_what_was_caught_up_before_it_was_read_in_full_proves_no_loss_of_zero() -> None:
    """The first reading broke off, lost writes were written again, and the next reading is not marked as later."""
    report = judged("caught-up-before-it-was-read")
    rpo = report.services[0].rpo
    assert (rpo.verdict, rpo.source, rpo.upper_s) == ("inconclusive", None, None)
    assert report.reconciliations[0].state == "not_read"
    assert "read_back_incomplete" in {one.code for one in report.findings}
