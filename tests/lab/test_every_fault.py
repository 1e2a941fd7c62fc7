"""Every fault that ships, in real drills over real sshds: undone, aborted, left alone by a killed runner, cut off."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from measurements.events import Ending, FaultVerified, Outcome, StepCompleted, StepInvoked, UndoProved
from measurements.history import History
from runners.clock import SystemClock
from runners.ssh import SSHRemote
from scenarios.faults.registry import OWN
from scenarios.plan import SECOND, FaultSpec, Inject, Phase, Plan, Run
from tests.support.databases import journal_in
from tests.support.mortal_drill import start
from tests.support.namespaces import Lab, LabHost
from tests.support.real_drill import run_for_real
from tests.support.scripted_drills import plan, step
from tests.support.shells import HereRemote
from tests.support.victims.base import END_TIMERS, Ground, Maker, Victim
from tests.support.victims.every import VICTIMS
from tests.support.victims.grounds import HERE
from tests.support.victims.hosts import cut_off

ALL = tuple(maker for makers in VICTIMS.values() for maker in makers)
PROMOTED = "touch promoted-$DRILL"


def each(*quick: str, but: tuple[str, ...] = ()) -> pytest.MarkDecorator:
    """Parametrize over all victims; those that are not quick are part of `make lab-test` only."""
    chosen = [
        pytest.param(maker, id=maker.__name__, marks=() if maker.__name__ in quick else pytest.mark.stack)
        for maker in ALL
        if maker.__name__ not in but
    ]
    return pytest.mark.parametrize("make", chosen)


def test_every_fault_that_ships_has_a_victim() -> None:
    assert sorted(VICTIMS) == sorted(kind.name for kind in OWN)


@dataclass(frozen=True, slots=True)
class Scene:
    """A victim on a host of the lab (or here, for a fault of the controller), and drills that harm it."""

    root: Path
    host: LabHost
    ground: Ground
    victim: Victim

    def plan(self, fault: FaultSpec, *more: str, lease_ns: int = 30 * SECOND) -> Plan:
        """Return a drill that puts the fault on and then runs each of `more`."""
        home = replace(self.ground.host, name=self.host.name) if fault.on_controller else self.ground.host
        steps = [step("harm", Phase.INJECT, Inject(fault=fault, lease_ns=lease_ns), on=[home.name], within=30 * SECOND)]
        for number, script in enumerate(more):
            run = Run(script=f'cd "$SCRATCH" && {{ {script}; }}')
            steps.append(step(f"then-{number}", Phase.SWITCH, run, on=[home.name], within=60 * SECOND))
        made = plan(*steps)
        guards = replace(made.safeguards, longest_ns=120 * SECOND, undo_within_ns=40 * SECOND, lease_ns=lease_ns)
        return replace(made, hosts=(home,), safeguards=guards)

    async def becomes(self, *, harmed: bool) -> None:
        async with asyncio.timeout(60):
            while await self.victim.is_harmed(self.ground) is not harmed:  # noqa: ASYNC110  nobody tells
                await asyncio.sleep(0.1)

    async def history(self) -> History:
        journal = journal_in(self.root)
        try:
            return await journal.replay("real")
        finally:
            journal.close()


@pytest.fixture
async def scene(hosts: Lab, make: Maker, tmp_path: Path) -> AsyncIterator[Scene]:
    host = hosts.hosts["db-a"]
    scratch = f"/var/tmp/{uuid.uuid4().hex}"
    assert host.sh(f"mkdir {scratch}").returncode == 0
    remote = SSHRemote([host.planned()], SystemClock())
    ground = Ground.on(remote, host.planned(), scratch)
    victim = make(ground)
    if victim.fault.on_controller:
        (tmp_path / "here").mkdir()
        here = Ground.on(HereRemote(path="/usr/sbin:/usr/bin:/sbin:/bin"), HERE, str(tmp_path / "here"))
        ground = replace(here, host=replace(host.planned(), env=here.host.env))
        victim = make(ground)
    await victim.settle_in(ground)
    yield Scene(tmp_path, host, ground, victim)
    await ground.sh(END_TIMERS)
    await victim.leave(ground)
    await remote.close()
    host.sh(f"rm -rf {scratch}")


def proved_well(history: History) -> None:
    assert history.closed is not None
    assert (history.closed.restored, history.closed.residue) == (True, ()), history.closed
    assert [event.proved for event in history.of(UndoProved)][-1] is Outcome.OK


@pytest.mark.root
@pytest.mark.lab
class TestEveryFault:
    @each("killed", "cut_off", "unplugged")
    async def test_a_drill_puts_it_on_and_takes_it_off(self, scene: Scene) -> None:
        history = await run_for_real(scene.plan(scene.victim.fault), scene.root)
        proved_well(history)
        assert history.closed is not None
        assert history.closed.ending is Ending.COMPLETED, history.closed.reason
        assert [event.took for event in history.of(FaultVerified)] == [Outcome.OK]
        assert not await scene.victim.is_harmed(scene.ground)

    @each("cut_off")
    async def test_an_aborted_drill_takes_it_off(self, scene: Scene) -> None:
        running = asyncio.create_task(run_for_real(scene.plan(scene.victim.fault, "sleep 50"), scene.root))
        await scene.becomes(harmed=True)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        proved_well(await scene.history())
        assert not await scene.victim.is_harmed(scene.ground)

    @each("killed")
    async def test_a_killed_runner_leaves_a_lease_that_takes_it_off(self, scene: Scene) -> None:
        made = scene.plan(scene.victim.fault, "sleep 50", lease_ns=5 * SECOND)
        process = await start(made, scene.root)
        try:
            await scene.becomes(harmed=True)
        finally:
            process.kill()
            await process.wait()
        await scene.becomes(harmed=False)
        history = await run_for_real(made, scene.root)
        proved_well(history)
        assert not await scene.victim.is_harmed(scene.ground)

    @each("unplugged", but=("powerless",))
    async def test_a_host_that_is_cut_off_takes_it_off_by_itself(self, scene: Scene, hosts: Lab) -> None:
        made = scene.plan(scene.victim.fault, "sleep 50", lease_ns=4 * SECOND)
        running = asyncio.create_task(run_for_real(made, scene.root, seconds=170))
        tombstone = f"ls {scene.ground.scratch}/state/real/harm/undone"
        await scene.becomes(harmed=True)
        hosts.cut(scene.host.name)
        try:
            async with asyncio.timeout(60):
                while scene.host.sh(tombstone).returncode:  # noqa: ASYNC110  nobody tells
                    await asyncio.sleep(0.2)
        finally:
            hosts.mend(scene.host.name)
        proved_well(await running)
        assert not await scene.victim.is_harmed(scene.ground)

    @each("cut_off")
    async def test_nothing_is_done_on_a_fault_that_was_not_seen(self, scene: Scene) -> None:
        fault = scene.victim.fault
        blind = 'took() { [ "$FAULT_VERB" = begin ] || { say "not seen"; return 1; }; }\n'
        history = await run_for_real(scene.plan(replace(fault, program=fault.program + blind), PROMOTED), scene.root)
        assert [event.took for event in history.of(FaultVerified)][-1] is Outcome.FAILED
        assert [event.step for event in history.of(StepInvoked) if event.step.startswith("then")] == []
        assert not await scene.ground.says_yes("ls promoted-*")
        proved_well(history)
        assert not await scene.victim.is_harmed(scene.ground)


@pytest.mark.root
@pytest.mark.lab
@pytest.mark.parametrize("make", [pytest.param(cut_off, id="cut_off")])
async def test_nothing_is_done_on_a_fault_that_could_not_begin(scene: Scene) -> None:
    await scene.ground.sh("rm file")
    history = await run_for_real(scene.plan(scene.victim.fault, PROMOTED), scene.root)
    (begun,) = [event for event in history.of(StepCompleted) if event.step == "harm"]
    assert begun.outcome is Outcome.FAILED
    assert "is no file" in begun.reason
    assert [event.step for event in history.of(StepInvoked)] == ["harm"]
    await scene.ground.sh("cp -p whole file")
