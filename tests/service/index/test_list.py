"""The list of drills: filled as they end, made up for what was not heard, in pages, bounded to what may be seen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from measurements.codec import decode
from service.book import Book
from service.cards import Card, card_of
from service.denial import NoSuchError, UnfitError
from service.evidence import write
from service.happenings import DrillEnded, DrillStarted, Happening
from service.index import DrillIndex, Wanted
from service.index.heads import head_of_ended, utc_ns_of
from service.judging import document_of
from tests.support import listed
from tests.support.databases import journal_in
from tests.support.firms import HandClock
from tests.support.stories import DRILL, Story, aborted, crash

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


class Office:
    """A journal, a book and the list over both; `heard` is what was told again."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "drills"
        self.journal = journal_in(folder)
        self.clock = HandClock()
        self.heard: list[Happening] = []
        self.book = Book(self.journal.engine, self.clock)
        self.index = DrillIndex(self.book, self.journal, self.home, self._hear)

    async def _hear(self, what: Happening) -> None:
        self.heard.append(what)

    async def record(self, story: Story, upto: int | None = None, *, filed: bool = True) -> None:
        records = story.records()[:upto]
        await (await self.journal.writer(DRILL)).append_many([decode(record.text) for record in records])
        if filed:
            write(self.home / DRILL, records)

    async def card(self, drill: str) -> Card:
        found = card_of(self.journal, drill, self.home / drill, is_live=True)
        assert found is not None
        return found

    async def lines(self, wanted: Wanted | None = None) -> list[str]:
        return [line.card.id for line in (await self.index.page(wanted or Wanted(), self.card)).lines]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def started(story: Story) -> DrillStarted:
    opened = story.history().opened
    assert opened is not None
    return DrillStarted(drill=DRILL, dossier=None, plan=story.plan, by=opened.opened_by, utc_ns=opened.utc_ns)


async def ended(office: Office) -> DrillEnded:
    whole = document_of(office.journal, DRILL)
    told = whole.report.drill.ended_at
    assert told is not None
    return DrillEnded(drill=DRILL, dossier=None, plan=crash().plan, report=whole.report, utc_ns=utc_ns_of(told))


async def test_a_drill_is_listed_from_its_start_with_how_far_it_is_now(office: Office) -> None:
    story = crash()
    await office.record(story, 20, filed=False)
    await office.index.hear(started(story))
    page = await office.index.page(Wanted(status=("running",)), office.card)
    assert [(line.card.id, line.card.status, line.services) for line in page.lines] == [
        (DRILL, "running", tuple(one.service for one in story.plan.objectives))
    ]
    assert await office.lines(Wanted(status=("interrupted",))) == []
    assert office.index.open_drills() == (DRILL,)


async def test_what_was_heard_equals_what_lies_filed(office: Office) -> None:
    await office.record(crash())
    await office.index.fill()
    filed = office.book.head(f"drill/{DRILL}")
    await office.index.hear(await ended(office))
    assert filed == office.book.head(f"drill/{DRILL}")
    assert filed is not None
    assert {"verdict:missed", "year:2026"} <= filed.tags
    assert office.heard == []


async def test_a_start_that_is_heard_after_the_end_opens_nothing_again(office: Office) -> None:
    story = crash()
    await office.record(story)
    await office.index.hear(await ended(office))
    await office.index.hear(started(story))
    assert office.index.open_drills() == ()


async def test_an_end_that_nobody_heard_is_told_once_everybody_had_time_to_hear(office: Office) -> None:
    story = aborted()
    await office.index.hear(started(story))
    await office.record(story, filed=False)
    end = utc_ns_of((await ended(office)).report.drill.ended_at or "")
    office.book.utc_ns = lambda: end + 10 * 10**9
    await office.index.fill()
    assert office.heard == []
    office.book.utc_ns = lambda: end + 600 * 10**9
    await office.index.fill()
    await office.index.fill()
    assert [type(what) for what in office.heard] == [DrillEnded]
    assert await office.lines(Wanted(status=("aborted",))) == [DRILL]


