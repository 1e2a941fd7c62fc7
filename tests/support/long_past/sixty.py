"""A drill of sixty steps on eight hosts that took forty minutes: closed, and as it is while it runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from measurements.events import Event
from scenarios.plan import Phase, Plan, PlannedHost, PlannedStep, Run
from tests.support.stories import CRASH_S, Story, crash, crash_plan, step

STEPS: Final = 60
_HOSTS: Final = tuple(f"app-{number}" for number in range(1, 7))
_EACH_S: Final = 50.0
_EVERY_S: Final = 0.5


def sixty_plan(service: str) -> Plan:
    """Return the plan: the crash of a database, and what is then done on the hosts around it."""
    made = crash_plan()
    before = [one for one in made.steps if one.phase is not Phase.RESTORE]
    after = [one for one in made.steps if one.phase is Phase.RESTORE]
    further = list(_further(STEPS - len(made.steps)))
    return replace(
        made,
        scenario="site-loss",
        objectives=tuple(replace(one, service=service) for one in made.objectives),
        probes=tuple(replace(one, service=service, every_ns=int(_EVERY_S * 10**9)) for one in made.probes),
        ledgers=tuple(replace(one, service=service) for one in made.ledgers),
        hosts=(*made.hosts, *(_host(made.hosts[0], name, number) for number, name in enumerate(_HOSTS, 21))),
        steps=(*before, *further, *after),
    )


def _host(like: PlannedHost, name: str, number: int) -> PlannedHost:
    return replace(like, name=name, address=f"127.0.0.{number}", port=2200 + number, roles=(name,))


def _further(count: int) -> Iterator[PlannedStep]:
    for number in range(count):
        zh, en = f"在应用主机上重启第 {number + 1} 组业务进程并核对", f"Restart process group {number + 1} and check it"
        hosts = _HOSTS[: 1 + number % len(_HOSTS)]
        yield step(f"group-{number + 1}", Phase.VERIFY, Run(script="systemctl restart app"), zh, en, *hosts)


def sixty(service: str) -> Story:
    """Return the whole drill."""
    story = crash(plan=sixty_plan(service))
    story.told = [one for one in story.told if one.kind not in {"samples_taken", "drill_closed"}]
    at = 46.0
    for one in _further(STEPS - len(crash_plan().steps)):
        for host in one.hosts:
            story.step(one.id, at, at + _EACH_S - 1, host=host)
        at += _EACH_S
    for probe in ("entry", "port"):
        story.probe(probe, (0.5, at), _EVERY_S, [(CRASH_S + 0.01, CRASH_S + 7.9)])
    story.close(at + 1)
    return story


def running(service: str) -> list[Event]:
    """Return the records of the same drill after two thirds of its steps."""
    events = sixty(service).history().events
    return list(events[: len(events) * 2 // 3])
