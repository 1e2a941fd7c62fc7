"""Reports that a service makes: one for all who ask, the exact one at the end, from a process that may be killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from measurements.codec import UnreadableEventError
from runners.journal import EventRow, Journal, JournalError
from scenarios.plan import Text
from service.aside import Aside
from service.book import Book, Note
from service.book.entry import SYSTEM
from service.evidence.judged import judged
from service.judging import Judging
from service.report.blocks import Section
from service.report.firm import Extra, FirmStyle
from service.report.formats.rendering import Form, UnrenderedError
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
    beside = Aside() if aside else None
    judging = Judging(journal, beside)
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
        if beside is not None:
            beside.close()
        journal.close()


@pytest.mark.slow
async def test_a_process_that_was_killed_is_replaced(tmp_path: Path) -> None:
    journal, kinds = half_and_rest(tmp_path)
    beside = Aside()
    judging = Judging(journal, beside)
    try:
        await judging.report(DRILL, "json", "zh")
        for child in _children():
            os.kill(child, signal.SIGKILL)
        close(journal)
        assert told(await judging.report(DRILL, "json", "zh")) == len(kinds)
    finally:
        judging.close()
        beside.close()
        journal.close()


@pytest.mark.parametrize("aside", [False, pytest.param(True, marks=pytest.mark.slow)])
async def test_a_journal_that_cannot_be_judged_is_told_to_whoever_asks(tmp_path: Path, *, aside: bool) -> None:
    journal, _ = half_and_rest(tmp_path)
    with Session(journal.engine) as session:
        session.add(EventRow(drill="strange", seq=1, kind="strange", at=0, text='{"kind":"strange"}', prev="", hash=""))
        session.commit()
    beside = Aside() if aside else None
    judging = Judging(journal, beside)
    try:
        with pytest.raises((JournalError, UnreadableEventError), match="strange"):
            await judging.report("strange", "json", "zh")
        assert told(await judging.report(DRILL, "json", "zh")) == len(journal.records(DRILL))
    finally:
        judging.close()
        if beside is not None:
            beside.close()
        journal.close()


@pytest.mark.parametrize(
    ("form", "begin"),
    [("html", b"<!DOCTYPE"), ("pdf", b"%PDF-"), ("docx", b"PK"), ("json", b"{"), ("xlsx", b"PK"), ("csv", b"PK")],
)
async def test_a_drill_that_goes_on_has_every_format_and_they_say_that_it_is_not_final(
    tmp_path: Path, form: Form, begin: bytes
) -> None:
    journal, _ = half_and_rest(tmp_path)
    judging = Judging(journal)
    try:
        made = await judging.report(DRILL, form, "both")
        assert made.startswith(begin)
        if form == "html":
            assert "本报告不是最终报告" in made.decode()
        close(journal)
        whole = await judging.report(DRILL, form, "both")
        assert whole != made
        assert "本报告不是最终报告".encode() not in whole
    finally:
        judging.close()
        journal.close()


@pytest.mark.slow
async def test_a_style_and_a_refusal_cross_to_the_process_beside(tmp_path: Path) -> None:
    journal, _ = half_and_rest(tmp_path)
    nowhere = Extra(
        side="after",
        beside="zz",
        told_at="firm.yaml:2:12: sections[0].after",
        section=Section(letter="firm-1", clause="", title=Text(zh="t", en="t"), blocks=()),
    )
    named, wrong = FirmStyle(name=Text(zh="长江银行", en="Yangtze Bank")), FirmStyle(extras=(nowhere,))
    for style in (named, wrong):
        beside = Aside()
        judging = Judging(journal, beside, style)
        try:
            if style is named:
                assert "长江银行" in (await judging.report(DRILL, "html", "zh")).decode()
            else:
                with pytest.raises(UnrenderedError, match="no section 'zz'"):
                    await judging.report(DRILL, "html", "zh")
        finally:
            judging.close()
            beside.close()
    journal.close()


async def test_what_the_book_says_later_of_a_drill_is_in_its_next_report(tmp_path: Path) -> None:
    journal, _ = half_and_rest(tmp_path)
    close(journal)
    judging = Judging(journal)
    try:
        first = await judging.report(DRILL, "json", "zh")
        assert await judging.report(DRILL, "json", "zh") is first
        Book(journal.engine).store(SYSTEM, [Note(stream=f"review/{DRILL}", kind="drill_reviewed", body=reviewed())])
        assert await judging.report(DRILL, "json", "zh") is not first
    finally:
        judging.close()
        journal.close()


def reviewed() -> dict[str, Any]:
    told: dict[str, Any] = {"drill": DRILL, "dossier": "d-1", "services": [], "started_ns": 1}
    told |= {"completed": True, "restored": True}
    return told | {"marks": [], "opened": [], "again": [], "gone": [], "kind": "drill_reviewed"}


def _children() -> list[int]:
    told = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text("ascii")
    spawned = [int(pid) for pid in told.split()]
    return [pid for pid in spawned if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
