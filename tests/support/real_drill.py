"""A drill with real hands, in this process or in one that is to be killed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from measurements.history import History
from runners.anywhere import hands_on
from runners.approvals import WaivingInbox
from runners.clock import SystemClock
from runners.engine import run_drill
from runners.faults import HERE, FaultCommands, fault_commands, on_controller
from runners.hands import FaultScripts
from runners.scripted_watch import ScriptedWatch
from scenarios.plan import Plan, PlannedHost, PlannedStep
from tests.contracts.faults import recorded_at
from tests.support.databases import journal_in


def recorded_in(state: Path) -> FaultScripts:
    """Return the commands of faults whose records on the controller lie in a directory of a test's own."""

    def scripts(
        step: PlannedStep,
        host: PlannedHost,
        drill: str,
        run: str,
        undo_within_ns: int,
        env: Mapping[str, str] | None = None,
    ) -> FaultCommands:
        made = fault_commands(step, host, drill, run, undo_within_ns, env)
        return recorded_at(str(state), made) if on_controller(step) or host == HERE else made

    return scripts


async def run_for_real(planned: Plan, root: Path, drill: str = "real", seconds: float = 90) -> History:
    """Run `planned` to its end, the journal in `root`; faults of the controller are recorded in `root`/state."""
    clock = SystemClock()
    journal = journal_in(root)
    remote = hands_on(planned.hosts, clock)
    try:
        async with asyncio.timeout(seconds):
            return await run_drill(
                planned,
                drill,
                journal=journal,
                remote=remote,
                watch=ScriptedWatch(drill=drill, probes=("entry",), clock=clock),
                clock=clock,
                mask=str,
                faults=recorded_in(root / "state"),
                approvals=WaivingInbox(),
            )
    finally:
        await remote.close()
        journal.close()
