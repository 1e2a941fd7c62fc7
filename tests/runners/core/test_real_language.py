"""Readiness, captured values and the controller over real hands: an sshd, a shell, and this machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from measurements.events import Ending, MarkerRead, Outcome, StepCompleted
from measurements.history import History
from runners.anywhere import hands_on
from runners.approvals import WaivingInbox
from runners.clock import SystemClock
from runners.engine import run_drill
from runners.faults import fault_commands
from runners.scripted_watch import ScriptedWatch
from scenarios.plan import (
    SECOND,
    BackupFresh,
    Capture,
    Captured,
    ClockOffset,
    DiskSpace,
    LeaseWorks,
    Measure,
    Phase,
    Plan,
    PlannedStep,
    Ready,
    ReadyCheck,
    Repeat,
    Run,
    StandbyCapacity,
)
from tests.support.databases import journal_in
from tests.support.scripted_drills import plan, step
from tests.support.sshd import serve

HOSTILE = """it's "$(touch pwned)" `id` \\ ; & | > < * ? ~ ! # 演练 $HOME %s"""


@asynccontextmanager
async def drilled(tmp_path: Path, *steps: PlannedStep) -> AsyncGenerator[History]:
    async with serve(tmp_path / "sshd") as sshd:
        made: Plan = replace(
            plan(*steps), hosts=(replace(sshd.host("a"), state_dir=str(tmp_path / "state")),), probes=()
        )
        clock, journal = SystemClock(), journal_in(tmp_path)
        remote = hands_on(made.hosts, clock)
        try:
            async with asyncio.timeout(120):
                yield await run_drill(
                    made,
                    "real",
                    journal=journal,
                    remote=remote,
                    watch=ScriptedWatch(drill="real", probes=(), clock=clock),
                    clock=clock,
                    mask=str,
                    faults=fault_commands,
                    approvals=WaivingInbox(),
                )
        finally:
            await remote.close()
            journal.close()


def ends(history: History) -> dict[str, tuple[Outcome, str]]:
    return {event.step: (event.outcome, event.reason) for event in history.of(StepCompleted)}


@pytest.mark.slow
async def test_a_host_is_ready_by_every_check(tmp_path: Path) -> None:
    backup = tmp_path / "backup"
    backup.mkdir()
    (backup / "tonight.dump").write_bytes(b"x" * 100)
    checks: list[ReadyCheck] = [
        ClockOffset(below_ns=SECOND),
        DiskSpace(path=str(tmp_path), free_bytes=1),
        BackupFresh(path=str(backup), match="*.dump", newer_than_ns=3600 * SECOND),
        LeaseWorks(),
        StandbyCapacity(processors=1, load_permille=10**6),
    ]
    steps = [
        step(f"ready.{place}", Phase.PREPARE, Ready(check=check), on="a", within=40 * SECOND)
        for place, check in enumerate(checks)
    ]
    async with drilled(tmp_path, *steps) as history:
        assert {outcome for outcome, _ in ends(history).values()} == {Outcome.OK}, ends(history)
    assert history.closed is not None
    assert history.closed.ending is Ending.COMPLETED


async def test_what_is_not_ready_stops_the_drill_before_anything_is_touched(tmp_path: Path) -> None:
    full = step("ready.1", Phase.PREPARE, Ready(check=DiskSpace(path="/", free_bytes=10**18)), on="a")
    act = step("act", Phase.PREPARE, Run(script="touch pwned"), on="a", needs=["ready.1"])
    async with drilled(tmp_path, full, act) as history:
        assert " free at /" in ends(history)["ready.1"][1]
        assert set(ends(history)) == {"ready.1"}


async def test_a_hostile_value_passes_through_a_real_shell_as_it_is(tmp_path: Path) -> None:
    told = Run(
        script="""printf 'value: %s\\n' "$VALUE" """,
        env={"VALUE": HOSTILE},
        captures=(Capture(name="v", after="value: "),),
    )
    used = Run(script="""printf '%s' "$GOT" """, inputs={"GOT": Captured(step="told", name="v")}, expect=HOSTILE)
    steps = (
        step("told", Phase.SWITCH, told, on="a"),
        step("used", Phase.SWITCH, used, on="a", needs=["told"]),
        step("here", Phase.SWITCH, used, needs=["told"]),
    )
    async with drilled(tmp_path, *steps) as history:
        assert ends(history)["used"] == ends(history)["here"] == (Outcome.OK, "")
    assert not list(tmp_path.rglob("pwned"))  # noqa: ASYNC240  the drill is over


async def test_a_real_command_is_tried_again_and_a_marker_is_read_by_a_script(tmp_path: Path) -> None:
    count = tmp_path / "count"
    script = f'echo x >>"{count}"; test "$(grep -c x "{count}")" -ge 3'
    act = replace(step("act", Phase.SWITCH, Run(script=script), on="a"), repeat=Repeat(tries=4, pause_ns=0))
    read = Measure(service="db", marker="business_time", side="after", script="date -u '+%Y-%m-%d %H:%M:%S+00:00'")
    async with drilled(tmp_path, act, step("read", Phase.VERIFY, read, on="a")) as history:
        outcomes = [event.outcome for event in history.of(StepCompleted) if event.step == "act"]
    assert outcomes == [Outcome.FAILED, Outcome.FAILED, Outcome.OK]
    marker = next(history.of(MarkerRead))
    assert marker.granularity == SECOND
    assert abs(int(marker.value) - SystemClock().utc_ns()) < 120 * SECOND