async def test_drills_of_before_the_list_are_listed_and_not_told_of(office: Office) -> None:
    await office.record(crash(), filed=False)
    await office.index.fill()
    assert office.heard == []
    assert await office.lines() == [DRILL]


async def test_a_journal_that_cannot_be_read_keeps_no_other_from_the_list(office: Office) -> None:
    await office.record(crash())
    with office.journal.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO events VALUES ('bad', 1, 'drill_opened', 0, '{', '', '')")
    await office.index.fill()
    assert await office.lines() == [DRILL]
    assert list(office.index.unread) == ["bad"]


async def test_a_report_that_was_cut_short_is_no_reason_to_leave_the_drill_out(office: Office) -> None:
    await office.record(crash())
    path = office.home / DRILL / "report.json"
    path.write_text(path.read_text("utf-8")[:500], encoding="utf-8")
    await office.index.fill()
    assert await office.lines() == [DRILL]


async def test_pages_are_walked_without_a_double_or_a_gap(office: Office) -> None:
    listed.fill(office.book, 25)
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = await office.index.page(Wanted(limit=7, cursor=cursor), office.card)
        seen += [line.card.id for line in page.lines]
        cursor = page.next
        if cursor is None:
            break
    assert seen == [f"drill-{number:04}" for number in reversed(range(25))]


async def test_filters_hold_together(office: Office) -> None:
    listed.fill(office.book, 60)
    assert await office.lines(Wanted(service="service-3", verdict="met")) == ["drill-0003"]
    assert await office.lines(Wanted(service="service-3", verdict="missed")) == ["drill-0023"]
    assert len(await office.lines(Wanted(year=2024, limit=100))) == 60
    assert await office.lines(Wanted(year=2025)) == []
    assert await office.lines(Wanted(scenario="nothing")) == []


async def test_nobody_sees_drills_of_services_that_are_not_theirs(office: Office) -> None:
    listed.fill(office.book, 40)
    seen = await office.lines(Wanted(seen=("service-1", "service-2")))
    assert seen == ["drill-0022", "drill-0021", "drill-0002", "drill-0001"]
    assert await office.lines(Wanted(seen=())) == []
    assert await office.lines(Wanted(seen=("service-1",), service="service-2")) == []
    assert set(office.index.newest(("service-1",))) == {"service-1"}
    assert [one.count for one in office.index.statuses(("service-1",))] == [2]
    assert office.index.newest(()) == {}


async def test_the_newest_drill_of_each_service_is_found(office: Office) -> None:
    listed.fill(office.book, 45)
    newest = office.index.newest()
    assert {name: line.card.id for name, line in newest.items()} == {
        f"service-{number % 20}": f"drill-{number:04}" for number in range(25, 45)
    }
    assert {one.name: one.count for one in office.index.verdicts()} == {"met": 15, "inconclusive": 15, "missed": 15}


async def test_a_drill_that_is_not_there_is_refused(office: Office) -> None:
    with pytest.raises(NoSuchError):
        await office.index.one("none", office.card)
    assert office.index.services_of("none") is None


async def test_services_that_were_planned_and_not_measured_are_listed(office: Office) -> None:
    await office.record(crash())
    end = await ended(office)
    unmeasured = replace(end, report=replace(end.report, services=()))
    head = head_of_ended(unmeasured)
    assert {f"service:{one.service}" for one in end.plan.objectives} <= head.tags


@pytest.mark.parametrize(
    "cursor", ["", "~", "1", "x~y", "--1~x", "9" * 20 + "~x", "-" + "9" * 19 + "~x", "9" * 300 + "~x", "1.5~x"]
)
async def test_a_cursor_that_was_not_given_out_is_refused(office: Office, cursor: str) -> None:
    with pytest.raises(UnfitError):
        await office.index.page(Wanted(cursor=cursor), office.card)
