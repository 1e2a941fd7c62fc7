"""A drill in a process of its own, to be killed while a host of it has no power: the switch is a file."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from scenarios.faults.power import host_power_loss
from scenarios.plan import SECOND, CheckCommand, FaultSpec, Inject, Phase, Plan
from tests.support.real_drill import run_for_real
from tests.support.scripted_drills import plan, step


def switch(root: Path) -> Path:
    """Return the file that is there while host a has power."""
    return root / "a.power"


def power_loss(root: Path) -> FaultSpec:
    """Return the loss of that power, by commands that are told the host."""
    file = f'"{root}/$FAULT_HOST.power"'
    return host_power_loss(off=f"rm {file}", on=f'echo "$FAULT_ADDRESS" >{file}', status=f"[ -e {file} ]")


def drill(root: Path, script: str, lease_ns: int = 2 * SECOND) -> Plan:
    """Return a drill that takes host a's power and waits on the controller until `script` exits 0."""
    return plan(
        step("off", Phase.INJECT, Inject(fault=power_loss(root), lease_ns=lease_ns), on=["a"]),
        step("wait", Phase.DETECT, CheckCommand(script=script), within=60 * SECOND),
    )


if __name__ == "__main__":
    here = Path(sys.argv[1])
    asyncio.run(run_for_real(drill(here, "false"), here))
