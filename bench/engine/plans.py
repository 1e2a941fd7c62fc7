"""Plans of steps that do nothing, in three shapes; their hosts are never reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from scenarios.plan import SECOND, Phase, Plan, PlannedHost, PlannedStep, Run, Safeguards, Text

SHAPES: Final = ("sequence", "graph", "parallel")
"""Each step after the one before; layers of ten, each step after two of the layer before; none after another."""
_LAYER: Final = 10


def host(name: str) -> PlannedHost:
    """Return a host that is never reached."""
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
    """Return a step that runs `true`."""
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
    """Return a plan of these steps and nothing else."""
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


def shaped(shape: str, steps: int) -> Plan:
    """Return a plan of so many steps on one host in one of SHAPES."""
    return plan((host("a"),), tuple(step(f"s{number}", ("a",), _needs(shape, number)) for number in range(steps)))


def _needs(shape: str, number: int) -> tuple[str, ...]:
    if shape == "sequence":
        return (f"s{number - 1}",) if number else ()
    if shape == "graph" and number >= _LAYER:
        place = number - number % _LAYER - _LAYER
        return tuple(f"s{place + (number + far) % _LAYER}" for far in (0, 3))
    return ()


def wide(steps: int) -> Plan:
    """Return a plan of so many steps that need nothing, each on 20 of 200 hosts."""
    hosts = tuple(host(f"h{number}") for number in range(200))
    names: Sequence[str] = [one.name for one in hosts]
    return plan(
        hosts, tuple(step(f"s{at}", tuple(names[(at * 7 + k) % 200] for k in range(20)), ()) for at in range(steps))
    )
