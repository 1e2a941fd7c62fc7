"""What is kept between two looks at a page never hides a change: each is keyed by what it depends on."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.plan import SECOND
from service.cards import Cards
from service.console.room.folding import Room, room_of
from service.console.room.shown import show
from service.firm import Firm, open_firm
from service.index.counting import newest_closed
from service.policy import default_policy
from service.programme.annual import YearSpec
from service.programme.services import ToldChange
from tests.service.api.test_bundles import filed
from tests.service.console.test_evidence import page
from tests.support.databases import journal_in
from tests.support.firms import caller, firm_served
from tests.support.long_past import drills
from tests.support.stories import DRILL, crash

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
SERVICES = ("svc-0", "svc-1", "svc-2")


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return open_firm(journal_in(tmp_path), tmp_path, default_policy())


async def test_a_bundle_that_is_replaced_is_told_of_at_once(tmp_path: Path) -> None:
    path = await asyncio.to_thread(filed, tmp_path)
    async with firm_served(tmp_path) as served:
        assert "bundle cannot be read" not in await page(served, "/console/evidence?lang=en")
        path.write_bytes(b"PK no bundle")
        assert "bundle cannot be read" in await page(served, "/console/evidence?lang=en")


async def test_a_closed_drill_has_the_verdict_of_the_report_that_lies_there_now(tmp_path: Path) -> None:
    journal = journal_in(tmp_path)
    journal.take_pen(DRILL).store(crash().history().events)
    cards, report = Cards(journal, tmp_path), tmp_path / DRILL / "report.json"
    report.parent.mkdir()

    def verdict() -> str | None:
        card = cards.of(DRILL, is_live=False)
        assert card is not None
        return card.verdict

    assert (verdict(), verdict()) == (None, None)
    for told in ("met", "missed", "inconclusive"):
        report.with_suffix(".new").write_text(f'{{"verdict": "{told}"}}', "utf-8")
        report.with_suffix(".new").replace(report)
        assert (verdict(), verdict()) == (told, told)
    report.unlink()
    assert verdict() is None
    journal.close()


async def test_a_drill_that_ends_is_in_the_course_of_its_year_at_once(firm: Firm) -> None:
    item = {"id": "a", "title": "A", "services": ["svc-0"], "quarter": 4, "owner": "o", "lead": "l"}
    spec = YearSpec.model_validate({"title": "2026", "items": [item]})
    await firm.programme.years.write(caller("olga"), "2026", spec, None)
    past = list(drills.past(4, NOW))
    for count, one in enumerate(past, start=1):
        end = drills.end_of(replace(one, number=0), SERVICES[:1])
        await firm.programme.services.ended(replace(end, drill=one.drill, utc_ns=int(one.at.timestamp()) * SECOND))
        course = await firm.programme.years.course(caller("olga"), "2026")
        assert {drill for row in course for drill in row.drills} == {each.drill for each in past[:count]}
    firm.journal.close()


async def test_a_change_of_a_service_is_due_at_once(firm: Firm) -> None:
    end = drills.end_of(next(drills.past(1, NOW)), SERVICES[:1])
    await firm.programme.services.ended(end)
    assert firm.programme.services.known()[0].changes == ()
    told = {"source": "cmdb", "what": "release", "summary": "", "hosts": (), "services": ("svc-0",)}
    for number in range(1, 4):
        change = ToldChange(reference=f"CHG-{number}", at_ns=end.utc_ns + number * 10**12, **told)  # pyright: ignore[reportArgumentType]
        await firm.programme.services.change(caller("olga"), change)
        assert len(firm.programme.services.known()[0].changes) == number
    firm.journal.close()


def test_the_newest_proof_is_found_however_long_ago_it_was(firm: Firm) -> None:
    """A service that was drilled once, before hundreds of drills of others, has its proof; a newer one replaces it."""
    past = list(drills.past(700, NOW))
    put = drills.put_heads
    put(firm.book.engine, drills.heads(past[1:600], SERVICES[:2]))
    put(firm.book.engine, drills.heads(past[600:], SERVICES[:1]))
    put(firm.book.engine, drills.heads([replace(past[699], drill="once", at=past[699].at)], ("old",)))
    found = newest_closed(firm.book.engine)
    assert found["old"].stream == "drill/once"
    assert found["svc-0"].stream == f"drill/{past[1].drill}"
    assert set(newest_closed(firm.book.engine, ("old", "nobody"))) == {"old"}
    assert newest_closed(firm.book.engine, ()) == {}
    put(firm.book.engine, drills.heads(past[:1], ("old",)))
    assert newest_closed(firm.book.engine)["old"].stream == f"drill/{past[0].drill}"
    firm.journal.close()


@cache
def closed_room() -> Room:
    """Return the room of a drill that is over."""
    opened, *rest = crash().history().events
    room = room_of(opened)
    for seq, event in enumerate(rest, start=2):
        room.take(seq, event)
    assert room.closed is not None
    return room


@settings(max_examples=20)
@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_of_a_closed_room_nothing_but_the_time_is_another_later(first: int, second: int) -> None:
    begun = closed_room().opened.at
    later = show(closed_room(), begun + second)
    assert replace(show(closed_room(), begun + first), now=later.now) == later
