"""Whole drills as histories: the one that goes well, and its parts to change."""

from __future__ import annotations

from measurements.events import ApprovalGiven, WriteOutcome
from scenarios.plan import Objective, Plan
from tests.support.histories import Story, beat, ledger, ns, objective, plan, probe

FAULT = (100.0, 100.02)
Row = tuple[float, float, bool]
Write = tuple[int, float, float | None, WriteOutcome]


def interrupted(down: float = 100.0, up: float = 112.35, start: float = 80.0, end: float = 130.0) -> list[Row]:
    """Samples every 50 ms that fail from `down` up to `up`."""
    return [*beat(start, down), *beat(down, up, ok=False), *beat(up, end)]


def writes(count: int = 2500, every: float = 0.02, down: float = 100.0, up: float = 112.35) -> list[Write]:
    """Writes from 80 s on, acknowledged after 1 ms except while the service is down, when nobody learns."""
    rows: list[Write] = []
    for number in range(1, count + 1):
        at = 80 + number * every
        is_up = at < down or at >= up
        rows.append((number, at, at + 0.001, WriteOutcome.OK if is_up else WriteOutcome.INFO))
    return rows


def acknowledged(rows: list[Write]) -> list[int]:
    return [number for number, _, _, outcome in rows if outcome is WriteOutcome.OK]


def approved(at: float, person: str = "wang", *, waived: bool = False, refuse: bool = False) -> ApprovalGiven:
    return ApprovalGiven(
        at=ns(at),
        step="release",
        person=person,
        decision="refuse" if refuse else "approve",
        reason="seen",
        channel="cli",
        waived=waived,
    )


def whole_plan(one: Objective | None = None) -> Plan:
    return plan(
        probes=[probe()],
        ledgers=[ledger(every=0.02)],
        objectives=[one or objective(rto=12.4, writes=True, hold=5)],
    )


def switched(story: Story) -> Story:
    """Tell of noticing, releasing and switching as planned."""
    story.did("noticed", 100.02, 100.1).add(approved(101.9))
    story.did("release", 100.1, 102).did("promote", 102, 105, "db-b").did("entry", 105, 106, "db-b")
    return story.did("writes", 106, 125)


def good_drill(one: Objective | None = None) -> Story:
    """A drill in which everything went as planned and nothing was lost."""
    rows = writes()
    story = Story(whole_plan(one)).started(0.1).sampled("entry", interrupted()).faulted(*FAULT)
    switched(story).wrote("orders", rows).did("ledger.orders.read", 131, 132).read(131.5, acknowledged(rows))
    return story.undone(133).closed(135)
