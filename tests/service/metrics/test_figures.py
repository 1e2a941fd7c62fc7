"""Metrics of filed reports: the digits of the report, and what is still missing where lost writes were made up for."""

from __future__ import annotations

import asyncio
from pathlib import Path

from prometheus_client import generate_latest

from measurements.codec import decode
from service.book import Book
from service.evidence import write
from service.index import DrillIndex
from service.metrics import DrillCollector, drill_registry
from tests.support.databases import journal_in
from tests.support.staffed_story import staffed
from tests.support.stories import DRILL, Story, crash


def metrics(tmp_path: Path, story: Story) -> str:
    """Return the metrics of one drill that was recorded and filed."""
    journal = journal_in(tmp_path)

    async def record() -> None:
        writer = await journal.writer(DRILL)
        await writer.append_many([decode(record.text) for record in story.records()])

    asyncio.run(record())
    write(tmp_path / "drills" / DRILL, story.records())
    index = DrillIndex(Book(journal.engine), journal, tmp_path / "drills")
    asyncio.run(index.fill())
    return generate_latest(drill_registry(DrillCollector(index, journal, tmp_path / "drills", tuple))).decode()


def test_what_is_still_missing_is_counted_where_it_was_made_up_for(tmp_path: Path) -> None:
    text = metrics(tmp_path, staffed())
    assert 'drillproof_ledger_writes{service="trading-db",state="still_missing"} 5.0' in text
    assert 'drillproof_rpo_seconds{bound="upper",service="quotes"} 1.2149' in text


def test_a_drill_without_catching_up_has_no_such_series(tmp_path: Path) -> None:
    text = metrics(tmp_path, crash())
    assert "still_missing" not in text.replace("still_missing only where", "")
    assert 'drillproof_ledger_writes{service="trading-db",state="lost"} ' in text
