"""What the engine itself costs a step: 200 steps that do nothing, on fakes, every record durable on this disk.

Beside it, the same records without an engine, so that the disk's share can be seen. Run: python -m bench.engine
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from measurements.events import Outcome, StepCompleted, StepInvoked
from runners.approvals import Inbox
from runners.clock import SystemClock
from runners.engine import run_drill
from runners.intents import event_of, is_lawful
from runners.journal import FILE_NAME, Journal
from runners.opening import opening
from runners.policy import decide_from
from runners.scripted import Exits, ScriptedRemote, scripted_faults
from runners.scripted_watch import ScriptedWatch
from runners.state import DrillState
from scenarios.plan import SECOND, Phase, Plan, PlannedHost, PlannedStep, Run, Safeguards, Text

STEPS = 200


def host(name: str) -> PlannedHost:
    """A host that is never reached."""
    return PlannedHost(
        name=name,
        address="127.0.0.1",
        port=22,
        user="drill",
        roles=(name,),
        environment="test",
        site="here",
        known_hosts="known_hosts",
    )


def step(name: str, hosts: tuple[str, ...], needs: tuple[str, ...]) -> PlannedStep:
    """A step that runs `true`."""
    return PlannedStep(
        id=name,
        phase=Phase.PREPARE,
        action=Run(script="true"),
        hosts=hosts,
        needs=needs,
        within_ns=10 * SECOND,
        title=Text(zh=name, en=name),
    )


def plan(hosts: tuple[PlannedHost, ...], steps: tuple[PlannedStep, ...]) -> Plan:
    """A plan of these steps and nothing else."""
    return Plan(
        scenario="bench",
        title=Text(zh="无操作", en="nothing"),
        form="simulated",
        threats=(),
        clauses=(),
        tasks=(),
        objectives=(),
        hosts=hosts,
        parameters={},
        probes=(),
        ledgers=(),
        safeguards=Safeguards(
            environments=("test",), longest_ns=600 * SECOND, lease_ns=60 * SECOND, undo_within_ns=60 * SECOND
        ),
        on_interruption="restore",
        steps=steps,
    )


def one_after_the_other() -> Plan:
    """As many steps as are measured, each needing the one before."""
    steps = [step(f"s{number}", ("a",), (f"s{number - 1}",) if number else ()) for number in range(STEPS)]
    return plan((host("a"),), tuple(steps))


def all_at_once() -> Plan:
    """One step on as many hosts as are measured."""
    hosts = tuple(host(f"h{number}") for number in range(STEPS))
    return plan(hosts, (step("all", tuple(one.name for one in hosts), ()),))


async def drill(wanted: Plan, journal: Journal) -> None:
    """Run a plan on fakes."""
    clock = SystemClock()
    history = await run_drill(
        wanted,
        "bench",
        journal=journal,
        remote=ScriptedRemote(clock, lambda _host, _command: Exits()),
        watch=ScriptedWatch(drill="bench", probes=(), clock=clock),
        clock=clock,
        mask=str,
        faults=scripted_faults,
        approvals=Inbox(),
    )
    if history.closed is None or not history.closed.restored:
        raise SystemExit(str(history.closed))


async def records_alone(journal: Journal) -> None:
    """Write as many records as the steps would, one by one."""
    writer = await journal.writer("bench")
    for number in range(2 * STEPS):
        await writer.append(StepInvoked(at=number, step="s", host="a", run="r"))


async def timed(work: Callable[[Journal], Awaitable[None]]) -> float:
    """Return the seconds that `work` takes on a journal in this directory."""
    with TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as directory:
        journal = Journal.at(Path(directory) / FILE_NAME)
        before = time.perf_counter()
        await work(journal)
        journal.close()
        return time.perf_counter() - before


def long(steps: int) -> Plan:
    """So many steps that need nothing, each on 20 of 200 hosts."""
    hosts = tuple(host(f"h{number}") for number in range(200))
    names = [one.name for one in hosts]
    return plan(
        hosts, tuple(step(f"s{at}", tuple(names[(at * 7 + k) % 200] for k in range(20)), ()) for at in range(steps))
    )


def decisions(wanted: Plan) -> float:
    """Return the seconds that deciding alone takes, from the first intent to the close, 8 answers at a time."""
    state, now, flying = DrillState(wanted), 0, deque[StepInvoked]()
    begun = opening(wanted, "bench", SystemClock(), "", "")
    before = time.perf_counter()
    state.apply(begun)
    while state.closed is None:
        now = state.newest_at + 1
        for action in decide_from(wanted, state, now):
            event = event_of(action, state.steps, "run", now)
            if event is not None and is_lawful(event, state):
                state.apply(event)
                flying.extend([event] if isinstance(event, StepInvoked) else [])
        for one in [flying.popleft() for _ in range(min(8, len(flying)))]:
            state.apply(StepCompleted(at=now, step=one.step, host=one.host, outcome=Outcome.OK))
    return time.perf_counter() - before


async def main() -> None:
    """Measure and print."""
    one, many = one_after_the_other(), all_at_once()
    rows = [
        ("steps one after the other", await timed(lambda journal: drill(one, journal))),
        ("hosts of one step at once", await timed(lambda journal: drill(many, journal))),
        ("2 records each, no engine", await timed(records_alone)),
    ]
    print(f"{STEPS} steps that do nothing, each with a durable intent and a durable outcome")
    for name, seconds in rows:
        print(f"  {name:28} {seconds:7.3f} s in all  {seconds / STEPS * 1000:7.3f} ms a step")
    print("deciding alone, 200 hosts, 20 of them a step")
    for steps in (125, 250, 500):
        seconds, acts = decisions(long(steps)), 20 * steps
        print(f"  {steps} steps, {acts:5} acts      {seconds:7.3f} s in all  {seconds / acts * 1e6:7.1f} us an act")


if __name__ == "__main__":
    asyncio.run(main())
