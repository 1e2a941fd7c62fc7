"""Reports that a service makes: one for all who ask, the exact one at the end, from a process that may be killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from pathlib import Path

import pytest
from sqlmodel import Session

from measurements.codec import UnreadableEventError
from runners.journal import EventRow, Journal, JournalError
from service.evidence.judged import judged
from service.judging import Judging
from tests.support.databases import journal_in
from tests.support.past import events_of, old_plan

DRILL = "old-1"


def half_and_rest(folder: Path) -> tuple[Journal, list[str]]:
    """A journal with all but the closing record, and what it will say once all of it is there."""
    journal, events = journal_in(folder), list(events_of(DRILL, old_plan(), "2026-10-10"))
    journal.take_pen(DRILL).store(events[:-1])
    return journal, [event.kind for event in events]


def close(journal: Journal) -> None:
    journal.take_pen(DRILL).store([list(events_of(DRILL, old_plan(), "2026-10-10"))[-1]])


def told(report: bytes) -> int:
    return int(json.loads(report)["drill"]["events"])


@pytest.mark.parametrize("aside", [False, pytest.param(True, marks=pytest.mark.slow)])
async def test_it_says_what_the_journal_says_and_at_the_end_all_of_it(tmp_path: Path, *, aside: bool) -> None:
    journal, kinds = half_and_rest(tmp_path)
    judging = Judging(journal, aside=aside)
    try:
        first, second = await asyncio.gather(*(judging.report(DRILL, "json", "zh") for _ in range(2)))
        assert first is second
        assert told(first) == len(kinds) - 1
        close(journal)
        whole = await judging.report(DRILL, "json", "zh")
        assert told(whole) == len(kinds)
        assert json.loads(whole)["verdict"] == judged(journal.records(DRILL)).report.verdict
        assert b"<html" in await judging.report(DRILL, "html", "en")
    finally:
        judging.close()
        journal.close()


@pytest.mark.slow
async def test_a_process_that_was_killed_is_replaced(tmp_path: Path) -> None:
    journal, kinds = half_and_rest(tmp_path)
    judging = Judging(journal, aside=True)
    try:
        await judging.report(DRILL, "json", "zh")
        for child in _children():
            os.kill(child, signal.SIGKILL)
        close(journal)
        assert told(await judging.report(DRILL, "json", "zh")) == len(kinds)
    finally:
        judging.close()
        journal.close()


@pytest.mark.parametrize("aside", [False, pytest.param(True, marks=pytest.mark.slow)])
async def test_a_journal_that_cannot_be_judged_is_told_to_whoever_asks(tmp_path: Path, *, aside: bool) -> None:
    journal, _ = half_and_rest(tmp_path)
    with Session(journal.engine) as session:
        session.add(EventRow(drill="strange", seq=1, kind="strange", at=0, text='{"kind":"strange"}', prev="", hash=""))
        session.commit()
    judging = Judging(journal, aside=aside)
    try:
        with pytest.raises((JournalError, UnreadableEventError), match="strange"):
            await judging.report("strange", "json", "zh")
        assert told(await judging.report(DRILL, "json", "zh")) == len(journal.records(DRILL))
    finally:
        judging.close()
        journal.close()


def _children() -> list[int]:
    told = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text("ascii")
    spawned = [int(pid) for pid in told.split()]
    return [pid for pid in spawned if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
