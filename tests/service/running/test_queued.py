"""A start that no worker makes comes back with every reason, and leaves nothing taken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from service.access import Caller, Grant, Role
from service.denial import ConflictError, because
from service.desk import Desk
from service.dossiers import Stage, Wish
from service.firm import Firm, open_firm
from service.policy import read_policy
from service.running.choosing import need_queue
from service.running.queued import Queued
from service.running.roster import Roster
from tests.service.running.test_runs import WORKER
from tests.support.campaign.drills import files_in
from tests.support.campaign.setting import POLICY
from tests.support.databases import journal_in, on_postgres

pytestmark = pytest.mark.slow
BOSS = Caller(user="boss", name="Boss", grants=(Grant(role=Role.OPERATOR), Grant(role=Role.APPROVER)), via="test")


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Generator[None]:
    with on_postgres():
        yield


@dataclass
class Office:
    """A service whose drills are run by workers, and one dossier."""

    firm: Firm
    desk: Desk
    door: Queued
    dossier: str

    async def refused(self) -> set[str]:
        """Start the dossier's drill; return why it was not started, and see that nothing is left of it."""
        with pytest.raises(ConflictError) as denied:
            await asyncio.wait_for(self.desk.start(self.dossier, BOSS, "api"), 60)
        dossier = await self.firm.dossiers.shelf.get(self.dossier)
        assert dossier.stage is not Stage.EXECUTING
        assert self.firm.guard.claims.held(("service:svc-0",), self.firm.book.utc_ns()) == ()
        assert self.door.runs.waiting() == self.door.runs.unfiled() == ()
        assert self.door.running == ()
        return {reason.code for reason in denied.value.reasons}


@asynccontextmanager
async def office(folder: Path) -> AsyncGenerator[Office]:
    (folder / "policy.yaml").write_text(POLICY, encoding="utf-8")
    firm = open_firm(journal_in(folder), folder, read_policy(folder / "policy.yaml"), (folder,))
    need_queue(firm)
    wish = Wish.model_validate(files_in(folder / "files", 0, 1, asks=False).wish(1))
    dossier = await firm.dossiers.open(BOSS, wish)
    door = Queued(firm)
    door.patience_s = 1.0
    yield Office(firm, Desk(firm, door), door, dossier.id)
    await door.jobs.close()
    firm.journal.close()


async def test_without_a_worker_that_reaches_the_hosts_nothing_is_begun(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        assert await made.refused() == {"no_worker"}
        Roster(made.firm.journal.engine).enter(WORKER)
        assert await made.refused() == {"no_worker_came"}, "it is there and takes nothing"


async def test_what_a_worker_has_against_a_start_comes_back_with_every_reason(tmp_path: Path) -> None:
    async with office(tmp_path) as made:
        Roster(made.firm.journal.engine).enter(WORKER)
        runs = made.door.runs

        async def refuse() -> None:
            while not (waiting := await asyncio.to_thread(runs.waiting)):  # noqa: ASYNC110  a table tells nobody
                await asyncio.sleep(0.02)
            turn = await asyncio.to_thread(runs.take, waiting[0].drill, 0, WORKER.name)
            assert turn is not None
            reasons = [because("start_refused", why=why) for why in ("host a", "secret b")]
            await asyncio.to_thread(runs.refuse, waiting[0].drill, turn, reasons)

        made.door.patience_s = 30.0
        async with asyncio.TaskGroup() as group:
            group.create_task(refuse())
            with pytest.raises(ConflictError, match=r"host a(.|\n)*secret b"):
                await asyncio.wait_for(made.desk.start(made.dossier, BOSS, "api"), 60)
        made.door.patience_s = 0.5
        assert await made.refused() == {"no_worker_came"}, "the dossier waits again, and may be started"
