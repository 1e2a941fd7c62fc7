"""Any number of different drills, each from a seed: services, cadences, losses and gaps drawn, down to nanoseconds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from measurements.codec import GENESIS, Record, extend
from measurements.events import DrillOpened, Event, WriteOutcome
from measurements.history import History
from measurements.ledger import payload
from scenarios.faults.processes import kill_process
from scenarios.plan import (
    SECOND,
    Approve,
    Inject,
    LedgerAct,
    Objective,
    Phase,
    Plan,
    PlannedStep,
    Run,
    Text,
    Undo,
    WaitFor,
)
from tests.support.histories import Story, ledger, objective, plan, probe, step

LETTERS: Final = "ABC"
CHINESE: Final = "甲乙丙"
_RELEASED_S: Final = 0.2
_READ_AFTER_S: Final = 11.5
_DAY: Final = 86_400 * SECOND


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A drill, and its records as a journal has them."""

    drill: str
    plan: Plan
    history: History

    @property
    def records(self) -> tuple[Record, ...]:
        told: list[Record] = []
        for number, event in enumerate(self.history.events, start=1):
            told.append(extend(told[-1].hash if told else GENESIS, number, event))
        return tuple(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fate:
    """What becomes of one service; `back_s` is None where it stays away, `every_s` None where nobody looks."""

    name: str
    back_s: float | None
    every_s: float | None
    lost: int
    is_read: bool


def drawn(seed: int) -> Drawn:
    """Return the drill of a seed; the same seed gives the same drill."""
    chance = random.Random(seed)  # noqa: S311  a fixed draw, no secret
    fates = [_fate(f"s{seed}-{LETTERS[place].lower()}", chance) for place in range(chance.randint(1, 3))]
    writes = {fate.name: chance.random() < 0.7 for fate in fates}
    story = Story(_plan(seed, fates, writes, chance))
    crash = chance.uniform(4.0, 6.0)
    last = _acted(story, fates, crash, chance)
    for fate in fates:
        _watched(story, fate, crash, last, chance)
    drill = f"drill-{seed}"
    for fate in (one for one in fates if writes[one.name]):
        _written(story, drill, fate, crash, last)
    if chance.random() < 0.85:
        story.closed(last + 3)
    return Drawn(drill=drill, plan=story.plan, history=_as(drill, seed, story.history()))


def _as(drill: str, seed: int, told: History) -> History:
    opened, *rest = told.events
    assert isinstance(opened, DrillOpened)
    events: list[Event] = [replace(opened, drill=drill, utc_ns=opened.utc_ns + seed * _DAY), *rest]
    return History(events)


def _fate(name: str, chance: random.Random) -> _Fate:
    return _Fate(
        name=name,
        back_s=None if chance.random() < 0.1 else chance.uniform(0.5, 9.0),
        every_s=None if chance.random() < 0.1 else chance.choice([0.05, 0.1, 0.25]),
        lost=chance.choice([0, 0, 1, chance.randint(2, 40)]),
        is_read=chance.random() < 0.85,
    )


def _plan(seed: int, fates: list[_Fate], writes: dict[str, bool], chance: random.Random) -> Plan:
    objectives = [_objective(seed, place, fate, chance, writes=writes[fate.name]) for place, fate in enumerate(fates)]
    written = [fate for fate in fates if writes[fate.name]]
    return plan(
        objectives=objectives,
        probes=[probe(f"entry-{fate.name}", fate.name, every=fate.every_s) for fate in fates if fate.every_s],
        ledgers=[ledger(_ledger(fate), fate.name, every=0.02) for fate in written],
        steps=list(_steps(fates[0], [fate for fate in written if fate.is_read])),
    )


def _objective(seed: int, place: int, fate: _Fate, chance: random.Random, *, writes: bool) -> Objective:
    rto, rpo = _target(fate, chance), chance.choice([0, 0, 0.5, 3])
    title = Text(zh=f"系统{seed}{CHINESE[place]}", en=f"System {seed} {LETTERS[place]}")
    return replace(objective(fate.name, rto=rto, rpo=rpo, writes=writes), title=title)


def _target(fate: _Fate, chance: random.Random) -> float:
    """Return a target below, above, or right at what the service will take."""
    near = fate.back_s or 5.0
    return round(chance.choice([near * 0.5, near * 2, near + 0.02, chance.uniform(0.3, 20)]), 3)


def _ledger(fate: _Fate) -> str:
    return f"l{fate.name.replace('-', '_')}"


def _steps(first: _Fate, read: list[_Fate]) -> Iterator[PlannedStep]:
    yield step("crash", Phase.INJECT, Inject(fault=kill_process(restart="start"), lease_ns=60 * SECOND), "db-a")
    yield step("noticed", Phase.DETECT, WaitFor(stream=f"entry-{first.name}", state="down"))
    yield step("release", Phase.DECIDE, Approve(role="commander", people=1))
    yield step("promote", Phase.SWITCH, Run(script="promote"), "db-b")
    for fate in read:
        yield step(f"ledger.{_ledger(fate)}.read", Phase.VERIFY, LedgerAct(ledger=_ledger(fate), act="read"))
    yield step("revive", Phase.RESTORE, Undo(fault="crash"), "db-a")


def _acted(story: Story, fates: list[_Fate], crash: float, chance: random.Random) -> float:
    """Tell of the steps and return when the last service was looked at last."""
    story.started(0.1).faulted(crash, crash + chance.uniform(0.01, 0.3))
    noticed = crash + chance.uniform(0.3, 0.45)
    story.did("noticed", noticed, noticed + 0.01)
    if chance.random() < 0.85:
        story.did("release", noticed + 0.02, noticed + _RELEASED_S)
        story.did("promote", noticed + _RELEASED_S + 0.01, noticed + _RELEASED_S + 0.3, "db-b")
    else:
        story.skipped(noticed + 0.02, "release", "promote")
    last = crash + max(fate.back_s or 1.0 for fate in fates) + _READ_AFTER_S
    story.undone(last + 1.5)
    return last


def _watched(story: Story, fate: _Fate, crash: float, last: float, chance: random.Random) -> None:
    if fate.every_s is None:
        return
    back = last * 2 if fate.back_s is None else crash + fate.back_s
    at, samples = 0.3 + chance.random() * fate.every_s, list[tuple[float, float, bool]]()
    while at < last:
        if chance.random() > 0.01:  # now and then a sample is missing
            samples.append((at, at + chance.uniform(0.001, 0.008), not crash <= at < back))
        at += fate.every_s
    story.sampled(f"entry-{fate.name}", samples)


def _written(story: Story, drill: str, fate: _Fate, crash: float, last: float) -> None:
    name, back = _ledger(fate), last * 2 if fate.back_s is None else crash + fate.back_s
    writes: list[tuple[int, float, float | None, WriteOutcome]] = []
    for number in range(1, int((last - 0.5) / 0.02)):
        at = 0.4 + number * 0.02
        is_down = crash <= at < back
        writes.append((number, at, None if is_down else at + 0.0013, WriteOutcome.INFO if is_down else WriteOutcome.OK))
    story.wrote(name, writes)
    before = [number for number, at, _, _ in writes if at < crash]
    gone = set(before[len(before) - fate.lost :])
    kept = [number for number, _, done, _ in writes if done is not None and number not in gone]
    if fate.is_read:
        story.read(last + 0.5, kept, name, payloads=[payload(drill, name, number) for number in kept])
