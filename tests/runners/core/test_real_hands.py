"""The engine with a real shell over SSH and real faults: put on, renewed, undone, proved; also after a death."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from measurements.events import ClocksExchanged, Ending, LeaseRenewed, Outcome, StepCompleted, UndoProved
from measurements.history import History
from runners.approvals import WaivingInbox
from runners.clock import SystemClock
from runners.engine import run_drill
from runners.faults import fault_commands
from runners.journal import Journal
from runners.scripted_watch import ScriptedWatch
from runners.ssh import SSHRemote
from scenarios.faults.processes import freeze_process
from scenarios.plan import SECOND, CheckCommand, Inject, Phase, Plan, Run, Undo
from tests.support.databases import database_in, journal_in
from tests.support.scripted_drills import Crashed, CrashingJournal, plan, step
from tests.support.sshd import serve

FROZEN = 'read -r pid < "$PID_FILE" && read -r _ _ state _ < "/proc/$pid/stat" && test "$state" = T'


@asynccontextmanager
async def victim(path: Path) -> AsyncGenerator[None]:
    """A process that only sleeps, its pid in `path`."""
    process = await asyncio.create_subprocess_exec("sleep", "300")
    await asyncio.to_thread(path.write_text, f"{process.pid}\n")
    try:
        yield
    finally:
        os.kill(process.pid, signal.SIGCONT)
        process.kill()
        await process.wait()


def drill(pid_file: Path) -> Plan:
    frozen = Inject(fault=freeze_process(pid_file=str(pid_file)), lease_ns=3 * SECOND)
    env = {"PID_FILE": str(pid_file)}
    return plan(
        step("freeze", Phase.INJECT, frozen, on=["a"]),
        step("seen", Phase.DETECT, CheckCommand(script=FROZEN, env=env), on=["a"]),
        step("act", Phase.SWITCH, Run(script='sleep 1.5; printf "%s" "$DRILL_LAG"', expect="400"), on=["a"]),
        step("thaw", Phase.RESTORE, Undo(fault="freeze")),
        step("awake", Phase.RESTORE, CheckCommand(script=f"! {{ {FROZEN}; }}", env=env), on=["a"], needs=["thaw"]),
    )


async def run(planned: Plan, journal: Journal) -> History:
    clock = SystemClock()
    remote = SSHRemote(planned.hosts, clock)
    try:
        async with asyncio.timeout(60):
            return await run_drill(
                planned,
                "real",
                journal=journal,
                remote=remote,
                watch=ScriptedWatch(drill="real", probes=("entry",), clock=clock),
                clock=clock,
                mask=str,
                faults=fault_commands,
                approvals=WaivingInbox(),
            )
    finally:
        await remote.close()
        journal.close()


@asynccontextmanager
async def ground(tmp_path: Path) -> AsyncGenerator[Plan]:
    async with serve(tmp_path / "sshd") as sshd, victim(tmp_path / "pid"):
        planned = drill(tmp_path / "pid")
        yield replace(planned, hosts=(replace(sshd.host("a"), state_dir=str(tmp_path / "state")),))


async def test_a_real_fault_is_put_on_kept_and_undone(tmp_path: Path) -> None:
    async with ground(tmp_path) as planned:
        history = await run(planned, journal_in(tmp_path))
    assert history.closed is not None
    assert (history.closed.ending, history.closed.restored) == (Ending.COMPLETED, True), history.closed.reason
    assert {event.outcome for event in history.of(LeaseRenewed)} == {Outcome.OK}
    assert [event.proved for event in history.of(UndoProved)] == [Outcome.OK]
    assert list(history.of(ClocksExchanged))
    act = next(event for event in history.of(StepCompleted) if event.step == "act")
    assert act.stdout == "400"
    assert act.stamps is not None
    assert act.stamps.remote_start is not None


@pytest.mark.slow
@pytest.mark.parametrize("lives", [12, 20, 30])
async def test_a_real_fault_is_undone_after_a_death(tmp_path: Path, lives: int) -> None:
    async with ground(tmp_path) as planned:
        with pytest.raises(Crashed):
            await run(planned, CrashingJournal.made(database_in(tmp_path), lives))
        history = await run(planned, journal_in(tmp_path))
        frozen = await asyncio.create_subprocess_exec(
            "sh", "-c", FROZEN, env={**os.environ, "PID_FILE": str(tmp_path / "pid")}
        )
        assert await frozen.wait() == 1
    assert history.closed is not None
    assert history.closed.restored, history.closed.reason
    assert history.closed.residue == ()
