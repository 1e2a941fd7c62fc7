"""Runs on the real parts: dossiers, people, guard and desk; a schedule gets no further than anybody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from service.api.app import create_app
from service.book import Author, Query
from service.desk import Desk
from service.dossiers.events import Record, RecordFiled
from service.firm import Firm
from service.happenings import DrillStarted
from service.programme.parts import changed
from service.programme.programme import programme_of
from service.programme.run import Run, RunStarting
from service.programme.schedule import ScheduleSpec
from tests.support.databases import journal_in
from tests.support.dossiers import wish_in
from tests.support.firms import HandClock, caller, enlist

FRIDAY = datetime(2026, 11, 20, 5, 30, tzinfo=UTC)
"""13:30 in Shanghai, in the middle of trading."""
SATURDAY = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
"""Noon, when every market rests."""
QUIET = {"dossier_not_approved", "dossier_records_missing"}


@dataclass(frozen=True, kw_only=True)
class Planning:
    """A living service whose clock is set by hand, with one schedule of olga's."""

    firm: Firm
    desk: Desk
    clock: HandClock

    async def tick(self, at: datetime) -> Run:
        """Let the service tick at an instant, and return the schedule's one run."""
        self.clock.at = at
        ticker = self.firm.programme.ticker(self.desk, self.firm.access)
        await ticker.tick()
        assert ticker.failures == []
        [head] = self.firm.book.heads(Query(family="run")).heads
        runs = self.firm.programme.schedules.runs
        async with asyncio.timeout(60):  # the service ticks too, once it leads, and may be at it now
            while True:
                run = await runs.get(head.stream.partition("/")[2])
                if run.status != "claimed":
                    return run
                await asyncio.sleep(0.05)

    async def prepare(self, dossier: str) -> None:
        """File every record and let two people approve."""
        dossiers = self.firm.dossiers
        for record in Record:
            await dossiers.file_record(caller("olga"), dossier, RecordFiled(record=record, text="held"))
        asked = await dossiers.ask_approval(caller("olga"), dossier)
        assert asked.request is not None
        for one in ("anna", "amir"):
            await dossiers.decide(caller(one), dossier, "approve", "the way back is proved", asked.request.digest)


@asynccontextmanager
async def planning(folder: Path, due: datetime) -> AsyncGenerator[Planning]:
    journal = journal_in(folder)
    app = create_app(journal, folder, roots=(folder,))
    async with app.router.lifespan_context(app):
        firm: Firm = app.state.firm
        clock = HandClock(at=due - timedelta(days=1))
        firm.book.utc_ns = clock
        enlist(firm.access)
        wish = wish_in(folder)
        spec = ScheduleSpec.model_validate(
            {
                "title": "Quotes",
                "services": ["quote"],
                "aim": {name: getattr(wish, name) for name in ("scenario", "inventory", "bia")},
                "timing": {"kind": "dates", "at": [f"{due:%Y-%m-%dT%H:%M}"], "zone": "UTC"},
                "missed": "next_window",
            }
        )
        await firm.programme.schedules.add(caller("olga"), spec)
        yield Planning(firm=firm, desk=app.state.desk, clock=clock)
    journal.close()


async def test_a_run_that_nobody_prepared_or_approved_does_not_start(tmp_path: Path) -> None:
    async with planning(tmp_path, SATURDAY) as own:
        run = await own.tick(SATURDAY - timedelta(hours=3))
        assert run.status == "prepared"
        run = await own.tick(SATURDAY)
        assert (run.status, run.missed) == ("waiting", True)
        assert {reason.code for reason in run.reasons} >= QUIET
        assert await own.firm.journal.drills() == []


async def test_an_approved_run_in_trading_hours_waits_for_the_next_window(tmp_path: Path) -> None:
    async with planning(tmp_path, FRIDAY) as own:
        run = await own.tick(FRIDAY - timedelta(hours=3))
        assert run.dossier is not None
        await own.prepare(run.dossier)
        run = await own.tick(FRIDAY)
        assert (run.status, {reason.code for reason in run.reasons}) == ("waiting", {"in_trading"})
        refusals = own.firm.book.entries(kind="run_missed", limit=100)
        run = await own.tick(FRIDAY + timedelta(hours=1))
        assert own.firm.book.entries(kind="run_missed", limit=100) == refusals
        run = await own.tick(SATURDAY)  # the guard lets it pass; the host is not there, and nothing was touched
        assert {reason.code for reason in run.reasons} == {"start_refused"}
        assert await own.firm.journal.drills() == []


async def test_an_owner_who_was_disabled_starts_nothing(tmp_path: Path) -> None:
    async with planning(tmp_path, SATURDAY) as own:
        run = await own.tick(SATURDAY - timedelta(hours=3))
        assert run.dossier is not None
        await own.prepare(run.dossier)
        own.firm.access.users.bar(Author(user="system", via="test"), "olga", "left")
        run = await own.tick(SATURDAY)
        assert {reason.code for reason in run.reasons} == {"user_cannot_act"}


async def test_a_start_that_was_cut_off_is_cleared_up_when_its_drill_is_heard_of(tmp_path: Path) -> None:
    async with planning(tmp_path, SATURDAY) as own:
        run = await own.tick(SATURDAY - timedelta(hours=3))
        assert run.dossier is not None
        plan = (await own.firm.dossiers.look(run.dossier)).plan
        runs = own.firm.programme.schedules.runs
        await runs.change(run.id, Author(user="system", via="test"), lambda _: [RunStarting()])
        run = await own.tick(SATURDAY + timedelta(hours=1))
        assert run.status == "uncertain"
        heard = DrillStarted(drill="d-1", dossier=run.dossier, plan=plan, by="olga", utc_ns=own.clock())
        for _ in range(2):
            await own.firm.ears.tell(heard)
        assert ((await runs.get(run.id)).status, (await runs.get(run.id)).drill) == ("started", "d-1")


async def test_files_that_were_edited_since_are_found_by_their_part(tmp_path: Path) -> None:
    async with planning(tmp_path, SATURDAY) as own:
        firm = own.firm
        programme = programme_of(firm.book, firm.policy.programme, firm.dossiers, firm.notices)
        await programme.look()
        own.clock.at += timedelta(hours=2)
        script = (tmp_path / "scenario.yaml").read_text()
        (tmp_path / "scenario.yaml").write_text(script.replace("echo back", "echo forth"))
        await programme.look()
        await programme.look()
        assert programme.failures == []
        seen = [entry.body["parts"] for entry in firm.book.entries(kind="parts_seen")]
        assert changed(seen[0], seen[-1]) == ("script",)
        assert len(seen) == 2
        found = await programme.services.one("quote")
        assert (found.status, found.proof) == ("due", "unproved")
