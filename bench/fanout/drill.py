"""The same commands as steps of a drill: each intent and each outcome is durable before and after it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.engine.plans import plan
from bench.fanout.reading import COMMAND, PAUSE_S, WARM, Reading, most_resident_mib, p99
from bench.fanout.targets import Targets, planned
from measurements.events import Event, StepCompleted, StepInvoked
from runners.anywhere import hands_on
from runners.approvals import Inbox
from runners.clock import SystemClock
from runners.engine import run_drill
from runners.journal import FILE_NAME, Journal
from runners.scripted import scripted_faults
from runners.scripted_watch import ScriptedWatch
from scenarios.plan import SECOND, Phase, Plan, PlannedStep, Run, Text


def _plan(targets: Targets) -> Plan:
    """One cold step on all targets and some warm ones, each after a pause on the runner's own machine."""
    hosts = planned(targets)
    names = tuple(one.name for one in hosts)
    steps: list[PlannedStep] = []
    for number in range(1 + WARM):
        if number:
            steps.append(_step(f"pause{number}", (), steps, f"sleep {PAUSE_S}"))
        steps.append(_step(f"all{number}", names, steps, COMMAND))
    return plan(hosts, tuple(steps))


def _step(name: str, hosts: tuple[str, ...], before: Sequence[PlannedStep], script: str) -> PlannedStep:
    return PlannedStep(
        id=name,
        phase=Phase.PREPARE,
        action=Run(script=script),
        hosts=hosts,
        needs=tuple(one.id for one in before[-1:]),
        within_ns=120 * SECOND,
        title=Text(zh=name, en=name),
    )


async def whole_drill(targets: Targets) -> Reading:
    """Run it as the engine does.

    Beside its first step a drill compares its clock with every host's, which starts a process there and asks it twelve
    times: the cold round has that beside logging in and the command. Processor time is spread evenly over the rounds.
    """
    wanted, clock = _plan(targets), SystemClock()
    with TemporaryDirectory(dir=Path.cwd(), prefix=".bench-") as directory:
        journal = Journal.at(Path(directory) / FILE_NAME)
        before = time.process_time()
        history = await run_drill(
            wanted,
            "bench",
            journal=journal,
            remote=hands_on(wanted.hosts, clock),
            watch=ScriptedWatch(drill="bench", probes=(), clock=clock),
            clock=clock,
            mask=str,
            faults=scripted_faults,
            approvals=Inbox(),
        )
        used = time.process_time() - before
        journal.close()
    walls = [_wall(history.events, f"all{number}") for number in range(1 + WARM)]
    each = used / len(targets.ports) / len(walls)
    return Reading(
        cold_s=walls[0],
        warm_s=walls[1:],
        cold_cpu_s=each,
        warm_cpu_s=each,
        memory_mib=most_resident_mib(),
        p99_s=p99([took for number in range(1, 1 + WARM) for took in _latencies(history.events, f"all{number}")]),
    )


def _latencies(events: Sequence[Event], name: str) -> list[float]:
    """Return the seconds from intent to outcome on each host."""
    begun = {event.host: event.at for event in events if isinstance(event, StepInvoked) and event.step == name}
    ended = {event.host: event.at for event in events if isinstance(event, StepCompleted) and event.step == name}
    return [(at - begun[host]) / SECOND for host, at in ended.items()]


def _wall(events: Sequence[Event], name: str) -> float:
    """Return the seconds from the first intent of a step to its last outcome."""
    begun = [event.at for event in events if isinstance(event, StepInvoked) and event.step == name]
    ended = [event.at for event in events if isinstance(event, StepCompleted) and event.step == name]
    return (max(ended) - min(begun)) / SECOND
