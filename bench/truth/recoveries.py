"""RTO against the truth: every outage drilled by the real engine, its interval compared with the target's own log."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, Final

from bench.truth.ground import MILLISECOND, SERVICE, Ground, drill, plan_of, step
from bench.truth.observers import Observer, Watched
from bench.truth.outages import HOLD_S, Outage
from bench.truth.policies import run_clock
from measurements.course import follow
from measurements.fault import Fault, find_fault
from measurements.history import History
from measurements.judge import judge
from measurements.samples import Samples
from measurements.streams import gather
from measurements.testimony import Testimony, hear
from scenarios.faults.services import stop_service
from scenarios.plan import (
    SECOND,
    CheckStream,
    HttpProbe,
    Inject,
    Phase,
    Plan,
    PlannedProbe,
    PlannedStep,
    ProbeTarget,
    Run,
    TcpProbe,
    WaitFor,
    plan_from_json,
)

EVERY_NS: Final = 50 * MILLISECOND
_PROBE: Final = "entry"
_ORDER: Final = """
order() {
    reply="$TRUTH/reply.$TARGET.$1"
    mkfifo "$reply"
    printf '%s %s %s\\n' "$1" "$TARGET" "$reply" >"$TRUTH/orders"
    read -r answer <"$reply"
    rm -f "$reply"
}
"""
_STATUS: Final = '[ ! -e "$TRUTH/$TARGET.stopped" ]'
_ROUNDING_NS: Final = 4_000
RUN_CLOCK: Final = "run-clock: from the fault's step to the end of the last check"
LOOK_ON_S: Final = 1.2
"""After a drill, so that who looks once a second sees the end of the outage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """One drilled outage: the truth, what was measured, and how wide it was allowed to be. All in nanoseconds."""

    name: str
    outage: Outage | None
    """None where a PostgreSQL was killed."""
    true_lower: int
    true_upper: int
    lower: int
    upper: int | None
    allowed: int
    fault_width: int
    late: int
    excused: int
    """Part of `allowed`: whole beats that were missed where they may have hidden the return."""
    missed_beats: int
    went_down: int
    came_up: int
    turns: tuple[tuple[int, bool], ...]
    promised: int
    verdict: str
    """Ours, of the promise."""
    peers: dict[str, int | None]
    """What others say of the same outage; None where they saw none."""

    @property
    def width(self) -> int:
        """Return how wide the measured interval is; a very large number where nothing bounds it above."""
        return 10**18 if self.upper is None else self.upper - self.lower

    @property
    def is_true(self) -> bool:
        """Tell whether the interval contains the truth (as far as the target's own two stamps tell it)."""
        return self.upper is not None and self.lower <= self.true_upper and self.upper >= self.true_lower

    @property
    def is_narrow(self) -> bool:
        """Tell whether the interval is no wider than allowed."""
        return self.width <= self.allowed

    @property
    def is_narrow_unexcused(self) -> bool:
        """Tell whether it is no wider than that even with no missed beat excused."""
        return self.width <= self.allowed - self.excused

    @property
    def is_falsely_met(self) -> bool:
        """Tell whether we say *met* though the truth is over what was promised."""
        return self.verdict == "met" and self.true_lower > self.promised

    @property
    def error(self) -> int:
        """Return how far the middle of the interval is from the truth."""
        middle = (self.lower + (self.upper or 10**18)) // 2
        return abs(middle - (self.true_lower + self.true_upper) // 2)


async def recover(ground: Ground, outage: Outage, port: int) -> History:
    """Drill one outage."""
    directory = ground.directory / outage.name
    directory.mkdir()
    return await drill(_plan(ground, outage, port), directory)


def compared(
    outage: Outage, history: History, turns: Sequence[dict[str, Any]], peers: Mapping[str, int | None]
) -> Recovery:
    """Return the measured RTO of a drill, and what others say, beside what the target logged."""
    return measured(
        history,
        outage=outage,
        turns=tuple((turn["before"], turn["after"], turn["up"]) for turn in turns),
        promised=round(outage.promised_s * SECOND),
        peers={RUN_CLOCK: run_clock(history, "down", "lasting"), **peers},
    )


def measured(
    history: History,
    *,
    outage: Outage | None,
    turns: Sequence[tuple[int, int, bool]],
    promised: int,
    peers: Mapping[str, int | None],
) -> Recovery:
    """Return the measured RTO of a drill beside the truth: instants before and after each turn, and whether up."""
    fault, heard = _testimony(history)
    rto = judge(history).services[0].rto
    samples, recovery = heard.samples, heard.recovery
    assert recovery is not None  # noqa: S101  there is a fault
    allowed, late, excused, missed = _allowance(samples, recovery.start, recovery.bounds[0])
    down, up = turns[0], turns[-1]
    return Recovery(
        name=history.opened.drill if history.opened else "",
        outage=outage,
        true_lower=up[0] - down[1],
        true_upper=up[1] - down[0],
        lower=0 if rto.lower_s is None else round(rto.lower_s * SECOND),
        upper=None if rto.upper_s is None else round(rto.upper_s * SECOND),
        allowed=allowed + fault.instant.width + _ROUNDING_NS,
        fault_width=fault.instant.width,
        late=late,
        excused=excused,
        missed_beats=missed,
        went_down=down[0],
        came_up=up[1],
        turns=tuple((after, is_up) for _, after, is_up in turns),
        promised=promised,
        verdict=rto.verdict,
        peers=dict(peers),
    )


def _allowance(samples: Samples, start: int | None, bad: int) -> tuple[int, int, int, int]:
    """Return the width allowed, the lateness and the missed beats in it (nanoseconds), and how many beats were missed.

    A beat that was missed anywhere from the last failure to the end of the hold time may have hidden the return.
    """
    if start is None:
        return 0, 0, 0, 0
    every = samples.every_ns
    end = min(bisect_left(samples.sent, samples.sent[start] + int(HOLD_S * SECOND)), len(samples) - 1)
    missed = (samples.due[end] - samples.due[bad]) // every - (end - bad)
    apart = (samples.due[start] - samples.due[bad]) // every if missed else 1
    late = samples.sent[start] - samples.due[start]
    trip = samples.received[start] - samples.sent[start]
    return every * apart + late + trip, late, every * (apart - 1), missed


def _testimony(history: History) -> tuple[Fault, Testimony]:
    opened = history.opened
    assert opened is not None  # noqa: S101  the engine wrote it
    plan = plan_from_json(opened.plan)
    course = follow(history, plan)
    fault = find_fault(course)
    assert fault is not None, history.events[-20:]  # noqa: S101
    (samples,) = gather(history, plan).of_service(SERVICE)
    return fault, hear(samples, plan.objectives[0], course, fault)


def _plan(ground: Ground, outage: Outage, port: int) -> Plan:
    host = ground.host({"TARGET": outage.name})
    timeout = 400 if outage.mode == "hang" else 500
    probe = PlannedProbe(
        name=_PROBE, service=SERVICE, target=_look(outage, port), every_ns=EVERY_NS, timeout_ns=timeout * MILLISECOND
    )
    return plan_of(
        outage.name,
        host,
        _steps(outage),
        probes=(probe,),
        hold_ns=int(HOLD_S * SECOND),
        rto_ns=round(outage.promised_s * SECOND),
    )


def _look(outage: Outage, port: int) -> ProbeTarget:
    if outage.mode == "refuse":
        return TcpProbe(address="127.0.0.1", port=port)
    return HttpProbe(url=f"http://127.0.0.1:{port}/")


def _steps(outage: Outage) -> list[PlannedStep]:
    up = CheckStream(stream=_PROBE, state="up", hold_ns=SECOND)
    lasting = CheckStream(stream=_PROBE, state="up", hold_ns=3 * SECOND // 2)
    steps = [
        step("baseline", Phase.PREPARE, up),
        step("phase", Phase.PREPARE, Run(script=f"sleep {outage.phase_s:.4f}"), ["baseline"]),
        step("down", Phase.INJECT, _fault() if outage.is_fault else Run(script=f"{_ORDER}\norder down")),
    ]
    if outage.by_failover:
        switch = f"{_ORDER}\nsleep {outage.decision_s:.4f}\norder switch"
        steps += [
            step("noticed", Phase.DETECT, WaitFor(stream=_PROBE, state="down")),
            step("switch", Phase.SWITCH, Run(script=switch)),
        ]
    return [*steps, step("lasting", Phase.VERIFY, lasting, within_s=120)]


def _fault() -> Inject:
    """Return the outage as a fault, so that lease, verification and undo are part of the drill."""
    stop = f'{_ORDER}\n: >"$TRUTH/$TARGET.stopped"\norder down'
    start = f'{_ORDER}\nrm -f "$TRUTH/$TARGET.stopped"\norder heal'
    return Inject(fault=stop_service(name="target", stop=stop, start=start, status=_STATUS), lease_ns=120 * SECOND)


async def recover_all(
    ground: Ground, fates: Sequence[Outage], ports: Mapping[str, int], at_once: int, observers: Sequence[Observer] = ()
) -> dict[str, History]:
    """Drill every outage in order, `at_once` side by side, while the observers look on."""
    room = asyncio.Semaphore(at_once)
    found: dict[str, History] = {}

    async def one(outage: Outage) -> None:
        target = Watched(name=outage.name, port=ports[outage.name])
        async with room, AsyncExitStack() as stack:
            for observer in observers:
                await stack.enter_async_context(observer.watching(target))
            found[outage.name] = await recover(ground, outage, target.port)
            await asyncio.sleep(LOOK_ON_S if observers else 0)

    async with asyncio.TaskGroup() as tasks:
        for outage in fates:
            tasks.create_task(one(outage))
    return found


def in_order(fates: Sequence[Outage]) -> list[Outage]:
    """Return the outages with the long ones first, so that none is left running alone at the end."""
    return sorted(fates, key=lambda outage: -max(*outage.turns, outage.decision_s))
