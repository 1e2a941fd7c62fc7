"""So many drills may run at once; of one more the start is refused, and what is over or never began does not count."""

from __future__ import annotations

import asyncio
from pathlib import Path

from measurements.events import DrillClosed, Ending
from service.book import Book
from service.guard.guard import Guard
from tests.support.databases import journal_in
from tests.support.guarded import asked, guarding, host, planned


async def test_a_drill_too_many_is_refused_until_one_is_over(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    book = Book(journal.engine)
    guard = Guard(book, journal, tmp_path, guarding(least_free="1B"))
    guard.most = 2
    for number in range(2):
        guard.claims.take((f"service:{number}", f"host:10.0.0.{number}:22"), f"drill-{number}", book.utc_ns())
    ask = asked(planned(host(environment="test")), "drill-9")

    async def codes() -> set[str]:
        return {reason.code for reason in (await guard.opinion(ask, None)).reasons}

    assert "drills_full" in await codes()
    writer = await journal.writer("drill-0")
    await writer.append(DrillClosed(at=1, ending=Ending.COMPLETED, restored=True, residue=()))
    assert "drills_full" not in await codes()
    await asyncio.to_thread(guard.claims.take, ("service:3",), "drill-3", book.utc_ns() - 901 * 10**9)
    assert "drills_full" not in await codes(), "a start that never began takes no room"
    await asyncio.to_thread(guard.claims.take, ("service:4",), "drill-9", book.utc_ns())
    assert "drills_full" not in await codes(), "a drill does not stand in its own way"
    journal.close()
