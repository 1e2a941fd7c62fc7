"""Documents of drills of any size, judged from a generated plan and history: many steps, many services, long names."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final

from measurements.codec import GENESIS, extend
from measurements.events import CONTROLLER, Outcome, WriteOutcome
from measurements.history import History
from measurements.judge import judge
from scenarios.faults.processes import kill_process
from scenarios.plan import (
    SECOND,
    Action,
    Approve,
    CheckStream,
    Inject,
    LedgerAct,
    Objective,
    Phase,
    Plan,
    PlannedProbe,
    PlannedStep,
    Run,
    Text,
    Undo,
    WaitFor,
)
from service.report.document import ReportDocument, document
from tests.support.histories import Story, beat, ledger, objective, plan, probe

CRASH_S: Final = 30.0
BACK_S: Final = 42.5
LAST_S: Final = 75.0
HOSTS: Final = ("db-a", "db-b", "app-1", "app-2", "gw-1")
LONG_ZH: Final = "沪深交易所集中交易系统核心数据库（含融资融券、港股通及期权业务子系统）主备切换与业务验证"
LONG_EN: Final = "The central trading system of both exchanges with margin, connect and option sub-systems"
UNBROKEN: Final = "x" * 180
"""A word that no space breaks, as a path or a digest in a name is."""
NAMES: Final = (
    ("集中交易", "Central trading"),
    ("行情服务", "Quotes"),
    ("清算交收", "Clearing"),
    ("融资融券", "Margin trading"),
    ("网上开户", "Account opening"),
    ("资金存管", "Custody of funds"),
    ("风险监控", "Risk control"),
    ("客户服务", "Customer service"),
    ("信息披露", "Disclosure"),
    ("灾备管理", "Recovery management"),
)


@lru_cache(maxsize=16)
def report_document(
    *, steps: int = 60, services: int = 10, long_names: bool = False, missing: bool = False
) -> ReportDocument:
    """Return the document of a drill with so many steps and services.

    `long_names`: Chinese names of a hundred characters and words that no space breaks. `missing`: no sample was
    taken, half of the steps never began, the drill was not closed. The same arguments give the same document.
    """
    drilled, history = large_drill(steps=steps, services=services, long_names=long_names, missing=missing)
    return document(judge(history, head=_head(history)), drilled)


def _head(history: History) -> str:
    prev = GENESIS
    for seq, event in enumerate(history.events, start=1):
        prev = extend(prev, seq, event).hash
    return prev


def large_drill(*, steps: int, services: int, long_names: bool = False, missing: bool = False) -> tuple[Plan, History]:
    """Return plan and history of such a drill."""
    asked = [_objective(place, long_names=long_names) for place in range(services)]
    drilled = plan(
        objectives=asked,
        probes=[_probe(one, place) for place, one in enumerate(asked)],
        ledgers=[ledger(f"ledger-{place}", one.service, every=0.05) for place, one in enumerate(asked[:3])],
        steps=_steps(steps, long_names=long_names),
    )
    story = Story(drilled)
    story.started(0.1)
    _acted(story, missing=missing)
    if not missing:
        _watched(story)
        story.closed(LAST_S)
    return drilled, story.history()


def _objective(place: int, *, long_names: bool) -> Objective:
    zh, en = NAMES[place % len(NAMES)]
    name = f"service-{place}" if not long_names else f"service-{place}-{UNBROKEN[:90]}"
    one = objective(name, rto=10 + 5 * (place % 3), rpo=place % 2, writes=place < 3, priority=1 + place // 3)
    title = Text(zh=f"{zh}{place}", en=f"{en} {place}")
    if long_names:
        title = Text(zh=f"{LONG_ZH}{place}", en=f"{LONG_EN} {place} {UNBROKEN}")
    return replace(one, title=title)


def _probe(one: Objective, place: int) -> PlannedProbe:
    return probe(f"entry-{place}", one.service, every=0.25)


def _steps(count: int, *, long_names: bool) -> list[PlannedStep]:
    made = list(_firm(count))
    made += [_filler(number) for number in range(count - len(made))]
    order = list(Phase)
    ordered = sorted(made, key=lambda one: order.index(one.phase))
    ordered = [
        replace(one, needs=tuple(before.id for before in ordered[max(0, place - _AT_ONCE) : max(0, place - 1)]))
        for place, one in enumerate(ordered)
    ]
    return [_titled(one, number, long_names=long_names) for number, one in enumerate(ordered, start=1)]


def _firm(count: int) -> Iterator[PlannedStep]:
    """Yield what makes it a drill, the most needed first, at most `count` of them."""
    told: list[tuple[str, Phase, Action, tuple[str, ...]]] = [
        ("crash", Phase.INJECT, Inject(fault=kill_process(restart="start"), lease_ns=60 * SECOND), ("db-a",)),
        ("noticed", Phase.DETECT, WaitFor(stream="entry-0", state="down"), ()),
        ("release", Phase.DECIDE, Approve(role="commander", people=1), ()),
        ("promote", Phase.SWITCH, Run(script="promote"), ("db-b",)),
        ("writes", Phase.VERIFY, CheckStream(stream="entry-0", state="up", hold_ns=10 * SECOND), ()),
        ("revive", Phase.RESTORE, Undo(fault="crash"), ("db-a",)),
        *((f"ledger.ledger-{n}.read", Phase.VERIFY, LedgerAct(ledger=f"ledger-{n}", act="read"), ()) for n in range(3)),
    ]
    for name, phase, action, hosts in told[:count]:
        yield _step(name, phase, action, *hosts)


def _filler(number: int) -> PlannedStep:
    phase = (Phase.PREPARE, Phase.SWITCH, Phase.VERIFY, Phase.RESTORE)[number % 4]
    return _step(f"work-{number}", phase, Run(script="work"), HOSTS[number % len(HOSTS)])


def _step(name: str, phase: Phase, action: Action, *hosts: str) -> PlannedStep:
    title = Text(zh=name, en=name)
    return PlannedStep(
        id=name,
        phase=phase,
        action=action,
        hosts=hosts,
        needs=(),
        within_ns=60 * SECOND,
        title=title,
        planned_ns=None if isinstance(action, Approve) else 2 * SECOND,
    )


def _titled(one: PlannedStep, number: int, *, long_names: bool) -> PlannedStep:
    title = Text(zh=f"第{number}步：核对并切换 {one.id}", en=f"Step {number}: check and switch {one.id}")
    if long_names:
        title = Text(zh=f"第{number}步：{LONG_ZH}", en=f"Step {number}: {LONG_EN} {UNBROKEN}")
    return replace(one, title=title)


_AT_ONCE: Final = 3
"""In the plan a step waits for the second and the third before it."""
_BEGIN: Final = {
    Phase.PREPARE: 1.0,
    Phase.INJECT: CRASH_S,
    Phase.DETECT: CRASH_S + 0.5,
    Phase.DECIDE: CRASH_S + 1,
    Phase.SWITCH: CRASH_S + 3,
    Phase.VERIFY: BACK_S,
    Phase.RESTORE: 60.0,
}
_LAST: Final = {Phase.PREPARE: 28.0, Phase.SWITCH: BACK_S - 0.2, Phase.VERIFY: 58.0, Phase.RESTORE: 73.0}


def _acted(story: Story, *, missing: bool) -> None:
    """Tell what became of every step: most went well, some failed, one in nineteen is unknown."""
    for phase, begin in _BEGIN.items():
        here = [one for one in story.plan.steps if one.phase is phase]
        room = (_LAST.get(phase, begin + 0.4) - begin) / max(1, len(here))
        for place, one in enumerate(here):
            if missing and place > len(here) // 2:
                story.skipped(LAST_S, one.id)
                continue
            _did(story, one, begin + place * room, room, missing=missing)


def _did(story: Story, one: PlannedStep, start: float, room: float, *, missing: bool) -> None:
    host = one.hosts[0] if one.hosts else CONTROLLER
    end = None if missing and one.phase is not Phase.PREPARE else start + room * 0.8
    if isinstance(one.action, Inject) and end is not None:
        story.faulted(start, end, one.id, host)
    elif isinstance(one.action, Undo):
        story.undone(start, one.action.fault, host)
    else:
        outcome = _outcome(one.id)
        why = "" if outcome is Outcome.OK else "exit status 3: 目标主机拒绝了命令 (refused) # ] $x$ <b>"
        story.did(one.id, start, end, host, outcome=outcome, reason=why)


def _outcome(name: str) -> Outcome:
    drawn = random.Random(name).randrange(19)  # noqa: S311  a fixed draw, no secret
    return Outcome.FAILED if drawn == 1 else Outcome.UNKNOWN if drawn == 2 else Outcome.OK


def _watched(story: Story) -> None:
    for place, one in enumerate(story.plan.probes):
        back = BACK_S + place * 1.1
        samples = [*beat(0.5, CRASH_S + 0.1, 0.25), *beat(CRASH_S + 0.1, back, 0.25, ok=False)]
        story.sampled(one.name, [*samples, *beat(back, 60.0 + place, 0.25)])
    read = {one.action.ledger for one in story.plan.steps if isinstance(one.action, LedgerAct)}
    for place, one in enumerate(story.plan.ledgers):
        _written(story, one.name, lost=10 * place, is_read=one.name in read)


def _written(story: Story, name: str, *, lost: int, is_read: bool) -> None:
    """Write twenty times a second: the last `lost` before the crash are gone, during it nobody knows."""
    writes: list[tuple[int, float, float | None, WriteOutcome]] = []
    for number in range(1, 1100):
        at = 1.0 + number * 0.05
        is_down = CRASH_S <= at < BACK_S
        outcome = WriteOutcome.INFO if is_down else WriteOutcome.OK
        writes.append((number, at, None if is_down else at + 0.002, outcome))
    story.wrote(name, writes)
    before = [number for number, at, _, _ in writes if at < CRASH_S]
    gone = set(before[len(before) - lost :])
    kept = [number for number, _, done, _ in writes if done is not None and number not in gone]
    if is_read:
        story.read(58.5, kept, name)
