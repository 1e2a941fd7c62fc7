"""A service that gets workers lets them have what it ran without them, and takes nothing from anybody who lives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from measurements.events import RunnerStarted
from runners.clock import SystemClock
from runners.opening import opening
from service.elsewhere import Elsewhere
from service.firm import Firm, open_firm
from service.policy import default_policy
from service.running.adopting import Adoption
from service.running.pulse import Bounds
from service.running.roster import Roster
from service.running.runs import Runs
from tests.service.running.test_runs import WORKER
from tests.support.databases import journal_in
from tests.support.scripted_drills import plan


async def begun(folder: Path, runner: str, boot: str) -> Firm:
    firm = open_firm(journal_in(folder), folder, default_policy())
    writer, clock = await firm.journal.writer("drill-1"), SystemClock()
    await writer.append(opening(plan(), "drill-1", clock, "olga", "drillproof"))
    await writer.append(
        RunnerStarted(at=clock.now(), run="r", pid=4_000_000, boot_id=boot, resumed=False, runner=runner)
    )
    return firm


async def test_a_drill_that_nobody_runs_waits_for_a_worker_of_its_hosts_site(tmp_path: Path) -> None:
    firm = await begun(tmp_path, "api:1", SystemClock().boot_id())
    adoption = Adoption(firm, Runs(firm.journal.engine), Bounds())
    assert await adoption.adopt() == (), "one look is none"
    assert await adoption.adopt() == ("drill-1",)
    assert [(run.drill, run.site, run.turn) for run in Runs(firm.journal.engine).waiting()] == [("drill-1", "here", 0)]
    assert await adoption.adopt() == ()
    firm.journal.close()


async def test_a_runner_of_another_machine_that_beats_is_left_alone_and_one_that_stands_still_is_not(
    tmp_path: Path,
) -> None:
    firm = await begun(tmp_path, "sh-1", "another boot")
    roster = Roster(firm.journal.engine)
    roster.enter(replace(WORKER, name="sh-1"))
    clock = Stepping()
    others = Elsewhere(firm.journal, Bounds(), clock)
    for _ in range(20):
        roster.beat("sh-1")
        others.look()
        clock.at += 10**9
        assert others.has("drill-1") == others.is_shared
    for _ in range(7):
        others.look()
        clock.at += 10**9
    assert not others.has("drill-1")
    firm.journal.close()


class Stepping(SystemClock):
    """A clock that is set."""

    at = 10**12

    def now(self) -> int:
        return self.at
