"""Power that is taken away from the controller: by a drill that ends, one that is aborted and one that is killed."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from measurements.events import Ending, FaultVerified, Outcome, StepCompleted, UndoProved
from runners.faults import CONTROLLER_STATE, HERE, fault_commands, on_controller
from runners.ready import lease
from scenarios.faults.processes import freeze_process
from scenarios.plan import SECOND, Inject, LeaseWorks, Phase, Ready
from tests.support.powered import drill, switch
from tests.support.real_drill import run_for_real
from tests.support.scripted_drills import plan, step


@pytest.fixture
def root(tmp_path: Path) -> Path:
    switch(tmp_path).write_text("on\n")
    return tmp_path


async def becomes(so: Callable[[], bool], seconds: float = 40) -> None:
    async with asyncio.timeout(seconds):
        while not so():  # noqa: ASYNC110  a file tells nobody
            await asyncio.sleep(0.05)


async def test_a_host_without_power_gets_it_back(root: Path) -> None:
    history = await run_for_real(drill(root, f'[ ! -e "{switch(root)}" ]'), root)
    assert history.closed is not None
    assert (history.closed.ending, history.closed.restored) == (Ending.COMPLETED, True), history.closed.reason
    assert [event.took for event in history.of(FaultVerified)] == [Outcome.OK]
    assert [event.proved for event in history.of(UndoProved)] == [Outcome.OK]
    begun = next(event for event in history.of(StepCompleted) if event.step == "off")
    assert begun.stamps is not None
    assert begun.stamps.remote_start is None, "the controller's clock is not the host's"
    assert begun.stamps.sent <= begun.stamps.received
    assert switch(root).read_text() == "127.0.0.1\n", "the command was told the address"


@pytest.mark.slow
async def test_an_aborted_drill_gives_it_back(root: Path) -> None:
    running = asyncio.create_task(run_for_real(drill(root, "false"), root))
    await becomes(lambda: not switch(root).exists())
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert switch(root).exists()


@pytest.mark.slow
async def test_who_is_killed_leaves_a_timer_that_gives_it_back(root: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.support.powered", str(root), cwd=Path(__file__).parents[3]
    )
    await becomes(lambda: not switch(root).exists())
    process.kill()
    await process.wait()
    await becomes(switch(root).exists)
    await becomes(lambda: any(root.glob("state/*/*/undone")))


def test_it_is_written_down_on_the_controller_and_knows_its_host(root: Path) -> None:
    planned = drill(root, "true")
    made = fault_commands(planned.steps[0], planned.hosts[0], "d", "r", SECOND)
    assert on_controller(planned.steps[0])
    assert made.begin.env["FAULT_STATE"] == CONTROLLER_STATE
    assert made.begin.env["FAULT_STEP"] == "off%40a"
    assert (made.begin.env["FAULT_HOST"], made.begin.env["FAULT_ADDRESS"]) == ("a", "127.0.0.1")


async def test_a_process_of_the_controller_gets_a_lease_and_its_undo_too(root: Path) -> None:
    victim = await asyncio.create_subprocess_exec("sleep", "300")
    (root / "pid").write_text(f"{victim.pid}\n")
    frozen = Inject(fault=freeze_process(pid_file=str(root / "pid")), lease_ns=30 * SECOND)
    try:
        history = await run_for_real(plan(step("freeze", Phase.INJECT, frozen)), root)
    finally:
        victim.kill()
        await victim.wait()
    assert history.closed is not None
    assert (history.closed.ending, history.closed.restored) == (Ending.COMPLETED, True), history.closed.reason
    assert [(event.host, event.took) for event in history.of(FaultVerified)] == [("", Outcome.OK)]
    assert (root / "state" / "real" / "freeze" / "undone").exists()


@pytest.mark.slow
async def test_a_trial_lease_is_tried_on_the_controller_too(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "HERE", replace(HERE, state_dir=str(root / "state")))
    tried = step("ready.1.lease_works", Phase.PREPARE, Ready(check=LeaseWorks()), within=60 * SECOND)
    power = drill(root, "true")
    history = await run_for_real(replace(power, steps=(tried, *power.steps)), root)
    assert history.closed is not None
    assert (history.closed.ending, history.closed.restored) == (Ending.COMPLETED, True), history.closed.reason
    assert (root / "state" / "real" / "ready.1.lease_works" / "expired").exists()
