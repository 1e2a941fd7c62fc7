"""What the drills stand on: one real SSH server, the targets' process, and directories that vanish."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from bench.truth.outages import Outage
from measurements.history import History
from runners.approvals import Inbox
from runners.clock import SystemClock
from runners.engine import run_drill
from runners.faults import fault_commands
from runners.journal import FILE_NAME, Journal
from runners.ssh import SSHRemote
from runners.supervise import ProcessWatch
from scenarios.plan import (
    SECOND,
    Acceptable,
    Action,
    Objective,
    Phase,
    Plan,
    PlannedHost,
    PlannedLedger,
    PlannedProbe,
    PlannedStep,
    Safeguards,
    Text,
)
from tests.support.processes import until
from tests.support.sshd import Sshd, serve

HOST: Final = "here"
SERVICE: Final = "target"
MILLISECOND: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where drills run: the host as the inventory would have it, and a directory for everything."""

    sshd: Sshd
    directory: Path

    def host(self, env: Mapping[str, str]) -> PlannedHost:
        """Return the host with what its commands see."""
        known = self.sshd.host(HOST)
        return replace(known, env={**known.env, "TRUTH": str(self.directory), **env})


@asynccontextmanager
async def ground(directory: Path) -> AsyncGenerator[Ground, None]:
    """Serve SSH on loopback as long as the block lasts."""
    async with serve(directory / "host") as sshd:
        yield Ground(sshd=sshd, directory=directory)


@asynccontextmanager
async def targets(directory: Path, fates: Sequence[Outage]) -> AsyncGenerator[Mapping[str, int], None]:
    """Run the targets in a process of their own; yield their ports."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.truth.target", str(directory), stdin=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdin is not None  # noqa: S101  asked for above
        process.stdin.write(TypeAdapter(list[Outage]).dump_json(list(fates)))
        process.stdin.close()
        yield await _ports(directory / "ports")
    finally:
        process.kill()
        await process.wait()


async def _ports(file: Path) -> Mapping[str, int]:
    await until(file.exists)
    return _read_ports(file)


def _read_ports(file: Path) -> Mapping[str, int]:
    ports: dict[str, int] = json.loads(file.read_text(encoding="ascii"))
    return ports


def truth(directory: Path) -> dict[str, list[dict[str, Any]]]:
    """Return what each target logged of its turns, in order."""
    turns: dict[str, list[dict[str, Any]]] = {}
    for line in (directory / "truth").read_text(encoding="ascii").splitlines():
        turn: dict[str, Any] = json.loads(line)
        turns.setdefault(turn["name"], []).append(turn)
    return turns


def step(name: str, phase: Phase, action: Action, needs: Sequence[str] = (), *, within_s: int = 60) -> PlannedStep:
    """Return a step; a command or fault runs on the one host there is."""
    is_remote = action.kind in {"run", "fault"}
    return PlannedStep(
        id=name,
        phase=phase,
        action=action,
        hosts=(HOST,) if is_remote else (),
        needs=tuple(needs),
        within_ns=within_s * SECOND,
        title=Text(zh=name, en=name),
    )


def plan_of(
    name: str,
    host: PlannedHost,
    steps: Sequence[PlannedStep],
    *,
    probes: Sequence[PlannedProbe] = (),
    ledgers: Sequence[PlannedLedger] = (),
    hold_ns: int,
    rto_ns: int = 60 * SECOND,
    rpo_ns: int = 0,
) -> Plan:
    """Return the plan of one drill of the one service, and what is promised of it."""
    acceptable = Acceptable(p95_floor_ns=SECOND, hold_ns=hold_ns)
    objective = Objective(
        service=SERVICE,
        title=Text(zh="靶", en="Target"),
        rto_ns=rto_ns,
        rpo_ns=rpo_ns,
        writes=bool(ledgers),
        priority=1,
        acceptable=acceptable,
    )
    return Plan(
        scenario=name,
        title=Text(zh=name, en=name),
        form="live",
        threats=(),
        clauses=(),
        tasks=(),
        objectives=(objective,),
        hosts=(host,),
        parameters={},
        probes=tuple(probes),
        ledgers=tuple(ledgers),
        safeguards=Safeguards(
            environments=("test",), longest_ns=240 * SECOND, lease_ns=120 * SECOND, undo_within_ns=20 * SECOND
        ),
        on_interruption="restore",
        steps=tuple(steps),
    )


async def drill(plan: Plan, directory: Path) -> History:
    """Run a drill with the real engine, prober, ledger, journal and SSH, and return its history."""
    clock = SystemClock()
    journal = Journal.at(directory / FILE_NAME)
    remote = SSHRemote(plan.hosts, clock)
    try:
        return await run_drill(
            plan,
            plan.scenario,
            journal=journal,
            remote=remote,
            watch=ProcessWatch(directory=directory / "spool", drill=plan.scenario, plan=plan, clock=clock),
            clock=clock,
            mask=lambda text: text,
            faults=fault_commands,
            approvals=Inbox(),
        )
    finally:
        await remote.close()
        journal.close()
